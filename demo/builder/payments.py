"""What the bookkeeper paid: the invoices that were exported, and most of the bills that she entered herself.

Subcontractors are paid every second Friday, in the last pay run before an invoice falls due. Suppliers' orders are paid
by check, on the day.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from .money import round2
from .papers import BANK_ACCOUNT, CREDIT_CARD
from .records import Invoice, Paper, Payment

FIRST_PAY_RUN = date(2026, 1, 16)
BETWEEN_PAY_RUNS = timedelta(days=14)
FIRST_CHECK = 1041
CARD = "Card 4411"
PAID_BY_CARD = "PO-25002-003"
LAST_OWN_BILL_PAID = date(2026, 9, 30)

NOT_PAID = {
    "SC-24017-002-06",
    "SC-24017-007-03",
    "SC-24017-008-02",
    "SC-25006-001-03",
    "PO-24017-001-03",
    "PO-24017-003-02",
    "PO-25006-002-01",
}
# What was paid in the first pay run, in per cent; the rest two pay runs later, unless it waits still.
IN_TWO_INSTALMENTS = {"SC-24017-003-07": 60, "SC-24017-005-04": 50, "SC-25006-002-03": 50}
REST_WAITS = {"SC-25019-001-02": 60, "SC-25006-006-01": 50}
# The check went to a wrong address: its payment was deleted, and nothing was paid since.
DELETED = "PO-25006-001-01"


def payments(invoices: list[Invoice], papers: list[Paper]) -> list[Payment]:
    exported = [invoice for invoice in invoices if invoice.state == "synced" and invoice.number not in NOT_PAID]
    made = [*by_pay_run(exported), *on_the_day(exported), *of_own_bills(papers)]
    return sorted(made, key=lambda payment: (payment.paid_on, payment.bill, payment.bill_date))


def by_pay_run(invoices: list[Invoice]) -> Iterator[Payment]:
    for invoice in invoices:
        if not invoice.number.startswith("PO"):
            number, amount = pay_run_before(due(invoice)), net(invoice)
            share = (IN_TWO_INSTALMENTS | REST_WAITS).get(invoice.number, 100)
            first = round2(amount * share / 100)
            yield paid_in(number, invoice.commitment, invoice.billing_date, first)
            if invoice.number in IN_TWO_INSTALMENTS:
                yield paid_in(number + 2, invoice.commitment, invoice.billing_date, amount - first)


def on_the_day(invoices: list[Invoice]) -> Iterator[Payment]:
    orders = sorted((invoice for invoice in invoices if invoice.number.startswith("PO")), key=due)
    check = FIRST_CHECK
    for invoice in orders:
        is_card = invoice.commitment == PAID_BY_CARD
        reference, account = (CARD, CREDIT_CARD) if is_card else (f"Check {check}", BANK_ACCOUNT)
        check += not is_card
        yield Payment(
            bill=invoice.commitment,
            bill_date=invoice.billing_date,
            paid_on=due(invoice),
            amount=net(invoice),
            reference=reference,
            paid_from=account,
            is_deleted=invoice.number == DELETED,
        )


def of_own_bills(papers: list[Paper]) -> Iterator[Payment]:
    for paper in papers:
        if paper.due_date and paper.status == "AUTHORISED" and paper.dated <= LAST_OWN_BILL_PAID:
            amount = sum((line.amount for line in paper.lines), Decimal(0))
            yield paid_in(pay_run_before(paper.due_date), paper.number, paper.dated, amount)


def paid_in(pay_run: int, bill: str, bill_date: date, amount: Decimal) -> Payment:
    on = FIRST_PAY_RUN + (pay_run - 1) * BETWEEN_PAY_RUNS
    return Payment(bill, bill_date, on, amount, f"Pay run {pay_run}", BANK_ACCOUNT)


def pay_run_before(day: date) -> int:
    return (day - FIRST_PAY_RUN) // BETWEEN_PAY_RUNS + 1


def due(invoice: Invoice) -> date:
    return invoice.due_date or invoice.billing_date


def net(invoice: Invoice) -> Decimal:
    """What is paid: the work, less what is withheld of it, and what was withheld before and is released."""
    parts = (line.line.amount - line.retainage_withheld + line.retainage_released for line in invoice.lines)
    return sum(parts, Decimal(0))
