"""The export: claim a batch, send it with no transaction open, settle what came back (docs/export_life_cycle.md).

A batch is claimed and committed before its request leaves, with the exact bytes and the idempotency key. Whatever
happens afterwards, the database knows what may have been posted.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from connectors.documents import Document, digest
from connectors.errors import ConnectorError, NotConnected, OutcomeUnknown, Refused, TryLater
from connectors.ports import Ledger, Receipt
from erp_integrations.mapping import document_for, document_kinds, records_becoming
from erp_integrations.models import (
    EXPORTED_MODELS,
    Delivery,
    Event,
    ExportAttempt,
    ExportBatch,
    IntegrableRecord,
    IntegrationSettings,
    Verb,
    events_last,
    trail,
)
from erp_integrations.models.export_batch import LEASE
from erp_integrations.models.sentences import gettext as _
from erp_integrations.services.checking import know_lists, stopped
from erp_integrations.services.deciding.approving import is_accepted_by_sender, not_enough
from erp_integrations.services.noted_bytes import rows_of_request, sha256_of
from erp_integrations.services.notifying import notice, release_collected
from erp_integrations.services.receiving import close, mark_unknown, receive, send, set_failed
from erp_integrations.services.reporting import ExportReport

# After each batch that was refused as a whole, or never answered, its records travel in batches a quarter the size, so
# that one that Xero chokes on is soon alone and stops nobody else.
SHRINK = 4
# Xero asks for no more than 3.5 MB in a request (Xero reference 2). What is over goes with the next one.
LARGEST_BODY = 3_500_000
logger = logging.getLogger(__name__)


# After so many requests in a row without an answer, Xero is out of order, and the rest waits.
MOST_UNANSWERED = 2
OUT_OF_ORDER_FOR = timedelta(minutes=1)


def export_queued(ledger: Ledger) -> ExportReport:
    """Post everything that is queued and may go, type by type in the order in which Xero needs them.

    Returns at once when Xero wants no more calls for now, or does not let us in: the records stay queued. What goes
    wrong with one type, for a reason that nobody foresaw, is logged and stops no other.
    """
    report = ExportReport()
    ways = [(model, kind) for model in EXPORTED_MODELS for kind in document_kinds(model)]
    with report.interruption():
        if any(model.objects.due(timezone.now()).exists() for model in EXPORTED_MODELS):
            ledger.ready()
        for model, kind in ways:
            try:
                export_type(model, kind, ledger, report)
            except ConnectorError:
                raise
            except Exception:
                logger.exception("The export of a record type broke off.")
                report.problem = _("The export broke off for a reason that the log of the worker tells.")
    release_collected(Verb.FAILED)
    return report


def export_type(model: type[IntegrableRecord], kind: type[Document], ledger: Ledger, report: ExportReport) -> None:
    """Post what is due of one type as one kind of document.

    What could not be claimed is left for the next run, and not tried in circles.
    """
    left: set[int] = set()
    unanswered = 0
    know_lists(model, ledger)
    while ids := next_batch(model, kind, ledger, left):
        candidates = list(model.objects.filter(pk__in=ids).for_display().order_by("pk"))
        standings = {record.pk: record.standing_in_xero() for record in candidates}
        documents = complete_documents(candidates, ledger, report)
        batch = claim(model, documents, standings, ledger, report)
        if batch is None:
            left |= set(ids)
            continue
        before = report.unknown
        post(batch, ledger, report)
        unanswered = unanswered + 1 if report.unknown > before else 0
        if unanswered >= MOST_UNANSWERED:
            raise TryLater(_("Xero does not answer."), until=timezone.now() + OUT_OF_ORDER_FOR)


def next_batch(model: type[IntegrableRecord], kind: type[Document], ledger: Ledger, left: set[int]) -> list[int]:
    """Return the records for the next request: those with the fewest attempts, fewer together after each."""
    due = model.objects.due(timezone.now()).exclude(pk__in=left).order_by("attempts", "pk")
    due = records_becoming(kind, due, IntegrationSettings.load())
    attempts = due.values_list("attempts", flat=True).first()
    if attempts is None:
        return []
    limit = max(1, ledger.batch_size(kind) // SHRINK**attempts)
    return list(due.filter(attempts=attempts).values_list("pk", flat=True)[:limit])


def complete_documents(records: Sequence[Any], ledger: Ledger, report: ExportReport) -> dict[int, Document]:
    """Map the candidates and let the ledger add what only it knows. What it turns down has failed or has to wait."""
    settings = IntegrationSettings.load()
    documents = {}
    wrong = stopped(records, ledger)
    for record in records:
        if record.pk in wrong:
            report.failed += fail_unsent(record, wrong[record.pk])
    records = [record for record in records if record.pk not in wrong]
    try:
        completed = ledger.complete([document_for(record, settings) for record in records]) if records else []
    except Refused as refusal:
        completed = [refusal] * len(records)
    for record, document in zip(records, completed, strict=True):
        if isinstance(document, TryLater):
            park_unsent(record, document)
        elif isinstance(document, ConnectorError):
            report.failed += fail_unsent(record, str(document))
        else:
            documents[record.pk] = document
    return documents


@transaction.atomic
def park_unsent(record: IntegrableRecord, delay: TryLater) -> None:
    queued = type(record).objects.filter(pk=record.pk, delivery=Delivery.QUEUED)
    queued.update(not_before=delay.until, problem=str(delay))


@events_last()
def fail_unsent(record: IntegrableRecord, problem: str) -> int:
    """Mark a queued record as failed before anything was sent; return how many that were."""
    queued = type(record).objects.filter(pk=record.pk, delivery=Delivery.QUEUED).select_for_update(of=("self",))
    for current in queued:
        set_failed(current, problem)
        current.save()
        trail.note([Event.of(current, Verb.FAILED, detail=problem)], partial(notice, [current]))
        return 1
    return 0


@events_last()
def claim(
    model: type[IntegrableRecord],
    documents: Mapping[int, Document],
    standings: Mapping[int, object],
    ledger: Ledger,
    report: ExportReport,
) -> ExportBatch | None:
    """Take records that are still due and still what was accepted; keep the exact request. Goes nowhere.

    Rows that another worker holds are skipped, and so is what leans on something in Xero that changed since it was
    read. A record whose document changed since it was accepted goes back for a new decision and is not posted.
    """
    # One claim at a time: two workers must not take two documents that are alike to the letter side by side.
    settings = IntegrationSettings.locked()
    if settings.tracking_category != ledger.tracking_category:
        return None
    due = model.objects.due(timezone.now()).filter(pk__in=documents)
    claimed = []
    for record in due.for_display().select_for_update(of=("self",), skip_locked=True).order_by("pk"):
        if digest(document_for(record, settings)) != record.accepted_digest:
            send_back(record, _("What would be posted changed after it was accepted. Look at it, and accept it anew."))
            report.sent_back += 1
        elif reason := not_enough(record, settings):
            send_back_for_more(record, reason, settings)
            report.sent_back += 1
        elif digest(documents[record.pk]) == record.accepted_digest and is_unmoved(record, standings):
            claimed.append(record)
    if not claimed:
        return None
    kind = type(documents[claimed[0].pk])
    claimed = [record for record in claimed if type(documents[record.pk]) is kind]
    body = ledger.body([documents[record.pk] for record in claimed])
    while len(body) > LARGEST_BODY and len(claimed) > 1:
        claimed = claimed[: len(claimed) // 2]
        body = ledger.body([documents[record.pk] for record in claimed])
    return record_batch(model, claimed, body, kind=kind, tracking_category=ledger.tracking_category)


def is_unmoved(record: IntegrableRecord, standings: Mapping[int, object]) -> bool:
    return record.standing_in_xero() == standings[record.pk]


def send_back(record: IntegrableRecord, reason: str, *, by: Any = None) -> None:
    record.send_back(reason=reason)
    record.save()
    Event.note(record, Verb.SENT_BACK, by=by, detail=reason)


def send_back_for_more(record: Any, reason: str, settings: IntegrationSettings, *, by: Any = None) -> None:
    """Ask for another acceptance: beside the one that there is where that is a good first, or else instead of it."""
    is_first = record.reviewed_by is not None and not is_accepted_by_sender(record, settings)
    if is_first and digest(document_for(record, settings)) == record.accepted_digest:
        record.ask_for_second(reason=reason)
    else:
        record.send_back(reason=reason)
    record.save()
    Event.note(record, Verb.SENT_BACK, by=by, detail=reason)


def record_batch(
    model: type[IntegrableRecord],
    records: Sequence[Any],
    body: bytes,
    *,
    kind: type[Document] | None = None,
    tracking_category: str = "",
) -> ExportBatch:
    """Keep the exact request for records of one type; without a kind it holds documents of the type's usual one."""
    content_type = ContentType.objects.get_for_model(model)
    batch = ExportBatch.objects.create(
        content_type=content_type,
        document_kind=(kind or document_kinds(model)[0]).__name__,
        body=body,
        body_digest=sha256_of(body),
        tracking_category=tracking_category,
        lease_until=timezone.now() + LEASE,
    )
    ExportAttempt.objects.bulk_create(
        ExportAttempt(
            batch=batch,
            position=position,
            content_type=content_type,
            object_id=record.pk,
            accepted_digest=record.accepted_digest,
        )
        for position, record in enumerate(records)
    )
    model.objects.filter(pk__in=[record.pk for record in records]).update(delivery=Delivery.SENDING, problem="")
    Event.note_all(records, Verb.SENT, detail=batch.key, changes=rows_of_request(batch))
    return batch


def post(batch: ExportBatch, ledger: Ledger, report: ExportReport) -> None:
    """Send a claimed batch and write down what became of it; raises `TryLater` and `NotConnected` once that is done."""
    if not batch.begin_sending():
        return
    try:
        receipts = send(batch, ledger)
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
