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
        return name_of(event.actor)
    return _("%(person)s on behalf of %(other)s") % {
        "person": name_of(event.actor),
        "other": name_of(event.on_behalf_of),
    }
