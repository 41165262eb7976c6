"""The mark of those who look and do nothing else (R9): set with the preset, taken off by a step of its own."""

from typing import Any

from django.contrib.auth.models import User

from erp_integrations.models import ViewOnly, events_last
from erp_integrations.models.sentences import gettext as _
from erp_integrations.permissions import VIEW_ONLY, require, rights_of
from erp_integrations.services.granting.groups import gives_functions, in_words
from erp_integrations.services.granting.refusals import (
    NotGiven,
    refuse_stale,
    refuse_superuser,
    refuse_widening_own,
)
from erp_integrations.services.granting.rights import change_rights
from erp_integrations.services.granting.standing import locked
from erp_integrations.services.granting.telling import note, switched

MARK = _("View-only")


@events_last()
def mark_view_only(person: User, *, by: Any, shown: str | None = None) -> None:
    """Let somebody see everything and do nothing, and take them out of the groups that give functions.

    Needs `auth.change_user`. Raises `NotGiven` for a superuser, who may do everything whatever a mark says.
    """
    require(by, "change", User)
    person = locked(person)
    refuse_stale(person, shown)
    refuse_superuser(person, by=by)
    if person.is_superuser:
        raise NotGiven(_("A superuser may do everything. Take that from them first, on their page."))
    held, wanted = list(person.user_permissions.select_related("content_type")), list(rights_of(VIEW_ONLY))
    if any(right not in held for right in wanted):
        refuse_widening_own(person, by=by)
    left = [group for group in person.groups.all() if gives_functions(group)]
    person.groups.remove(*left)
    _mark, is_new = ViewOnly.objects.get_or_create(person=person, defaults={"marked_by": by})
    more = [switched(in_words(group), False) for group in left]
    more += [switched(MARK, True)] if is_new else []
    change_rights(
        person, give=wanted, take=[right for right in held if right not in wanted], by=by, more=more, detail=MARK
    )


@events_last()
def take_mark_off(person: User, *, by: Any, shown: str | None = None) -> None:
    """Let functions be given to somebody again; none is given by this. Needs `auth.change_user`."""
    require(by, "change", User)
    person = locked(person)
    refuse_stale(person, shown)
    refuse_widening_own(person, by=by)
    if ViewOnly.objects.filter(person=person).delete()[0]:
        note(person, [switched(MARK, False)], by=by)
