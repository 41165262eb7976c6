"""Events about people who sign in: what happened, and from which address."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from erp_integrations.models import Event, Verb


def note(person: Any, verb: Verb, *details: Any, by: Any = None, address: str = "") -> None:
    """Write an event on a person. `address` is where the request came from."""
    source = [_("from %(address)s") % {"address": address}] if address else []
    Event.note(person, verb, by=by, detail=", ".join([*map(str, filter(None, details)), *source]))


def person_named(username: str) -> Any:
    return get_user_model()._default_manager.filter(username=username).first()


def visible_to(person: Any, events: "QuerySet[Event]") -> "QuerySet[Event]":
    """Leave out what is about people, unless somebody may see people: addresses are nobody else's business."""
    if person.has_perm("auth.view_user"):
        return events
    return events.exclude(content_type=ContentType.objects.get_for_model(get_user_model()))


def last_of(person: Any, number: int = 10) -> Sequence[Event]:
    """Return what happened last when a person signed in, or tried to."""
    return list(Event.history_of(person)[:number])
