"""Bills: life cycle, locks and the fields of the head (Xero reference 4.5)."""

from decimal import Decimal

import pytest

from connectors.xero.sandbox import Sandbox
from tests.connectors.sandbox.caller import Caller, Clock, bill, line

NOT_EDITABLE = ["This document cannot be edited as it has a payment or credit note allocated to it."]


@pytest.mark.parametrize(
    ("before", "after", "is_allowed"),
    [
        ("DRAFT", "SUBMITTED", True),
        ("DRAFT", "AUTHORISED", True),
        ("DRAFT", "DELETED", True),
        ("DRAFT", "VOIDED", False),
        ("SUBMITTED", "DRAFT", True),
        ("SUBMITTED", "DELETED", True),
        ("AUTHORISED", "VOIDED", True),
        ("AUTHORISED", "DELETED", False),
        ("AUTHORISED", "DRAFT", False),
        ("AUTHORISED", "PAID", False),
    ],
)
def test_a_status_may_follow_another(caller: Caller, before: str, after: str, is_allowed: bool) -> None:
    created = caller.bill(Status=before)

    answer = caller.call("POST", f"Invoices/{created['InvoiceID']}", {"Status": after})

    assert (answer.status_code == 200) is is_allowed
    if not is_allowed:
        assert "Invoice not of valid status for modification" in answer.text


@pytest.mark.parametrize("end", ["DELETED", "VOIDED"])
def test_nothing_leaves_deleted_or_voided(caller: Caller, end: str) -> None:
    created = caller.bill(Status="DRAFT" if end == "DELETED" else "AUTHORISED")
    caller.post("Invoices", {"InvoiceID": created["InvoiceID"], "Status": end})

    refused = caller.refused("POST", "Invoices", {"InvoiceID": created["InvoiceID"], "Status": "AUTHORISED"})

    assert refused == ["Invoice not of valid status for modification"]


def test_a_bill_cannot_be_created_as_paid(caller: Caller) -> None:
    assert caller.refused("PUT", "Invoices", bill(caller, Status="PAID")) == [
        "Invoice not of valid status for creation"
    ]


def test_a_voided_bill_keeps_its_lines_and_total_and_is_due_nothing(caller: Caller) -> None:
    created = caller.bill()

    voided = caller.post("Invoices", {"InvoiceID": created["InvoiceID"], "Status": "VOIDED"})["Invoices"][0]

    assert (len(voided["LineItems"]), voided["Total"], voided["AmountDue"]) == (1, 100, 0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"Contact": {}}, "A Contact must be specified for this type of transaction"),
        ({"DueDate": None}, "A due date must be specified."),
        ({"DueDate": None, "Status": "SUBMITTED"}, "A due date must be specified."),
        ({"CurrencyCode": "EUR"}, "Organisation is not subscribed to currency EUR"),
        ({"Url": "app.example/1"}, "Url must be a valid absolute url"),
        ({"Url": "https://app.example/xero/1"}, "Url must not contain the word xero"),
        ({"InvoiceNumber": "n" * 256}, "The field InvoiceNumber must not be longer than 255 characters."),
        ({"LineAmountTypes": "Gross"}, "The LineAmountTypes value Gross is not valid."),
        ({"Type": "ACCREC"}, "The type ACCREC is not kept here: this stand-in keeps ACCPAY only."),
        ({"LineItems": [line(UnitAmount=-1)]}, "The document total cannot be negative."),
        ({"Total": 150}, "The invoice total does not equal the sum of the lines."),
    ],
)
def test_a_bill_is_refused(caller: Caller, changes: dict, message: str) -> None:
    assert caller.refused("PUT", "Invoices", bill(caller, **changes)) == [message]


def test_a_total_that_is_a_few_cents_off_is_a_rounding(caller: Caller) -> None:
    stored = caller.bill(SubTotal=100, TotalTax=0, Total=100.05)

    assert (stored["RoundingAmount"], stored["Total"], stored["AmountDue"]) == (0.05, 100.05, 100.05)


