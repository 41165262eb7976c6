"""What the templates of the mails need beside Django's own tags."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def amount(value: Decimal) -> str:
    """An amount in the reader's way of writing numbers, with two decimals."""
    return number_format(value, decimal_pos=2, use_l10n=True, force_grouping=True)


@register.filter
def under(text: str) -> str:
    """Somebody's own lines, indented as the first one is."""
    return "\n  ".join(text.split("\n"))
