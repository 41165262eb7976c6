"""The invoices whose lines are wrong on purpose."""

from dataclasses import replace
from decimal import Decimal

from .mistakes import BACK_CHARGE, BILLS_TOO_MANY, BILLS_TOO_MUCH
from .money import round2
from .records import Invoice, InvoiceLine, Line


def spoiled(invoice: Invoice, contract: tuple[Line, ...]) -> Invoice:
    """The invoice as it was, unless it is one of the three that are wrong."""
    if invoice.number == BACK_CHARGE:
        return replace(invoice, lines=(back_charge(contract[0]),))
    if invoice.number == BILLS_TOO_MUCH:
        return replace(invoice, lines=(*invoice.lines[:-1], too_much(invoice.lines[-1], contract)))
    if invoice.number == BILLS_TOO_MANY:
        return replace(invoice, lines=(too_many(invoice.lines[0], contract), *invoice.lines[1:]))
    return invoice


def back_charge(line: Line) -> InvoiceLine:
    return InvoiceLine(1, Line(line.budget_code, "Back-charge: clean-up and re-survey at grid B", Decimal("-4860.00")))


def too_much(line: InvoiceLine, contract: tuple[Line, ...]) -> InvoiceLine:
    """The whole line again, where only a part was left."""
    amount = contract[line.commitment_line - 1].amount
    return replace(line, line=replace(line.line, amount=amount), retainage_withheld=round2(amount * 5 / 100))


def too_many(line: InvoiceLine, contract: tuple[Line, ...]) -> InvoiceLine:
    """The ordered quantity instead of the delivered one."""
    ordered = contract[line.commitment_line - 1]
    return replace(line, line=replace(line.line, amount=ordered.amount, quantity=ordered.quantity))
