"""Events about people who sign in: what happened, and from which address."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth import get_user_model

from erp_integrations.models import Event, Verb
from erp_integrations.models.sentences import gettext as _
from erp_integrations.models.sentences import together


def note(person: Any, verb: Verb, *details: Any, by: Any = None, address: str = "") -> None:
    """Write an event on a person. `address` is where the request came from."""
    source = [_("from %(address)s") % {"address": address}] if address else []
    Event.note(person, verb, by=by, detail=together([*filter(None, details), *source], by=", "))


def person_named(username: str) -> Any:
    return get_user_model()._default_manager.filter(username=username).first()


def last_of(person: Any, number: int = 10) -> Sequence[Event]:
    """Return what happened last when a person signed in, or tried to."""
    return list(Event.history_of(person)[:number])
