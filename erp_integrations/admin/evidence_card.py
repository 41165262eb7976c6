"""What a record's page says of its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from erp_integrations.admin.deleted import PARAMETER, record_in
from erp_integrations.admin.generic import ModelAdmin
from erp_integrations.evidence.attaching import may_attach
from erp_integrations.evidence.rights import lacking
from erp_integrations.models import EXPORTED_MODELS, Event, Verb

MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class EvidenceCard:
    """`kind` is what the addresses call the record's type. `attached` are the events of attaching, newest first."""

    kind: str
    may_attach: bool
    attached: Sequence[Event]


def evidence_card(request: HttpRequest, record: Any) -> EvidenceCard | None:
    """Return what stands on the card; None for whoever may not take evidence away."""
    if lacking(request.user, type(record)):
        return None
    attached = Event.history_of(record).filter(verb=Verb.ATTACHED)[:MOST_SHOWN]
    return EvidenceCard(str(record._meta.model_name), may_attach(request.user, record), list(attached))


# The list of the events of one record, which may be gone


@dataclass(frozen=True, slots=True)
class EvidenceOfOne:
    kind: str
    pk: int
    name: str


class EvidenceInList(ModelAdmin):
    """Offers the evidence of the record that a list of events is narrowed to: a deleted one has no page of its own."""

    change_list_template = "admin/event_list.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"evidence": evidence_of_one(request), **(extra_context or {})})


def evidence_of_one(request: HttpRequest) -> EvidenceOfOne | None:
    wanted = record_in(request.GET.get(PARAMETER, ""))
    event = Event.objects.filter(**wanted).select_related("content_type").first() if wanted else None
    model = event.content_type.model_class() if event else None
    if event is None or model not in EXPORTED_MODELS or lacking(request.user, model):
        return None
    return EvidenceOfOne(event.content_type.model, event.object_id, event.record_name)
