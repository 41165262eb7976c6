"""What becomes of batches without an answer: look in Xero, adopt what is there, send again only what surely is not.

Within five minutes of the first sending the same bytes may go out again under the same idempotency key, which Xero
keeps for about six (Xero reference 3.8). Even then we look first. After that, what is not there is queued anew.
"""

import logging
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from connectors.errors import ConnectorError, OutcomeUnknown, Refused, Unreadable
from connectors.ports import Ledger
from erp_integrations.mapping import kind_of_batch
from erp_integrations.models import ExportBatch, calls_about
from erp_integrations.models.export_batch import LEASE
from erp_integrations.models.sentences import gettext as _
from erp_integrations.services.receiving import mark_unknown, receive, send
from erp_integrations.services.reporting import ExportReport

SAME_KEY_FOR = timedelta(minutes=5)
# How long after the last sending a document that is not there is surely absent, and not just late.
SURELY_ABSENT_AFTER = timedelta(minutes=2)


# How long a batch whose look-up went wrong is left alone.
LOOK_AGAIN_AFTER = timedelta(minutes=5)
logger = logging.getLogger(__name__)


def settle_exports(ledger: Ledger) -> ExportReport:
    """Find out about every batch without an answer whose worker is dead or done with it.

    A batch that cannot be looked up waits, with its reason, and stops no other. Only a limit of calls and a lost
    connection end the run.
    """
    report = ExportReport()
    with report.interruption():
        for batch in ExportBatch.objects.exclude(status=ExportBatch.Status.SETTLED).order_by("pk"):
            if take_lease(batch):
                settle_or_postpone(batch, ledger.keeping_jobs_in(batch.tracking_category), report)
    return report


def settle_or_postpone(batch: ExportBatch, ledger: Ledger, report: ExportReport) -> None:
    try:
        settle(batch, ledger, report)
    except (Unreadable, Refused) as problem:
        postpone(batch, str(problem), report)
    except ConnectorError:
        wait(batch, until=timezone.now())
        raise
    except Exception:
        logger.exception("A batch could not be settled.")
        postpone(batch, _("It could not be settled, for a reason that the log of the worker tells."), report)


def postpone(batch: ExportBatch, problem: str, report: ExportReport) -> None:
    ExportBatch.objects.filter(pk=batch.pk).update(problem=problem)
    wait(batch, until=timezone.now() + LOOK_AGAIN_AFTER)
    report.unknown += batch.attempts.count()


def take_lease(batch: ExportBatch) -> bool:
    """Get the batch for ourselves, unless another process works on it."""
    now = timezone.now()
    open_batch = ExportBatch.objects.exclude(status=ExportBatch.Status.SETTLED).filter(pk=batch.pk, lease_until__lt=now)
    batch.lease_until = now + LEASE
    return open_batch.update(lease_until=batch.lease_until) == 1


def settle(batch: ExportBatch, ledger: Ledger, report: ExportReport) -> None:
    """Look first. Only a batch of which nothing is there may go out again as it is, and only while its key is kept.

    Where a part was found, sending the whole again could store that part twice if Xero had forgotten the key.
    """
    with calls_about(batch_key=batch.key):
        found = ledger.find(
            kind_of_batch(batch), bytes(batch.body), sent_at=batch.claimed_at, is_taken=partial(is_linked, batch.model)
        )
    now = timezone.now()
    if all(found) or (now >= batch.last_sent_at + SURELY_ABSENT_AFTER and now >= batch.claimed_at + SAME_KEY_FOR):
        report.count(receive(batch, found, was_found=True))
    elif not any(found) and now < batch.claimed_at + SAME_KEY_FOR:
        send_again(batch, ledger, report)
    else:
        wait(batch, until=max(batch.last_sent_at + SURELY_ABSENT_AFTER, batch.claimed_at + SAME_KEY_FOR))
        report.unknown += batch.attempts.count()


def is_linked(model: Any, erp_id: str) -> bool:
    """Whether a record of a type stands for that document in Xero already."""
    return bool(model._default_manager.filter(erp_id=erp_id).exists())


def send_again(batch: ExportBatch, ledger: Ledger, report: ExportReport) -> None:
    """Send the same bytes under the same key: Xero answers what it answered before, or does it for the first time."""
    if not batch.begin_sending():
        return
    try:
        receipts = send(batch, ledger)
    except (OutcomeUnknown, Refused) as lost:
        # A refusal may mean that the first sending did it and the key was forgotten: only another look can tell.
        report.unknown += mark_unknown(batch, str(lost))
    else:
        report.count(receive(batch, receipts))


def wait(batch: ExportBatch, *, until: datetime) -> None:
    ExportBatch.objects.filter(pk=batch.pk).update(lease_until=until)
