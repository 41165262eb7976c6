"""Decimal arithmetic: cents, quantities of up to four places, and splitting a sum without losing a cent."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
FINEST = Decimal("0.0001")
ZERO = Decimal(0)


def round2(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def nearest(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).to_integral_value(ROUND_HALF_UP) * step


def at_most(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).to_integral_value(ROUND_DOWN) * step


def split(total: Decimal, weights: Sequence[int], step: Decimal) -> list[Decimal]:
    """The total in shares of the given weights, each a multiple of the step but the last, which takes the rest."""
    shares = [nearest(total * weight / sum(weights), step) for weight in weights[:-1]]
    return [*shares, total - sum(shares)]


def plain(value: Decimal | None) -> str:
    """As a person would type it: 12.5 and not 12.5000, 300 and not 3E+2."""
    return "" if value is None else f"{value:f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"


def price(value: Decimal | None) -> str:
    """A unit cost, with two places at least."""
    if value is None:
        return ""
    return f"{value:.2f}" if round2(value) == value else plain(value)


def cents(value: Decimal) -> str:
    return f"{value:.2f}"
