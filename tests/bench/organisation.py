"""The stand-in organisation in a process of its own, so that memory is measured of whoever reads it alone.

    python -m tests.bench.organisation --bills 100000 --payments 100000 --contacts 5000 --jobs 50 --items 200

prints one line of JSON once it answers, and ends when its standard input is closed.
"""

import argparse
import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import requests

from connectors.xero.sandbox import Organisation, Sandbox, items
from connectors.xero.sandbox.bulk import Volume, fill
from connectors.xero.sandbox.bulk_lines import LineShares
from connectors.xero.sandbox.writing import WriteOptions

ROOT = Path(__file__).resolve().parents[2]
SIZES = ("contacts", "bills", "spends", "credit_notes", "payments", "jobs", "items")
SHARES = ("drafts", "voided", "allocated", "deleted_payments")
LINE_SHARES = ("with_job", "with_item", "without_job", "without_item")
NO_LIMIT = 1_000_000
CALLS_KEPT = 100
TIMEOUT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """`jobs` and `items` are the ids by name and by code; `megabytes` is what the stand-in itself takes."""

    url: str
    client_id: str
    client_secret: str
    tenant_id: str
    jobs: dict[str, str]
    items: dict[str, str]
    seconds: float
    megabytes: int

    def calls(self) -> dict[str, Any]:
        """Return what was asked since the last time it was forgotten: `calls` by endpoint, and `sent_bytes`."""
        asked: dict[str, Any] = requests.get(f"{self.url}/sandbox/calls", timeout=TIMEOUT).json()
        return asked

    def forget_calls(self) -> None:
        requests.delete(f"{self.url}/sandbox/calls", timeout=TIMEOUT)


@contextmanager
def running(**arguments: float) -> Iterator[Running]:
    """Run an organisation of these sizes and shares until the end of the block, such as `bills=1000, voided=0.1`."""
    options = [f"--{name.replace('_', '-')}={value}" for name, value in arguments.items()]
    command = [sys.executable, "-m", "tests.bench.organisation", *options]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        line = process.stdout.readline()
        if not line:
            raise RuntimeError("The stand-in did not start.")
        try:
            yield Running(**json.loads(line))
        finally:
            process.stdin.close()


def main() -> None:
    options = _parser().parse_args()
    started = time.perf_counter()
    sandbox = Sandbox(Organisation.seeded(), keep_calls=CALLS_KEPT)
    sandbox.limits.per_minute = sandbox.limits.per_day = sandbox.limits.per_app_minute = NO_LIMIT
    jobs, codes = _jobs(sandbox, options.jobs), _items(sandbox, options.items)
    _fill(sandbox.organisation, options, jobs, codes)
    with sandbox:
        told = Running(
            url=sandbox.url,
            client_id=sandbox.client_id,
            client_secret=sandbox.client_secret,
            tenant_id=sandbox.organisation.tenant_id,
            jobs=jobs,
            items=codes,
            seconds=round(time.perf_counter() - started, 1),
            megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        )
        print(json.dumps(asdict(told)), flush=True)
        sys.stdin.read()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Serve a stand-in Xero organisation of a given size.")
    for name in SIZES:
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=0)
    for name in (*SHARES, *LINE_SHARES):
        parser.add_argument(f"--{name.replace('_', '-')}", type=float)
    parser.add_argument("--days", type=float, default=180, help="over which UpdatedDateUTC runs, until now")
    parser.add_argument("--seed", type=int, default=1)
    return parser


def _jobs(sandbox: Sandbox, count: int) -> dict[str, str]:
    category = next(iter(sandbox.organisation.tracking_categories))
    options = [sandbox.bookkeeper.add_job(category, f"Job {number:04d}") for number in range(count)]
    return {option["Name"]: option["TrackingOptionID"] for option in options}


def _items(sandbox: Sandbox, count: int) -> dict[str, str]:
    sent = [{"Code": f"CODE-{number:04d}"} for number in range(count)]
    made = [items.create(sandbox.organisation, one, WriteOptions()).document for one in sent]
    return {item["Code"]: item["ItemID"] for item in made}


def _fill(organisation: Organisation, options: argparse.Namespace, jobs: dict[str, str], codes: dict[str, str]) -> None:
    """Fill, and keep the collector of garbage from going through all of it again and again."""
    given = vars(options)
    sizes = {name: given[name] for name in SIZES if name not in ("jobs", "items")}
    shares = {name: given[name] for name in SHARES if given[name] is not None}
    of_lines = {name: given[name] for name in LINE_SHARES if given[name] is not None}
    lines = LineShares(jobs=tuple(jobs), items=tuple(codes), **of_lines)
    gc.disable()
    fill(organisation, Volume(**sizes, **shares, lines=lines, span=timedelta(days=options.days), seed=options.seed))
    gc.freeze()
    gc.enable()


if __name__ == "__main__":
    main()
