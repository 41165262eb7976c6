"""Supplier credit notes and their allocations (Xero reference 4.6)."""

from typing import Any

from connectors.xero.sandbox import Sandbox
from tests.connectors.sandbox.caller import Caller, Clock, bill, line


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
