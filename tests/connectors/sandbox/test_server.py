"""The server itself: kept connections, their end, and speed."""

import time

import pytest
import requests

from connectors.xero.sandbox import Sandbox
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
