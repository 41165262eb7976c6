"""Keeping the organisation in a file."""

import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
import requests

from connectors.xero.sandbox import Organisation, Sandbox
from tests.connectors.sandbox.caller import JOB, Caller, bill, line

ROOT = Path(__file__).resolve().parents[3]


def test_what_was_done_is_there_again_after_a_restart(tmp_path: Path) -> None:
    store = tmp_path / "deep" / "sandbox.sqlite3"
    with Sandbox(Organisation.seeded(store=store)) as first:
        caller = Caller(first)
        caller.option("J-1")
        created = caller.bill(
            LineItems=[line(UnitAmount=7.4255, Quantity=1.5, Tracking=[{"Name": JOB, "Option": "J-1"}])]
        )
        first.bookkeeper.pay_bill(created["InvoiceID"], Decimal("1.10"))
        item = caller.put("Items", {"Code": "GONE"})["Items"][0]["ItemID"]
        caller.call("DELETE", f"Items/{item}")
        before = caller.get("Invoices?page=1&unitdp=4")["Invoices"]

    with Sandbox(Organisation.seeded(store=store)) as second, caller.session:
        caller.url = second.url
        assert second.organisation.tenant_id == first.organisation.tenant_id
        assert caller.get("Invoices?page=1&unitdp=4")["Invoices"] == before
        assert len(second.organisation.payments) == 1
        assert len(second.organisation.contacts) == len(first.organisation.contacts)
        assert item not in second.organisation.items


def test_an_answer_is_given_again_after_a_restart(tmp_path: Path) -> None:
    store, key = tmp_path / "sandbox.sqlite3", {"Idempotency-Key": "k1"}
    with Sandbox(Organisation.seeded(store=store)) as first:
        caller = Caller(first)
        body = bill(caller)
        answer = caller.call("PUT", "Invoices", body, headers=key)

    with Sandbox(Organisation.seeded(store=store)) as second, caller.session:
        caller.url = second.url
        assert caller.call("PUT", "Invoices", body, headers=key).content == answer.content
        assert len(second.organisation.invoices) == 1


@pytest.fixture
def start(tmp_path: Path):
    running: list[subprocess.Popen[str]] = []

    def started() -> tuple[subprocess.Popen[str], str]:
        command = [
            sys.executable,
            "-m",
            "connectors.xero.sandbox",
            "--port",
            "0",
            "--store",
            str(tmp_path / "s.sqlite3"),
        ]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stdout is not None
        return process, process.stdout.readline().split()[-1]

    yield started
    for process in running:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def test_a_killed_process_loses_nothing_and_a_told_one_ends_well(start) -> None:
    process, url = start()
    form = {"grant_type": "client_credentials"}
    token = requests.post(f"{url}/connect/token", data=form, auth=("sandbox", "sandbox-secret"), timeout=20).json()
    headers = {"Authorization": f"Bearer {token['access_token']}", "Accept": "application/json"}
    assert requests.put(f"{url}/api.xro/2.0/Items", json={"Code": "T-1"}, headers=headers, timeout=20).ok
    process.send_signal(signal.SIGKILL)
    process.wait(10)

    process, url = start()
    assert requests.get(f"{url}/api.xro/2.0/Items/T-1", headers=headers, timeout=20).status_code == 200

    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0


def test_an_empty_organisation_has_accounts_and_nothing_else() -> None:
    organisation = Organisation.empty()

    assert organisation.accounts
    assert organisation.tax_rates
    assert not organisation.contacts
    assert not organisation.tracking_categories
    assert not organisation.items
