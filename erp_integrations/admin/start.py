"""The start page: what waits for whoever looks at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db.models import DecimalField, Min, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from erp_integrations.admin.event_sight import events_seen_by
from erp_integrations.admin.getting_started import on_start_page
from erp_integrations.admin.health import health_of
from erp_integrations.admin.navigation import ICONS
from erp_integrations.admin.worklists import BY_SLUG, PARAMETER, READY_TO_IMPORT, Counts, all_counts, to_import
from erp_integrations.models import (
    EXPORTED_MODELS,
    Event,
    IntegrableRecord,
    IntegrationSettings,
    LeftOutCost,
    Payment,
)
from erp_integrations.models.lines import to_cents
from erp_integrations.permissions import codename
from erp_integrations.rules import TO_SEND, findings
from erp_integrations.services import uploading
from erp_integrations.services.deciding.decidable import AMOUNTS
from erp_integrations.services.left_out import Sum as SumLeftOut
from erp_integrations.services.left_out import to_look_at

RECENT_EVENTS = 9
# So many records that were never sent are looked at for each type, to say which could be.
MOST_TO_LOOK_AT = 200


@dataclass(frozen=True, slots=True)
class Figure:
    title: Any
    count: int
    url: str
    tone: str


@dataclass(frozen=True, slots=True)
class Card:
    """One record type. `main` is the figure that this user has to act on first; `is_mine` says that they can."""

    title: str
    icon: str
    url: str
    main: Figure
    is_mine: bool
    oldest: datetime | None
    amount: Decimal | None
    failed: Figure
    failed_name: str
    others: Sequence[Figure]
    is_empty: bool
    becomes: Any


def start_page(request: HttpRequest) -> dict[str, Any]:
    visible = [model for model in EXPORTED_MODELS if request.user.has_perm(codename("view", model))]
    cards = [card_of(request, model) for model in visible]
    failures = [card for card in cards if card.failed.count]
    sees_events = request.user.has_perm("erp_integrations.view_event")
    return {
        "title": _("Start"),
        "cards": cards,
        "with_records": [card for card in cards if not card.is_empty],
        "empty": [card for card in cards if card.is_empty],
        "may_upload": bool(uploading.loadable(request.user)),
        "failures": failures,
        "left_out": left_out_of_costs(request),
        "health": health_of(request),
        "set_up": on_start_page(request),
        "unfinished": unfinished_settings(),
        "events": with_links(recent_events(request.user)) if sees_events else [],
        "is_viewer": not any(card.is_mine for card in cards),
    }


def recent_events(person: Any) -> Any:
    """The newest events about records. What happens to a payment stands among those of its invoice as well."""
    left_out = ContentType.objects.get_for_models(Payment, User).values()
    events = events_seen_by(person).exclude(content_type__in=left_out)
    return events.select_related("actor", "content_type")[:RECENT_EVENTS]


def left_out_of_costs(request: HttpRequest) -> SumLeftOut | None:
    """What is in no project's costs, where there is something and the user sees it."""
    sees = request.user.has_perm(codename("view", LeftOutCost))
    found = to_look_at() if sees else None
    return found if found and found.lines else None


def card_of(request: HttpRequest, model: type[IntegrableRecord]) -> Card:
    counts = all_counts(request)[str(model._meta.model_name)]
    decides = request.user.has_perm(codename("export", model))
    mends = request.user.has_perm(codename("submit", model))
    only_mends = mends and not decides
    oldest, amount = (None, None) if only_mends else summary_of_waiting(model)
    second = ("ready_to_export", "ready_to_update") if only_mends else ("sent_back",)
    rest = [figure(model, slug, counts) for slug in (*second, "exporting", "not_sent", "synced")]
    rest.append(Figure(READY_TO_IMPORT.title, to_import(request, model), list_of(model, READY_TO_IMPORT.slug), "blue"))
    is_empty = not any(counts.values()) and not rest[-1].count
    if mends and not is_empty:
        rest.insert(0, sendable_figure(model))
    return Card(
        title=str(capfirst(model._meta.verbose_name_plural)),
        icon=ICONS[model],
        url=list_of(model),
        main=figure(model, "sent_back", counts) if only_mends else main_figure(model, counts),
        is_mine=decides or mends,
        oldest=oldest,
        amount=amount,
        failed=figure(model, "failed", counts),
        failed_name=counted_name(model, counts["failed"]),
        others=[other for other in rest if other.count],
        is_empty=is_empty,
        becomes=admin.site.get_model_admin(model).what_it_becomes,  # type: ignore[attr-defined]
    )


def counted_name(model: type[IntegrableRecord], count: int) -> str:
    return str(model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural)


def main_figure(model: type[IntegrableRecord], counts: Counts) -> Figure:
    """Updates wait for the same decision as exports, and their list is named where nothing else waits."""
    new, updates = counts["ready_to_export"], counts["ready_to_update"]
    slug = "ready_to_update" if updates and not new else "ready_to_export"
    title = gettext_lazy("Ready to export or update") if new and updates else BY_SLUG[slug].title
    return Figure(title, new + updates, list_of(model, slug), "blue")


def figure(model: type[IntegrableRecord], slug: str, counts: Counts) -> Figure:
    worklist = BY_SLUG[slug]
    return Figure(worklist.title, counts[slug], list_of(model, slug), worklist.tone)


def sendable_figure(model: type[IntegrableRecord]) -> Figure:
    settings = IntegrationSettings.load()
    unsent = model._default_manager.not_sent().for_display()[:MOST_TO_LOOK_AT]
    count = sum(not findings(record, settings, TO_SEND) for record in unsent)
    return Figure(gettext_lazy("Could be sent now"), count, list_of(model, "not_sent"), "grey")


def summary_of_waiting(model: type[IntegrableRecord]) -> tuple[datetime | None, Decimal | None]:
    """Return since when the oldest record waits, and what all that wait come to."""
    waiting = model._default_manager.waiting()
    oldest = waiting.aggregate(oldest=Min("submitted_at"))["oldest"]
    if model not in AMOUNTS:
        return oldest, None
    amount = waiting.aggregate(amount=Sum(AMOUNTS[model], output_field=DecimalField()))["amount"]
    return oldest, None if amount is None else to_cents(amount)


def list_of(model: type[IntegrableRecord], slug: str = "") -> str:
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{url}?{PARAMETER}={slug}" if slug else url


def unfinished_settings() -> list[Any]:
    settings = IntegrationSettings.load()
    missing = []
    if not settings.tracking_category:
        missing.append(_("No tracking category is chosen for the jobs."))
    if not settings.retainage_item_code:
        missing.append(_("No item is chosen for retainage."))
    return missing


def with_links(events: Any) -> list[tuple[Event, str]]:
    return [(event, link_of(event)) for event in events]


def link_of(event: Event) -> str:
    kind = event.content_type
    return reverse(f"admin:{kind.app_label}_{kind.model}_change", args=[event.object_id])
