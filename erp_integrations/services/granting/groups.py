"""Groups: who is in them, and what they hold."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, Permission, User

from erp_integrations.deputies import whom_they_reach
from erp_integrations.models import Verb, events_last
from erp_integrations.models.sentences import gettext as _
from erp_integrations.permissions import only_views, require
from erp_integrations.services.granting.refusals import (
    NotGiven,
    name_of,
    refuse_foreign,
    refuse_stale,
    refuse_stale_group,
    refuse_superuser,
    refuse_view_only,
    refuse_widening_own,
)
from erp_integrations.services.granting.standing import locked
from erp_integrations.services.granting.telling import note, row, rows_of, switched


@events_last()
def set_groups(person: User, groups: Iterable[Group], *, by: Any, shown: str | None = None) -> None:
    """Let somebody be in these groups, and in no others. Needs `auth.change_user`; raises `NotGiven`."""
    require(by, "change", User)
    person = locked(person)
    refuse_stale(person, shown)
    refuse_superuser(person, by=by)
    wanted, held = set(groups), set(person.groups.all())
    refuse_joining(person, wanted - held, by=by)
    person.groups.set(wanted)
    joined = [switched(in_words(group), True) for group in wanted - held]
    left = [switched(in_words(group), False) for group in held - wanted]
    if changes := sorted([*joined, *left], key=lambda row: row["field"]):
        note(person, changes, by=by)


def in_words(group: Group) -> str:
    return _("Group %(group)s") % {"group": group}


def refuse_joining(person: User, joined: Iterable[Group], *, by: Any) -> None:
    joined = list(joined)
    if joined:
        refuse_widening_own(person, by=by)
    if any(gives_functions(group) for group in joined):
        refuse_view_only(person)


def gives_functions(group: Group) -> bool:
    return any(not only_views(right) for right in group.permissions.all())


@events_last()
def set_group_rights(
    group: Group,
    rights: Iterable[Permission],
    *,
    by: Any,
    is_new: bool = False,
    former_name: str = "",
    shown: str | None = None,
) -> None:
    """Let a group hold these rights, and no others. Needs `auth.change_group`, or `add_group` for a new one.

    `former_name` is what it was called until now, where it has another name; `shown` is the fingerprint that a page
    has shown.

    Raises `NotGiven` if a right would come to somebody in the group who must not get it.
    """
    require(by, "add" if is_new else "change", Group)
    group = Group.objects.select_for_update().get(pk=group.pk)
    refuse_stale_group(group, shown, former_name)
    wanted, held = set(rights), set(group.permissions.select_related("content_type"))
    added, removed = wanted - held, held - wanted
    refuse_foreign(added)
    refuse_giving_members(group, added, by=by)
    group.permissions.set(wanted)
    changes = rows_of(added, removed)
    if former_name:
        changes.append(row(_("name"), former_name, group.name))
    if changes or is_new:
        note(group, changes, by=by, verb=Verb.CREATED if is_new else Verb.CHANGED)


def refuse_giving_members(group: Group, added: Iterable[Permission], *, by: Any) -> None:
    added = list(added)
    if added and by is not None:
        for member in whom_they_reach(by).filter(groups=group):
            refuse_widening_own(member, by=by)
    if not any(not only_views(right) for right in added):
        return
    marked = [name_of(person) for person in group.user_set.filter(view_only__isnull=False).order_by("username")]
    if marked:
        raise NotGiven(
            _(
                "No function can be given to this group, since it has people who are marked as view-only: %(people)s. "
                "Take them out of it first, or take the mark off at “Accounting approvers”."
            )
            % {"people": ", ".join(marked)}
        )


@events_last()
def delete_group(group: Group, *, by: Any) -> None:
    """Delete a group; who was in it, and what it held, stays in the events. Needs `auth.delete_group`."""
    require(by, "delete", Group)
    people = ", ".join(person.get_username() for person in group.user_set.order_by("username"))
    held = list(group.permissions.select_related("content_type"))
    note(group, rows_of([], held), by=by, detail=people, verb=Verb.DELETED)
    group.delete()
