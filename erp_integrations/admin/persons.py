"""People as the screens name them."""

from typing import Any

from django.utils.translation import gettext as _


def name_of(person: Any) -> str:
    """Return the full name where there is one, else the name that the person logs in with."""
    if person is None:
        return _("the program")
    return str(person.get_full_name() or person.get_username())
