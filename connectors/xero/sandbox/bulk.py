"""An organisation of any size in seconds: for measurements, and for histories too long to be entered one by one.

    lines = LineShares(jobs=("Depot",), items=("03-300",), without_item=0.1)
    fill(organisation, Volume(contacts=50, bills=1000, payments=800, lines=lines))

Lines, totals, settlements, payments and allocations come from the rules that the API uses. What is left out is what a
caller could get wrong: nothing is refused, lock dates do not count, and no document gets a history.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import chain
from random import Random
from sys import intern

from connectors.xero.sandbox import contacts, credit_notes, kinds, payments, seeds
from connectors.xero.sandbox.bulk_lines import Lines, LineShares, new_id
from connectors.xero.sandbox.document_rules import currency, totals
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.kinds import Kind
from connectors.xero.sandbox.moments import moment, read_moment
from connectors.xero.sandbox.money import rounded
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.payables import BILL, CREDIT_NOTE, Payable, settled

# Documents are entered in the first part of the time, so that there is time left for what follows on the last of them.
ENTERING = 0.9
DUE_AFTER = timedelta(days=30)
PAID_IN_FULL = 0.8
HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """How much of what. Shares run from 0 to 1, and the same `seed` draws the same documents.

    Payments go evenly to the bills that are neither drafts nor voided. Contacts are drawn from all active ones.
    UpdatedDateUTC runs over `span` up to `until` (now, if None): `timedelta(0)` puts all of them into one millisecond.
    """

    contacts: int = 0
    bills: int = 0
    spends: int = 0
    credit_notes: int = 0
    payments: int = 0
    lines: LineShares = field(default_factory=LineShares)
    # of bills and credit notes
    drafts: float = 0.0
    # of bills and credit notes, and of spends, which are then deleted
    voided: float = 0.0
    # of authorised credit notes, each to one bill
    allocated: float = 0.5
    deleted_payments: float = 0.0
    span: timedelta = timedelta(days=180)
    until: datetime | None = None
    seed: int = 1


def fill(organisation: Organisation, volume: Volume) -> None:
    """Add the documents of a volume. The same seed twice in one organisation puts the same documents once."""
    with organisation.changing():
        _Filling(organisation, volume).run()


class _Filling:
    def __init__(self, organisation: Organisation, volume: Volume) -> None:
        self._organisation = organisation
        self._volume = volume
        # Draws the same again; it guards nothing.
        self._draw = Random(volume.seed)  # noqa: S311
        self._lines = Lines(organisation, volume.lines, self._draw)
        self._until = volume.until or organisation.now()
        self._currency = currency(organisation, {}, None)
        self._suppliers: list[Document] = []

    def run(self) -> None:
        volume = self._volume
        self._put(kinds.CONTACTS, list(self._contacts()))
        self._suppliers = [
            {"ContactID": identity}
            for identity, contact in self._organisation.contacts.items()
            if contact["ContactStatus"] == "ACTIVE"
        ]
        bills = [self._payable(BILL, "B", number, volume.bills) for number in range(volume.bills)]
        posted = [bill for bill in bills if bill["Status"] == "AUTHORISED"]
        notes = [self._note(number, posted) for number in range(volume.credit_notes)]
        self._put(kinds.PAYMENTS, list(self._payments(posted)))
        self._put(kinds.INVOICES, [settled(BILL, bill) for bill in bills])
        self._put(kinds.CREDIT_NOTES, [settled(CREDIT_NOTE, note) for note in notes])
        self._put(kinds.BANK_TRANSACTIONS, [self._spend(number) for number in range(volume.spends)])
        self._mark_suppliers()

    def _contacts(self) -> Iterator[Document]:
        for number in range(self._volume.contacts):
            sent = {
                "Name": f"Supplier {self._volume.seed}-{number:05d}",
                "EmailAddress": f"ar{number}@supplier.example",
            }
            planned = contacts.planned(self._organisation, None, sent)
            at = self._at(ENTERING * number / self._volume.contacts)
            yield {**planned, "ContactID": new_id(self._draw), "UpdatedDateUTC": at}

    def _payable(self, payable: Payable, letter: str, number: int, count: int) -> Document:
        at = self._at(ENTERING * number / count)
        document = self._entered(at) | {
            payable.kind.id_field: new_id(self._draw),
            "Type": payable.type,
            payable.number_field: f"{letter}{self._volume.seed}-{number:06d}",
            "Status": self._drawn_status(),
        }
        if payable.needs_due_date:
            document["DueDate"] = _after(document["Date"])
        return document | {name: [] for name in payable.settlements}

    def _drawn_status(self) -> str:
        drawn = self._draw.random()
        if drawn < self._volume.drafts:
            return "DRAFT"
        return "VOIDED" if drawn < self._volume.drafts + self._volume.voided else "AUTHORISED"

    def _note(self, number: int, posted: Sequence[Document]) -> Document:
        note = self._payable(CREDIT_NOTE, "C", number, self._volume.credit_notes)
        if posted and note["Status"] == "AUTHORISED" and self._draw.random() < self._volume.allocated:
            self._allocate(note, self._draw.choice(posted))
        return note

    def _allocate(self, note: Document, bill: Document) -> None:
        """Take a note off a bill, of which at least a half stays due."""
        note["Contact"] = bill["Contact"]
        credited = sum(entry["AppliedAmount"] for entry in bill["CreditNotes"])
        amount = rounded(min(note["Total"], (bill["Total"] - credited) * HALF))
        allocation, entry = credit_notes.planned_allocation(note, bill, amount, max(note["Date"], bill["Date"]))
        identity = {"AllocationID": new_id(self._draw)}
        note["Allocations"] = [allocation | identity]
        bill["CreditNotes"] = [*bill["CreditNotes"], entry | identity]
        note["UpdatedDateUTC"] = bill["UpdatedDateUTC"] = self._later(
            max(note["UpdatedDateUTC"], bill["UpdatedDateUTC"])
        )

    def _payments(self, posted: Sequence[Document]) -> Iterator[Document]:
        if not self._volume.payments:
            return
        if not posted:
            raise ValueError("Payments need bills that are neither drafts nor voided.")
        each, more = divmod(self._volume.payments, len(posted))
        for position, bill in enumerate(self._draw.sample(posted, len(posted))):
            yield from self._payments_of(bill, each + (position < more))

    def _payments_of(self, bill: Document, count: int) -> Iterator[Document]:
        due = bill["Total"] - sum(entry["AppliedAmount"] for entry in bill["CreditNotes"])
        is_settled = self._draw.random() < PAID_IN_FULL
        part = rounded(due / (count if is_settled else count + 1)) if count else due
        for number, at in enumerate(sorted(self._later(bill["UpdatedDateUTC"]) for _ in range(count))):
            amount = due - part * (count - 1) if is_settled and number == count - 1 else part
            yield self._payment(bill, amount, at)

    def _payment(self, bill: Document, amount: Decimal, at: str) -> Document:
        sent = {
            "Invoice": bill,
            "Account": {"Code": seeds.BANK_ACCOUNT},
            "Date": intern(at[:10]),
            "Amount": amount,
            "Reference": "Pay run",
        }
        payment = payments.planned(self._organisation, bill, sent) | {"PaymentID": new_id(self._draw)}
        bill["UpdatedDateUTC"] = at
        if self._draw.random() < self._volume.deleted_payments:
            return payment | {"Status": "DELETED", "UpdatedDateUTC": at}
        bill["Payments"].append(payments.embedded(payment))
        return payment | {"UpdatedDateUTC": at}

    def _spend(self, number: int) -> Document:
        spend = self._entered(self._at(ENTERING * number / self._volume.spends))
        account = self._organisation.accounts.first("Code", seeds.BANK_ACCOUNT) or {}
        return spend | {
            "BankTransactionID": new_id(self._draw),
            "Type": "SPEND",
            "Reference": f"S{self._volume.seed}-{number:06d}",
            "Status": "DELETED" if self._draw.random() < self._volume.voided else "AUTHORISED",
            "IsReconciled": False,
            "BankAccount": {"AccountID": account["AccountID"]},
        }

    def _entered(self, at: str) -> Document:
        amounts, lines = self._lines.drawn()
        return {
            "UpdatedDateUTC": at,
            "Date": intern(at[:10]),
            "Contact": self._draw.choice(self._suppliers),
            "LineAmountTypes": amounts,
            "LineItems": lines,
            **self._currency,
            **totals(lines, amounts),
        }

    def _at(self, part: float) -> str:
        """Return the moment when a part of the span has gone by."""
        return moment(self._until - self._volume.span * (1 - part))

    def _later(self, at: str) -> str:
        since = read_moment(at)
        return moment(since + (self._until - since) * self._draw.random())

    def _put(self, kind: Kind, documents: list[Document]) -> None:
        """Store in the order of the lists, so that each document is appended to its list and never inserted."""
        documents.sort(key=lambda document: (document["UpdatedDateUTC"], document[kind.id_field]))
        for document in documents:
            self._organisation.put(kind, document, bump=False)

    def _mark_suppliers(self) -> None:
        with_contact = (kinds.INVOICES, kinds.CREDIT_NOTES, kinds.BANK_TRANSACTIONS)
        documents = chain.from_iterable(self._organisation.of(kind).values() for kind in with_contact)
        for identity in {document["Contact"]["ContactID"]: None for document in documents}:
            contact = self._organisation.contacts[identity]
            if not contact["IsSupplier"]:
                self._organisation.put(kinds.CONTACTS, {**contact, "IsSupplier": True}, bump=False)


def _after(day: str) -> str:
    return intern((date.fromisoformat(day) + DUE_AFTER).isoformat())
