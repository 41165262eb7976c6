"""Amounts as people type them: 1234.50 or 1,234.50. What could be read in two ways is refused, never guessed."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import get_format
from django.utils.translation import gettext as _

from erp_integrations.mapping.lines import plain

# A single sign with three digits after it parts thousands for some, and begins the decimals for others.
TWO_WAYS = re.compile(r"[+-]?[0-9]{1,3}[.,][0-9]{3}")
CENTS, RIDDLE = 2, 3
# Hard blanks come with what is copied from a page.
BLANKS = re.compile(r"[\s\u00a0\u202f]")


class AmountField(forms.DecimalField):
    """Takes an amount in the reader's format, with or without its thousands parted."""

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or not isinstance(value, str):
            return super().to_python(value)
        text = BLANKS.sub("", value)
        if TWO_WAYS.fullmatch(text) and not self.is_clear(text):
            raise forms.ValidationError(two_ways(text, self.decimal_places), code="ambiguous")
        if not pattern_of_amounts().fullmatch(text):
            raise forms.ValidationError(not_an_amount(), code="invalid")
        plain = text.replace(get_format("THOUSAND_SEPARATOR"), "").replace(get_format("DECIMAL_SEPARATOR"), ".")
        return super().to_python(plain)

    def is_clear(self, text: str) -> bool:
        """Nobody writes an amount of money with three decimals, so there the sign for thousands is no riddle."""
        return (self.decimal_places or 0) <= CENTS and get_format("THOUSAND_SEPARATOR") in text


def as_typed(number: Decimal) -> Decimal:
    """Return a number as a form shows it: without superfluous zeros, but never in a way that would be a riddle."""
    shown = plain(number)
    has_three = -int(shown.as_tuple().exponent) == RIDDLE
    return shown.quantize(Decimal("0.0001")) if has_three else shown


def pattern_of_amounts() -> re.Pattern[str]:
    thousands, decimals = (re.escape(get_format(name)) for name in ("THOUSAND_SEPARATOR", "DECIMAL_SEPARATOR"))
    return re.compile(rf"[+-]?([0-9]+|[0-9]{{1,3}}({thousands}[0-9]{{3}})+)?({decimals}[0-9]*)?")


def two_ways(text: str, places: int | None) -> str:
    """Show both ways to write what may have been meant."""
    whole, decimals = re.split("[.,]", text)
    meant = decimals[:CENTS] if (places or 0) <= CENTS else f"{decimals}0"
    point = get_format("DECIMAL_SEPARATOR")
    said = _("“%(text)s” can be read in two ways. Write %(thousands)s or %(decimals)s.")
    return said % {"text": text, "thousands": f"{whole}{decimals}", "decimals": f"{whole}{point}{meant}"}


def not_an_amount() -> str:
    example = f"1234{get_format('DECIMAL_SEPARATOR')}50"
    return _("Enter a number, such as %(example)s.") % {"example": example}
