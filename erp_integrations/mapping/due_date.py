"""When a bill falls due, worked out from the contact's payment terms (R84, A10)."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from connectors.documents import PaymentTerms, TermsKind


def days_after_bill(bill: date, days: int) -> date:
    return bill + timedelta(days=days)


def days_after_month(bill: date, days: int) -> date:
    return end_of_month(bill) + timedelta(days=days)


def day_of_month(bill: date, day: int) -> date:
    """A month that has no such day ends earlier. A day that is past already is that day of the next month."""
    due = that_day(bill, day)
    return due if due >= bill else day_of_next_month(bill, day)


def day_of_next_month(bill: date, day: int) -> date:
    return that_day(end_of_month(bill) + timedelta(days=1), day)


def that_day(month: date, day: int) -> date:
    return month.replace(day=max(1, min(day, end_of_month(month).day)))


def end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


COUNTED: dict[TermsKind, Callable[[date, int], date]] = {
    TermsKind.DAYS_AFTER_BILL: days_after_bill,
    TermsKind.DAYS_AFTER_MONTH: days_after_month,
    TermsKind.DAY_OF_MONTH: day_of_month,
    TermsKind.DAY_OF_NEXT_MONTH: day_of_next_month,
}


def due_by_terms(bill: date, terms: PaymentTerms) -> date:
    """Return the day on which a bill of that date falls due."""
    return COUNTED[terms.kind](bill, terms.day)
