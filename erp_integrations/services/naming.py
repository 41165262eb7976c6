"""Which record of ours a person means who types its name, or a project's number; or why it is none."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from erp_integrations.models import StagedKind, State
from erp_integrations.models.name_key import key_of
from erp_integrations.models.sentences import sentence_of
from erp_integrations.models.staged_record import matchable

Sentences = Mapping[StagedKind, str | Promise]
NOBODY: Sentences = {
    StagedKind.VENDOR: _("No company here is called “%(name)s”. Write its exact name."),
    StagedKind.PROJECT: _("No project here is called “%(name)s”. Write its number or its exact name."),
}
SEVERAL: Sentences = {
    StagedKind.VENDOR: _("Several companies here are called “%(name)s”: link the one you mean in their own list."),
    StagedKind.PROJECT: _("Several projects here are called “%(name)s”: write the number of the one you mean."),
}
LINKED = _("%(record)s is linked to “%(theirs)s” in Xero already.")
ARRIVING = _("%(record)s is on its way to Xero: wait until it is there, or reject it first.")
INACTIVE = _("%(record)s is inactive, and only active records are linked.")


def called(kind: StagedKind, text: str) -> Any:
    """Return the one record that may still be linked and goes by a name or number, or a sentence that says why none."""
    found = bearing(kind, text)
    free = list(matchable(kind.model).filter(pk__in=[record.pk for record in found])[:2])
    if len(free) == 1:
        return free[0]
    if free:
        return sentence_of(SEVERAL[kind]) % {"name": text}
    return why_not(found[0]) if found else sentence_of(NOBODY[kind]) % {"name": text}


def bearing(kind: StagedKind, text: str) -> list[Any]:
    records: Any = kind.model._default_manager
    key = key_of(text)
    if found := list(records.filter(name_key=key)):
        return found
    if kind is StagedKind.VENDOR:
        return []
    numbered = records.filter(Q(number__iexact=key) | Q(name_key__in=tails(key)))
    return [record for record in numbered if key in {key_of(record.number), key_of(str(record))}]


def tails(key: str) -> list[str]:
    """Return what of "24-017 harbor street" may be the name, its number being the words before."""
    words = key.split()
    return [" ".join(words[place:]) for place in range(1, len(words))]


def why_not(record: Any) -> str:
    if record.erp_id:
        return sentence_of(LINKED) % {"record": record, "theirs": record.erp_name or record.own_name}
    return sentence_of(ARRIVING if record.state == State.ACCEPTED else INACTIVE) % {"record": record}
