"""Supplier credit notes and their allocations (Xero reference 4.6)."""

from typing import Any

import pytest
import requests

from connectors.xero.sandbox import Sandbox
from tests.connectors.sandbox.caller import Caller, Clock, bill, line, messages


def note(caller: Caller, contact: str, **changes: object) -> Any:
    body = bill(caller, Type="ACCPAYCREDIT", Contact={"ContactID": contact}, **changes)
    body["CreditNoteNumber"] = body.pop("InvoiceNumber")
    return caller.put("CreditNotes", body)["CreditNotes"][0]


def allocation(invoice_id: str, amount: float) -> dict:
    return {"Allocations": [{"Invoice": {"InvoiceID": invoice_id}, "Amount": amount, "Date": "2026-11-20"}]}


def test_a_note_starts_with_its_whole_credit(caller: Caller) -> None:
    created = note(caller, caller.contact())

    assert (created["Type"], created["RemainingCredit"], created["Status"]) == ("ACCPAYCREDIT", 100, "AUTHORISED")
    assert created["ID"] == created["CreditNoteID"]


def test_an_allocation_counts_on_both_sides(caller: Caller, clock: Clock) -> None:
    contact = caller.contact()
    credit, invoice = note(caller, contact), caller.bill(Contact={"ContactID": contact}, LineItems=[line(Quantity=3)])
    clock.forward(seconds=4)

    caller.put(f"CreditNotes/{credit['CreditNoteID']}/Allocations", allocation(invoice["InvoiceID"], 70))

    credit = caller.get(f"CreditNotes/{credit['CreditNoteID']}")["CreditNotes"][0]
    invoice = caller.get(f"Invoices/{invoice['InvoiceID']}")["Invoices"][0]
    assert (credit["RemainingCredit"], credit["Allocations"][0]["Amount"]) == (30, 70)
    assert (invoice["AmountCredited"], invoice["AmountDue"]) == (70, 80)
    assert invoice["CreditNotes"][0]["CreditNoteID"] == credit["CreditNoteID"]
    assert credit["UpdatedDateUTC"] == invoice["UpdatedDateUTC"] == "/Date(1795186804000+0000)/"


def test_a_note_used_up_is_paid_until_an_allocation_is_taken_back(caller: Caller) -> None:
    contact = caller.contact()
    credit, invoice = note(caller, contact), caller.bill(Contact={"ContactID": contact})
    path = f"CreditNotes/{credit['CreditNoteID']}"
    answer = caller.put(f"{path}/Allocations", allocation(invoice["InvoiceID"], 100))
    identity = answer["Allocations"][0]["AllocationID"]
    assert caller.get(path)["CreditNotes"][0]["Status"] == "PAID"

    deleted = caller.ok(caller.call("DELETE", f"{path}/Allocations/{identity}"))

    assert (deleted["AllocationId"], deleted["IsDeleted"]) == (identity, True)
    assert deleted["Invoice"] == [{"InvoiceID": invoice["InvoiceID"]}]
    assert caller.get(path)["CreditNotes"][0]["Status"] == "AUTHORISED"
    assert caller.get(f"Invoices/{invoice['InvoiceID']}")["Invoices"][0]["AmountDue"] == 100


def test_too_much_cannot_be_allocated(caller: Caller) -> None:
    contact = caller.contact()
    credit = note(caller, contact)
    small = caller.bill(Contact={"ContactID": contact}, LineItems=[line(Quantity=1)])
    large = caller.bill(Contact={"ContactID": contact}, LineItems=[line(Quantity=9)])
    path = f"CreditNotes/{credit['CreditNoteID']}/Allocations"

    assert caller.refused("PUT", path, allocation(small["InvoiceID"], 51))
    assert caller.refused("PUT", path, allocation(large["InvoiceID"], 101))
    assert caller.refused("PUT", path, allocation(caller.bill(Contact={"Name": "Other"})["InvoiceID"], 1))


def test_a_bill_with_a_credit_applied_cannot_be_voided(caller: Caller) -> None:
    contact = caller.contact()
    credit, invoice = note(caller, contact), caller.bill(Contact={"ContactID": contact})
    caller.put(f"CreditNotes/{credit['CreditNoteID']}/Allocations", allocation(invoice["InvoiceID"], 10))

    for path, identity in (("Invoices", invoice["InvoiceID"]), ("CreditNotes", credit["CreditNoteID"])):
        assert caller.refused("POST", f"{path}/{identity}", {"Status": "VOIDED"})


