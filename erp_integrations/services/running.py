"""Running long work: one run of each at a time, told while it goes, and closed whatever happens."""

import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from connectors.errors import ConnectorError, TryLater, Unreadable
from connectors.ports import Ledger
from erp_integrations.models import CallJournal, RunStatus, SyncRun
from erp_integrations.models.sentences import gettext as _
from erp_integrations.origin import RUN, SCHEDULE, coming_from
from erp_integrations.services.processes import Process
from erp_integrations.services.progress import Progress, TakenOver, quietly
from erp_integrations.services.run_sentences import already_running
from erp_integrations.services.scheduling import runs_by_itself
from erp_integrations.services.waking import wake_to_run
from erp_integrations.services.works import BY_SLUG, WORKS, Work

logger = logging.getLogger(__name__)

# Of a process on another host nothing is known but when it last told something. One of our own may be seen to live,
# and yet have lost the way to the database before it could say that it was done.
SILENT_ELSEWHERE, SILENT_HERE = timedelta(minutes=5), timedelta(minutes=30)
# A question without a usable answer may have none for days. Asked each minute, it alone would use a day's calls up.
AFTER_NO_ANSWER = timedelta(minutes=15)
TELL_EVERY_SECONDS = 0.5
Trigger = SyncRun.Trigger
ORIGINS = {Trigger.SCHEDULE: SCHEDULE, Trigger.PERSON: RUN, Trigger.CHANGE: RUN}
# What is written down of a run.
Outcome = dict[str, Any]


class AlreadyRunning(Exception):
    """The work is under way, or waits for the worker. `str()` says since when, and who started it."""


def ask(work: Work, *, by: Any = None, trigger: Trigger = Trigger.PERSON, wake: bool = True) -> SyncRun:
    """Let the worker run something as soon as it can. Raises `AlreadyRunning` and `PermissionDenied`.

    Without `wake`, whoever asks is the worker, and runs what waits next.
    """
    work.require_to_run(by)
    close_dead()
    with transaction.atomic():
        asked = new_run(work, by=by, trigger=trigger)
        if wake:
            wake_to_run()
    return asked


def run(
    work: Work,
    connect: Callable[[], Ledger],
    *,
    by: Any = None,
    trigger: Trigger = Trigger.COMMAND,
    listen: Progress = quietly,
) -> SyncRun:
    """Run something here and now; return the finished run. Raises `AlreadyRunning` and `PermissionDenied`.

    A run that waits for the worker is performed by whoever comes first.
    """
    work.require_to_run(by)
    begun = begin(work, by=by, trigger=trigger)
    teller = Teller(begun, listen)
    calls_before = CallJournal.made
    outcome: Outcome = {
        "status": RunStatus.INTERRUPTED,
        "result": _("It was ended before it was done. Start it again."),
    }
    try:
        with origin_of(work, trigger):
            outcome = perform(work, connect, teller)
    finally:
        calls = CallJournal.made - calls_before
        SyncRun.objects.advance(begun, **teller.told, **outcome, finished_at=timezone.now(), calls=calls)
    begun.refresh_from_db()
    return begun


def origin_of(work: Work, trigger: Trigger) -> AbstractContextManager[None]:
    """Say to the events that a run writes where they come from; a command has said it already."""
    kind = ORIGINS.get(trigger)
    return coming_from(kind, work.slug) if kind else nullcontext()


def run_waiting(connect: Callable[[], Ledger], listen: Progress = quietly) -> list[SyncRun]:
    """Perform what waits, one after the other, oldest first; return what was done.

    Nothing is done while another worker is at it: all of it shares Xero's limits of calls, and exports must find a
    worker that is free.
    """
    finished = []
    while waiting := next_waiting():
        with suppress(AlreadyRunning):
            finished.append(run(BY_SLUG[waiting.work], connect, trigger=Trigger(waiting.trigger), listen=listen))
    return finished


def next_waiting() -> SyncRun | None:
    close_dead()
    if SyncRun.objects.filter(status=RunStatus.RUNNING).exclude(trigger=Trigger.COMMAND).exists():
        return None
    waiting = SyncRun.objects.filter(status=RunStatus.WAITING, work__in=BY_SLUG)
    found: SyncRun | None = waiting.order_by("asked_at", "pk").first()
    return found


