"""Reading a page of answers: our typed reader beside Xero's official SDK, on the same bytes."""

import json
import time
from collections.abc import Callable, Iterator

from xero_python.accounting import AccountingApi
from xero_python.api_client import ApiClient

from connectors.documents import Bill
from connectors.xero.resources import RESOURCES, elements_of

BILLS, LINES, ROUNDS = 200, 5, 3


def page() -> bytes:
    line = {
        "LineItemID": "7c2b1a52-6e1b-4c0c-9d1c-0f7d1f1f2a01",
        "ItemCode": "03-300.S",
        "Description": "Footings and slab",
        "Quantity": 12.5,
        "UnitAmount": 7.425,
        "LineAmount": 92.81,
        "AccountCode": "310",
        "TaxType": "INPUT",
        "Tracking": [{"Name": "Job", "Option": "Harbor Street"}],
    }
    bill = {
        "InvoiceID": "0b3a0f0a-3e9c-4a5f-8f3d-5d1f0e6b7c11",
        "Type": "ACCPAY",
        "InvoiceNumber": "SC-24017-001",
        "Status": "AUTHORISED",
        "Date": "/Date(1774915200000+0000)/",
        "DueDate": "/Date(1777507200000+0000)/",
        "LineAmountTypes": "Exclusive",
        "Total": 464.05,
        "CurrencyCode": "USD",
        "LineItems": [line] * LINES,
    }
    return json.dumps({"Status": "OK", "Invoices": [bill] * BILLS}).encode()


class Answer:
    """What the SDK's deserialiser expects of an HTTP answer."""

    def __init__(self, content: bytes) -> None:
        self.text = content.decode()


def best(work: Callable[[], object]) -> float:
    """Return the seconds of the fastest of a few rounds."""
    seconds = []
    for _round in range(ROUNDS):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return min(seconds)


def measure() -> Iterator[str]:
    content = page()
    sdk = AccountingApi(ApiClient())
    ours = best(lambda: elements_of(RESOURCES[Bill], content))
    theirs = best(lambda: sdk.api_client.deserialize(Answer(content), "Invoices", sdk.get_model_finder()))
    yield (
        f"reading {BILLS} bills of {LINES} lines: ours {ours * 1000:.1f} ms, xero-python {theirs * 1000:.1f} ms, "
        f"{theirs / ours:.0f} times"
    )
