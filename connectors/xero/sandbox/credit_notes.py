"""Supplier credit notes (ACCPAYCREDIT) and their allocation to bills (Xero reference 4.6)."""

from decimal import Decimal
from uuid import uuid4

from connectors.xero.sandbox import kinds, payables
from connectors.xero.sandbox.document_rules import NOT_FOUND
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.money import ZERO, rounded
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.payables import BILL, CREDIT_NOTE, settled
from connectors.xero.sandbox.refusals import NotFound, Rejected
from connectors.xero.sandbox.writing import Outcome, WriteOptions

TOO_MUCH_CREDIT = "The allocation amount exceeds the remaining credit on this credit note"
TOO_MUCH_FOR_BILL = "The allocation amount exceeds the amount outstanding on this document"


def create(organisation: Organisation, sent: Document, options: WriteOptions) -> Outcome:
    return payables.create(organisation, CREDIT_NOTE, sent, options)


def upsert(organisation: Organisation, sent: Document, options: WriteOptions) -> Outcome:
    return payables.upsert(organisation, CREDIT_NOTE, sent, options)


def allocate(organisation: Organisation, note_id: str, sent: Document) -> Outcome:
    """Apply a part of an authorised note to an authorised bill; both get a new UpdatedDateUTC."""
    note = organisation.credit_notes[note_id]
    bill = organisation.invoices.get(sent.get("Invoice", {}).get("InvoiceID", ""))
    if bill is None:
        raise Rejected(NOT_FOUND)
    amount = rounded(sent.get("Amount") or sent.get("AppliedAmount") or ZERO)
    _check(note, bill, amount)
    allocation, credited = planned_allocation(note, bill, amount, sent.get("Date") or max(note["Date"], bill["Date"]))
    _put_both(
        organisation,
        {**note, "Allocations": [*note["Allocations"], allocation]},
        {**bill, "CreditNotes": [*bill["CreditNotes"], credited]},
    )
    return Outcome(allocation)


def planned_allocation(note: Document, bill: Document, amount: Decimal, day: str) -> tuple[Document, Document]:
    """Return an allocation as the note holds it, and as the bill does."""
    note_id, number = note["CreditNoteID"], note.get("CreditNoteNumber", "")
    allocation = {
        "AllocationID": str(uuid4()),
        "Amount": amount,
        "Date": day,
        "Invoice": {"InvoiceID": bill["InvoiceID"], "InvoiceNumber": bill.get("InvoiceNumber", "")},
    }
    credited = {
        "CreditNoteID": note_id,
        "CreditNoteNumber": number,
        "ID": note_id,
        "AllocationID": allocation["AllocationID"],
        "AppliedAmount": amount,
        "Date": day,
        "Total": note["Total"],
        "HasErrors": False,
    }
    return allocation, credited


def deallocate(organisation: Organisation, note_id: str, allocation_id: str) -> Document:
    """Take an allocation back; the answer is not of the Allocation schema (Xero reference 4.6)."""
    note = organisation.credit_notes.get(note_id, {})
    taken = [entry for entry in note.get("Allocations", ()) if entry["AllocationID"] == allocation_id]
    if not taken:
        raise NotFound
    bill = organisation.invoices[taken[0]["Invoice"]["InvoiceID"]]
    _put_both(
        organisation,
        {**note, "Allocations": _without(note["Allocations"], allocation_id)},
        {**bill, "CreditNotes": _without(bill["CreditNotes"], allocation_id)},
    )
    return {
        "AllocationId": allocation_id,
        "Date": taken[0]["Date"],
        "Invoice": [{"InvoiceID": bill["InvoiceID"]}],
        "IsDeleted": True,
    }


def _check(note: Document, bill: Document, amount: Decimal) -> None:
    if note["Status"] not in ("AUTHORISED", "PAID"):
        raise Rejected("Only authorised credit notes can be allocated")
    if bill["Status"] not in ("AUTHORISED", "PAID"):
        raise Rejected("Credit notes can only be allocated to Authorised documents")
    if bill["Contact"] != note["Contact"]:
        raise Rejected("The credit note and the invoice must be of the same contact")
    if bill["CurrencyCode"] != note["CurrencyCode"]:
        raise Rejected("The credit note and the invoice must be in the same currency")
    if amount <= 0:
        raise Rejected("The allocation amount must be greater than zero")
    if amount > note["RemainingCredit"]:
        raise Rejected(TOO_MUCH_CREDIT)
    if amount > bill["AmountDue"]:
        raise Rejected(TOO_MUCH_FOR_BILL)


def _put_both(organisation: Organisation, note: Document, bill: Document) -> None:
    organisation.put(kinds.CREDIT_NOTES, settled(CREDIT_NOTE, note))
    organisation.put(kinds.INVOICES, settled(BILL, bill))


def _without(entries: list[Document], allocation_id: str) -> list[Document]:
    return [entry for entry in entries if entry["AllocationID"] != allocation_id]
