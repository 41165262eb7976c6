"""The calls to Xero on the screens: which record each was about, and what of it may be sent to somebody who helps."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from erp_integrations import VERSION
from erp_integrations.admin.deleted import PARAMETER, RecordFilter, record_in
from erp_integrations.admin.filters import ChoiceFilter
from erp_integrations.admin.journals import JournalAdmin
from erp_integrations.admin.moments import exactly
from erp_integrations.admin.money import as_text
from erp_integrations.admin.states import Pill
from erp_integrations.models import ApiCall, ExportAttempt, ExportBatch
from erp_integrations.wiring import redacted, redacted_path

FIRST_REFUSAL = 400
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class About:
    """A record that a call was about."""

    name: str
    url: str


class CallRecordFilter(RecordFilter):
    """`?record=KIND-NUMBER` narrows the calls to those about one record."""

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        told = record_in(self.value() or "")
        return queryset.filter(calls_of(told)) if told else queryset


def calls_of(record: dict[str, int]) -> Q:
    """Return the condition for calls about a record: alone, or in a batch that was posted or looked for."""
    keys = ExportAttempt.objects.filter(**record).order_by().values("batch__key")
    return Q(**record) | Q(idempotency_key__in=keys) | Q(batch_key__in=keys)


def calls_url(request: HttpRequest, record: Any) -> str:
    """Return where the calls about a record are; empty for who may not see them."""
    if not request.user.has_perm("erp_integrations.view_apicall"):
        return ""
    query = QueryDict(mutable=True)
    query[PARAMETER] = f"{ContentType.objects.get_for_model(record).pk}-{record.pk}"
    return f"{reverse('admin:erp_integrations_apicall_changelist')}?{query.urlencode()}"


class AnswerFilter(ChoiceFilter):
    title = gettext_lazy("answer")
    parameter_name = "answer"
    conditions = {
        "good": Q(status__gt=0, status__lt=FIRST_REFUSAL),
        "refused": Q(status__gte=FIRST_REFUSAL),
        "none": Q(status=0),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("good", _("Answered")), ("refused", _("Refused")), ("none", _("No answer"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        condition = self.conditions.get(self.value() or "")
        return queryset.filter(condition) if condition else queryset


class CallList(ChangeList):
    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list: list[Any] = list(self.result_list)
        batches = batches_of(self.result_list)
        for call in self.result_list:
            call.about = about(call, batches)


def batches_of(calls: Sequence[ApiCall]) -> dict[str, ExportBatch]:
    keys = {key for call in calls for key in (call.idempotency_key, call.batch_key) if key}
    batches = ExportBatch.objects.filter(key__in=keys).select_related("content_type")
    return {batch.key: batch for batch in batches.prefetch_related("attempts__record")}


def about(call: ApiCall, batches: dict[str, ExportBatch]) -> list[About]:
    """Return the records that a call was about, as far as that is known."""
    if batch := batches.get(call.idempotency_key) or batches.get(call.batch_key):
        return [about_one(batch.content_type, one.object_id, one.record) for one in batch.attempts.all()]
    if call.content_type and call.object_id:
        model: Any = call.content_type.model_class()
        record = model._default_manager.filter(pk=call.object_id).first() if model else None
        return [about_one(call.content_type, call.object_id, record)]
    return []


def about_one(kind: ContentType, pk: int, record: Any) -> About:
    url = reverse(f"admin:{kind.app_label}_{kind.model}_change", args=[pk])
    return About(str(record) if record else _("%(kind)s, deleted") % {"kind": kind.name}, url)


# What may be sent to somebody who helps


def support_text(call: ApiCall, batch: ExportBatch | None) -> str:
    """Return a call as text, without names, addresses, amounts, free text and tokens."""
    facts = {
        "Time": call.started_at.isoformat(timespec="milliseconds"),
        "Call": f"{call.method} {redacted_path(call.path)}",
        "Status": str(call.status or f"no answer ({call.error})"),
        "Xero correlation id": call.correlation_id or "-",
        "Idempotency key": call.idempotency_key or "-",
        "Duration": f"{call.duration:.3f} s",
        "Calls left": f"{left(call.minute_remaining)} this minute, {left(call.day_remaining)} today",
        "ERP Integrations": VERSION,
    }
    head = "\n".join(f"{name}: {value}" for name, value in facts.items())
    request = redacted(bytes(batch.body)) if batch else ""
    parts = [(title, text) for title, text in (("Answer", call.answer), ("Request", request)) if text]
    return "\n\n".join([head, *(f"{title}:\n{text}" for title, text in parts)])


def left(number: int | None) -> str:
    return "?" if number is None else str(number)


class ApiCallAdmin(JournalAdmin):
    list_display = (
        "started_column",
        "call_column",
        "record_column",
        "status_column",
        "duration_column",
        "left_column",
        "correlation_column",
    )
    list_filter = (AnswerFilter, CallRecordFilter)
    list_select_related = ("content_type",)
    search_fields = ("path", "idempotency_key", "correlation_id")
    sortable_by = ()
    change_form_template = "admin/api_call.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[CallList]:
        return CallList

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        call = context["original"]
        batches = batches_of([call])
        context["about"] = about(call, batches)
        context["batch"] = batches.get(call.idempotency_key) or batches.get(call.batch_key)
        context["call_pill"] = status_pill(call)
        context["support_text"] = support_text(call, batches.get(call.idempotency_key))
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=gettext_lazy("time"))
    def started_column(self, call: ApiCall) -> Any:
        return exactly(call.started_at)

    @admin.display(description=gettext_lazy("call"))
    def call_column(self, call: ApiCall) -> Any:
        path, question, query = call.path.partition("?")
        shown = path.rpartition("/api.xro/2.0/")[2] or path
        text = '<code class="call-path" title="{}">{} {}{}</code>'
        return format_html(text, call.path, call.method, shown, f"{question}…" if query else "")

    @admin.display(description=gettext_lazy("record"))
    def record_column(self, call: Any) -> Any:
        links = format_html_join(", ", '<a href="{}">{}</a>', ((one.url, one.name) for one in call.about[:MOST_NAMED]))
        more = len(call.about) - MOST_NAMED
        return format_html("{} {}", links, _("and %(more)s more") % {"more": more}) if more > 0 else links

    @admin.display(description=gettext_lazy("status"))
    def status_column(self, call: ApiCall) -> Any:
        return str(status_pill(call))

    @admin.display(description=gettext_lazy("seconds"))
    def duration_column(self, call: ApiCall) -> Any:
        return as_text(call.duration)

    @admin.display(description=gettext_lazy("calls left, minute / day"))
    def left_column(self, call: ApiCall) -> Any:
        if call.minute_remaining is None and call.day_remaining is None:
            return ""
        return f"{left(call.minute_remaining)} / {left(call.day_remaining)}"

    @admin.display(description=gettext_lazy("Xero correlation id"))
    def correlation_column(self, call: ApiCall) -> Any:
        return format_html('<code class="call-id">{}</code>', call.correlation_id) if call.correlation_id else ""


def status_pill(call: ApiCall) -> Pill:
    if not call.status:
        return Pill(_("no answer"), "violet")
    return Pill(str(call.status), "green" if call.status < FIRST_REFUSAL else "red")
