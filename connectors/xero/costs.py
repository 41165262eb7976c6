"""Xero's transactions as costs, and the payments of its bills, read a page at a time (Xero reference 4.5-4.8).

Pages are asked for with the newest change first. Xero pages by position, and what changes while one reads moves: in
this order to the front, from where everything behind it slides onto pages that are still to come. So a row may be seen
twice, and none is missed (pitfall 26).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import msgspec

from connectors.documents import BillPayment, CostKind, CostLine, CostTransaction
from connectors.xero.lists import day, list_in, moment, rows_of
from connectors.xero.resources import GONE, NO_ID, pascal, same_text

CENT = Decimal("0.01")
APPROVED = ("AUTHORISED", "PAID")


class TrackingRow(msgspec.Struct, rename=pascal):
    name: str | None = None
    option: str | None = None
    tracking_option_id: str | None = None


class ItemOfLine(msgspec.Struct, rename=pascal):
    item_id: str | None = None


class LineRow(msgspec.Struct, rename=pascal):
    line_item_id: str | None = None
    description: str | None = None
    line_amount: Decimal | None = None
    tax_amount: Decimal | None = None
    item_code: str | None = None
    item: ItemOfLine | None = None
    tracking: list[TrackingRow] | None = None


class Named(msgspec.Struct, rename=pascal):
    name: str | None = None


class PaymentOfBill(msgspec.Struct, rename=pascal):
    """A payment as it lies within its bill."""

    payment_id: str
    amount: Decimal = Decimal(0)
    currency_rate: Decimal | None = None
    date: str | None = None
    reference: str | None = None


class TransactionRow(msgspec.Struct, rename=pascal):
    """What bills, spends and credit notes have in common."""

    contact: Named | None = None
    date: str | None = None
    status: str = ""
    line_amount_types: str | None = None
    currency_rate: Decimal | None = None
    line_items: list[LineRow] = []
    updated_date_utc: str | None = None

    def standing_payments(self) -> tuple[str, ...] | None:
        return None

    def transaction(self, kind: CostKind, job_category: str) -> CostTransaction:
        names = TRANSACTIONS[kind]
        sign = -1 if kind is CostKind.CREDIT_NOTE else 1
        return CostTransaction(
            kind=kind,
            erp_id=getattr(self, names.id),
            number=getattr(self, names.number) or "",
            contact_name=(self.contact and self.contact.name) or "",
            date=day(self.date),
            status=self.status,
            is_approved=self.status in APPROVED,
            is_gone=self.status in GONE,
            lines=tuple(self.cost_lines(sign, job_category)),
            payment_ids=self.standing_payments(),
            changed_at=moment(self.updated_date_utc),
        )

    def cost_lines(self, sign: int, job_category: str) -> Iterator[CostLine]:
        """A line without an id of its own is known by its place: the transaction is always kept as a whole."""
        seen = {"", NO_ID}
        for position, line in enumerate(self.line_items, start=1):
            line_id = line.line_item_id or ""
            own_id = f"line {position}" if line_id in seen else line_id
            seen.add(line_id)
            yield cost_line(line, own_id, sign * self.net(line), job_category)

    def net(self, line: LineRow) -> Decimal:
        """Return a line's amount without tax, in the organisation's currency.

        A rate says how much of the document's currency one unit of the organisation's own buys (3.3, 4.5).
        """
        amount = line.line_amount or Decimal(0)
        if (self.line_amount_types or "").casefold() == "inclusive":
            amount -= line.tax_amount or Decimal(0)
        return in_own_currency(amount, self.currency_rate)


class BillRow(TransactionRow, rename=pascal):
    invoice_id: str = ""
    invoice_number: str | None = None
    payments: list[PaymentOfBill] | None = None
    amount_paid: Decimal | None = None

    def standing_payments(self) -> tuple[str, ...] | None:
        """Return the payments that the bill names; None where it names none, or less than it says was paid."""
        if self.payments is None or sum(payment.amount for payment in self.payments) < (self.amount_paid or 0):
            return None
        return tuple(payment.payment_id for payment in self.payments)

    def embedded_payments(self) -> list[BillPayment]:
        return [
            BillPayment(
                erp_id=payment.payment_id,
                bill_id=self.invoice_id,
                amount=in_own_currency(payment.amount, payment.currency_rate),
                date=date_of(payment.date),
                reference=payment.reference or "",
            )
            for payment in self.payments or ()
        ]


class SpendRow(TransactionRow, rename=pascal):
    bank_transaction_id: str = ""
    reference: str | None = None


class CreditNoteRow(TransactionRow, rename=pascal):
    credit_note_id: str = ""
    credit_note_number: str | None = None


class PaidBill(msgspec.Struct, rename=pascal):
    invoice_id: str | None = None


class PaymentRow(msgspec.Struct, rename=pascal):
    payment_id: str
    invoice: PaidBill | None = None
    amount: Decimal = Decimal(0)
    currency_rate: Decimal | None = None
    date: str | None = None
    reference: str | None = None
    status: str = ""
    updated_date_utc: str | None = None

    def payment(self) -> BillPayment:
        return BillPayment(
            erp_id=self.payment_id,
            bill_id=(self.invoice and self.invoice.invoice_id) or "",
            amount=in_own_currency(self.amount, self.currency_rate),
            date=date_of(self.date),
            reference=self.reference or "",
            # A payment stands or was deleted (4.8). What Xero calls otherwise one day is not counted as paid.
            is_deleted=self.status not in ("", "AUTHORISED"),
            changed_at=moment(self.updated_date_utc),
        )


def date_of(text: str | None) -> date:
    """Return the day of a payment; raises `msgspec.ValidationError` where there is none, as no payment is without."""
    found = day(text)
    if found is None:
        raise msgspec.ValidationError("A payment bears no date.")
    return found


def in_own_currency(amount: Decimal, rate: Decimal | None) -> Decimal:
    return (amount / (rate or Decimal(1))).quantize(CENT, ROUND_HALF_UP)


def cost_line(line: LineRow, line_id: str, amount: Decimal, job_category: str) -> CostLine:
    entries = line.tracking or []
    job = next((entry for entry in entries if same_text(job_category, entry.name)), None)
    # An entry may come without names: then the option's id alone says what it is.
    nameless = next((entry for entry in entries if not entry.name and entry.tracking_option_id), TrackingRow())
    job = job or nameless
    return CostLine(
        line_id=line_id,
        description=line.description or "",
        amount=amount,
        item_id=(line.item and line.item.item_id) or "",
        item_code=line.item_code or "",
        job_id=job.tracking_option_id or "",
        job_name=job.option or "",
    )


def readable[Read](
    name: str, row: type[msgspec.Struct], content: bytes, read: Callable[[Any], Read]
) -> tuple[list[Read], list[str]]:
    """Read the rows of an answer, and return the ids of those that cannot be read: one of them stops no other.

    Raises `msgspec.DecodeError` when the answer as a whole cannot be read.
    """
    try:
        return [read(one) for one in rows_of(name, row, content)], []
    except msgspec.ValidationError:
        return one_by_one(row, list_in(name, content), read)


def one_by_one[Read](
    row: type[msgspec.Struct], listed: msgspec.Raw, read: Callable[[Any], Read]
) -> tuple[list[Read], list[str]]:
    rows, unreadable = [], []
    for raw in msgspec.json.decode(listed, type=list[msgspec.Raw]):
        try:
            rows.append(read(msgspec.json.decode(raw, type=row, strict=False)))
        except msgspec.ValidationError:
            unreadable.append(id_in(raw))
    return rows, unreadable


def id_in(raw: msgspec.Raw) -> str:
    """Return the first id of a row that is not what it should be."""
    fields = msgspec.json.decode(raw)
    named = fields.items() if isinstance(fields, dict) else ()
    return next((str(value) for name, value in named if name.endswith("ID") and isinstance(value, str)), "?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Transactions:
    """Where the transactions of a kind are listed, how a row is read, and which fields of it are the id and the number.

    The number is what people call it.
    """

    name: str
    row: type[TransactionRow]
    id: str
    number: str


TRANSACTIONS: dict[CostKind, Transactions] = {
    CostKind.BILL: Transactions(name="Invoices", row=BillRow, id="invoice_id", number="invoice_number"),
    CostKind.SPEND: Transactions(name="BankTransactions", row=SpendRow, id="bank_transaction_id", number="reference"),
    CostKind.CREDIT_NOTE: Transactions(
        name="CreditNotes", row=CreditNoteRow, id="credit_note_id", number="credit_note_number"
    ),
}
