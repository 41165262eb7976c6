"""Who can be told of something: active, with an address, with the right that it takes, and not unwilling."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from erp_integrations.deputies import PASSED_ON
from erp_integrations.models import (
    EXPORTED_MODELS,
    Connection,
    Deputyship,
    IntegrableRecord,
    MailKind,
    MailPreference,
    SentMail,
)
from erp_integrations.permissions import codename

# The rights that each mail needs one of, for a type of records or for the connection.
DECIDING = tuple(("export", model) for model in EXPORTED_MODELS)
ENTERING = tuple((function, model) for model in EXPORTED_MODELS for function in ("add", "submit", "import"))
NEEDED: dict[MailKind, tuple[tuple[str, type[Any]], ...]] = {
    MailKind.DAILY_SUMMARY: DECIDING,
    MailKind.REJECTIONS: ENTERING,
    MailKind.FAILED_EXPORTS: DECIDING,
    MailKind.LOST_CONNECTION: (*DECIDING, ("change", Connection)),
    MailKind.RESENT: DECIDING,
}
BACKEND = "django.contrib.auth.backends.ModelBackend"


def reachable(function: str, model: type[Any]) -> QuerySet[Any]:
    """Return those who may do something with a type, themselves or as a deputy today, and have an address."""
    right = codename(function, model)
    everybody = get_user_model()._default_manager
    people = everybody.with_perm(right, backend=BACKEND).filter(is_active=True)
    reached = Q(pk__in=people.values("pk"))
    if right in PASSED_ON:
        rows = Deputyship.objects.in_force(Connection.today()).filter(person__in=people.values("pk"))
        reached |= Q(pk__in=rows.values("deputy"))
    return everybody.filter(reached, is_active=True).exclude(email="").order_by("pk")


def holders(function: str, model: type[Any], kind: MailKind) -> QuerySet[Any]:
    """Return those who may do something with a type and take mails of a kind."""
    return reachable(function, model).exclude(**{f"mail_preference__{kind}": False})


def unwilling(kind: MailKind) -> set[int]:
    return set(MailPreference.objects.filter(**{kind: False}).values_list("person", flat=True))


def approvers(kind: MailKind, models: Iterable[type[IntegrableRecord]] = EXPORTED_MODELS) -> dict[int, Any]:
    """Return by their ids those who may decide on at least one of some types, and take mails of a kind."""
    return {person.pk: person for model in models for person in holders("export", model, kind)}


def of_connection(kind: MailKind) -> dict[int, Any]:
    """Return whom a lost connection concerns: admins who can mend it, and approvers, whose exports wait."""
    return approvers(kind) | {person.pk: person for person in holders("change", Connection, kind)}


def kinds_for(person: Any) -> list[MailKind]:
    """Return the mails that a person can get, by their rights, or has got before."""
    got = set(SentMail.objects.filter(person=person).values_list("kind", flat=True).distinct())
    held = {kind for kind, rights in NEEDED.items() if any(person.has_perm(codename(*right)) for right in rights)}
    return [kind for kind in NEEDED if kind in held or kind in got]
