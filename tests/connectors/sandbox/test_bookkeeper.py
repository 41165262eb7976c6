"""What people do in Xero's own screens: bills, credit notes, money spent and payments, and what of it is refused."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from connectors.xero.sandbox import Rejected, Sandbox
from connectors.xero.sandbox.bookkeeper import Bookkeeper
from tests.connectors.sandbox.caller import JOB, Caller, Clock, any_contact

TAXED = {"TaxType": "TAX001", "Quantity": 1, "UnitAmount": Decimal("108.25")}
DAY = date(2026, 11, 2)


def line(**changes: Any) -> dict[str, Any]:
    return {"Description": "Gravel", "Quantity": 2, "UnitAmount": Decimal(50), "AccountCode": "320", **changes}


@pytest.fixture
def keeper(sandbox: Sandbox) -> Bookkeeper:
    return sandbox.bookkeeper


@pytest.fixture
def contact(caller: Caller) -> str:
    return any_contact(caller)


def test_unpaid_bill_takes_other_lines_date_number_and_job(keeper: Bookkeeper, contact: str, caller: Caller) -> None:
    caller.option("J-1")
    bill = keeper.enter_bill(contact, [line(), line(UnitAmount=Decimal(7))], number="A-1", on=DAY)
    first, second = (one["LineItemID"] for one in bill["LineItems"])

    keeper.edit_bill(bill["InvoiceID"], Date=date(2026, 11, 3), InvoiceNumber="A-2")
    keeper.edit_bill_line(bill["InvoiceID"], first, Tracking=[{"Name": JOB, "Option": "J-1"}], UnitAmount=60)

    edited = caller.get(f"Invoices/{bill['InvoiceID']}")["Invoices"][0]
    assert (edited["DateString"], edited["InvoiceNumber"], edited["Total"]) == ("2026-11-03T00:00:00", "A-2", 134)
    assert [one["LineItemID"] for one in edited["LineItems"]] == [first, second]
    assert edited["LineItems"][0]["Tracking"][0]["Option"] == "J-1"


def test_lines_that_are_left_out_of_an_edit_are_gone(keeper: Bookkeeper, contact: str) -> None:
    bill = keeper.enter_bill(contact, [line(), line()])

    edited = keeper.edit_bill(bill["InvoiceID"], LineItems=[line(UnitAmount=Decimal(1))])

    assert (len(edited["LineItems"]), edited["Total"]) == (1, 2)
    assert edited["LineItems"][0]["LineItemID"] not in [one["LineItemID"] for one in bill["LineItems"]]


def test_paid_bill_keeps_its_money_and_takes_another_job(keeper: Bookkeeper, contact: str, caller: Caller) -> None:
    caller.option("J-1")
    bill = keeper.enter_bill(contact, [line()])
    identity, line_id = bill["InvoiceID"], bill["LineItems"][0]["LineItemID"]
    keeper.pay_bill(identity, Decimal(10))

    edited = keeper.edit_bill_line(identity, line_id, Tracking=[{"Name": JOB, "Option": "J-1"}])

    assert edited["LineItems"][0]["Tracking"][0]["Option"] == "J-1"
    with pytest.raises(Rejected, match="cannot be edited"):
        keeper.edit_bill_line(identity, line_id, UnitAmount=60)


def test_draft_without_due_date_and_account_is_approved_once_it_has_both(keeper: Bookkeeper, contact: str) -> None:
    bill = keeper.enter_bill(contact, [line(AccountCode=None)], status="DRAFT")
    identity, line_id = bill["InvoiceID"], bill["LineItems"][0]["LineItemID"]
    assert "DueDate" not in bill
    assert not {"AccountCode", "ItemCode"} & bill["LineItems"][0].keys()

    with pytest.raises(Rejected, match="due date"):
        keeper.approve_bill(identity)
    keeper.edit_bill(identity, DueDate=DAY)
    with pytest.raises(Rejected, match="Account code"):
        keeper.approve_bill(identity)
    keeper.edit_bill_line(identity, line_id, AccountCode="320")

    assert keeper.approve_bill(identity)["Status"] == "AUTHORISED"


def test_submitted_bill_goes_back_to_draft_and_is_deleted(keeper: Bookkeeper, contact: str) -> None:
    identity = keeper.enter_bill(contact, [line()], status="SUBMITTED")["InvoiceID"]

    assert keeper.edit_bill(identity, Status="DRAFT")["Status"] == "DRAFT"
    assert keeper.void_bill(identity)["Status"] == "DELETED"
    with pytest.raises(Rejected, match="not of valid status for modification"):
        keeper.edit_bill(identity, InvoiceNumber="A-3")


@pytest.mark.parametrize(
    ("amounts", "tax", "total"),
    [("Exclusive", "8.93", "117.18"), ("Inclusive", "8.25", "108.25"), ("NoTax", "0", "108.25")],
)
def test_amounts_of_lines_are_with_or_without_tax(
    amounts: str, tax: str, total: str, keeper: Bookkeeper, contact: str
) -> None:
    entered = [
        keeper.enter_bill(contact, [line(**TAXED)], amounts=amounts),
        keeper.enter_credit_note(contact, [line(**TAXED)], amounts=amounts),
        keeper.spend_money(contact, [line(**TAXED)], amounts=amounts),
    ]

    for document in entered:
        (one,) = document["LineItems"]
        assert (one["LineAmount"], one["TaxAmount"]) == (Decimal("108.25"), Decimal(tax))
        assert document["Total"] == Decimal(total)
        assert document["SubTotal"] == document["Total"] - Decimal(tax)


def test_rounded_total_stays_until_the_lines_add_up_to_another(keeper: Bookkeeper, contact: str) -> None:
    rounded = {"SubTotal": 100, "TotalTax": 0, "Total": Decimal("99.95")}
    bill = keeper.enter_bill(contact, [line()], **rounded)
    identity, line_id = bill["InvoiceID"], bill["LineItems"][0]["LineItemID"]
    keeper.pay_bill(identity, Decimal("9.95"))

    renamed = keeper.edit_bill(identity, InvoiceNumber="R-1")
    keeper.delete_payment(renamed["Payments"][0]["PaymentID"])
    changed = keeper.edit_bill_line(identity, line_id, UnitAmount=60)

    assert (renamed["Total"], renamed["RoundingAmount"], renamed["AmountDue"]) == (
        rounded["Total"],
        Decimal("-0.05"),
        90,
    )
    assert (changed["Total"], "RoundingAmount" in changed) == (120, False)


def test_credit_note_is_drafted_edited_and_approved(keeper: Bookkeeper, contact: str) -> None:
    note = keeper.enter_credit_note(contact, [line()], status="DRAFT")
    identity = note["CreditNoteID"]

    keeper.edit_credit_note(identity, CreditNoteNumber="CN-9")
    keeper.edit_credit_note_line(identity, note["LineItems"][0]["LineItemID"], UnitAmount=30)
    approved = keeper.approve_credit_note(identity)

    assert (approved["Status"], approved["CreditNoteNumber"], approved["RemainingCredit"]) == ("AUTHORISED", "CN-9", 60)


def test_credit_note_is_allocated_and_taken_back_which_both_sides_show(
    keeper: Bookkeeper, contact: str, caller: Caller, clock: Clock
) -> None:
    note, bill = keeper.enter_credit_note(contact, [line()]), keeper.enter_bill(contact, [line(Quantity=3)])
    clock.forward(seconds=5)
    allocation = keeper.allocate_credit_note(note["CreditNoteID"], bill["InvoiceID"], Decimal(100), on=DAY)
    since = {"If-Modified-Since": "2026-11-20T15:00:00"}
    (credited,) = caller.get("Invoices?page=1", headers=since)["Invoices"]
    (used,) = caller.get("CreditNotes?page=1", headers=since)["CreditNotes"]
    assert (credited["AmountDue"], credited["CreditNotes"][0]["AppliedAmount"], used["Status"]) == (50, 100, "PAID")

    clock.forward(seconds=5)
    keeper.remove_allocation(note["CreditNoteID"], allocation["AllocationID"])

    since = {"If-Modified-Since": "2026-11-20T15:00:05"}
    (bill,) = caller.get("Invoices?page=1", headers=since)["Invoices"]
    (note,) = caller.get("CreditNotes?page=1", headers=since)["CreditNotes"]
    assert (bill["AmountDue"], bill["CreditNotes"], note["RemainingCredit"], note["Allocations"]) == (150, [], 100, [])


def test_refund_of_a_credit_note_uses_its_credit_up(keeper: Bookkeeper, contact: str) -> None:
    identity = keeper.enter_credit_note(contact, [line()])["CreditNoteID"]

    refund = keeper.refund_credit_note(identity, Decimal(60), on=DAY, reference="Refund 1")

    assert (refund["PaymentType"], refund["Reference"], refund["Date"]) == ("APCREDITPAYMENT", "Refund 1", "2026-11-02")
    with pytest.raises(Rejected, match="exceeds the amount outstanding"):
        keeper.refund_credit_note(identity, Decimal(41))


def test_bill_is_paid_by_credit_card_with_a_reference(keeper: Bookkeeper, contact: str, caller: Caller) -> None:
    bill = keeper.enter_bill(contact, [line()])

    keeper.pay_bill(bill["InvoiceID"], Decimal(100), reference="Card run", account="091")

    (payment,) = caller.get("Payments?page=1")["Payments"]
    assert (payment["Account"]["Code"], payment["Reference"]) == ("091", "Card run")
    cards = [one for one in caller.get("Accounts")["Accounts"] if one.get("BankAccountType") == "CREDITCARD"]
    assert [one["AccountID"] for one in cards] == [payment["Account"]["AccountID"]]


def test_money_spent_is_edited_and_deleted(keeper: Bookkeeper, contact: str) -> None:
    spent = keeper.spend_money(contact, [line()], account="091")
    identity = spent["BankTransactionID"]

    keeper.edit_spend(identity, Reference="Fuel", Date=DAY)
    edited = keeper.edit_spend_line(identity, spent["LineItems"][0]["LineItemID"], UnitAmount=60)

    assert (edited["Reference"], edited["Date"], edited["Total"]) == ("Fuel", "2026-11-02", 120)
    assert keeper.delete_spend(identity)["Status"] == "DELETED"
    with pytest.raises(Rejected):
        keeper.edit_spend(identity, Reference="Late")


def test_bill_in_another_currency_has_its_rate_and_so_has_its_payment(
    keeper: Bookkeeper, contact: str, caller: Caller
) -> None:
    with pytest.raises(Rejected, match="not subscribed to currency EUR"):
        keeper.enter_bill(contact, [line()], CurrencyCode="EUR")
    keeper.add_currency("EUR", "Euro", Decimal("0.8"))

    bill = keeper.enter_bill(contact, [line()], CurrencyCode="EUR", CurrencyRate="0.9")
    of_today = keeper.enter_bill(contact, [line()], CurrencyCode="EUR")
    edited = keeper.edit_bill(bill["InvoiceID"], InvoiceNumber="E-1")
    payment = keeper.pay_bill(bill["InvoiceID"], Decimal(90))

    assert (edited["CurrencyCode"], edited["CurrencyRate"], edited["Total"]) == ("EUR", Decimal("0.9"), 100)
    assert of_today["CurrencyRate"] == Decimal("0.8")
    assert (payment["Amount"], payment["CurrencyRate"], payment["BankAmount"]) == (90, Decimal("0.9"), 100)
    assert [one["Code"] for one in caller.get("Currencies")["Currencies"]] == ["USD", "EUR"]


def test_note_in_another_currency_cannot_be_taken_off_a_bill(keeper: Bookkeeper, contact: str) -> None:
    keeper.add_currency("EUR", "Euro", Decimal("0.8"))
    note = keeper.enter_credit_note(contact, [line()], CurrencyCode="EUR")
    bill = keeper.enter_bill(contact, [line()])

    with pytest.raises(Rejected, match="same currency"):
        keeper.allocate_credit_note(note["CreditNoteID"], bill["InvoiceID"], Decimal(1))


def test_what_was_paid_ahead_is_listed_beside_what_was_spent(keeper: Bookkeeper, contact: str, caller: Caller) -> None:
    ids = [
        keeper.spend_money(contact, [line()])["BankTransactionID"],
        keeper.prepay(contact, [line(**TAXED)], reference="Deposit")["BankTransactionID"],
        keeper.overpay(contact, Decimal("25.50"))["BankTransactionID"],
    ]

    listed = {one["Type"]: one for one in caller.get("BankTransactions?page=1")["BankTransactions"]}

    assert {one["BankTransactionID"] for one in listed.values()} == set(ids)
    prepaid, overpaid = listed["SPEND-PREPAYMENT"], listed["SPEND-OVERPAYMENT"]
    assert (prepaid["Total"], overpaid["Total"]) == (117.18, 25.5)
    assert prepaid["PrepaymentID"]
    assert overpaid["OverpaymentID"]
    assert (overpaid["LineItems"][0]["AccountCode"], overpaid["TotalTax"]) == ("800", 0)
    where = caller.get('BankTransactions?page=1&where=Type=="SPEND"')["BankTransactions"]
    assert [one["BankTransactionID"] for one in where] == ids[:1]


def test_what_was_paid_ahead_is_not_changed_through_the_api(keeper: Bookkeeper, contact: str, caller: Caller) -> None:
    identity = keeper.overpay(contact, Decimal(5))["BankTransactionID"]

    assert caller.refused("POST", f"BankTransactions/{identity}", {"Status": "DELETED"})
    with pytest.raises(Rejected):
        keeper.delete_spend(identity)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda keeper, bill, note: keeper.pay_bill(bill, Decimal(101)),
        lambda keeper, bill, note: keeper.pay_bill(bill, Decimal(1), account="320"),
        lambda keeper, bill, note: keeper.allocate_credit_note(note, bill, Decimal(101)),
        lambda keeper, bill, note: keeper.approve_bill(bill) and keeper.edit_bill(bill, Status="DRAFT"),
        lambda keeper, bill, note: keeper.edit_credit_note(note, Status="SUBMITTED"),
        lambda keeper, bill, note: keeper.edit_bill(bill, LineItems=[line(ItemCode="none")]),
        lambda keeper, bill, note: keeper.enter_bill(note, [line()]),
    ],
)
def test_refusals_of_xero_hold_for_the_bookkeeper_too(
    attempt: Callable[[Bookkeeper, str, str], Any], keeper: Bookkeeper, contact: str
) -> None:
    bill, note = keeper.enter_bill(contact, [line()]), keeper.enter_credit_note(contact, [line()])

    with pytest.raises(Rejected):
        attempt(keeper, bill["InvoiceID"], note["CreditNoteID"])
