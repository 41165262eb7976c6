"""The bookkeeper's work on bills, on supplier credit notes, and on what one takes off the other."""

from datetime import date
from decimal import Decimal
from typing import Any

from connectors.xero.sandbox import credit_notes, invoices, kinds
from connectors.xero.sandbox.desk import FINE, Desk, lines_with_change
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.fields import clean
from connectors.xero.sandbox.kinds import Kind

WRITES = {kinds.INVOICES.plural: invoices.upsert, kinds.CREDIT_NOTES.plural: credit_notes.upsert}
EARLY = ("DRAFT", "SUBMITTED")


class Payables(Desk):
    """`changes` are fields in the API's words; `amounts` is the LineAmountTypes of the lines."""

    def enter_bill(
        self,
        contact_id: str,
        lines: list[Document],
        *,
        on: date | None = None,
        due: date | None = None,
        number: str = "",
        status: str = "AUTHORISED",
        amounts: str = "Exclusive",
        **changes: Any,
    ) -> Document:
        """Enter a bill by hand, one that no app has sent; a draft without `due` has no due date."""
        has_due_date = due or status != "DRAFT"
        sent = {
            "Type": "ACCPAY",
            "Contact": {"ContactID": contact_id},
            "InvoiceNumber": number,
            "Date": self._day(on),
            "DueDate": self._day(due or on) if has_due_date else None,
            "LineAmountTypes": amounts,
            "Status": status,
            "LineItems": lines,
            **changes,
        }
        return self._put(kinds.INVOICES, sent)

    def edit_bill(self, invoice_id: str, **changes: Any) -> Document:
        """Change fields of a bill, such as `Date`, `InvoiceNumber` or `LineItems`; what is not named stays."""
        return self._put(kinds.INVOICES, {"InvoiceID": invoice_id, **changes})

    def edit_bill_line(self, invoice_id: str, line_id: str, **changes: Any) -> Document:
        """Change fields of one line, such as `UnitAmount` or `Tracking`; the others stay."""
        return self._edit_line(kinds.INVOICES, invoice_id, line_id, changes)

    def approve_bill(self, invoice_id: str) -> Document:
        """Authorise a draft or submitted bill, which needs a due date, and an account on every line."""
        return self.edit_bill(invoice_id, Status="AUTHORISED")

    def void_bill(self, invoice_id: str) -> Document:
        """Void an authorised bill, or delete one that is not yet authorised."""
        return self._end(kinds.INVOICES, invoice_id)

    def enter_credit_note(
        self,
        contact_id: str,
        lines: list[Document],
        *,
        on: date | None = None,
        number: str = "",
        status: str = "AUTHORISED",
        amounts: str = "Exclusive",
        **changes: Any,
    ) -> Document:
        """Enter a supplier's credit note by hand."""
        sent = {
            "Type": "ACCPAYCREDIT",
            "Contact": {"ContactID": contact_id},
            "CreditNoteNumber": number,
            "Date": self._day(on),
            "LineAmountTypes": amounts,
            "Status": status,
            "LineItems": lines,
            **changes,
        }
        return self._put(kinds.CREDIT_NOTES, sent)

    def edit_credit_note(self, note_id: str, **changes: Any) -> Document:
        """Change fields of a credit note, such as `Date`, `CreditNoteNumber` or `LineItems`."""
        return self._put(kinds.CREDIT_NOTES, {"CreditNoteID": note_id, **changes})

    def edit_credit_note_line(self, note_id: str, line_id: str, **changes: Any) -> Document:
        """Change fields of one line of a credit note; the others stay."""
        return self._edit_line(kinds.CREDIT_NOTES, note_id, line_id, changes)

    def approve_credit_note(self, note_id: str) -> Document:
        """Authorise a draft or submitted credit note, which needs an account on every line."""
        return self.edit_credit_note(note_id, Status="AUTHORISED")

    def void_credit_note(self, note_id: str) -> Document:
        """Void an authorised credit note, or delete one that is not yet authorised."""
        return self._end(kinds.CREDIT_NOTES, note_id)

    def allocate_credit_note(
        self, note_id: str, invoice_id: str, amount: Decimal, *, on: date | None = None
    ) -> Document:
        """Take a part of a credit note off a bill of the same contact; returns the allocation."""
        sent = {"Invoice": {"InvoiceID": invoice_id}, "Amount": amount, "Date": self._day(on)}
        with self._organisation.changing():
            return credit_notes.allocate(self._organisation, note_id, clean(sent)).document

    def remove_allocation(self, note_id: str, allocation_id: str) -> None:
        """Take an allocation back: the bill is due again, and the note has its credit again."""
        with self._organisation.changing():
            credit_notes.deallocate(self._organisation, note_id, allocation_id)

    def _put(self, kind: Kind, sent: Document) -> Document:
        with self._organisation.changing():
            return WRITES[kind.plural](self._organisation, clean(sent), FINE).document

    def _edit_line(self, kind: Kind, identity: str, line_id: str, changes: Document) -> Document:
        with self._organisation.changing():
            lines = lines_with_change(self._organisation.of(kind)[identity], line_id, changes)
            return self._put(kind, {kind.id_field: identity, "LineItems": lines})

    def _end(self, kind: Kind, identity: str) -> Document:
        with self._organisation.changing():
            is_early = self._organisation.of(kind)[identity]["Status"] in EARLY
            return self._put(kind, {kind.id_field: identity, "Status": "DELETED" if is_early else "VOIDED"})
