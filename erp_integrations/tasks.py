"""The queue's entry points. They say when; the services do."""

from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.utils import timezone
from django_q.models import Task

from connectors.errors import NotConnected
from erp_integrations import wiring
from erp_integrations.models import Consent, Heartbeat, SyncRun
from erp_integrations.origin import WORKER, come_from
from erp_integrations.services import notifying, running, uploading
from erp_integrations.services.exporting import export_queued
from erp_integrations.services.running import AlreadyRunning
from erp_integrations.services.scheduling import runs_by_itself
from erp_integrations.services.setting_up import finish_when_done
from erp_integrations.services.settling import settle_exports
from erp_integrations.services.signing_in import throttling
from erp_integrations.services.verifying import verify_and_note
from erp_integrations.services.works import BY_SLUG, JOB_COSTS, LISTS, Work

KEEP_FINISHED_TASKS = timedelta(days=7)


def name_worker(**signal: Any) -> None:
    """Before each task: what it does, the worker did."""
    come_from(WORKER)


def export_records() -> str:
    """Settle what has no answer yet, then post everything that is queued; return what was done, in words.

    It runs when somebody exports, and once a minute, when it picks up what a dead worker left behind. Each run is a
    beat that says that the worker lives.
    """
    Heartbeat.beat()
    try:
        ledger = wiring.ledger()
    except NotConnected as reason:
        return str(reason)
    settled = settle_exports(ledger)
    exported = export_queued(ledger)
    return f"Settled: {settled} Exported: {exported}"


def refresh_lists() -> str:
    """Read Xero's lists now, after a change of the settings that makes other ones of them."""
    return ask_and_run(LISTS, SyncRun.Trigger.CHANGE)


def recode_costs() -> str:
    """Bring the job costs in line with what was just linked or let go of."""
    return ask_and_run(JOB_COSTS, SyncRun.Trigger.CHANGE)


def run_scheduled(slug: str) -> str:
    """Run a work when its time has come, unless somebody has switched its schedule off since that was queued."""
    work = BY_SLUG.get(slug)
    if work is None or not runs_by_itself(work):
        return "It is not scheduled any more."
    return ask_and_run(work, SyncRun.Trigger.SCHEDULE)


def ask_and_run(work: Work, trigger: SyncRun.Trigger) -> str:
    """Line a work up behind what waits already. Without a connection there is no run: the banner says why."""
    try:
        wiring.ledger()
        running.ask(work, trigger=trigger, wake=False)
    except (NotConnected, AlreadyRunning) as reason:
        return str(reason)
    return run_waiting()


def run_waiting() -> str:
    """Perform the runs that wait, unless another worker does. Each step is a beat: a long import is no dead worker."""
    finished = running.run_waiting(wiring.ledger, lambda step, done, total: Heartbeat.beat())
    return " ".join(f"{run.work}: {run.get_status_display()}." for run in finished)


def look_after_runs() -> None:
    """Once a minute: close what died, and wake the worker for what waits or may go on."""
    running.look_after_runs()


def tidy_up() -> None:
    """Now and then: forget the tokens that nobody chose an organisation for, and put the set-up list away when done."""
    Consent.forget_abandoned()
    finish_when_done()


def send_mails() -> str:
    """Once a minute, and when somebody is to be told something: send what is due; return what was sent, in words.

    Summaries that a mail server did not take are tried again here too.
    """
    notifying.notice_lost_connection()
    told, again = notifying.send_notices(), notifying.send_summaries_again(timezone.now())
    return f"At once: {told}. Summaries again: {again}."


def send_daily_summary() -> str:
    """Once a day: tell approvers what waits for them; return what was sent, in words."""
    return f"{notifying.send_daily_summaries()}."


def verify_history() -> str:
    """Once a night: prove the trail; return what came of it, in words. Pages warn admins of a break."""
    return str(verify_and_note())


def prune_queue() -> str:
    """Once a night: forget finished tasks of the queue, and uploads that nobody applied, that are older than a week.

    Our own journals stay.
    """
    number, _ = Task.objects.filter(stopped__lt=timezone.now() - KEEP_FINISHED_TASKS).delete()
    return f"{number} finished tasks and {uploading.prune()} uploads forgotten"


def prune_log_ins() -> str:
    """Once a night: forget sessions that have ended, and failures to log in that lock nobody any more."""
    call_command("clearsessions")
    return f"{throttling.prune()} failures to log in forgotten"
