"""Which records a period is about: those decided on, or whose export ended, on the organisation's own days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType

from erp_integrations.models import (
    BudgetCode,
    Commitment,
    CommitmentChangeOrder,
    Connection,
    Event,
    IntegrableRecord,
    Project,
    SubcontractorInvoice,
    Verb,
)

# What a record did in a period to be of it.
COUNTED = (
    Verb.FIRST_ACCEPTED,
    Verb.ACCEPTED,
    Verb.REJECTED,
    Verb.HELD,
    Verb.RELEASED,
    Verb.SENT_BACK,
    Verb.SYNCED,
    Verb.FOUND,
    Verb.FAILED,
    Verb.LINKED,
    Verb.UNLINKED,
)
# How a record belongs to a project. What belongs to none, such as a company, is in no project's evidence.
OF_PROJECT: Mapping[type[IntegrableRecord], str] = {
    Project: "pk",
    Commitment: "project",
    CommitmentChangeOrder: "commitment__project",
    SubcontractorInvoice: "commitment__project",
    BudgetCode: "projects",
}


@dataclass(frozen=True, slots=True)
class Period:
    """`models` are the types that are wanted and that the person may see. Both days belong to it."""

    since: date
    until: date
    models: Sequence[type[IntegrableRecord]]
    project: Project | None = None

    @property
    def name(self) -> str:
        return f"evidence-{self.since.isoformat()}-to-{self.until.isoformat()}"

    @property
    def zone(self) -> str:
        return str(Connection.zone())

    def moments(self) -> tuple[datetime, datetime]:
        """Return where the first day begins and where the last one ends."""
        zone = Connection.zone()
        first, after = self.since, self.until + timedelta(days=1)
        return datetime.combine(first, time(), zone), datetime.combine(after, time(), zone)

    def records(self) -> dict[type[IntegrableRecord], list[int]]:
        """Return the ids of its records by type, also of those that were deleted since."""
        found = {model: self.records_of(model) for model in self.models}
        return {model: ids for model, ids in found.items() if ids}

    def records_of(self, model: type[IntegrableRecord]) -> list[int]:
        if self.project and model not in OF_PROJECT:
            return []
        begin, end = self.moments()
        events: Any = Event.objects.filter(content_type=ContentType.objects.get_for_model(model), verb__in=COUNTED)
        events = events.filter(happened_at__gte=begin, happened_at__lt=end)
        if self.project:
            wanted = model._default_manager.filter(**{OF_PROJECT[model]: self.project.pk})
            events = events.filter(object_id__in=wanted.values("pk"))
        return list(events.order_by("object_id").values_list("object_id", flat=True).distinct())
