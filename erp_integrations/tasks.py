"""The queue's entry points. They say when; the services do."""

import logging

from connectors.errors import NotConnected
from erp_integrations import wiring
from erp_integrations.models import Heartbeat
from erp_integrations.services.exporting import export_queued
from erp_integrations.services.settling import settle_exports

logger = logging.getLogger(__name__)


def export_records() -> str:
    """Settle what has no answer yet, then post everything that is queued; return what was done, in words."""
    try:
        ledger = wiring.ledger()
    except NotConnected as reason:
        return str(reason)
    settled = settle_exports(ledger)
    exported = export_queued(ledger)
    return f"Settled: {settled} Exported: {exported}"


def sweep() -> str:
    """Once a minute: say that the worker lives, and pick up what a dead one left behind."""
    Heartbeat.beat()
    return export_records()


def prune_queue() -> str:
    """Once a night: forget finished tasks of the queue that are older than a week. Our own journals stay."""
    from datetime import timedelta  # noqa: PLC0415

    from django.utils import timezone  # noqa: PLC0415
    from django_q.models import Task  # noqa: PLC0415 - needs the apps to be loaded

    number, _ = Task.objects.filter(stopped__lt=timezone.now() - timedelta(days=7)).delete()
    return f"{number} finished tasks forgotten"