def test_a_new_name_makes_a_contact_and_other_fields_change_one(caller: Caller, sandbox: Sandbox) -> None:
    contact = caller.bill(Contact={"Name": "Brand New Supplier"})["Contact"]["ContactID"]
    caller.bill(Contact={"ContactID": contact, "Name": "Renamed Supplier"})

    assert sandbox.organisation.contacts[contact]["Name"] == "Renamed Supplier"


def test_a_refused_bill_leaves_no_contact_behind(caller: Caller, sandbox: Sandbox) -> None:
    before = len(sandbox.organisation.contacts)

    caller.refused("PUT", "Invoices", bill(caller, Contact={"Name": "Never"}, LineItems=[line(AccountCode="999")]))

    assert len(sandbox.organisation.contacts) == before


def test_an_archived_contact_cannot_be_billed(caller: Caller, sandbox: Sandbox) -> None:
    contact = caller.contact("Old Supplier")
    sandbox.bookkeeper.archive_contact(contact)

    assert caller.refused("PUT", "Invoices", bill(caller, Contact={"ContactID": contact}))


def test_a_bill_of_nothing_is_paid_at_once(caller: Caller) -> None:
    assert caller.bill(LineItems=[line(UnitAmount=0)])["Status"] == "PAID"


def test_an_unknown_id_is_an_error_of_its_element(caller: Caller) -> None:
    refused = caller.refused("POST", "Invoices", {"InvoiceID": "3d7e8c2e-0000-4000-8000-000000000000"})

    assert refused == ["The document with the supplied id was not found for this endpoint."]


def test_a_paid_bill_takes_new_words_but_no_new_amounts(caller: Caller, sandbox: Sandbox) -> None:
    created = caller.bill()
    identity, (kept,) = created["InvoiceID"], created["LineItems"]
    sandbox.bookkeeper.pay_bill(identity, Decimal(40))

    words = {"InvoiceID": identity, "InvoiceNumber": "corrected", "DueDate": "2027-01-31"}
    assert caller.post("Invoices", words)["Invoices"][0]["InvoiceNumber"] == "corrected"
    moved = {"InvoiceID": identity, "LineItems": [{"LineItemID": kept["LineItemID"], "AccountCode": "320"}]}
    assert caller.post("Invoices", moved)["Invoices"][0]["LineItems"][0]["AccountCode"] == "320"
    for changes in (
        {"LineItems": [{"LineItemID": kept["LineItemID"], "Quantity": 9}]},
        {"LineItems": [line()]},
        {"Date": "2026-11-01"},
        {"Status": "VOIDED"},
    ):
        assert caller.refused("POST", "Invoices", {"InvoiceID": identity, **changes}) == NOT_EDITABLE


@pytest.mark.parametrize("lock", ["PeriodLockDate", "EndOfYearLockDate"])
def test_a_locked_period_takes_no_bill_and_lets_none_go(caller: Caller, sandbox: Sandbox, lock: str) -> None:
    created = caller.bill(Date="2026-06-15")
    sandbox.organisation.set_profile({lock: "2026-06-30"})

    (message,) = caller.refused("PUT", "Invoices", bill(caller, Date="2026-06-30"))
    assert message.endswith("currently set at 30 June 2026")
    assert caller.refused("POST", "Invoices", {"InvoiceID": created["InvoiceID"], "Status": "VOIDED"})
    assert caller.refused("POST", "Invoices", {"InvoiceID": created["InvoiceID"], "Date": "2026-07-01"})
    assert caller.bill(Date="2026-07-01")


def test_a_bill_is_read_by_id_and_by_number(caller: Caller) -> None:
    created = caller.bill(InvoiceNumber="A/7 & more")

    by_id = caller.get(f"Invoices/{created['InvoiceID'].upper()}?unitdp=4")["Invoices"][0]
    by_number = caller.get("Invoices/A%2F7%20%26%20more?unitdp=4")["Invoices"][0]

    assert by_id == by_number
    assert by_id["LineItems"] == created["LineItems"]


def test_an_update_gets_a_new_stamp(caller: Caller, clock: Clock) -> None:
    created = caller.bill()
    clock.forward(seconds=5)

    updated = caller.post("Invoices", {"InvoiceID": created["InvoiceID"], "InvoiceNumber": "2"})["Invoices"][0]

    assert updated["UpdatedDateUTCString"] == "2026-11-20T15:00:05+00:00"
