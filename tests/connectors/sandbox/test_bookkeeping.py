"""A pile of work that is brought to the bookkeeper over HTTP: each thing is entered once, by name and without ids."""

from decimal import Decimal
from typing import Any

import pytest
import requests

from connectors.xero.sandbox import Sandbox
from tests.connectors.sandbox.caller import Caller

LINE = {"description": "Rebar", "amount": "120.50", "account": "320", "job": "J-1", "item": "STEEL"}
BILL = {"kind": "bill", "number": "A-1", "contact": "Tern Supply", "date": "2026-03-02", "due_date": "2026-04-01"}
PAYMENT = {"kind": "payment", "bill": "A-1", "bill_date": "2026-03-02", "amount": "20.50"}
PAYMENT |= {"date": "2026-03-20", "reference": "Check 7"}
SPEND = {"kind": "spend", "number": "R-1", "contact": "Tern Supply", "date": "2026-03-06", "paid_from": "091"}
NAMES = [
    {"kind": "contact", "contact": "Tern Supply"},
    {"kind": "job", "job": "J-1"},
    {"kind": "item", "item": "STEEL"},
]
PILE: list[dict[str, Any]] = [
    *NAMES,
    BILL | {"lines": [LINE]},
    BILL | {"number": "A-2", "status": "DRAFT", "lines": [LINE]},
    BILL | {"number": "A-3", "status": "VOIDED", "lines": [LINE]},
    {"kind": "credit_note", "number": "C-1", "contact": "Tern Supply", "date": "2026-03-05", "lines": [LINE]},
    SPEND | {"lines": [{"description": "Screws", "amount": "9.99", "account": "429"}]},
    PAYMENT,
]
LISTS = ("Invoices", "CreditNotes", "BankTransactions", "Payments", "Items")


def bring(sandbox: Sandbox, *tasks: Any) -> requests.Response:
    return requests.post(f"{sandbox.url}/sandbox/bookkeeping", json=list(tasks), timeout=20)


def counts(caller: Caller) -> dict[str, int]:
    return {name: len(caller.get(name)[name]) for name in LISTS}


def test_pile_is_entered_as_a_person_would_enter_it(sandbox: Sandbox, caller: Caller) -> None:
    assert bring(sandbox, *PILE).json() == {"tasks": 9}

    bills = {bill["InvoiceNumber"]: bill for bill in caller.get("Invoices?page=1")["Invoices"]}
    assert {number: bill["Status"] for number, bill in bills.items()} == {
        "A-1": "AUTHORISED",
        "A-2": "DRAFT",
        "A-3": "VOIDED",
    }
    (line,) = bills["A-1"]["LineItems"]
    assert (line["ItemCode"], line["Tracking"][0]["Option"], line["LineAmount"]) == ("STEEL", "J-1", 120.5)
    assert (bills["A-1"]["AmountDue"], bills["A-1"]["DueDateString"]) == (100, "2026-04-01T00:00:00")
    (spend,) = caller.get("BankTransactions")["BankTransactions"]
    assert (spend["Reference"], spend["BankAccount"]["Code"]) == ("R-1", "091")


def test_same_pile_again_enters_nothing(sandbox: Sandbox, caller: Caller) -> None:
    bring(sandbox, *PILE)
    before = counts(caller)

    assert bring(sandbox, *PILE).status_code == 200

    assert counts(caller) == before


def test_payment_that_was_a_mistake_is_taken_back_and_not_entered_again(sandbox: Sandbox) -> None:
    bring(sandbox, *PILE)

    bring(sandbox, PAYMENT | {"is_deleted": True})
    bring(sandbox, *PILE, PAYMENT | {"is_deleted": "true"})

    (payment,) = sandbox.organisation.payments.values()
    assert (payment["Status"], payment["Amount"]) == ("DELETED", Decimal("20.50"))


@pytest.mark.parametrize(
    ("task", "reason"),
    [
        (BILL | {"contact": "Nobody", "lines": [LINE]}, "Nobody"),
        (BILL | {"number": "A-9", "lines": [LINE | {"job": "J-2"}]}, "Tracking Option"),
        (PAYMENT | {"bill": "A-9"}, "A-9"),
        (PAYMENT | {"bill_date": "2026-03-03"}, "2026-03-03"),
        (PAYMENT | {"amount": "1000"}, "exceeds the amount outstanding"),
        (PAYMENT | {"amount": "plenty"}, "decimal"),
        ({"kind": "wish"}, "wish"),
    ],
)
def test_what_no_screen_of_xero_would_take_is_refused_with_the_reason(
    sandbox: Sandbox, task: dict[str, Any], reason: str
) -> None:
    bring(sandbox, *PILE)

    answer = bring(sandbox, task)

    assert answer.status_code == 400
    assert reason in answer.json()["error"]


def test_form_of_another_site_enters_nothing(sandbox: Sandbox) -> None:
    answer = requests.post(f"{sandbox.url}/sandbox/bookkeeping", data='[{"kind": "job", "job": "J-9"}]', timeout=20)

    assert answer.status_code == 415
    assert "J-9" not in {option["Name"] for option in sandbox.organisation.tracking_options.values()}
