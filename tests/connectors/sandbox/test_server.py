"""The server itself: kept connections, their end, and speed."""

import time

import pytest
import requests

from connectors.xero.sandbox import Sandbox
from tests.bench.organisation import running
from tests.connectors.sandbox.caller import Caller, bill, line


def test_calls_over_one_connection_do_not_wait_for_acknowledgements(caller: Caller) -> None:
    caller.get("Currencies")
    started = time.perf_counter()

    for _ in range(50):
        caller.get("Currencies")

    # A delayed acknowledgement alone would be 40 ms a call.
    assert (time.perf_counter() - started) / 50 < 0.02


def test_a_stopped_sandbox_answers_nobody_not_even_on_an_open_connection() -> None:
    with Sandbox() as sandbox:
        caller = Caller(sandbox)
        caller.get("Organisation")

    with caller.session, pytest.raises(requests.ConnectionError):
        caller.call("GET", "Organisation")


def test_a_body_may_come_in_chunks(caller: Caller) -> None:
    answer = caller.session.put(
        f"{caller.url}/api.xro/2.0/Items",
        data=iter([b'{"Code"', b': "T-1"}']),
        headers={"Content-Type": "application/json"},
        timeout=20,
    )

    assert answer.status_code == 200
    assert caller.get("Items/T-1")


def test_a_thousand_bills_are_stored_and_read_in_no_time(caller: Caller) -> None:
    body = {"Invoices": [bill(caller, LineItems=[line(), line(), line()])] * 50}
    started = time.perf_counter()

    for number in range(20):
        caller.post("Invoices?summarizeErrors=false", body, headers={"Idempotency-Key": str(number)})
    page = caller.get('Invoices?page=1&pageSize=1000&where=Type=="ACCPAY"')

    assert len(page["Invoices"]) == 1000
    assert time.perf_counter() - started < 5


def test_calls_are_counted_and_forgotten_over_http(caller: Caller, sandbox: Sandbox) -> None:
    address = f"{sandbox.url}/sandbox/calls"
    for _ in range(2):
        caller.get("Currencies")

    counted = requests.get(address, timeout=20).json()

    assert counted["calls"] == {"POST /connect/token": 1, "GET Currencies": 2}
    assert counted["sent_bytes"] > 0
    assert requests.delete(address, timeout=20).json() == {"calls": {}, "sent_bytes": 0}


def test_organisation_of_a_given_size_runs_in_a_process_of_its_own() -> None:
    with running(contacts=5, bills=30, payments=20, jobs=2, items=3, voided=0.5) as organisation:
        caller = Caller(organisation)
        with caller.session:
            page = caller.get("Invoices?page=1&pageSize=1000")
            options = caller.category()["Options"]
        counted = organisation.calls()["calls"]
        organisation.forget_calls()
        assert organisation.calls()["calls"] == {}

    assert len(page["Invoices"]) == 30
    assert {one["Name"]: one["TrackingOptionID"] for one in options} == organisation.jobs
    assert {line["ItemCode"] for one in page["Invoices"] for line in one["LineItems"]} == set(organisation.items)
    assert any(one["Status"] == "VOIDED" for one in page["Invoices"])
    assert counted["GET Invoices"] == 1
    with pytest.raises(requests.ConnectionError):
        requests.get(organisation.url, timeout=5)
