"""Payments (Xero reference 4.8)."""

from decimal import Decimal

import pytest

from connectors.xero.sandbox import Sandbox
from tests.connectors.sandbox.caller import Caller, Clock


def payment(identity: str, amount: float = 40, **changes: object) -> dict:
    return {
        "Invoice": {"InvoiceID": identity},
        "Account": {"Code": "090"},
        "Date": "2026-11-20",
        "Amount": amount,
        "Reference": "Pay run 1",
        **changes,
    }


def test_a_payment_leaves_less_due_and_is_shown_on_the_bill(caller: Caller, clock: Clock) -> None:
    identity = caller.bill()["InvoiceID"]
    clock.forward(seconds=3)

    paid = caller.put("Payments", {"Payments": [payment(identity)]})["Payments"][0]

    bill = caller.get(f"Invoices/{identity}")["Invoices"][0]
    assert (bill["AmountDue"], bill["AmountPaid"], bill["Status"]) == (60, 40, "AUTHORISED")
    assert bill["UpdatedDateUTCString"] == "2026-11-20T15:00:03+00:00"
    embedded = bill["Payments"][0]
    assert (embedded["PaymentID"], embedded["Amount"], embedded["Reference"]) == (paid["PaymentID"], 40, "Pay run 1")
    assert "Account" not in embedded
    assert (paid["PaymentType"], paid["Status"]) == ("ACCPAYPAYMENT", "AUTHORISED")
    assert (paid["Account"]["Code"], paid["Invoice"]["LineItems"]) == ("090", [])


def test_a_bill_paid_in_full_is_paid_until_a_payment_is_deleted(caller: Caller, clock: Clock) -> None:
    identity = caller.bill()["InvoiceID"]
    caller.post("Payments", payment(identity, 60))
    last = caller.post("Payments", payment(identity, 40))["Payments"][0]["PaymentID"]
    bill = caller.get(f"Invoices/{identity}")["Invoices"][0]
    assert (bill["Status"], bill["FullyPaidOnDate"]) == ("PAID", "/Date(1795132800000+0000)/")

    clock.forward(seconds=2)
    deleted = caller.post(f"Payments/{last}", {"Status": "DELETED"})["Payments"][0]

    bill = caller.get(f"Invoices/{identity}")["Invoices"][0]
    assert (deleted["Status"], bill["Status"], bill["AmountDue"]) == ("DELETED", "AUTHORISED", 40)
    assert "FullyPaidOnDate" not in bill
    changed = caller.get("Payments?page=1", headers={"If-Modified-Since": "2026-11-20T15:00:00"})["Payments"]
    assert [one["PaymentID"] for one in changed] == [last]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"Amount": 100.01}, "Payment amount exceeds the amount outstanding on this document"),
        ({"Amount": 0}, "Payment amount must be greater than zero"),
        ({"Account": {"Code": "404"}}, "Account type is not valid for payments"),
        ({"Account": {"Code": "999"}}, "Account could not be found"),
        ({"Invoice": {"InvoiceID": "3d7e8c2e-0000-4000-8000-000000000000"}}, "Invoice could not be found"),
        ({"Invoice": None}, "A payment must be for exactly one Invoice or CreditNote"),
    ],
)
def test_a_payment_is_refused(caller: Caller, changes: dict, message: str) -> None:
    body = payment(caller.bill()["InvoiceID"]) | changes

    assert caller.refused("PUT", "Payments", body) == [message]


def test_two_payments_in_one_request_cannot_overpay_together(caller: Caller) -> None:
    identity = caller.bill()["InvoiceID"]

    answer = caller.put("Payments?summarizeErrors=false", {"Payments": [payment(identity, 60), payment(identity, 60)]})

    assert [one["StatusAttributeString"] for one in answer["Payments"]] == ["OK", "ERROR"]


def test_only_authorised_bills_can_be_paid(caller: Caller) -> None:
    identity = caller.bill(Status="DRAFT")["InvoiceID"]

    assert caller.refused("PUT", "Payments", payment(identity)) == [
        "Payments can only be made against Authorised documents"
    ]


def test_an_update_of_a_payment_takes_only_its_status(caller: Caller, sandbox: Sandbox) -> None:
    identity = sandbox.bookkeeper.pay_bill(caller.bill()["InvoiceID"], Decimal(10))["PaymentID"]

    assert caller.refused("POST", f"Payments/{identity}", {"Status": "DELETED", "Amount": 10}) == [
        "Only Status accepted for updates."
    ]
    caller.post(f"Payments/{identity}", {"Payments": [{"Status": "DELETED"}]})
    assert caller.refused("POST", f"Payments/{identity}", {"Status": "DELETED"})


def test_payments_are_filtered_by_bill(caller: Caller, sandbox: Sandbox) -> None:
    first, second = caller.bill()["InvoiceID"], caller.bill()["InvoiceID"]
    for identity in (first, second):
        sandbox.bookkeeper.pay_bill(identity, Decimal(10))

    answer = caller.get("Payments", params={"page": "1", "where": f'Invoice.InvoiceID==guid("{first}")'})

    assert [one["Invoice"]["InvoiceID"] for one in answer["Payments"]] == [first]
