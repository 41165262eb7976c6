"""What runs by itself, when, and what came of it the last time. Admins change when; some people start it now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django_q.models import Schedule

from erp_integrations.admin.states import Pill
from erp_integrations.admin.sync_runs import pill_of_run, progress_of, url_of_run
from erp_integrations.models import IntegrationSettings, RunStatus, SyncRun
from erp_integrations.permissions import codename, require
from erp_integrations.schedules import SCHEDULES
from erp_integrations.services.run_sentences import starter_of
from erp_integrations.services.running import AlreadyRunning, ask, close_dead
from erp_integrations.services.scheduling import NotOffered, next_run_in, reschedule, schedule_of, timing_in
from erp_integrations.services.timing import NIGHT, Frequency, Timing
from erp_integrations.services.works import BY_SLUG, WORKS, Work

# How a run ended that somebody has to know about.
WORTH_A_WORD = (RunStatus.FAILED, RunStatus.INTERRUPTED, RunStatus.PARKED)


class TimingForm(forms.Form):
    frequency = forms.ChoiceField(label=gettext_lazy("How often"))
    at = forms.TimeField(
        label=gettext_lazy("At"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": gettext_lazy("Enter a time of day, such as 02:30.")},
    )

    def __init__(self, work: Work, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{work.slug}-%s", "label_suffix": "", **kwargs})
        field: Any = self.fields["frequency"]
        field.choices = [(frequency.value, frequency.label) for frequency in work.offered]

    @property
    def timing(self) -> Timing:
        return Timing(Frequency(self.cleaned_data["frequency"]), self.cleaned_data["at"] or NIGHT)


@dataclass(frozen=True, slots=True)
class LastRun:
    """What came of a run. `url` is empty for somebody who does not see the journal."""

    run: SyncRun
    pill: Pill
    starter: str
    url: str
    deserves_a_word: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One work. `current` is its run that is not finished, with `progress`; `form` is for who may reschedule it."""

    work: Work
    timing: Timing
    next_run: datetime | None
    form: TimingForm | None
    current: LastRun | None
    progress: Any
    last: LastRun | None
    may_run: bool


@dataclass(frozen=True, slots=True)
class Upkeep:
    title: Any
    rhythm: Any
    next_run: datetime | None


@login_required
@never_cache
@require_GET
def schedules(request: HttpRequest) -> HttpResponse:
    close_dead()
    cards = [card_of(work, request.user) for work in WORKS]
    context = {
        **admin.site.each_context(request),
        "title": _("Schedules"),
        "cards": cards,
        "upkeep": upkeep(),
        "zone": settings.TIME_ZONE,
        "is_moving": any(card.current for card in cards),
    }
    return render(request, "admin/schedules.html", context)


def card_of(work: Work, person: Any) -> Card:
    row = schedule_of(work)
    timing = timing_in(row)
    may_change = person.has_perm(codename("change", IntegrationSettings))
    runs = (
        SyncRun.objects.filter(work=work.slug).select_related("by")
        if work.may_be_seen_by(person)
        else SyncRun.objects.none()
    )
    current = runs.unfinished().first()
    last = runs.exclude(pk=current.pk if current else None).first()
    chosen = {"frequency": timing.frequency.value, "at": timing.at}
    return Card(
        work=work,
        timing=timing,
        next_run=next_run_in(row),
        form=TimingForm(work, initial=chosen) if may_change else None,
        current=shown(current, person),
        progress=progress_of(current) if current else None,
        last=shown(last, person),
        may_run=work.may_be_run_by(person),
    )


def shown(run: SyncRun | None, person: Any) -> LastRun | None:
    if run is None:
        return None
    url = url_of_run(run) if person.has_perm(codename("view", SyncRun)) else ""
    return LastRun(run, pill_of_run(run), starter_of(run), url, run.status in WORTH_A_WORD)


def upkeep() -> Sequence[Upkeep]:
    """Return what the worker does for itself, which nobody changes."""
    rows = {row.name: row for row in Schedule.objects.filter(name__in=[work.name for work in SCHEDULES])}
    return [Upkeep(work.title, work.rhythm, next_run_in(rows.get(work.name))) for work in SCHEDULES]


# Returns the part of the page that the decision leads to; empty for its head, where the sentences stand.
View = Callable[[HttpRequest, Work], str]


def deciding(view: View) -> Callable[..., HttpResponse]:
    """Make a view of a decision about one work: it is posted, and leads back to the page."""

    @login_required
    @require_POST
    def decided(request: HttpRequest, slug: str) -> HttpResponse:
        if slug not in BY_SLUG:
            raise Http404
        return redirect(f"{reverse('schedules')}{view(request, BY_SLUG[slug])}")

    return decided


@deciding
def change_schedule(request: HttpRequest, work: Work) -> str:
    require(request.user, "change", IntegrationSettings)
    form = TimingForm(work, request.POST)
    if not form.is_valid():
        problem = next(iter(form.errors.values()))[0]
        messages.error(request, f"{work.title}: {problem}")
        return ""
    try:
        is_changed = reschedule(work, form.timing, by=request.user)
    except NotOffered as reason:
        messages.error(request, str(reason))
        return ""
    text = _("%(work)s: %(timing)s from now on.") if is_changed else _("%(work)s: %(timing)s, as before.")
    timing = str(form.timing)
    messages.success(request, text % {"work": work.title, "timing": f"{timing[:1].lower()}{timing[1:]}"})
    return ""


@deciding
def run_now(request: HttpRequest, work: Work) -> str:
    if not work.may_be_run_by(request.user):
        raise PermissionDenied
    try:
        ask(work, by=request.user)
    except AlreadyRunning as reason:
        messages.warning(request, str(reason))
    return f"#work-{work.slug}"


@login_required
@never_cache
@require_GET
def run_progress(request: HttpRequest, pk: int) -> JsonResponse:
    """How far a run is, for the script that moves its bar. Who watches is the first to know that it died."""
    close_dead()
    run = get_object_or_404(SyncRun.objects.select_related("by"), pk=pk)
    work = BY_SLUG.get(run.work)
    if work is None or not work.may_be_seen_by(request.user):
        raise PermissionDenied
    return JsonResponse(progress_of(run))


ADDRESSES = [
    path("", schedules, name="schedules"),
    path("runs/<int:pk>/", run_progress, name="run_progress"),
    path("<slug:slug>/", change_schedule, name="change_schedule"),
    path("<slug:slug>/run/", run_now, name="run_now"),
]
