"""The bookkeeper's own work in the organisation, as it is done in Xero's screens rather than through the API."""

from datetime import date
from decimal import Decimal

from connectors.xero.sandbox import (
    bank_transactions,
    contacts,
    credit_notes,
    invoices,
    kinds,
    payments,
    purchase_orders,
    seeds,
    tracking,
)
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.fields import clean
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.writing import WriteOptions

FINE = WriteOptions(unit_places=4)


class Bookkeeper:
    """Each method returns the stored document, and raises Rejected where Xero would not let the bookkeeper do it."""

    def __init__(self, organisation: Organisation, bank_account: str = seeds.ACCOUNTS[0][0]) -> None:
        self._organisation = organisation
        self._bank_account = bank_account

    def pay_bill(self, invoice_id: str, amount: Decimal, *, on: date | None = None, reference: str = "") -> Document:
        sent = {
            "Invoice": {"InvoiceID": invoice_id},
            "Account": {"Code": self._bank_account},
            "Amount": amount,
            "Reference": reference,
            "Date": self._day(on),
        }
        with self._organisation.changing():
            return payments.create(self._organisation, clean(sent), FINE).document

    def delete_payment(self, payment_id: str) -> Document:
        with self._organisation.changing():
            payment = self._organisation.payments[payment_id]
            return payments.delete(self._organisation, payment, {"Status": "DELETED"}).document

    def void_bill(self, invoice_id: str) -> Document:
        """Void an authorised bill, or delete one that is not yet authorised."""
        with self._organisation.changing():
            is_early = self._organisation.invoices[invoice_id]["Status"] in ("DRAFT", "SUBMITTED")
            sent = {"InvoiceID": invoice_id, "Status": "DELETED" if is_early else "VOIDED"}
            return invoices.upsert(self._organisation, sent, FINE).document

    def enter_purchase_order(self, contact_id: str, lines: list[Document], *, number: str) -> Document:
        """Enter an order by hand, one that no app has sent."""
        sent = {"Contact": {"ContactID": contact_id}, "PurchaseOrderNumber": number, "LineItems": lines}
        with self._organisation.changing():
            return purchase_orders.create(self._organisation, clean(sent), FINE).document

    def void_credit_note(self, note_id: str) -> Document:
        """Void an authorised credit note, or delete one that is not yet authorised."""
        with self._organisation.changing():
            is_early = self._organisation.credit_notes[note_id]["Status"] in ("DRAFT", "SUBMITTED")
            sent = {"CreditNoteID": note_id, "Status": "DELETED" if is_early else "VOIDED"}
            return credit_notes.upsert(self._organisation, sent, FINE).document

    def delete_purchase_order(self, order_id: str) -> Document:
        with self._organisation.changing():
            sent = {"PurchaseOrderID": order_id, "Status": "DELETED"}
            return purchase_orders.upsert(self._organisation, clean(sent), FINE).document

    def edit_purchase_order_line(self, order_id: str, line_id: str, **changes: Decimal | str) -> Document:
        """Change fields of one line, such as `Quantity`, `UnitAmount` or `Description`; the others stay."""
        with self._organisation.changing():
            present = self._organisation.purchase_orders[order_id]["LineItems"]
            lines = [
                {"LineItemID": line["LineItemID"], **(changes if line["LineItemID"] == line_id else {})}
                for line in present
            ]
            sent = {"PurchaseOrderID": order_id, "LineItems": lines}
            return purchase_orders.upsert(self._organisation, clean(sent), FINE).document

    def rename_contact(self, contact_id: str, name: str) -> Document:
        return self._change_contact({"ContactID": contact_id, "Name": name})

    def archive_contact(self, contact_id: str) -> Document:
        return self._change_contact({"ContactID": contact_id, "ContactStatus": "ARCHIVED"})

    def restore_contact(self, contact_id: str) -> Document:
        return self._change_contact({"ContactID": contact_id, "ContactStatus": "ACTIVE"})

    def set_payment_terms(self, contact_id: str, day: int, kind: str = "DAYSAFTERBILLDATE") -> Document:
        """Say when bills of a contact fall due, in the API's words for the kind of day."""
        return self._change_contact({"ContactID": contact_id, "PaymentTerms": {"Bills": {"Day": day, "Type": kind}}})

    def merge_contacts(self, loser_id: str, winner_id: str) -> Document:
        """The loser is archived and names the winner (Xero reference 4.3)."""
        loser = self.archive_contact(loser_id)
        with self._organisation.changing():
            return self._organisation.put(kinds.CONTACTS, {**loser, "MergedToContactID": winner_id})

    def delete_item(self, item_id: str) -> None:
        with self._organisation.changing():
            self._organisation.remove(kinds.ITEMS, item_id)

    def change_item(self, item_id: str, **changes: str | Document) -> Document:
        """Change an item, such as its `Code` or its `PurchaseDetails`."""
        with self._organisation.changing():
            item = self._organisation.items[item_id]
            return self._organisation.put(kinds.ITEMS, {**item, **changes})

    def rename_category(self, category_id: str, name: str) -> Document:
        with self._organisation.changing():
            category = self._organisation.of(kinds.TRACKING_CATEGORIES)[category_id]
            return tracking.update_category(self._organisation, category, {"Name": name}).document

    def add_job(self, category_id: str, name: str) -> Document:
        with self._organisation.changing():
            return tracking.create_option(self._organisation, category_id, {"Name": name}).document

    def archive_job(self, option_id: str) -> Document:
        return self._change_job(option_id, Status="ARCHIVED")

    def rename_job(self, option_id: str, name: str) -> Document:
        return self._change_job(option_id, Name=name)

    def _change_job(self, option_id: str, **changes: str) -> Document:
        with self._organisation.changing():
            option = self._organisation.tracking_options[option_id]
            return self._organisation.put(kinds.TRACKING_OPTIONS, {**option, **changes})

    def archive_account(self, code: str) -> Document:
        with self._organisation.changing():
            account = self._organisation.accounts.first("Code", code)
            return self._organisation.put(kinds.ACCOUNTS, {**(account or {}), "Status": "ARCHIVED"})

    def lock_books(self, until: date) -> None:
        """Set the period lock date: documents dated until then are turned down."""
        with self._organisation.changing():
            self._organisation.set_profile({"PeriodLockDate": until.isoformat()})

    def bill_purchase_order(self, order_id: str) -> Document:
        """Copy an order to a bill, after which it takes no lines."""
        with self._organisation.changing():
            sent = {"PurchaseOrderID": order_id, "Status": "BILLED"}
            return purchase_orders.upsert(self._organisation, clean(sent), FINE).document

    def spend_money(
        self, contact_id: str, lines: list[Document], *, on: date | None = None, reference: str = ""
    ) -> Document:
        """Enter money spent; a line is written as in the API, its amounts without tax."""
        sent = {
            "Type": "SPEND",
            "Contact": {"ContactID": contact_id},
            "BankAccount": {"Code": self._bank_account},
            "Date": self._day(on),
            "Reference": reference,
            "LineAmountTypes": "Exclusive",
            "LineItems": lines,
        }
        with self._organisation.changing():
            return bank_transactions.create(self._organisation, clean(sent), FINE).document

    def enter_credit_note(
        self, contact_id: str, lines: list[Document], *, on: date | None = None, number: str = ""
    ) -> Document:
        sent = {
            "Type": "ACCPAYCREDIT",
            "Contact": {"ContactID": contact_id},
            "CreditNoteNumber": number,
            "Date": self._day(on),
            "LineAmountTypes": "Exclusive",
            "Status": "AUTHORISED",
            "LineItems": lines,
        }
        with self._organisation.changing():
            return credit_notes.create(self._organisation, clean(sent), FINE).document

    def enter_bill(
        self,
        contact_id: str,
        lines: list[Document],
        *,
        on: date | None = None,
        due: date | None = None,
        number: str = "",
    ) -> Document:
        """Enter a bill by hand, one that no app has sent."""
        sent = {
            "Type": "ACCPAY",
            "Contact": {"ContactID": contact_id},
            "InvoiceNumber": number,
            "Date": self._day(on),
            "DueDate": self._day(due or on),
            "LineAmountTypes": "Exclusive",
            "Status": "AUTHORISED",
            "LineItems": lines,
        }
        with self._organisation.changing():
            return invoices.create(self._organisation, clean(sent), FINE).document

    def _change_contact(self, sent: Document) -> Document:
        with self._organisation.changing():
            present = self._organisation.contacts[sent["ContactID"]]
            return self._organisation.put(kinds.CONTACTS, contacts.planned(self._organisation, present, sent))

    def _day(self, day: date | None) -> str:
        return (day or self._organisation.today()).isoformat()
