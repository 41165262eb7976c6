"""Which of the records that wait somebody may decide on, found out by the database: for counts and for mails.

The services ask each record again, one by one.
"""

from decimal import Decimal
from typing import Any

from django.db.models import Case, DecimalField, Exists, F, OuterRef, Q, Sum, When
from django.db.models.functions import Abs, Round

from erp_integrations.models import (
    ApprovalLimit,
    Commitment,
    CommitmentChangeOrder,
    IntegrableRecord,
    IntegrationSettings,
    Project,
    State,
    SubcontractorInvoice,
)
from erp_integrations.permissions import codename
from erp_integrations.services.deciding.authority import Acting, ways_of

# What `amount_to_show` of each type says, for the database to add up.
AMOUNTS: dict[type[IntegrableRecord], Any] = {
    Commitment: Case(When(lines__is_subcontractor_sov=False, then=F("lines__amount"))),
    CommitmentChangeOrder: F("lines__amount"),
    SubcontractorInvoice: F("lines__amount") - F("lines__retainage_withheld") + F("lines__retainage_released"),
}
# Which project a record of a type belongs to.
PROJECTS: dict[type[IntegrableRecord], str] = {
    Project: "pk",
    Commitment: "project",
    CommitmentChangeOrder: "commitment__project",
    SubcontractorInvoice: "commitment__project",
}


def decidable(model: type[IntegrableRecord], person: Any) -> Any:
    """Return the records of a type but those that wait and that somebody may not accept."""
    settings = IntegrationSettings.load()
    reached = Q(pk=None)
    for acting in ways_of(person, codename("export", model)):
        reached |= within(model, acting, settings)
    return model._default_manager.filter(reached)


def anything_is_kept_from(person: Any) -> bool:
    """Whether there is a setting or a limit by which some record may be kept from somebody."""
    settings = IntegrationSettings.load()
    has_setting = settings.forbid_self_approval or settings.second_approver_above is not None
    return has_setting or ApprovalLimit.objects.exists()


def within(model: type[IntegrableRecord], acting: Acting, settings: IntegrationSettings) -> Q:
    """Return what may be decided on in one way. What was accepted before is not measured again."""
    chosen = Q()
    if acting.limit and acting.limit.project_ids and model in PROJECTS:
        chosen &= Q(**{f"{PROJECTS[model]}__in": acting.limit.project_ids})
    return chosen & (~Q(state=State.SUBMITTED) | acceptable(model, acting, settings))


def acceptable(model: type[IntegrableRecord], acting: Acting, settings: IntegrationSettings) -> Q:
    chosen = Q(state=State.SUBMITTED)
    if settings.forbid_self_approval:
        chosen &= ~Q(submitted_by__in=acting.people) | Q(submitted_by=None)
    if acting.limit and acting.limit.highest_amount is not None:
        chosen &= ~above(model, acting.limit.highest_amount)
    if settings.second_approver_above is not None:
        chosen &= ~(first_by(acting) & above(model, settings.second_approver_above))
    return chosen


def first_by(acting: Acting) -> Q:
    return Q(first_accepted_by__in=acting.people) | Q(
        first_accepted_for__in=acting.people, first_accepted_for__isnull=False
    )


def above(model: type[IntegrableRecord], amount: Decimal) -> Q:
    """Return what is above an amount, by its size; rounded, since SQLite adds up in floating point."""
    if model not in AMOUNTS:
        return Q(pk=None)
    sums = model._default_manager.filter(pk=OuterRef("pk")).order_by().values("pk")
    total = Round(Abs(Sum(AMOUNTS[model], output_field=DecimalField())), 2)
    return Q(Exists(sums.annotate(total=total).filter(total__gt=amount)))
