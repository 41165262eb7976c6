"""The journals on the screens: to read, never to change."""

from typing import Any

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from erp_integrations.admin.deleted import RecordFilter
from erp_integrations.admin.filters import ChoiceFilter, choice_filter
from erp_integrations.admin.generic import ModelAdmin
from erp_integrations.admin.moments import exactly
from erp_integrations.admin.money import as_text
from erp_integrations.admin.persons import name_of
from erp_integrations.admin.posted import read_sheet
from erp_integrations.admin.start import link_of
from erp_integrations.admin.states import Pill
from erp_integrations.mapping import kind_of_batch
from erp_integrations.models import EXPORTED_MODELS, ApiCall, Event, ExportBatch, IntegrationSettings, Payment, Verb

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
    models = (*EXPORTED_MODELS, Payment, IntegrationSettings)


class JournalAdmin(ModelAdmin):
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class EventAdmin(JournalAdmin):
    list_display = ("happened_column", "verb_column", "record_column", "detail_column")
    list_display_links = None
    list_filter = (EventKindFilter, choice_filter("verb", _("event")), RecordFilter)
    list_select_related = ("content_type", "actor")
    search_fields = ("record_name", "detail", "actor__username", "actor__first_name", "actor__last_name")
    sortable_by = ()

    @admin.display(description=_("when and who"))
    def happened_column(self, event: Event) -> Any:
        return format_html(WITH_ASIDE, exactly(event.happened_at), name_of(event.actor))

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


class ApiCallAdmin(JournalAdmin):
    list_display = (
        "started_column",
        "method",
        "path_column",
        "status_column",
        "duration_column",
        "minute_remaining",
        "day_remaining",
        "error",
    )
    search_fields = ("path", "idempotency_key", "correlation_id")
    sortable_by = ()
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("started_at", "duration"),
                    ("method", "status"),
                    "path",
                    ("idempotency_key", "correlation_id"),
                    ("minute_remaining", "day_remaining"),
                    "error",
                )
            },
        ),
    )

    @admin.display(description=_("time"))
    def started_column(self, call: ApiCall) -> Any:
        return exactly(call.started_at)

    @admin.display(description=_("address"))
    def path_column(self, call: ApiCall) -> Any:
        return format_html("<code>{}</code>", call.path)

    @admin.display(description=_("status"))
    def status_column(self, call: ApiCall) -> Any:
        if not call.status:
            return str(Pill(_("no answer"), "violet"))
        return str(Pill(str(call.status), "green" if call.status < 400 else "red"))  # noqa: PLR2004 - HTTP

    @admin.display(description=_("seconds"))
    def duration_column(self, call: ApiCall) -> str:
        return as_text(call.duration)
