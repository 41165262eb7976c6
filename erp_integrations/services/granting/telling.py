"""Rights in the words of the journal, which everybody reads in their own language."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Permission
from django.utils.translation import gettext_lazy

from erp_integrations.models import ChangeRow, Event, Verb
from erp_integrations.models.sentences import gettext as _
from erp_integrations.permissions import FUNCTIONS

NO, YES = gettext_lazy("no"), gettext_lazy("yes")


def in_words(right: Permission) -> str:
    """Return such as “Accept and export: commitments”."""
    function = right.codename.partition("_")[0]
    model = right.content_type.model_class()
    things = model._meta.verbose_name_plural if model else right.content_type.model
    return _("%(function)s: %(records)s") % {"function": FUNCTIONS.get(function, function), "records": things}


def rows_of(added: Iterable[Permission], removed: Iterable[Permission]) -> list[ChangeRow]:
    given, taken = sorted(map(in_words, added)), sorted(map(in_words, removed))
    return [*(row(right, NO, YES) for right in given), *(row(right, YES, NO) for right in taken)]


def row(field: str, before: Any, after: Any) -> ChangeRow:
    return {"field": field, "from": before, "to": after}


def switched(field: str, is_on: bool) -> ChangeRow:
    return row(field, *((NO, YES) if is_on else (YES, NO)))


def note(whom: Any, changes: list[ChangeRow], *, by: Any, detail: str = "", verb: Verb = Verb.CHANGED) -> None:
    """Write down what changed about a person or a group."""
    Event.note(whom, verb, by=by, detail=detail, changes=changes)
