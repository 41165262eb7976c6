"""A coded line → a document's line (R137-R140, R147-R150, R163-R166)."""

from decimal import Decimal

from connectors.documents import Line, Tracking
from erp_integrations.mapping.budget_code import full_name
from erp_integrations.mapping.text import tidy, visible
from erp_integrations.models import AccountingMethod
from erp_integrations.models.lines import CodedLine

ONE = Decimal(1)
# Xero's quantities have at most 13 characters, the point and a sign among them (Xero reference 3.3).
LONGEST_QUANTITY = 13


def coded_line(line: CodedLine, *, method: str, tracking: Tracking) -> Line:
    """An amount-based line travels as quantity 1 x amount, a unit-based one as it was counted (R85).

    Xero takes no line without a description, so a blank one says what the budget code says.
    """
    by_unit = method == AccountingMethod.UNIT
    code = line.budget_code
    return Line(
        item_code=(code.erp_name or tidy(code.item_code)) if code else "",
        description=visible(line.description) or (full_name(code) if code else ""),
        quantity=plain(line.quantity) if by_unit else ONE,
        unit_amount=plain(line.unit_cost) if by_unit else line.amount,
        tracking=tracking,
    )


def figures(quantity: Decimal) -> int:
    """Return how many characters a quantity takes."""
    return len(f"{plain(quantity):f}")


def plain(number: Decimal) -> Decimal:
    """Return a number without the zeros that its column adds: 12.5000 is 12.5, 100.0000 is 100."""
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()
