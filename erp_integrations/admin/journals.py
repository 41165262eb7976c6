"""The journals on the screens: to read, never to change."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from erp_integrations.admin.deleted import RecordFilter
from erp_integrations.admin.event_sight import events_seen_by
from erp_integrations.admin.evidence_card import EvidenceInList
from erp_integrations.admin.filters import ChoiceFilter, choice_filter
from erp_integrations.admin.history_page import HistoryOnPage
from erp_integrations.admin.moments import ago, exactly
from erp_integrations.admin.origins import OriginFilter, origin_in_words
from erp_integrations.admin.persons import doer_of
from erp_integrations.admin.start import link_of
from erp_integrations.admin.states import Pill
from erp_integrations.mapping import kind_of_batch
from erp_integrations.models import (
    EXPORTED_MODELS,
    Event,
    ExportBatch,
    IntegrationSettings,
    Payment,
    TrailHead,
    Verb,
)
from erp_integrations.services.posted import read_sheet

VERB_TONES = {
    Verb.SUBMITTED: "blue",
    Verb.ACCEPTED: "blue",
    Verb.QUEUED: "violet",
    Verb.SENT: "violet",
    Verb.UNANSWERED: "violet",
    Verb.REQUEUED: "violet",
    Verb.SYNCED: "green",
    Verb.FOUND: "green",
    Verb.FAILED: "red",
    Verb.REJECTED: "yellow",
    Verb.RETRIEVED: "yellow",
    Verb.SENT_BACK: "yellow",
    Verb.FIRST_ACCEPTED: "blue",
    Verb.HELD: "yellow",
    Verb.NOT_SIGNED_IN: "yellow",
    Verb.LOCKED: "red",
}
WITH_ASIDE = '{}<span class="cell-aside">{}</span>'
BATCH_PILLS = {
    ExportBatch.Status.SENDING: Pill(ExportBatch.Status.SENDING.label, "violet", is_moving=True),
    ExportBatch.Status.UNKNOWN: Pill(ExportBatch.Status.UNKNOWN.label, "violet", is_moving=True),
    ExportBatch.Status.SETTLED: Pill(ExportBatch.Status.SETTLED.label, "green"),
}


class KindFilter(ChoiceFilter):
    title = _("kind")
    parameter_name = "kind"
    field = "content_type"
    models: tuple[type[Model], ...] = EXPORTED_MODELS

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        kinds = ContentType.objects.get_for_models(*self.models)
        return [(str(kinds[model].pk), model._meta.verbose_name_plural) for model in self.models]


class EventKindFilter(KindFilter):
    models = (*EXPORTED_MODELS, Payment, IntegrationSettings, User)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        people = str(ContentType.objects.get_for_model(User).pk)
        sees_people = request.user.has_perm("auth.view_user")
        return [row for row in super().lookups(request, model_admin) if sees_people or row[0] != people]


class JournalAdmin(HistoryOnPage):
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class EventAdmin(EvidenceInList, JournalAdmin):
    list_display = ("happened_column", "verb_column", "record_column", "detail_column", "origin_column")
    list_display_links = None
    list_filter = (EventKindFilter, choice_filter("verb", _("event")), OriginFilter, RecordFilter)
    list_select_related = ("content_type", "actor", "on_behalf_of")
    change_list_template = "admin/event_list.html"
    search_fields = ("record_name", "detail", "actor__username", "actor__first_name", "actor__last_name")
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> Any:
        return events_seen_by(request.user)

    @admin.display(description=_("when and who"))
    def happened_column(self, event: Event) -> Any:
        return format_html(WITH_ASIDE, exactly(event.happened_at), doer_of(event))

    @admin.display(description=_("what"))
    def verb_column(self, event: Event) -> Any:
        return str(Pill(event.get_verb_display(), VERB_TONES.get(Verb(event.verb), "grey")))

    @admin.display(description=_("record"))
    def record_column(self, event: Event) -> Any:
        link = format_html('<a href="{}">{}</a>', link_of(event), event.record_name)
        return format_html(WITH_ASIDE, link, event.content_type.name)

    @admin.display(description=_("detail"))
    def detail_column(self, event: Event) -> Any:
        return render_to_string("admin/event_detail.html", {"event": event})

    @admin.display(description=_("from where"))
    def origin_column(self, event: Event) -> str:
        return origin_in_words(event.origin)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        head = TrailHead.stored()
        told = {"trail_line": trail_line(head), "trail_seal": head.seal if head else ""}
        return super().changelist_view(request, {**told, **(extra_context or {})})


def trail_line(head: TrailHead | None) -> Any:
    """Say how long the trail is, and when it was last proved. A break is told by the banner of every page."""
    if head is None:
        return gettext("The head of the trail is missing. Run verify_history on the server.")
    events = ngettext("%(number)s event", "%(number)s events", head.count) % {"number": f"{head.count:,}"}
    if head.verified_at is None:
        return gettext("%(events)s, not verified yet; last seal") % {"events": events}
    text = gettext("{events}, verified {moment}; last seal")
    return format_html(text, events=events, moment=ago(head.verified_at))


class ExportBatchAdmin(JournalAdmin):
    list_display = (
        "key_column",
        "kind_column",
        "size_column",
        "status_column",
        "sent_column",
        "settled_column",
        "problem",
    )
    list_filter = (KindFilter, choice_filter("status"))
    list_select_related = ("content_type",)
    search_fields = ("key", "problem")
    sortable_by = ()
    change_form_template = "admin/export_batch.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("attempts")

    @admin.display(description=_("batch"))
    def key_column(self, batch: ExportBatch) -> Any:
        return format_html("<code>{}</code>", batch.key[:12])

    @admin.display(description=_("kind"))
    def kind_column(self, batch: ExportBatch) -> str:
        return str(batch.content_type.name)

    @admin.display(description=_("records"))
    def size_column(self, batch: ExportBatch) -> int:
        return len(batch.attempts.all())

    @admin.display(description=_("status"))
    def status_column(self, batch: ExportBatch) -> Any:
        return str(BATCH_PILLS[ExportBatch.Status(batch.status)])

    @admin.display(description=_("last sent"))
    def sent_column(self, batch: ExportBatch) -> Any:
        return exactly(batch.last_sent_at)

    @admin.display(description=_("settled"))
    def settled_column(self, batch: ExportBatch) -> Any:
        return exactly(batch.settled_at)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        batch = context["original"]
        attempts = list(batch.attempts.prefetch_related("record"))
        context["attempts"] = [(attempt, record_link(attempt)) for attempt in attempts]
        context["batch_pill"] = BATCH_PILLS[ExportBatch.Status(batch.status)]
        kind = kind_of_batch(batch)
        context["sheets"] = [read_sheet(kind, bytes(batch.body), attempt.position) for attempt in attempts]
        return super().render_change_form(request, context, *args, **kwargs)


def record_link(attempt: Any) -> str:
    opts = attempt.batch.model._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[attempt.object_id])
