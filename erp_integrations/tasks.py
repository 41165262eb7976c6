"""The queue's entry points. They say when; the services do."""

from datetime import timedelta

from django.utils import timezone
from django_q.models import Task

from connectors.errors import ConnectorError, NotConnected
from erp_integrations import wiring
from erp_integrations.models import Heartbeat
from erp_integrations.services import notifying, uploading
from erp_integrations.services.exporting import export_queued
from erp_integrations.services.refreshing import read_reference_lists
from erp_integrations.services.settling import settle_exports

KEEP_FINISHED_TASKS = timedelta(days=7)


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
    """Once an hour: read what Xero's lists hold, so that the rules know it. Return what was read, in words."""
    try:
        reports = read_reference_lists(wiring.ledger())
    except ConnectorError as reason:
        return str(reason)
    return " ".join(f"{report}." for report in reports)


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


def prune_queue() -> str:
    """Once a night: forget finished tasks of the queue, and uploads that nobody applied, that are older than a week.

    Our own journals stay.
    """
    number, _ = Task.objects.filter(stopped__lt=timezone.now() - KEEP_FINISHED_TASKS).delete()
    return f"{number} finished tasks and {uploading.prune()} uploads forgotten"
