"""Xero's transactions as costs, and the payments of its bills, read a page at a time (Xero reference 4.5-4.8).

Pages are asked for with the newest change first. Xero pages by position, and what changes while one reads moves: in
this order to the front, from where everything behind it slides onto pages that are still to come. So a row may be seen
twice, and none is missed (pitfall 26).
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from connectors.documents import BillPayment, CostKind, CostLine, CostTransaction
from connectors.xero.lists import day, moment
from connectors.xero.resources import GONE, pascal, same_text

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

    @property
    def identity(self) -> tuple[str, str]:
        """The id, and what people call it."""
        raise NotImplementedError

    def standing_payments(self) -> tuple[str, ...] | None:
        return None

    def transaction(self, kind: CostKind, job_category: str) -> CostTransaction:
        erp_id, number = self.identity
        sign = -1 if kind is CostKind.CREDIT_NOTE else 1
        return CostTransaction(
            kind=kind,
            erp_id=erp_id,
            number=number,
            contact_name=(self.contact and self.contact.name) or "",
            date=day(self.date),
            status=self.status,
            is_approved=self.status in APPROVED,
            is_gone=self.status in GONE,
            lines=tuple(
                cost_line(line, position, sign * self.net(line), job_category)
                for position, line in enumerate(self.line_items)
            ),
            payment_ids=self.standing_payments(),
            changed_at=moment(self.updated_date_utc),
        )

    def net(self, line: LineRow) -> Decimal:
        """Return a line's amount without tax, in the organisation's currency.

        A rate says how much of the document's currency one unit of the organisation's own buys (3.3, 4.5).
        """
        amount = line.line_amount or Decimal(0)
        if (self.line_amount_types or "").casefold() == "inclusive":
            amount -= line.tax_amount or Decimal(0)
        return (amount / (self.currency_rate or Decimal(1))).quantize(CENT, ROUND_HALF_UP)


class BillRow(TransactionRow, rename=pascal):
    invoice_id: str = ""
    invoice_number: str | None = None
    payments: list[PaymentOfBill] | None = None

    @property
    def identity(self) -> tuple[str, str]:
        return self.invoice_id, self.invoice_number or ""

    def standing_payments(self) -> tuple[str, ...] | None:
        return None if self.payments is None else tuple(payment.payment_id for payment in self.payments)

    def embedded_payments(self) -> list[BillPayment]:
        return [
            BillPayment(
                erp_id=payment.payment_id,
                bill_id=self.invoice_id,
                amount=payment.amount,
                date=date_of(payment.date),
                reference=payment.reference or "",
            )
            for payment in self.payments or ()
        ]


class SpendRow(TransactionRow, rename=pascal):
    bank_transaction_id: str = ""
    reference: str | None = None

    @property
    def identity(self) -> tuple[str, str]:
        return self.bank_transaction_id, self.reference or ""


class CreditNoteRow(TransactionRow, rename=pascal):
    credit_note_id: str = ""
    credit_note_number: str | None = None

    @property
    def identity(self) -> tuple[str, str]:
        return self.credit_note_id, self.credit_note_number or ""


class PaidBill(msgspec.Struct, rename=pascal):
    invoice_id: str | None = None


class PaymentRow(msgspec.Struct, rename=pascal):
    payment_id: str
    invoice: PaidBill | None = None
    amount: Decimal = Decimal(0)
    date: str | None = None
    reference: str | None = None
    status: str = ""
    updated_date_utc: str | None = None

    def payment(self) -> BillPayment:
        return BillPayment(
            erp_id=self.payment_id,
            bill_id=(self.invoice and self.invoice.invoice_id) or "",
            amount=self.amount,
            date=date_of(self.date),
            reference=self.reference or "",
            is_deleted=self.status in GONE,
            changed_at=moment(self.updated_date_utc),
        )


def date_of(text: str | None) -> date:
    """Return the day of a payment; raises `msgspec.DecodeError` where there is none, since no payment is without."""
    found = day(text)
    if found is None:
        raise msgspec.DecodeError("A payment bears no date.")
    return found


def cost_line(line: LineRow, position: int, amount: Decimal, job_category: str) -> CostLine:
    job = next((entry for entry in line.tracking or () if same_text(job_category, entry.name)), TrackingRow())
    return CostLine(
        # A line without an id is known by its place: the transaction is always kept as a whole.
        line_id=line.line_item_id or f"line {position + 1}",
        description=line.description or "",
        amount=amount,
        item_id=(line.item and line.item.item_id) or "",
        item_code=line.item_code or "",
        job_id=job.tracking_option_id or "",
        job_name=job.option or "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Transactions:
    """Where the transactions of a kind are listed, and how a row is read."""

    name: str
    row: type[TransactionRow]


TRANSACTIONS: dict[CostKind, Transactions] = {
    CostKind.BILL: Transactions(name="Invoices", row=BillRow),
    CostKind.SPEND: Transactions(name="BankTransactions", row=SpendRow),
    CostKind.CREDIT_NOTE: Transactions(name="CreditNotes", row=CreditNoteRow),
}
