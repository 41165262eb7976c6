"""Rights in the words of the journal, which is kept in no language."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Permission
from django.utils.translation import override

from erp_integrations.models import ChangeRow, Event, Verb
from erp_integrations.models.sentences import gettext
from erp_integrations.permissions import FUNCTIONS
from erp_integrations.permissions import in_words as function_in_words

NO, YES = gettext("no"), gettext("yes")


def in_words(right: Permission) -> str:
    """Return such as “Accept and export: commitments”; its name for a right of what is there no more."""
    function, model = right.codename.partition("_")[0], right.content_type.model_class()
    return function_in_words(function, model) if model and function in FUNCTIONS else right.codename


def rows_of(added: Iterable[Permission], removed: Iterable[Permission]) -> list[ChangeRow]:
    with override("en"):  # In the same order, whoever is at the screen.
        given = sorted((in_words(right), NO, YES) for right in added)
        taken = sorted((in_words(right), YES, NO) for right in removed)
    return [row(*told) for told in (*given, *taken)]


def row(field: str, before: Any, after: Any) -> ChangeRow:
    return {"field": field, "from": before, "to": after}


def switched(field: str, is_on: bool) -> ChangeRow:
    return row(field, *((NO, YES) if is_on else (YES, NO)))


def note(whom: Any, changes: list[ChangeRow], *, by: Any, detail: str = "", verb: Verb = Verb.CHANGED) -> None:
    """Write down what changed about a person or a group."""
    Event.note(whom, verb, by=by, detail=detail, changes=changes)
