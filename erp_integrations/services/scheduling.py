"""How often each work runs by itself. The table in the code is the default, the queue's own table what people chose."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django_q.models import Schedule

from erp_integrations.models import Event, IntegrationSettings, RunStatus, SyncRun, Verb, events_last
from erp_integrations.models.heartbeat import LATE_AFTER
from erp_integrations.models.sentences import gettext as _
from erp_integrations.models.sentences import sentence_of
from erp_integrations.permissions import require
from erp_integrations.services.timing import Frequency, Timing, timing_of
from erp_integrations.services.waking import LONGEST_RUN
from erp_integrations.services.works import Work

FOREVER, NOT_AT_ALL = -1, 0


class NotOffered(Exception):
    """Somebody wants a frequency that the work is not run with."""


def row_for(work: Work) -> dict[str, Any]:
    """Return the row of the queue's table for a work that nobody has changed. The queue adds when it runs next."""
    repeats = NOT_AT_ALL if work.default == Frequency.NEVER else FOREVER
    return {"schedule_type": Schedule.CRON, "cron": Timing(work.default).cron(work.minute), "repeats": repeats}


def what_to_call(work: Work) -> dict[str, Any]:
    """Return the part of the row that is the program's, and no choice of anybody."""
    options = {"q_options": {"timeout": LONGEST_RUN.seconds}}
    return {"func": "erp_integrations.tasks.run_scheduled", "args": repr((work.slug,)), "kwargs": repr(options)}


def schedule_of(work: Work) -> Schedule | None:
    found: Schedule | None = Schedule.objects.filter(name=work.slug).first()
    return found


def timing_now(work: Work) -> Timing:
    return timing_in(schedule_of(work))


def timing_in(row: Schedule | None) -> Timing:
    """Read a row. No row is never: nothing runs without one."""
    if row is None or not row.cron:
        return Timing(Frequency.NEVER)
    kept = timing_of(row.cron)
    return kept if row.repeats else Timing(Frequency.NEVER, kept.at)


def next_run_in(row: Schedule | None) -> datetime | None:
    """Return when a row is due. The queue keeps a time for what never runs, too, and does not look at it."""
    return row.next_run if row and row.repeats else None


def runs_by_itself(work: Work) -> bool:
    return timing_now(work).frequency != Frequency.NEVER


@events_last()
def reschedule(work: Work, timing: Timing, *, by: Any) -> bool:
    """Choose when a work runs from now on; return whether that is a change.

    Needs `change_integrationsettings`. Raises `NotOffered`. Who changed what, and when, stands among the events.
    """
    require(by, "change", IntegrationSettings)
    if timing.frequency not in work.offered:
        raise NotOffered(_("%(work)s cannot run so often.") % {"work": work.title})
    row = Schedule.objects.select_for_update().get(name=work.slug)
    before = timing_in(row)
    if str(before) == str(timing):
        return False
    write(row, work, timing)
    change: Any = {"field": sentence_of(work.title), "from": str(before), "to": str(timing)}
    Event.note(IntegrationSettings.load(), Verb.CHANGED, by=by, detail=_("Schedule"), changes=[change])
    if timing.frequency == Frequency.NEVER:
        call_off(work)
    if before.frequency != timing.frequency:
        work.on_change(before.frequency, timing.frequency, by)
    return True


def write(row: Schedule, work: Work, timing: Timing) -> None:
    is_never = timing.frequency == Frequency.NEVER
    row.cron = timing.cron(work.minute)
    row.repeats = NOT_AT_ALL if is_never else FOREVER
    row.next_run = None if is_never else row.calculate_next_run()
    row.save()


def call_off(work: Work) -> None:
    """Close the run that the schedule has asked for and that no worker has begun. What a person asked for stays."""
    result = _("The schedule was switched off before it began.")
    for run in SyncRun.objects.filter(work=work.slug, status=RunStatus.WAITING, trigger=SyncRun.Trigger.SCHEDULE):
        SyncRun.objects.advance(run, status=RunStatus.INTERRUPTED, result=result, finished_at=timezone.now())


def stands_still_since() -> datetime | None:
    """Return when the queue should have started something and did not; None while it keeps its times."""
    ours = Schedule.objects.filter(func__startswith="erp_integrations.").exclude(repeats=NOT_AT_ALL)
    late = ours.filter(next_run__lt=timezone.now() - LATE_AFTER)
    moment: datetime | None = late.order_by("next_run").values_list("next_run", flat=True).first()
    return moment
