"""Working off a pile: what is entered already is left as it is, so the same pile may be brought again."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from connectors.xero.sandbox import kinds, seeds
from connectors.xero.sandbox.bookkeeper import Bookkeeper
from connectors.xero.sandbox.collection import Collection
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.kinds import option_key
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.pile import Bill, Contact, CreditNote, Item, Job, Payment, Spend, Task
from connectors.xero.sandbox.refusals import Rejected


class InTray:
    """Does one task after the other; raises Rejected at the first that Xero's screens would not take."""

    def __init__(self, organisation: Organisation, bookkeeper: Bookkeeper) -> None:
        self._organisation = organisation
        self._bookkeeper = bookkeeper
        self._work: dict[type[Any], Callable[[Any], None]] = {
            Contact: self._contact,
            Job: self._job,
            Item: self._item,
            Bill: self._bill,
            CreditNote: self._credit_note,
            Spend: self._spend,
            Payment: self._payment,
        }

    def work_off(self, pile: Sequence[Task]) -> None:
        with self._organisation.changing():
            for task in pile:
                self._work[type(task)](task)

    def _contact(self, task: Contact) -> None:
        if not self._organisation.contacts.first("Name", task.contact):
            self._bookkeeper.add_contact(task.contact)

    def _job(self, task: Job) -> None:
        category = self._category()
        if not self._organisation.tracking_options.first("Name", option_key(category, task.job)):
            self._bookkeeper.add_job(category, task.job)

    def _item(self, task: Item) -> None:
        if not self._organisation.items.first("Code", task.item):
            self._bookkeeper.add_item(task.item)

    def _bill(self, task: Bill) -> None:
        contact = self._contact_id(task.contact)
        if self._is_entered(self._organisation.invoices.find("InvoiceNumber", task.number), contact):
            return
        status = "DRAFT" if task.status == "DRAFT" else "AUTHORISED"
        bill = self._bookkeeper.enter_bill(
            contact, task.documents(), on=task.date, due=task.due_date, number=task.number, status=status
        )
        if task.status == "VOIDED":
            self._bookkeeper.void_bill(bill["InvoiceID"])

    def _credit_note(self, task: CreditNote) -> None:
        contact = self._contact_id(task.contact)
        if not self._is_entered(self._organisation.credit_notes.find("CreditNoteNumber", task.number), contact):
            self._bookkeeper.enter_credit_note(contact, task.documents(), on=task.date, number=task.number)

    def _spend(self, task: Spend) -> None:
        contact = self._contact_id(task.contact)
        spends = self._organisation.bank_transactions.values()
        if not self._is_entered([spend for spend in spends if spend.get("Reference") == task.number], contact):
            self._bookkeeper.spend_money(
                contact, task.documents(), on=task.date, reference=task.number, account=task.paid_from
            )

    def _payment(self, task: Payment) -> None:
        payment = self._payment_of(self._bill_of(task), task)
        if task.is_deleted and payment["Status"] != "DELETED":
            self._bookkeeper.delete_payment(payment["PaymentID"])

    def _bill_of(self, task: Payment) -> Document:
        """Return the bill that is paid; those of one order may all bear its number."""
        for bill in self._organisation.invoices.find("InvoiceNumber", task.bill):
            if bill["Date"] == task.bill_date.isoformat():
                return bill
        raise Rejected(f"No bill {task.bill} is dated {task.bill_date}.")

    def _payment_of(self, bill: Document, task: Payment) -> Document:
        """Return the payment, entered now unless it was before; it is known by its bill, day, amount and reference."""
        identity = bill["InvoiceID"]
        told = (task.date.isoformat(), task.amount, task.reference)
        known = itemgetter("Date", "Amount", "Reference")
        for payment in self._organisation.payments.values():
            if payment.get("Invoice", {}).get("InvoiceID") == identity and known(payment) == told:
                return payment
        return self._bookkeeper.pay_bill(
            identity, task.amount, on=task.date, reference=task.reference, account=task.paid_from
        )

    def _is_entered(self, same_number: Sequence[Document], contact_id: str) -> bool:
        return any(document["Contact"]["ContactID"] == contact_id for document in same_number)

    def _contact_id(self, name: str) -> str:
        return str(self._one(self._organisation.contacts, "Name", name)["ContactID"])

    def _category(self) -> str:
        categories = self._organisation.of(kinds.TRACKING_CATEGORIES)
        return str(self._one(categories, "Name", seeds.JOB_CATEGORY)["TrackingCategoryID"])

    def _one(self, collection: Collection, index: str, key: str) -> Document:
        found = collection.first(index, key)
        if found is None:
            raise Rejected(f"Nothing has the {index} {key}.")
        return found
