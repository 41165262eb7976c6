"""What a deputy may do: what the person whom they stand in for may do with records, as long as they stand in.

Every check stays `has_perm`. What somebody holds only as a deputy is not theirs to pass on: there are no chains.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.contrib.auth.models import AnonymousUser, Permission, User
from django.db.models import Model, Q, QuerySet

from erp_integrations.models import EXPORTED_MODELS, Connection, Deputyship, JobCost, Payment, StagedRecord, ViewOnly
from erp_integrations.permissions import codename

# Never settings, people or the connection, and never entering or sending: that is project people's work.
PASSED_ON: frozenset[str] = frozenset(
    codename(function, model)
    for functions, models in (
        # Who decides on records has to see them.
        (("view", "export", "link", "unlink", "import", "sync"), EXPORTED_MODELS),
        (("view", "change", "sync"), (Payment,)),
        (("view", "sync"), (JobCost,)),
        (("view",), (StagedRecord,)),
    )
    for function in functions
    for model in models
)


class DeputyBackend(BaseBackend):
    """Adds the rights of those whom a person stands in for today. It lets nobody log in."""

    def get_user_permissions(self, user_obj: Any, obj: Model | None = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        return {right for principal in principals_of(user_obj) for right in own_rights(principal) & PASSED_ON}

    def has_perm(self, user_obj: User | AnonymousUser, perm: str, obj: Model | None = None) -> bool:
        """What cannot be passed on is answered without a look at who stands in for whom."""
        return perm in PASSED_ON and super().has_perm(user_obj, perm, obj=obj)


def own_rights(person: Any) -> set[str]:
    """Return what somebody holds themselves, by their own rights and their groups'. Who is marked only looks (R9)."""
    held = set(ModelBackend().get_all_permissions(person))
    return {right for right in held if ".view_" in right} if ViewOnly.marks(person) else held


def holds(person: Any, right: str) -> bool:
    """Whether somebody holds a right themselves, and not as anybody's deputy."""
    return right in own_rights(person)


def deputyships_of(person: Any) -> Sequence[Deputyship]:
    """Return by what somebody stands in for others today, by the organisation's date; read once for each request.

    Whoever only looks stands in for nobody, also where they were named before that.
    """
    if not hasattr(person, "stands_in_by"):
        # Most people stand in for nobody, ever: then nothing else is asked for.
        named = list(Deputyship.objects.filter(deputy=person.pk, ended_at=None).select_related("person"))
        today = Connection.today() if named and not is_view_only(person) else None
        person.stands_in_by = [row for row in named if today and row.first_day <= today <= row.last_day]
    rows_of_today: Sequence[Deputyship] = person.stands_in_by
    return rows_of_today


def principals_of(person: Any) -> Sequence[Any]:
    """Return whom somebody stands in for today."""
    return [row.person for row in deputyships_of(person)]


def is_reached_by(person: Any, by: Any) -> bool:
    """Whether what one may do, another may: it is them, or whom they stand in for, today or some day to come."""
    return bool(by.pk == person.pk or whom_they_reach(by).filter(pk=person.pk).exists())


def whom_they_reach(person: Any) -> QuerySet[User]:
    """Return somebody and those whom they stand in for, today or some day to come, read anew."""
    rows = Deputyship.objects.filter(deputy=person.pk).in_force_or_to_come(Connection.today())
    return User.objects.filter(Q(pk=person.pk) | Q(pk__in=rows.values("person")))


def principal_for(person: Any, right: str) -> Any:
    """Return in whose name somebody uses a right that knows no limits; None for their own, and for the program."""
    if person is None or holds(person, right):
        return None
    return next((principal for principal in principals_of(person) if holds(principal, right)), None)


def holders(rights: Q) -> QuerySet[User]:
    """Return the active people who hold one of some permissions themselves. Superusers do; who is marked does not."""
    held = Permission.objects.filter(rights)
    given = Q(user_permissions__in=held) | Q(groups__permissions__in=held) | Q(is_superuser=True)
    return User.objects.filter(given, is_active=True, view_only=None).distinct()


def is_view_only(person: Any) -> bool:
    """Whether somebody is marked so, or holds nothing beyond looking."""
    return not any(right.partition(".")[2].partition("_")[0] != "view" for right in own_rights(person))