def test_a_credit_note_can_be_refunded(caller: Caller, sandbox: Sandbox) -> None:
    credit = note(caller, caller.contact())
    body = {"CreditNote": {"CreditNoteID": credit["CreditNoteID"]}, "Account": {"Code": "090"}, "Amount": 100}

    paid = caller.put("Payments", body)["Payments"][0]

    assert paid["PaymentType"] == "APCREDITPAYMENT"
    assert sandbox.organisation.credit_notes[credit["CreditNoteID"]]["Status"] == "PAID"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"LineItems": [line(AccountCode="999")]}, "Account code '999' is not a valid code for this document."),
        ({"LineItems": [line(AccountCode=None)]}, "Account code or ID must be specified"),
        ({"LineItems": [line(Description=" ")]}, "A description is required for each line item."),
        ({"LineItems": [line(ItemCode="none")]}, "Item code 'none' is not valid"),
        ({"LineItems": [line(DiscountRate=5)]}, "Discounts cannot be used on this type of document."),
        ({"LineItems": [line(UnitAmount=-50)]}, "The document total cannot be negative."),
        ({"Type": "ACCRECCREDIT"}, "The type ACCRECCREDIT is not kept here: this stand-in keeps ACCPAYCREDIT only."),
        ({"Status": "PAID"}, "Credit note not of valid status for creation"),
        ({"Date": "2026-01-31"}, "The document date cannot be before the period lock date"),
        ({"CreditNoteNumber": "n" * 256}, "The field CreditNoteNumber must not be longer than 255 characters."),
    ],
)
def test_a_note_is_refused_for_what_a_bill_would_be(
    changes: dict[str, Any], message: str, caller: Caller, sandbox: Sandbox
) -> None:
    sandbox.organisation.set_profile({"PeriodLockDate": "2026-01-31"})
    good = {"CreditNoteNumber": "CN-1", "InvoiceNumber": "", "DueDate": None}
    bodies = [bill(caller, **{"Type": "ACCPAYCREDIT", **good, **more}) for more in (changes, {})]

    answered = caller.put("CreditNotes?summarizeErrors=false", {"CreditNotes": bodies})["CreditNotes"]

    assert messages(answered[0])[0].startswith(message)
    assert [one["HasErrors"] for one in answered] == [True, False]
    assert len(sandbox.organisation.credit_notes) == 1


def test_a_note_has_no_link_and_the_same_number_twice_makes_two(caller: Caller) -> None:
    contact = caller.contact()
    notes = [note(caller, contact, Url="https://app.example/1") for _ in range(2)]

    assert all("Url" not in one for one in notes)
    assert notes[0]["CreditNoteID"] != notes[1]["CreditNoteID"]


@pytest.mark.parametrize(("fault", "count"), [("drop_before", 0), ("drop_after_commit", 1)])
def test_an_answer_about_a_note_can_be_lost(fault: str, count: int, caller: Caller, sandbox: Sandbox) -> None:
    contact = caller.contact()
    sandbox.faults.add(fault, method="PUT", path="CreditNotes")

    with pytest.raises(requests.ConnectionError):
        note(caller, contact)

    assert len(sandbox.organisation.credit_notes) == count


def test_a_voided_note_stays_in_the_list_of_what_changed(caller: Caller, sandbox: Sandbox) -> None:
    identity = note(caller, caller.contact())["CreditNoteID"]

    sandbox.bookkeeper.void_credit_note(identity)

    path = 'CreditNotes?where=Type=="ACCPAYCREDIT"&page=1'
    (listed,) = caller.get(path, headers={"If-Modified-Since": "2026-01-01T00:00:00"})["CreditNotes"]
    assert (listed["CreditNoteID"], listed["Status"], listed["RemainingCredit"]) == (identity, "VOIDED", 0)


def test_a_draft_note_is_deleted_instead_of_voided(caller: Caller, sandbox: Sandbox) -> None:
    identity = note(caller, caller.contact(), Status="DRAFT")["CreditNoteID"]

    assert sandbox.bookkeeper.void_credit_note(identity)["Status"] == "DELETED"
