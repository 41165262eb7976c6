"""The journal of imports and checks: to read, never to change."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from erp_integrations.admin.filters import ChoiceFilter, choice_filter
from erp_integrations.admin.journals import WITH_ASIDE, JournalAdmin
from erp_integrations.admin.moments import ago, exactly, lasted
from erp_integrations.admin.money import as_text
from erp_integrations.admin.states import Pill
from erp_integrations.models import RunStatus, SyncRun
from erp_integrations.services.run_sentences import counted, standing_of, starter_of
from erp_integrations.services.works import BY_SLUG, WORKS

PILLS = {
    RunStatus.WAITING: Pill(_("Waiting"), "violet", is_moving=True),
    RunStatus.RUNNING: Pill(RunStatus.RUNNING.label, "violet", is_moving=True),
    RunStatus.DONE: Pill(RunStatus.DONE.label, "green"),
    RunStatus.FAILED: Pill(RunStatus.FAILED.label, "red"),
    RunStatus.INTERRUPTED: Pill(RunStatus.INTERRUPTED.label, "yellow"),
    RunStatus.PARKED: Pill(_("Waiting for Xero"), "yellow"),
}
SHOWN_OF_RESULT = 160


def title_of(run: SyncRun) -> str:
    work = BY_SLUG.get(run.work)
    return str(work.title) if work else run.work


def pill_of_run(run: SyncRun) -> Pill:
    return PILLS[RunStatus(run.status)]


def url_of_run(run: SyncRun) -> str:
    return reverse("admin:erp_integrations_syncrun_change", args=[run.pk])


def progress_of(run: SyncRun) -> dict[str, Any]:
    """Return what the bar of an unfinished run shows. The script notices by the status that it is one no more."""
    return {
        "status": run.status,
        "sentence": "" if run.is_finished else standing_of(run),
        "done": run.done,
        "total": run.total,
    }


class WorkFilter(ChoiceFilter):
    title = _("work")
    parameter_name = "work"
    field = "work"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(work.slug, work.title) for work in WORKS if work.may_be_seen_by(request.user)]


class SyncRunAdmin(JournalAdmin):
    list_display = (
        "work_column",
        "moment_column",
        "duration_column",
        "amount_done_column",
        "calls_column",
        "status_column",
        "result_column",
    )
    list_filter = (WorkFilter, choice_filter("status"), choice_filter("trigger", _("trigger")))
    list_select_related = ("by",)
    search_fields = ("result", "by__username", "by__first_name", "by__last_name")
    sortable_by = ()
    change_form_template = "admin/sync_run.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        """Leave out what its work does not let the person see."""
        hidden = [work.slug for work in WORKS if not work.may_be_seen_by(request.user)]
        return super().get_queryset(request).exclude(work__in=hidden)

    @admin.display(description=_("what"))
    def work_column(self, run: SyncRun) -> str:
        return title_of(run)

    @admin.display(description=_("when and who"))
    def moment_column(self, run: SyncRun) -> Any:
        return format_html(WITH_ASIDE, exactly(run.moment), starter_of(run))

    @admin.display(description=_("took"))
    def duration_column(self, run: SyncRun) -> str:
        return lasted(run.duration) if run.duration else ""

    @admin.display(description=_("progress"))
    def amount_done_column(self, run: SyncRun) -> str:
        return counted("", run.done, run.total).removeprefix(": ")

    @admin.display(description=_("calls"))
    def calls_column(self, run: SyncRun) -> str:
        return "" if run.calls is None else as_text(run.calls, 0)

    @admin.display(description=_("result"))
    def status_column(self, run: SyncRun) -> str:
        return str(pill_of_run(run))

    @admin.display(description=_("what came of it"))
    def result_column(self, run: SyncRun) -> str:
        return Truncator(run.result if run.is_finished else standing_of(run)).chars(SHOWN_OF_RESULT)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        run = context["original"]
        context |= {
            "run": run,
            "work_title": title_of(run),
            "pill": pill_of_run(run),
            "progress": progress_of(run),
            "starter": starter_of(run),
            "duration": lasted(run.duration),
            "counted": counted(run.step, run.done, run.total),
            "resumed_at": ago(run.resume_at),
        }
        return super().render_change_form(request, context, *args, **kwargs)
