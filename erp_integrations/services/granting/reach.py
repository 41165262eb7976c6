"""How far people's deciding goes today: up to their limits, and as far as those whom they stand in for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User

from erp_integrations.models import ApprovalLimit, Connection, Deputyship, ViewOnly
from erp_integrations.permissions import only_views


@dataclass(frozen=True, slots=True)
class Reach:
    """Everybody's limits and deputyships of today, read at once, by the ids of the people."""

    limits: Mapping[int, ApprovalLimit]
    deputyships: Mapping[int, Sequence[Deputyship]]

    @classmethod
    def of_today(cls) -> "Reach":
        found: dict[int, list[Deputyship]] = {}
        for row in deputyships_in_force():
            found.setdefault(row.deputy_id, []).append(row)
        limits = ApprovalLimit.objects.prefetch_related("projects")
        return cls({limit.person_id: limit for limit in limits}, found)

    def limit_of(self, person: User) -> ApprovalLimit | None:
        """Return somebody's limit, if it limits anything."""
        limit = self.limits.get(person.pk)
        return limit if limit and (limit.highest_amount is not None or limit.projects.all()) else None

    def stood_in_for_by(self, person: User) -> Sequence[Deputyship]:
        """Return by what somebody stands in for others. Whoever only looks does so for nobody."""
        return () if only_looks(person) else self.deputyships.get(person.pk, ())


def deputyships_in_force() -> Any:
    """Return the deputyships of today, each with what its person holds. Who is switched off has nothing to pass on."""
    rows = Deputyship.objects.in_force(Connection.today()).filter(person__is_active=True, deputy__is_active=True)
    held = ("person__user_permissions__content_type", "person__groups__permissions__content_type")
    return rows.select_related("person__view_only").prefetch_related(*held)


def only_looks(person: User) -> bool:
    """As `deputies.is_view_only`, of somebody who was read with all their rights."""
    if person.is_superuser:
        return False
    if ViewOnly.marks(person):
        return True
    own, groups = person.user_permissions.all(), person.groups.all()
    return all(map(only_views, [*own, *(right for group in groups for right in group.permissions.all())]))
