"""Amounts as people read them: two decimals, thousands parted; unit costs and quantities with up to four."""

from decimal import Decimal
from typing import Any

from django.template.defaultfilters import floatformat
from django.utils.html import format_html
from django.utils.safestring import SafeString


def as_text(amount: Any, decimals: int = 2) -> str:
    return floatformat(amount, f"{decimals}g")


def as_money(amount: Decimal | None) -> SafeString | str:
    """Return a `data` element, whose value scripts can add up."""
    if amount is None:
        return "–"
    below = " money-negative" if amount < 0 else ""
    return format_html('<data class="money{}" value="{}">{}</data>', below, str(amount), as_text(amount))


def as_number(number: Decimal, least: int = 2) -> str:
    """Return a unit cost without the zeros that its column adds, but with two decimals at least."""
    shown = Decimal(number).normalize()
    places = max(least, -int(shown.as_tuple().exponent))
    return as_text(number, min(places, 4))


def as_quantity(number: Decimal) -> str:
    """Return a quantity with as many decimals as it has: 12.5, 100."""
    return as_number(number, least=0)
