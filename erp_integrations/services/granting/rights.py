"""The rights that somebody holds in their own name."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.models import Permission, User
from django.db.models import Q
from django.utils import timezone

from erp_integrations.models import ChangeRow, RightGiven, events_last
from erp_integrations.permissions import require
from erp_integrations.services.granting.refusals import refuse_giving, refuse_stale, refuse_superuser
from erp_integrations.services.granting.standing import locked
from erp_integrations.services.granting.telling import note, rows_of

Rights = Iterable[Permission]


def give(person: User, rights: Rights, *, by: Any) -> None:
    change_rights(person, give=rights, by=by)


def take(person: User, rights: Rights, *, by: Any) -> None:
    change_rights(person, take=rights, by=by)


@events_last()
def set_rights(person: User, rights: Rights, *, by: Any, shown: str | None = None) -> None:
    """Let somebody hold these rights in their own name, and no others. As `change_rights`, which asks for the right."""
    wanted = list(rights)
    held = locked(person).user_permissions.select_related("content_type")
    surplus = [right for right in held if right not in wanted]
    change_rights(person, give=wanted, take=surplus, by=by, shown=shown)


@events_last()
def change_rights(
    person: User,
    *,
    give: Rights = (),
    take: Rights = (),
    by: Any,
    shown: str | None = None,
    detail: str = "",
    more: Sequence[ChangeRow] = (),
) -> None:
    """Give somebody rights and take others. `shown` is the fingerprint that a page has shown.

    Needs `auth.change_user`. Raises `NotGiven`, or `PermissionDenied`, before anything is changed. The event bears
    `detail`, and `more` beside the rights.
    """
    require(by, "change", User)
    person = locked(person)
    refuse_stale(person, shown)
    refuse_superuser(person, by=by)
    held = set(person.user_permissions.all())
    added = [right for right in give if right not in held]
    removed = [right for right in take if right in held]
    refuse_giving(person, added, by=by)
    person.user_permissions.add(*added)
    person.user_permissions.remove(*removed)
    keep_when(person, added, removed, by=by)
    if changes := [*rows_of(added, removed), *more]:
        note(person, changes, by=by, detail=detail)


def keep_when(person: User, added: Rights, removed: Rights, *, by: Any) -> None:
    RightGiven.objects.filter(person=person, permission__in=list(removed)).delete()
    now = timezone.now()
    given = [RightGiven(person=person, permission=right, given_by=by, given_at=now) for right in added]
    # A row may be left of a right that went with a change of the database itself.
    RightGiven.objects.filter(person=person, permission__in=[row.permission for row in given]).delete()
    RightGiven.objects.bulk_create(given)


def with_sight(rights: Rights) -> list[Permission]:
    """Return rights and what it takes to use them: whoever may do something with a record sees it."""
    rights = list(rights)
    wanted = Q(pk__in=[right.pk for right in rights])
    for right in rights:
        kind = right.content_type
        wanted |= Q(content_type=kind, codename=f"view_{kind.model}")
    if any(right.codename.startswith("import_") for right in rights):
        wanted |= Q(content_type__app_label="erp_integrations", codename="view_stagedrecord")
    return list(Permission.objects.filter(wanted).select_related("content_type")) if rights else []
