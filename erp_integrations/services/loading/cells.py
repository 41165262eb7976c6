"""From a cell to a value: one function for each kind of column."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from erp_integrations.models.sentences import gettext as _

LARGEST_POSITION = 2_147_483_647
# What a spreadsheet shows of a number: the digits after these are noise of binary arithmetic.
SIGNIFICANT_DIGITS = 15


class BadCell(Exception):
    """Why a cell is of no use, in words for whoever keeps the file. A reader may give it in the place of a cell."""


Cell = str | int | float | date | BadCell | None  # bool is an int
# A column's parser gets the cell, which is not blank, and the field of the model that it is for.
Parse = Callable[[Cell, Any], Any]


def is_blank(cell: Cell) -> bool:
    return cell is None or cell == ""


def written(cell: Cell) -> str:
    """Return what a cell says, as a person would have typed it."""
    if isinstance(cell, BadCell):
        raise cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return f"{cell:.{SIGNIFICANT_DIGITS}g}"
    return str(cell)


def text(cell: Cell, field: Any) -> str:
    if isinstance(cell, date):
        raise BadCell(_("The spreadsheet made a date of it: format the column as text and type it again."))
    words = written(cell)
    if field.max_length and len(words) > field.max_length:
        sentence = _("It has {length} characters, and {limit} are the most.")
        raise BadCell(sentence.format(length=len(words), limit=field.max_length))
    return words


def email(cell: Cell, field: Any) -> str:
    address = text(cell, field)
    try:
        validate_email(address)
    except ValidationError:
        raise BadCell(_("“{cell}” is not an e-mail address.").format(cell=address)) from None
    return address


def choice(cell: Cell, field: Any) -> str:
    word = written(cell).lower()
    known = [value for value, label in field.flatchoices]
    if word not in known:
        sentence = _("“{cell}” is unknown. It can be {known}.")
        raise BadCell(sentence.format(cell=written(cell), known=_(" or ").join(known)))
    return word


def boolean(cell: Cell, field: Any) -> bool:
    word = written(cell)
    if word.lower() not in ("true", "false"):
        raise BadCell(_("“{cell}” is neither true nor false.").format(cell=word))
    return word.lower() == "true"


def day(cell: Cell, field: Any) -> date:
    if isinstance(cell, date):
        return cell
    words = written(cell)
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", words):
        raise BadCell(_("“{cell}” is not a date: write year-month-day, as in 2026-03-31.").format(cell=words))
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise BadCell(_("There is no such day as {cell}.").format(cell=words)) from None


def position(cell: Cell, field: Any) -> int:
    words = written(cell)
    if not re.fullmatch(r"[0-9]{1,12}", words) or not 1 <= int(words) <= LARGEST_POSITION:
        raise BadCell(_("“{cell}” is not a whole number from 1 up.").format(cell=words))
    return int(words)


def decimal(cell: Cell, field: Any) -> Decimal:
    words = written(cell)
    if "," in words:
        sentence = _("“{cell}” has a comma: write 1234.50, with a point and with nothing between the thousands.")
        raise BadCell(sentence.format(cell=words))
    number = re.fullmatch(r"[-+]?([0-9]*)\.?([0-9]*)", words)
    if not number or number.group(1, 2) == ("", ""):
        raise BadCell(_("“{cell}” is not a number: write digits and a point, as in 1234.50.").format(cell=words))
    whole, decimals = number.group(1).lstrip("0"), number.group(2)
    if len(decimals) > field.decimal_places:
        sentence = _("{cell} has {count} decimals, and {limit} are the most.")
        raise BadCell(sentence.format(cell=words, count=len(decimals), limit=field.decimal_places))
    if len(whole) > field.max_digits - field.decimal_places:
        raise BadCell(_("{cell} is too large.").format(cell=words))
    return Decimal(words)


def reference(cell: Cell, field: Any) -> str:
    if isinstance(cell, date):
        raise BadCell(_("The spreadsheet made a date of it: format the column as text and type it again."))
    return written(cell)
