"""Conditions that several rules share. Each returns a `broken` for a rule's row."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from erp_integrations.mapping import document_for
from erp_integrations.mapping.lines import LONGEST_QUANTITY, figures
from erp_integrations.mapping.text import length, tidy, visible
from erp_integrations.models import AccountingMethod, IntegrationSettings
from erp_integrations.models.lines import to_cents
from erp_integrations.models.name_key import key_of
from erp_integrations.rules.rule import Details

Broken = Callable[[Any, IntegrationSettings], Iterable[Details]]
BROKEN: tuple[Details, ...] = ({},)
HOLDS: tuple[Details, ...] = ()
FIRST_YEAR, LAST_YEAR = 1970, 2099
LONGEST_DESCRIPTION = 4000
LARGEST_AMOUNT = Decimal("9999999999.99")


def unless(holds: Callable[[Any, IntegrationSettings], object]) -> Broken:
    """The condition must be true."""
    return lambda record, settings: HOLDS if holds(record, settings) else BROKEN


def filled(field: str) -> Broken:
    """The field must not be blank."""
    return lambda record, settings: HOLDS if tidy(getattr(record, field)) else BROKEN


def at_most(field: str, limit: int) -> Broken:
    """The field, without superfluous blanks, must have at most `limit` characters."""
    return text_at_most(lambda record: tidy(getattr(record, field)), limit)


def text_at_most(text_of: Callable[[Any], str], limit: int) -> Broken:
    """A text must have at most `limit` of Xero's characters."""

    def broken(record: Any, settings: IntegrationSettings) -> Iterator[Details]:
        characters = length(text_of(record))
        if characters > limit:
            yield {"length": characters, "limit": limit}

    return broken


def lines_where(wrong: Callable[[Any, Any], bool]) -> Broken:
    """No line may be wrong. The rule's sentence may name the `position` and the `line`."""

    def broken(record: Any, settings: IntegrationSettings) -> Iterator[Details]:
        for line in record.coded_lines():
            if wrong(record, line):
                yield {"position": line.position, "line": line, "expected": to_cents(line.quantity * line.unit_cost)}

    return broken


def has_no_budget_code(record: Any, line: Any) -> bool:
    return bool(line.budget_code_id is None)


def is_too_large(record: Any, line: Any) -> bool:
    return bool(abs(line.amount) > LARGEST_AMOUNT)


def is_too_long(record: Any, line: Any) -> bool:
    return accounting_method(record) == AccountingMethod.UNIT and figures(line.quantity) > LONGEST_QUANTITY


def sums_too_large(record: Any, settings: IntegrationSettings) -> Iterator[Details]:
    """No line that is summed up from several, as retainage and changes of one line are, may be too large."""
    if any(is_too_large(record, line) for line in record.coded_lines()):
        return
    for line in getattr(document_for(record, settings), "lines", ()):
        amount = to_cents(line.quantity * line.unit_amount)
        if abs(amount) > LARGEST_AMOUNT:
            yield {"amount": as_amount(amount)}


def mistyped(record_date: Callable[[Any, IntegrationSettings], date | None]) -> Broken:
    """A date must be of this age: accounting systems hold no others, and people mean no others."""

    def broken(record: Any, settings: IntegrationSettings) -> Iterator[Details]:
        found = record_date(record, settings)
        if found and not FIRST_YEAR <= found.year <= LAST_YEAR:
            yield {"date": found.isoformat(), "first": FIRST_YEAR, "last": LAST_YEAR}

    return broken


def below_zero(record: Any, settings: IntegrationSettings) -> Iterator[Details]:
    """The total must not be negative."""
    if record.amount_to_show < 0:
        yield {"amount": as_amount(record.amount_to_show)}


def below_zero_with_tax(record: Any, settings: IntegrationSettings) -> Iterator[Details]:
    """A document's total with tax must not be negative, which differing rates can make it: tax is rounded by line."""
    lines = getattr(document_for(record, settings), "lines", ())
    amounts = [(to_cents(line.quantity * line.unit_amount), key_of(line.item_code)) for line in lines]
    net = sum((amount for amount, _item in amounts), Decimal(0))
    known, default = settings.organisation, settings.default_tax_type
    tax = sum((to_cents(amount * known.rate_of(item, default) / 100) for amount, item in amounts), Decimal(0))
    if net >= 0 > net + tax:
        yield {"amount": as_amount(net + tax)}


def is_wordy(record: Any, line: Any) -> bool:
    return length(visible(line.description)) > LONGEST_DESCRIPTION


def as_amount(amount: Decimal) -> Decimal:
    """Return an amount as sentences show it."""
    return to_cents(amount)


def accounting_method(record: Any) -> str:
    return str(getattr(record, "commitment", record).accounting_method)


def does_not_multiply(record: Any, line: Any) -> bool:
    """Xero computes a line's amount itself, so quantity x unit cost must be ours to the cent (Xero reference 3.3)."""
    if accounting_method(record) != AccountingMethod.UNIT:
        return False
    return bool(to_cents(line.quantity * line.unit_cost) != line.amount)


def uncoded_items(record: Any, settings: IntegrationSettings) -> Iterator[Details]:
    """Yield the budget codes of the lines that are not items in Xero yet."""
    codes = {line.budget_code for line in record.coded_lines() if line.budget_code and not line.budget_code.erp_id}
    for code in sorted(codes, key=str):
        yield {"code": code}
