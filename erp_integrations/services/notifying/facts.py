"""Records as mails show them: the same facts for each type, and a link."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst

from erp_integrations.mapping.budget_code import full_name
from erp_integrations.models import (
    BudgetCode,
    CommitmentChangeOrder,
    Event,
    IntegrableRecord,
    Project,
    SubcontractorInvoice,
)
from erp_integrations.models.sentences import gettext as _
from erp_integrations.services.notifying.letters import page_address

# What stands beside the number, where a type does not call it its title.
TITLES: dict[type[IntegrableRecord], Any] = {
    BudgetCode: full_name,
    Project: lambda project: project.name,
    SubcontractorInvoice: lambda invoice: invoice.commitment,
}
# Numbers of change orders begin anew with every commitment.
NUMBERS: dict[type[IntegrableRecord], Any] = {
    CommitmentChangeOrder: lambda change: f"{change.commitment.number} {change.number}",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A record that waits or failed. `problem` says what is wrong with it; `days` is how long ago it was sent."""

    kind: str
    number: str
    title: str
    project: str
    company: str
    amount: Decimal | None
    sender: str
    sent_on: date | None
    days: int | None
    problem: str
    url: str


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened to a record, who did it (empty for the program), and their words for it."""

    kind: str
    name: str
    project: str
    who: str
    at: datetime
    reason: str
    url: str


def fact_of(record: Any, today: date) -> Fact:
    """Return what a record that was read `for_display` shows, in the language that is active."""
    sent_on = timezone.localdate(record.submitted_at) if record.submitted_at else None
    number_of = NUMBERS.get(type(record), lambda other: getattr(other, "number", other))
    title_of = TITLES.get(type(record), lambda other: getattr(other, "title", ""))
    company = getattr(record, "vendor", None) or getattr(getattr(record, "commitment", None), "vendor", None)
    return Fact(
        kind=kind_of(type(record)),
        number=str(number_of(record)),
        title=str(title_of(record)),
        project=str(record.project_to_show or ""),
        company=str(company or ""),
        amount=record.amount_to_show,
        sender=name_of(record.submitted_by),
        sent_on=sent_on,
        days=(today - sent_on).days if sent_on else None,
        problem=record.problem,
        url=page_address(type(record), record.pk),
    )


def happenings(events: Iterable[Event]) -> list[Happening]:
    return [happening_of(event) for event in events]


def happening_of(event: Event) -> Happening:
    """Return what an event tells. Its record may be gone by now; its name is in the event."""
    model: Any = event.content_type.model_class()
    record = model._default_manager.filter(pk=event.object_id).first()
    return Happening(
        kind=kind_of(model),
        name=event.record_name,
        project=str(record.project_to_show or "") if record else "",
        who=name_of(event.actor) if event.actor else "",
        at=event.happened_at,
        reason=event.detail,
        url=page_address(model, event.object_id),
    )


def kind_of(model: type[IntegrableRecord]) -> str:
    return str(capfirst(model._meta.verbose_name))


def name_of(person: Any) -> str:
    if person is None:
        return _("the program")
    return str(person.get_full_name() or person.get_username())
