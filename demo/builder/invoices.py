"""Monthly progress invoices: a line is billed up to its progress at the end of the month, less what was billed before.

A line starts when its turn comes and is finished before the last one is; retainage is withheld from each amount, and
paid out with the last invoice of a finished subcontract, or by half at a milestone.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from .change_orders import billable
from .mistakes import INVOICE_STATUSES, INVOICE_WITHOUT_DUE_DATE
from .money import FINEST, ZERO, at_most, round2
from .records import STATES, ChangeOrder, Commitment, Invoice, InvoiceLine, Line
from .tables import dice
from .wrong_invoices import spoiled

LAST_BILLED_MONTH = 10
DAYS_TO_PAY = 30
SPREAD = Decimal("0.4")
BEFORE_THE_LAST = Decimal("0.95")
HALF_RELEASED_WITH = {"SC-24017-003-07", "SC-24017-005-04", "SC-25006-002-04"}


@dataclass
class Account:
    """How far one commitment line is billed."""

    position: int
    line: Line
    limit: Decimal
    starts: Decimal
    lasts: Decimal
    billed: Decimal = ZERO
    held: Decimal = ZERO

    def due(self, time: Decimal, is_final: bool) -> Decimal:
        progress = min(max((time - self.starts) / self.lasts, ZERO), Decimal(1))
        if not is_final:
            progress = min(progress, BEFORE_THE_LAST).quantize(Decimal("0.01"))
        return max(round2(self.limit * progress) - self.billed, ZERO)


@dataclass
class Billing:
    """The accounts of one commitment, and the order in which they are billed."""

    commitment: Commitment
    accounts: list[Account]
    die: Random


def invoices(commitments: list[Commitment], orders: list[ChangeOrder]) -> list[Invoice]:
    return [invoice for commitment in commitments for invoice in invoices_of(commitment, orders)]


def invoices_of(commitment: Commitment, orders: list[ChangeOrder]) -> list[Invoice]:
    billing = opened(commitment, billable(commitment, orders))
    count = len(commitment.invoices)
    made = []
    for sequence in range(1, count + 1):
        lines = billed_lines(billing, sequence, count)
        made.append(spoiled(invoice(billing, sequence, lines), commitment.lines))
    return made


def opened(commitment: Commitment, limits: list[Decimal]) -> Billing:
    count = max(len(limits), 1)
    lasts = 1 - SPREAD * (count - 1) / count
    accounts = [
        Account(position, line, limit, SPREAD * (position - 1) / count, lasts)
        for position, (line, limit) in enumerate(zip(commitment.lines, limits, strict=True), start=1)
    ]
    return Billing(commitment, accounts, dice(f"invoices of {commitment.source_id}"))


def billed_lines(billing: Billing, sequence: int, count: int) -> tuple[InvoiceLine, ...]:
    is_final = billing.commitment.is_finished and sequence == count
    jitter = ZERO if sequence == count else Decimal(billing.die.randint(-20, 20)) / 100
    time = Decimal(billing.commitment.percent_billed) / 100 * (sequence + jitter) / count
    half = f"{billing.commitment.source_id}-{sequence:02}" in HALF_RELEASED_WITH
    released = Decimal(1) if is_final else Decimal("0.5") if half else ZERO
    lines = (billed_line(billing.commitment, account, time, is_final, released) for account in billing.accounts)
    return tuple(line for line in lines if line is not None)


def billed_line(
    commitment: Commitment, account: Account, time: Decimal, is_final: bool, released_share: Decimal
) -> InvoiceLine | None:
    work = measured(account, account.due(time, is_final), is_final)
    if not work.amount:
        return None
    released = round2(account.held * released_share)
    withheld = ZERO if is_final else round2(work.amount * commitment.retainage_percent / 100)
    account.billed += work.amount
    account.held += withheld - released
    return InvoiceLine(account.position, work, withheld, released)


def measured(account: Account, due: Decimal, is_final: bool) -> Line:
    """The amount that is due; for a unit line the whole steps of quantity that fit into it."""
    line = account.line
    if line.unit_cost is None:
        return Line(line.budget_code, line.description, due)
    quantity = at_most(due / line.unit_cost, FINEST if is_final else line.step)
    return Line(line.budget_code, line.description, round2(quantity * line.unit_cost), quantity, line.unit_cost)


def invoice(billing: Billing, sequence: int, lines: tuple[InvoiceLine, ...]) -> Invoice:
    commitment = billing.commitment
    number = f"{commitment.source_id}-{sequence:02}"
    count = len(commitment.invoices)
    first = commitment.created_on.month if commitment.is_finished else LAST_BILLED_MONTH - count + 1
    start, end = month(first + sequence - 1)
    billing_date = end if commitment.kind == "subcontract" else start + timedelta(days=billing.die.randint(10, 26))
    return Invoice(
        commitment=commitment.source_id,
        number=number,
        period_start=start,
        period_end=end,
        billing_date=billing_date,
        due_date=None if number == INVOICE_WITHOUT_DUE_DATE else billing_date + timedelta(days=DAYS_TO_PAY),
        status=INVOICE_STATUSES.get(number, "approved"),
        state=STATES[commitment.invoices[sequence - 1]],
        lines=lines,
    )


def month(number: int) -> tuple[date, date]:
    return date(2026, number, 1), date(2026, number + 1, 1) - timedelta(days=1)
