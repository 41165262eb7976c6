"""Why somebody's rights stay as they are."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied

from erp_integrations.deputies import is_reached_by
from erp_integrations.models import IntegrationSettings, ViewOnly
from erp_integrations.models.sentences import gettext as _
from erp_integrations.permissions import GIVEN_HERE, only_views
from erp_integrations.services.granting.standing import fingerprint, group_fingerprint


class NotGiven(Exception):
    """Why somebody's rights stay as they are, as a sentence for the person who tried."""


def name_of(person: User) -> str:
    return person.get_full_name() or person.get_username()


def refuse_giving(person: User, added: Iterable[Permission], *, by: Any) -> None:
    """Raise `NotGiven` if somebody must not get these rights, or not from `by`; None is the program itself."""
    added = list(added)
    refuse_foreign(added)
    if any(not only_views(right) for right in added):
        refuse_view_only(person)
    if added:
        refuse_widening_own(person, by=by)


def refuse_foreign(rights: Iterable[Permission]) -> None:
    wanted = {right.pk for right in rights}
    if Permission.objects.filter(GIVEN_HERE, pk__in=wanted).count() < len(wanted):
        raise PermissionDenied("This right is nobody's to give here.")


def refuse_view_only(person: User) -> None:
    """Nobody who is marked gets a function, by whatever way (R9)."""
    if ViewOnly.marks(person):
        raise NotGiven(
            _(
                "%(person)s is marked as view-only, so no function can be given to them. Take the mark off first: open "
                "“Accounting approvers”, and choose “Take the mark off” beside the name."
            )
            % {"person": name_of(person)}
        )


def refuse_widening_own(person: User, *, by: Any) -> None:
    """Raise `NotGiven` where people would widen what they themselves may do and the settings forbid it.

    What is given to whom they stand in for is theirs as long as they do. A superuser may do everything already, so
    nothing that is given to one is wider.
    """
    if by is None or by.is_superuser or not is_reached_by(person, by):
        return
    if IntegrationSettings.load().forbid_widening_own_rights:
        raise NotGiven(no_wider_own() if by.pk == person.pk else no_wider_for_oneself(person))


def no_wider_own() -> str:
    return _("Nobody widens their own rights: ask another admin. The integration settings say whether this holds.")


def no_wider_for_oneself(person: User) -> str:
    text = _(
        "You stand in for %(person)s, now or on days to come, so what they may do is yours, too, and nobody widens"
        " their own rights. Another admin can do it, or you, once you are no longer their deputy."
    )
    return text % {"person": name_of(person)}


def refuse_superuser(person: User, *, by: Any) -> None:
    if person.is_superuser and by is not None and not by.is_superuser:
        raise PermissionDenied("Only a superuser changes a superuser.")


def refuse_stale(person: User, shown: str | None) -> None:
    """Raise `NotGiven` if somebody else changed a person since a page has shown them; None is no page."""
    if shown is not None and shown != fingerprint(person):
        raise NotGiven(
            _(
                "Somebody else changed what %(person)s may do while you were looking. Nothing of yours was saved for "
                "them: look at what they hold now, and choose again."
            )
            % {"person": name_of(person)}
        )


def refuse_stale_group(group: Group, shown: str | None, former_name: str = "") -> None:
    """Raise `NotGiven` if somebody else changed a group since a page has shown it; None is no page."""
    if shown is not None and shown != group_fingerprint(group, former_name):
        raise NotGiven(
            _(
                "Somebody else changed the group %(group)s while you were looking. Nothing of yours was saved: look at "
                "what it is now, and choose again."
            )
            % {"group": former_name or group.name}
        )
