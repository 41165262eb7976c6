"""The export: claim a batch, send it with no transaction open, settle what came back (docs/export_life_cycle.md).

A batch is claimed and committed before its request leaves, with the exact bytes and the idempotency key. Whatever
happens afterwards, the database knows what may have been posted.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from connectors.documents import Document, digest
from connectors.errors import NotConnected, OutcomeUnknown, Refused, TryLater
from connectors.ports import Ledger, Receipt
from erp_integrations.mapping import document_for, document_kind
from erp_integrations.models import (
    EXPORTED_MODELS,
    Delivery,
    Event,
    ExportAttempt,
    ExportBatch,
    IntegrableRecord,
    IntegrationSettings,
    Verb,
)
from erp_integrations.models.export_batch import LEASE
from erp_integrations.services.receiving import close, receive, set_failed
from erp_integrations.services.reporting import ExportReport

# After each batch that was refused as a whole, or never answered, its records travel in batches a quarter the size, so
# that one that Xero chokes on is soon alone and stops nobody else.
SHRINK = 4


def export_queued(ledger: Ledger) -> ExportReport:
    """Post everything that is queued and may go, type by type in the order in which Xero needs them.

    Returns at once when Xero wants no more calls for now, or does not let us in: the records stay queued.
    """
    report = ExportReport()
    with report.interruption():
        for model in EXPORTED_MODELS:
            export_type(model, ledger, report)
    return report


def export_type(model: type[IntegrableRecord], ledger: Ledger, report: ExportReport) -> None:
    while ids := next_batch(model, ledger):
        candidates = model.objects.filter(pk__in=ids).for_display().order_by("pk")
        documents = complete_documents(candidates, ledger, report)
        if batch := claim(model, documents, ledger, report):
            post(batch, ledger, report)


def next_batch(model: type[IntegrableRecord], ledger: Ledger) -> list[int]:
    """Return the records for the next request: those with the fewest attempts, fewer together after each."""
    due = model.objects.due(timezone.now()).order_by("attempts", "pk")
    attempts = due.values_list("attempts", flat=True).first()
    if attempts is None:
        return []
    limit = max(1, ledger.batch_size(document_kind(model)) // SHRINK**attempts)
    return list(due.filter(attempts=attempts).values_list("pk", flat=True)[:limit])


def complete_documents(candidates: Any, ledger: Ledger, report: ExportReport) -> dict[int, Document]:
    """Map the candidates and let the ledger add what only it knows. A record that it turns down has failed."""
    settings = IntegrationSettings.load()
    records = list(candidates)
    if not records:
        return {}
    documents = {}
    try:
        completed = ledger.complete([document_for(record, settings) for record in records])
    except Refused as refusal:
        completed = [refusal] * len(records)
    for record, document in zip(records, completed, strict=True):
        if isinstance(document, Refused):
            report.failed += fail_unsent(record, str(document))
        else:
            documents[record.pk] = document
    return documents


@transaction.atomic
def fail_unsent(record: IntegrableRecord, problem: str) -> int:
    """Mark a queued record as failed before anything was sent; return how many that were."""
    queued = type(record).objects.filter(pk=record.pk, delivery=Delivery.QUEUED).select_for_update(of=("self",))
    for current in queued:
        set_failed(current, problem)
        current.save()
        Event.note(current, Verb.FAILED, detail=problem)
        return 1
    return 0


@transaction.atomic
def claim(
    model: type[IntegrableRecord], documents: dict[int, Document], ledger: Ledger, report: ExportReport
) -> ExportBatch | None:
    """Take records that are still due and still what was accepted; keep the exact request. Goes nowhere.

    Rows that another worker holds are skipped. A record whose document changed since it was accepted goes back for a
    new decision and is not posted.
    """
    settings = IntegrationSettings.load()
    due = model.objects.due(timezone.now()).filter(pk__in=documents)
    claimed = []
    for record in due.for_display().select_for_update(of=("self",), skip_locked=True).order_by("pk"):
        if digest(document_for(record, settings)) != record.accepted_digest:
            send_back(record)
            report.sent_back += 1
        elif digest(documents[record.pk]) == record.accepted_digest:
            claimed.append(record)
    return record_batch(model, claimed, ledger.body([documents[record.pk] for record in claimed])) if claimed else None


def send_back(record: IntegrableRecord) -> None:
    reason = _("What would be posted changed after it was accepted. Look at it again, and accept it anew.")
    record.send_back(reason=reason)
    record.save()
    Event.note(record, Verb.SENT_BACK, detail=reason)


def record_batch(model: type[IntegrableRecord], records: Sequence[Any], body: bytes) -> ExportBatch:
    content_type = ContentType.objects.get_for_model(model)
    batch = ExportBatch.objects.create(
        content_type=content_type,
        body=body,
        body_digest=hashlib.sha256(body).hexdigest(),
        lease_until=timezone.now() + LEASE,
    )
    ExportAttempt.objects.bulk_create(
        ExportAttempt(batch=batch, position=position, content_type=content_type, object_id=record.pk)
        for position, record in enumerate(records)
    )
    model.objects.filter(pk__in=[record.pk for record in records]).update(delivery=Delivery.SENDING)
    Event.note_all(records, Verb.SENT, detail=batch.key)
    return batch


def post(batch: ExportBatch, ledger: Ledger, report: ExportReport) -> None:
    """Send a claimed batch and write down what became of it; raises `TryLater` and `NotConnected` once that is done."""
    kind = document_kind(batch.model)
    try:
        receipts = ledger.send(kind, bytes(batch.body), key=batch.key)
    except Refused as refusal:
        report.count(refuse(batch, refusal))
    except OutcomeUnknown as lost:
        report.unknown += mark_unknown(batch, str(lost))
    except TryLater as delay:
        close(batch, not_before=delay.until, problem=str(delay))
        raise
    except NotConnected as refusal:
        close(batch, not_before=None, problem=str(refusal))
        raise
    else:
        report.count(receive(batch, receipts))


def refuse(batch: ExportBatch, refusal: Refused) -> ExportReport:
    """Settle a batch that was refused as a whole: a single record has failed, several try again in smaller company."""
    if batch.attempts.count() > 1:
        return close(batch, not_before=None, problem=str(refusal), count_attempt=True)
    return receive(batch, [Receipt(errors=refusal.messages)])


@transaction.atomic
def mark_unknown(batch: ExportBatch, why: str) -> int:
    """Note that no answer came. `settle_exports` finds out what became of the batch."""
    sent_at = timezone.localtime(batch.last_sent_at)
    problem = _("Sent %(time)s, no answer: checking with Xero.") % {"time": f"{sent_at:%H:%M}"}
    records = batch.locked_records()
    batch.model.objects.filter(pk__in=[record.pk for record in records]).update(
        delivery=Delivery.UNKNOWN, problem=problem
    )
    batch.status, batch.problem = ExportBatch.Status.UNKNOWN, why
    batch.lease_until = timezone.now()
    batch.save(update_fields=["status", "problem", "lease_until"])
    Event.note_all(records, Verb.UNANSWERED, detail=why)
    return len(records)
