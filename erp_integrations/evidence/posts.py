"""The requests that records travelled in, and what Xero said to each."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count

from erp_integrations.evidence import pack as data
from erp_integrations.mapping import kind_of_batch
from erp_integrations.models import ApiCall, ExportAnswer, ExportAttempt, ExportBatch, IntegrableRecord
from erp_integrations.services.elements import Element, answered_element, sent_element
from erp_integrations.services.noted_bytes import ANSWER, REQUEST, Mark, as_bytes, noted_in, sha256_of

Histories = Mapping[int, Sequence[data.Happening]]


@dataclass(frozen=True, slots=True)
class Posted:
    """What is kept of some batches: each once, however many records are in it."""

    batches: Mapping[int, Any]
    answers: Mapping[int, Sequence[ExportAnswer]]
    calls: Mapping[str, Sequence[data.Call]]


def exports_of(
    model: type[IntegrableRecord], ids: Collection[int], erp_ids: Mapping[int, str], history: Histories
) -> dict[int, list[data.Export]]:
    """Return the exports of each record, oldest first. `erp_ids` are the ids that the records have in Xero."""
    kind = ContentType.objects.get_for_model(model)
    attempts = list(ExportAttempt.objects.filter(content_type=kind, object_id__in=ids).order_by("batch_id"))
    posted = read({attempt.batch_id for attempt in attempts})
    found: dict[int, list[data.Export]] = defaultdict(list)
    for attempt in attempts:
        noted = marks_noted(history.get(attempt.object_id, ()), posted.batches[attempt.batch_id].key)
        found[attempt.object_id].append(export_of(attempt, posted, erp_ids.get(attempt.object_id, ""), noted))
    return found


def marks_noted(history: Iterable[data.Happening], key: str) -> set[Mark]:
    """Return what a record's history noted of one batch."""
    return {mark for one in history for noted, marks in [noted_in(one.changes)] if noted == key for mark in marks}


def read(batch_ids: Collection[int]) -> Posted:
    batches = ExportBatch.objects.filter(pk__in=batch_ids).select_related("content_type")
    by_id = {batch.pk: batch for batch in batches.annotate(size=Count("attempts"))}
    answers: dict[int, list[ExportAnswer]] = defaultdict(list)
    for answer in ExportAnswer.objects.filter(batch__in=batch_ids).order_by("pk"):
        answers[answer.batch_id].append(answer)
    calls: dict[str, list[data.Call]] = defaultdict(list)
    keys = {batch.key for batch in by_id.values()}
    for call in ApiCall.objects.filter(idempotency_key__in=keys).order_by("started_at", "pk"):
        calls[call.idempotency_key].append(call_of(call))
    return Posted(by_id, answers, calls)


def export_of(attempt: ExportAttempt, posted: Posted, erp_id: str, noted: Collection[Mark]) -> data.Export:
    batch = posted.batches[attempt.batch_id]
    body = as_bytes(batch.body)
    answers = [one for one in posted.answers.get(batch.pk, ()) if one.position in (None, attempt.position)]
    in_xero = erp_id if attempt.is_synced else ""
    compared = Compared({(REQUEST, sha256_of(body))} | {(ANSWER, sha256_of(one.body)) for one in answers}, noted)
    return data.Export(
        key=batch.key,
        kind=kind_of_batch(batch),
        position=attempt.position,
        records_in_request=batch.size,
        claimed_at=batch.claimed_at,
        last_sent_at=batch.last_sent_at,
        settled_at=batch.settled_at,
        status=ExportBatch.Status(batch.status),
        problem=batch.problem,
        outcome=ExportAttempt.Outcome(attempt.outcome),
        message=attempt.message,
        accepted_digest=attempt.accepted_digest,
        request=compared.wire(REQUEST, body, sent_element(body, attempt.position)),
        answers=[answer_of(one, attempt, batch.size, in_xero, compared) for one in answers],
        calls=posted.calls.get(batch.key, ()),
    )


def answer_of(
    answer: ExportAnswer, attempt: ExportAttempt, size: int, erp_id: str, compared: "Compared"
) -> data.Answer:
    body = as_bytes(answer.body)
    is_document = answer.position is not None
    element = Element("", body) if is_document else answered_element(body, attempt.position, size, erp_id)
    return data.Answer(
        status=answer.status,
        received_at=answer.received_at,
        correlation_id=answer.correlation_id,
        bytes=compared.wire(ANSWER, body, element),
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """What is kept of one batch beside what the history noted of it."""

    kept: Collection[Mark]
    noted: Collection[Mark]

    def wire(self, what: str, content: bytes, element: Element | None) -> data.Bytes:
        digest = sha256_of(content)
        return data.Bytes(content, digest, element, self.is_as_noted((what, digest)))

    def is_as_noted(self, mark: Mark) -> bool | None:
        """An answer that came after the last note is not blamed, as long as all that was noted is there."""
        if mark in self.noted:
            return True
        is_lacking = any(noted not in self.kept for noted in self.noted if noted[0] == mark[0])
        return False if is_lacking else None


def call_of(call: ApiCall) -> data.Call:
    return data.Call(
        started_at=call.started_at,
        method=call.method,
        path=call.path,
        status=call.status,
        duration=call.duration,
        correlation_id=call.correlation_id,
        error=call.error,
    )
