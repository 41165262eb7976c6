"""Who holds what, since when, given by whom, and through what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Permission, User
from django.db.models import Model

from erp_integrations.models import RightGiven, ViewOnly
from erp_integrations.permissions import only_views


@dataclass(frozen=True, slots=True)
class Holding:
    """One right that somebody holds. `group` names the group that gives it; empty for a right in their own name.

    `given` is missing where nothing was kept when it was given, and for what comes from a group.
    """

    function: str
    model: type[Model]
    group: str = ""
    given: RightGiven | None = None

    @property
    def since(self) -> datetime | None:
        return self.given.given_at if self.given else None

    @property
    def given_by(self) -> User | None:
        return self.given.given_by if self.given else None


Given = Mapping[tuple[int, int], RightGiven]


def all_given() -> Given:
    rows = RightGiven.objects.select_related("given_by")
    return {(row.person_id, row.permission_id): row for row in rows}


def holdings_of(person: User, given: Given) -> Iterator[Holding]:
    """Yield what somebody holds and what counts: to somebody marked as view-only, no function of a group does."""
    is_view_only = ViewOnly.marks(person)
    for right in person.user_permissions.all():
        yield from holding(right, given=given.get((person.pk, right.pk)), is_view_only=is_view_only)
    for group in person.groups.all():
        for right in group.permissions.all():
            yield from holding(right, group=group.name, is_view_only=is_view_only)


def holding(right: Permission, *, is_view_only: bool, **more: Any) -> Iterator[Holding]:
    model = right.content_type.model_class()
    if model is not None and (only_views(right) or not is_view_only):
        yield Holding(right.codename.partition("_")[0], model, **more)
