"""How the end of a batch is written down: on the batch, on each attempt, on each record, in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.utils import timezone

from connectors.ports import Ledger, Receipt
from erp_integrations.mapping import kind_of_batch
from erp_integrations.models import (
    CommitmentChangeOrder,
    Delivery,
    Event,
    ExportAnswer,
    ExportAttempt,
    ExportBatch,
    Verb,
    events_last,
    trail,
)
from erp_integrations.models.record import save_line_ids
from erp_integrations.models.sentences import gettext as _
from erp_integrations.models.sentences import together
from erp_integrations.services.noted_bytes import rows_of_answers
from erp_integrations.services.notifying import notice
from erp_integrations.services.reporting import ExportReport
from erp_integrations.services.staging import withdraw

Outcome = ExportAttempt.Outcome


# So often may a record go without an answer, in ever smaller company, before a person has to look at it.
MOST_ATTEMPTS = 6


def send(batch: ExportBatch, ledger: Ledger) -> list[Receipt]:
    """Post the very bytes of a batch, and keep the very bytes of the answer."""
    return ledger.send(
        kind_of_batch(batch),
        bytes(batch.body),
        key=batch.key,
        not_after=batch.not_after,
        keep=partial(ExportAnswer.to, batch),
    )


@events_last()
def receive(batch: ExportBatch, receipts: Sequence[Receipt | None], *, was_found: bool = False) -> ExportReport:
    """Write down what became of each record, by position; None is a record that surely is not in Xero.

    A batch that somebody else has settled meanwhile is left as it is.
    """
    report = ExportReport()
    if not lock_if_open(batch):
        return report
    records = {record.pk: record for record in batch.locked_records() if record.is_in_flight}
    attempts = [attempt for attempt in batch.attempts.order_by("position") if attempt.object_id in records]
    keep_found(batch, receipts)
    receipts = unless_linked(batch, records, receipts)
    for attempt in attempts:
        settle_one(attempt, records[attempt.object_id], receipts[attempt.position], was_found=was_found)
        tally(report, attempt)
    ExportAttempt.objects.bulk_update(attempts, ["outcome", "message"])
    withdraw(batch.model, [records[attempt.object_id].erp_id for attempt in attempts if attempt.is_synced])
    save_line_ids(records[attempt.object_id] for attempt in attempts if attempt.is_synced)
    write_history(batch, attempts, records)
    finish(batch)
    return report


def keep_found(batch: ExportBatch, receipts: Sequence[Receipt | None]) -> None:
    """Keep the documents that a look-up found, since no answer tells of them."""
    ExportAnswer.objects.bulk_create(
        ExportAnswer.found(batch, position, receipt.found)
        for position, receipt in enumerate(receipts)
        if receipt and receipt.found
    )


def unless_linked(
    batch: ExportBatch, records: Mapping[int, Any], receipts: Sequence[Receipt | None]
) -> list[Receipt | None]:
    """Refuse what belongs to another record of ours already, so that one clash does not stop its whole batch."""
    if batch.model is CommitmentChangeOrder:
        return list(receipts)
    ids = [receipt.erp_id for receipt in receipts if receipt and receipt.erp_id]
    twice = {erp_id for erp_id in ids if ids.count(erp_id) > 1}
    others = batch.model._default_manager.filter(erp_id__in=ids).exclude(pk__in=records)
    owners = dict.fromkeys(twice, _("another record")) | {other.erp_id: other for other in others}
    return [
        Receipt(errors=(_("In Xero it is linked to %(other)s already.") % {"other": owners[receipt.erp_id]},))
        if receipt and receipt.erp_id in owners
        else receipt
        for receipt in receipts
    ]


def settle_one(attempt: ExportAttempt, record: Any, receipt: Receipt | None, *, was_found: bool) -> None:
    """Write what became of one record on its attempt (unsaved) and on the record (saved)."""
    if receipt is None:
        settle_absent(attempt, record)
    elif receipt.errors:
        attempt.outcome, attempt.message = Outcome.REFUSED, together(receipt.errors)
        set_failed(record, attempt.message)
    else:
        attempt.outcome, attempt.message = (Outcome.FOUND if was_found else Outcome.SYNCED), together(receipt.warnings)
        record.confirm(erp_id=receipt.erp_id, erp_name=receipt.erp_name, problem=attempt.message)
        record.take_line_ids(receipt.line_ids)
    record.save()


def settle_absent(attempt: ExportAttempt, record: Any) -> None:
    if record.attempts + 1 >= MOST_ATTEMPTS:
        attempt.outcome = Outcome.REFUSED
        attempt.message = _("Xero gave no answer %(count)s times, and has no such record.") % {"count": MOST_ATTEMPTS}
        set_failed(record, attempt.message)
    else:
        attempt.outcome, attempt.message = Outcome.ABSENT, _("It did not arrive in Xero, so it is sent again.")
        set_queued(record, not_before=None, problem=attempt.message, count_attempt=True)


VERBS = {
    Outcome.SYNCED: Verb.SYNCED,
    Outcome.FOUND: Verb.FOUND,
    Outcome.REFUSED: Verb.FAILED,
    Outcome.ABSENT: Verb.REQUEUED,
}


def write_history(batch: ExportBatch, attempts: Iterable[ExportAttempt], records: Mapping[int, Any]) -> None:
    """Add one event for each record, told from its attempt, with the digests of the answers that settled it."""
    answers = list(ExportAnswer.objects.filter(batch=batch))
    events = [
        Event.of(
            record,
            VERBS[Outcome(attempt.outcome)],
            detail=attempt.message or record.erp_id,
            changes=rows_of_answers(batch, answers, attempt.position),
        )
        for attempt in attempts
        for record in [records[attempt.object_id]]
    ]
    trail.note(events, partial(notice, records.values()))


def tally(report: ExportReport, attempt: ExportAttempt) -> None:
    report.failed += attempt.outcome == Outcome.REFUSED
    report.queued_again += attempt.outcome in (Outcome.ABSENT, Outcome.PARKED)
    report.synced += attempt.outcome in (Outcome.SYNCED, Outcome.FOUND)


@events_last()
def close(
    batch: ExportBatch, *, not_before: datetime | None, problem: str, count_attempt: bool = False
) -> ExportReport:
    """End a batch of which surely nothing was stored: its records are queued again, for `not_before` or at once."""
    if not lock_if_open(batch):
        return ExportReport()
    records = [record for record in batch.locked_records() if record.is_in_flight]
    for record in records:
        set_queued(record, not_before=not_before, problem=problem, count_attempt=count_attempt)
        record.save()
    changes = rows_of_answers(batch, ExportAnswer.objects.filter(batch=batch))
    Event.note_all(records, Verb.REQUEUED, detail=problem, changes=changes)
    batch.attempts.update(outcome=Outcome.PARKED, message=problem)
    finish(batch, problem=problem)
    return ExportReport(queued_again=len(records))


def set_queued(record: Any, *, not_before: datetime | None, problem: str, count_attempt: bool) -> None:
    record.delivery, record.not_before, record.problem = Delivery.QUEUED, not_before, problem
    record.attempts += count_attempt


def set_failed(record: Any, problem: str) -> None:
    record.delivery, record.not_before, record.problem = Delivery.FAILED, None, problem


@events_last()
def mark_unknown(batch: ExportBatch, why: str) -> int:
    """Note that no answer came; `settle_exports` finds out what became of it. Return how many records that are."""
    if not lock_if_open(batch):
        return 0
    sent_at = timezone.localtime(batch.last_sent_at)
    problem = _("Sent %(time)s, no answer: checking with Xero.") % {
        "time": sent_at.time().replace(second=0, microsecond=0)
    }
    records = [record for record in batch.locked_records() if record.is_in_flight]
    for record in records:
        record.delivery, record.problem = Delivery.UNKNOWN, problem
        record.save()
    batch.status, batch.problem, batch.lease_until = ExportBatch.Status.UNKNOWN, why, timezone.now()
    batch.save(update_fields=["status", "problem", "lease_until"])
    Event.note_all(records, Verb.UNANSWERED, detail=why)
    return len(records)


def lock_if_open(batch: ExportBatch) -> bool:
    """Lock the batch and say whether it is still open."""
    return not ExportBatch.objects.select_for_update().get(pk=batch.pk).is_settled


def finish(batch: ExportBatch, *, problem: str = "") -> None:
    batch.status, batch.settled_at, batch.problem = ExportBatch.Status.SETTLED, timezone.now(), problem or batch.problem
    batch.save(update_fields=["status", "settled_at", "problem"])
