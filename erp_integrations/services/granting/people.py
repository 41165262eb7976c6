"""Who there is: people added, renamed, switched off, made superusers, given a new password."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied

from erp_integrations.models import ChangeRow, Event, Verb, events_last, trail
from erp_integrations.models.sentences import gettext as _
from erp_integrations.permissions import require
from erp_integrations.services.granting.refusals import refuse_superuser, refuse_view_only, refuse_widening_own
from erp_integrations.services.granting.telling import NO, YES, note, row
from erp_integrations.services.signing_in.warning import ADDRESS, warn

# What the journal tells of somebody, by these names. Never the password.
TOLD = {
    "username": _("Username"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "email": ADDRESS,
    "is_active": _("Active"),
    "is_superuser": _("Superuser"),
}


@events_last()
def save_person(person: User, *, by: Any) -> None:
    """Save who somebody is. Needs `auth.add_user` for somebody new, `auth.change_user` otherwise.

    Only superusers make superusers, or change them. Raises `NotGiven` for a superuser who is marked as view-only,
    and for somebody switched on by whoever stands in for them.
    """
    require(by, "add" if person.pk is None else "change", User)
    before = User.objects.select_for_update().filter(pk=person.pk).first()
    was_superuser = before is not None and before.is_superuser
    if before is not None:
        refuse_superuser(before, by=by)
        if person.is_active and not before.is_active:
            refuse_widening_own(before, by=by)
    if person.is_superuser and not was_superuser:
        if by is not None and not by.is_superuser:
            raise PermissionDenied("Only a superuser makes a superuser.")
        refuse_view_only(person)
    # Everybody here uses the screens, so everybody is what Django calls staff.
    person.is_staff = True
    person.save()
    if changes := list(differing(before, person)):
        event = Event.of(person, Verb.CHANGED if before else Verb.CREATED, by=by, changes=changes)
        trail.note([event], warn if before and before.email != person.email else None)


def differing(before: User | None, after: User) -> list[ChangeRow]:
    told = [(label, text_of(before, name), text_of(after, name)) for name, label in TOLD.items()]
    return [row(label, old, new) for label, old, new in told if old != new and (before or new != NO)]


def text_of(person: User | None, name: str) -> str:
    value = getattr(person, name) if person else ""
    return {True: YES, False: NO}[value] if isinstance(value, bool) else str(value)


def password_was_set(person: User, *, by: Any) -> None:
    """Write down that a password was set, or taken away; never which. If somebody else did it, the person is warned.

    Needs `auth.change_user`.
    """
    require(by, "change", User)
    told = _("A new password was set.") if person.has_usable_password() else _("The password was taken away.")
    trail.note([Event.of(person, Verb.CHANGED, by=by, detail=told)], warn)


@events_last()
def delete_person(person: User, *, by: Any) -> None:
    """Delete somebody of whom no event tells that they did anything. Needs `auth.delete_user`."""
    require(by, "delete", User)
    refuse_superuser(person, by=by)
    told = [row(label, text_of(person, name), "") for name, label in TOLD.items() if text_of(person, name)]
    note(person, told, by=by, verb=Verb.DELETED)
    person.delete()
