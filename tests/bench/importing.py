"""Importing organisations of two sizes: calls, memory, rows a second, beside Xero's SDK that only parses such pages."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from math import ceil
from pathlib import Path
from typing import Any

import requests
from xero_python.accounting import AccountingApi
from xero_python.api_client import ApiClient

from tests.bench.importing_process import Part
from tests.bench.organisation import ROOT, Running, running
from tests.bench.reading import Answer

PAGE = 1000
JOBS, ITEMS = 50, 200
# What is read besides pages of documents: items, jobs, accounts, tax rates, the organisation (Xero reference 7).
LISTS = 5
SDK_PAGES = 2
# For each kind of document: the path, what the SDK calls the answer, and how many there are in the greater size.
KINDS = {
    "bills": ("Invoices", 'Type=="ACCPAY"', 100_000),
    "spends": ("BankTransactions", 'Type=="SPEND"', 50_000),
    "credit_notes": ("CreditNotes", 'Type=="ACCPAYCREDIT"', 5_000),
    "payments": ("Payments", "", 100_000),
}
CONTACTS = 5_000
SHARES = (10, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """The parts of a first import, its calls, and those of the run after it, when nothing had changed."""

    documents: int
    parts: dict[str, Part]
    calls: int
    needed: int
    calls_without_changes: int

    @property
    def megabytes(self) -> int:
        return max(self.parts[name].megabytes for name in ("costs", "payments"))

    @property
    def seconds(self) -> float:
        return self.parts["costs"].seconds + self.parts["payments"].seconds


def measure() -> Iterator[str]:
    small, large = (import_of(share) for share in SHARES)
    for one in (small, large):
        yield (
            f"importing {one.documents:,} documents: {one.calls} calls, {one.needed} needed; "
            f"{one.documents / one.seconds:,.0f} documents a second, peak {one.megabytes} MB; "
            f"a run without changes {one.calls_without_changes} calls"
        )
    yield f"peak memory of the larger import is {large.megabytes / small.megabytes:.2f} times that of the smaller"
    yield from beside_the_sdk(large)


def import_of(share: int) -> Import:
    """Import an organisation of the sizes, divided by `share`."""
    sizes = {name: count // share for name, (_path, _where, count) in KINDS.items()}
    with tempfile.TemporaryDirectory() as folder, organisation(share) as standin:
        environment = environment_for(standin, Path(folder))
        run("prepare", environment)
        standin.forget_calls()
        parts = {name: run(name, environment) for name in ("lists", "costs")}
        run("exported", environment)
        parts["payments"] = run("payments", environment)
        calls = calls_of(standin)
        for name in ("lists", "costs", "payments"):
            run(name, environment)
        pages = [*sizes.values(), CONTACTS // share]
        return Import(
            documents=sum(sizes.values()),
            parts=parts,
            calls=calls,
            needed=LISTS + sum(ceil(count / PAGE) for count in pages),
            calls_without_changes=calls_of(standin),
        )


def organisation(share: int) -> Any:
    sizes = {name: count // share for name, (_path, _where, count) in KINDS.items()}
    return running(**sizes, contacts=CONTACTS // share, jobs=JOBS, items=ITEMS, drafts=0.02, voided=0.02)


def calls_of(standin: Running) -> int:
    """Return how many calls to the API there were since the last time, and forget them. Tokens are no such call."""
    asked = standin.calls()["calls"]
    standin.forget_calls()
    return sum(number for name, number in asked.items() if "/" not in name)


def environment_for(standin: Running, folder: Path) -> dict[str, str]:
    urls = dict.fromkeys(("XERO_API_URL", "XERO_IDENTITY_URL", "XERO_LOGIN_URL"), standin.url)
    limits = dict.fromkeys(("XERO_CALLS_PER_MINUTE", "XERO_CALLS_PER_DAY"), "1000000")
    return {
        **os.environ,
        **urls,
        **limits,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'erp.sqlite3'}",
        "XERO_CLIENT_ID": standin.client_id,
        "XERO_CLIENT_SECRET": standin.client_secret,
        "STAND_IN": json.dumps(asdict(standin)),
    }


def run(part: str, environment: dict[str, str]) -> Part:
    command = [sys.executable, "-m", "tests.bench.importing_process", part]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return Part(**json.loads(done.stdout))


def beside_the_sdk(large: Import) -> Iterator[str]:
    """Compare the whole import with what the SDK takes to parse as many rows, measured on some pages of each kind."""
    with organisation(SHARES[0]) as standin:
        kinds = KINDS.values()
        seconds = sum(count // SHARES[1] * parsing(standin, path, where) for path, where, count in kinds)
    yield (
        f"the import of {large.documents:,} documents, database and all, took {large.seconds:.0f} s; "
        f"xero-python would take {seconds:.0f} s only to parse them ({SDK_PAGES} pages of each kind were measured), "
        f"{seconds / large.seconds:.1f} times as long"
    )


def parsing(standin: Running, path: str, where: str) -> float:
    """Return how many seconds the SDK takes to parse one row of such pages."""
    api, rows, seconds = AccountingApi(ApiClient()), 0, 0.0
    for number in range(1, SDK_PAGES + 1):
        content = page(standin, path, where, number)
        started = time.perf_counter()
        api.api_client.deserialize(Answer(content), path, api.get_model_finder())
        seconds += time.perf_counter() - started
        rows += len(json.loads(content)[path])
    return seconds / rows


def page(standin: Running, path: str, where: str, number: int) -> bytes:
    tokens = requests.post(
        f"{standin.url}/connect/token",
        data={"grant_type": "client_credentials"},
        auth=(standin.client_id, standin.client_secret),
        timeout=60,
    ).json()
    headers = {
        "Authorization": f"Bearer {tokens['access_token']}",
        "Xero-Tenant-Id": standin.tenant_id,
        "Accept": "application/json",
    }
    params = {"page": str(number), "pageSize": str(PAGE), "where": where, "unitdp": "4"}
    answer = requests.get(f"{standin.url}/api.xro/2.0/{path}", headers=headers, params=params, timeout=60)
    answer.raise_for_status()
    return answer.content