def look_after_runs() -> None:
    """Queue once more what Xero wanted no calls for, when its time has come, and wake the worker for what waits."""
    for work in WORKS:
        last = SyncRun.objects.filter(work=work.slug).first()
        if last and goes_on(work, last):
            with suppress(AlreadyRunning):
                new_run(work, by=last.by, trigger=Trigger(last.trigger))
    if next_waiting():
        wake_to_run()


def goes_on(work: Work, last: SyncRun) -> bool:
    """Whether a parked run is due. What the schedule started goes on only while there is one."""
    if last.status != RunStatus.PARKED or last.resume_at is None or last.resume_at > timezone.now():
        return False
    if last.trigger == Trigger.COMMAND:
        return False
    return last.trigger != Trigger.SCHEDULE or runs_by_itself(work)


# Beginning


def begin(work: Work, *, by: Any, trigger: Trigger) -> SyncRun:
    """Make the one unfinished run of a work ours. Raises `AlreadyRunning`."""
    close_dead()
    ours = Process.current()
    now = timezone.now()
    begun = {"status": RunStatus.RUNNING, "started_at": now, "seen_at": now}
    begun |= {"host": ours.host, "pid": ours.pid, "born": ours.born}
    waiting: SyncRun | None = SyncRun.objects.filter(work=work.slug, status=RunStatus.WAITING).first()
    if waiting and SyncRun.objects.advance(waiting, **begun):
        return waiting
    return new_run(work, by=by, trigger=trigger, **begun)


def new_run(work: Work, *, by: Any, trigger: Trigger, **begun: Any) -> SyncRun:
    try:
        with transaction.atomic():
            made: SyncRun = SyncRun.objects.create(work=work.slug, by=by, trigger=trigger, **begun)
    except IntegrityError:
        raise AlreadyRunning(already_running(work)) from None
    return made


# Going on


def perform(work: Work, connect: Callable[[], Ledger], tell: Progress) -> Outcome:
    """Do the work; return how it ended. What ends the process goes through."""
    try:
        report = work.function(connect(), tell)
    except TryLater as delay:
        return {"status": RunStatus.PARKED, "result": str(delay), "resume_at": when_to_go_on(delay)}
    except ConnectorError as reason:
        return {"status": RunStatus.FAILED, "result": str(reason)}
    except TakenOver as reason:
        return {"status": RunStatus.INTERRUPTED, "result": str(reason)}
    except Exception:
        logger.exception("The work %s broke off.", work.slug)
        return {"status": RunStatus.FAILED, "result": _("It broke off for a reason that the log of the worker tells.")}
    is_failure = getattr(report, "is_failure", False)
    return {"status": RunStatus.FAILED if is_failure else RunStatus.DONE, "result": str(report)}


def when_to_go_on(delay: TryLater) -> datetime:
    return timezone.now() + AFTER_NO_ANSWER if isinstance(delay, Unreadable) else delay.until


class Teller:
    """Writes down how far a run is, so that it is seen to live. The same step is written at most twice a second."""

    def __init__(self, begun: SyncRun, listen: Progress) -> None:
        self.run, self.listen = begun, listen
        self.told: Outcome = {}
        self.not_before = 0.0

    def __call__(self, step: str, done: int, total: int) -> None:
        """Raises `TakenOver` when the run was closed meanwhile."""
        self.listen(step, done, total)
        self.told = {"step": step[:200], "done": done, "total": total, "seen_at": timezone.now()}
        if step == self.run.step and time.monotonic() < self.not_before:
            return
        self.not_before = time.monotonic() + TELL_EVERY_SECONDS
        if not SyncRun.objects.advance(self.run, **self.told):
            raise TakenOver(_("Another process took over."))


# Ending what died


def close_dead() -> None:
    """Close every run whose process is gone, as interrupted, so that its work can be started again."""
    result = _("The process that did it ended half-way. Start it again.")
    for current in SyncRun.objects.filter(status=RunStatus.RUNNING):
        if is_dead(current):
            SyncRun.objects.advance(current, status=RunStatus.INTERRUPTED, result=result, finished_at=current.seen_at)


def is_dead(current: SyncRun) -> bool:
    process = Process(current.host, current.pid or 0, current.born)
    silence = timezone.now() - (current.seen_at or current.asked_at)
    if process.is_here:
        return process.is_gone or silence > SILENT_HERE
    return silence > SILENT_ELSEWHERE
