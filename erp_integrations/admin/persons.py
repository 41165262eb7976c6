"""People as the screens name them."""

from typing import Any

from django.utils.translation import gettext as _


def name_of(person: Any) -> str:
    """Return the full name where there is one, else the name that the person logs in with."""
    if person is None:
        return _("the program")
    return str(person.get_full_name() or person.get_username())


def doer_of(event: Any) -> str:
    """Return who did what an event tells of, such as "Ana Ruiz on behalf of Ben Okafor"."""
    if event.on_behalf_of is None:
        return actor_of(event)
    return _("%(person)s on behalf of %(other)s") % {
        "person": actor_of(event),
        "other": name_of(event.on_behalf_of),
    }


def actor_of(event: Any) -> str:
    """Return the name of today, with the log-in name that is sealed in the event where the person has another now."""
    name = name_of(event.actor)
    if event.actor is None or event.actor_name in ("", event.actor.get_username()):
        return name
    return _("%(person)s (then logged in as %(username)s)") % {"person": name, "username": event.actor_name}
