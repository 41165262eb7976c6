"""Values as people read them, in the language of the reader."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from erp_integrations.evidence import pack as data

CENTS = 2


def moment(found: datetime | None) -> str:
    """Return a time to the second, with its zone: whoever reads it may sit in another."""
    if found is None:
        return ""
    local = timezone.localtime(found)
    return f"{date_format(local, 'DATE_FORMAT')}, {local:%H:%M:%S} {local.tzname()}"


def day(found: date | None) -> str:
    return date_format(found, "DATE_FORMAT") if found else ""


def money(found: Decimal | None) -> str:
    return "" if found is None else number_format(found, CENTS, use_l10n=True, force_grouping=True)


def number(found: Decimal) -> str:
    """Return a number with two decimals at least, and no zeros behind those."""
    places = max(CENTS, -int(found.normalize().as_tuple().exponent))
    return number_format(found, places, use_l10n=True, force_grouping=True)


def person(found: data.Person | None, *, program: bool = True) -> str:
    if found is None:
        return _("the program") if program else ""
    return f"{found.name} ({found.username})" if found.name else found.username


def value(field: data.Field) -> str:
    found: Any = field.value
    if field.words is not None:
        return str(field.words)
    if field.name == "status":
        return str(found).replace("_", " ").capitalize()
    return next((write(found) for kind, write in WRITERS if isinstance(found, kind)), str(found))


WRITERS: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (type(None), lambda found: ""),
    (bool, lambda found: _("yes") if found else _("no")),
    (Decimal, number),
    (date, day),
    (list, ", ".join),
)


def state(found: data.Standing) -> str:
    """Return where a record stands, and how far its export has come where it is on its way."""
    return f"{found.state.label} · {found.delivery.label}" if found.delivery != "idle" else str(found.state.label)


def remark(found: data.Bytes) -> str:
    """Say so where the bytes are not those that went over the wire."""
    if found.is_as_noted is False:
        return _("These are not the bytes that the history noted: they were altered since.")
    return ""


def size(count: int) -> str:
    return _("%(count)s bytes") % {"count": number_format(count, 0, use_l10n=True, force_grouping=True)}
