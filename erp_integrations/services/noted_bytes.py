"""What went over the wire, by its digest in the events: sealed with them, so bytes altered later are found."""

import hashlib
from collections.abc import Iterable
from typing import Any

from erp_integrations.models import ExportAnswer, ExportBatch
from erp_integrations.models.event import ChangeRow
from erp_integrations.models.sentences import gettext_noop

KEY = gettext_noop("idempotency key")
REQUEST = gettext_noop("SHA-256 of the request")
ANSWER = gettext_noop("SHA-256 of the answer")
# What is noted of bytes beside what changed of a record.
NOTED = frozenset((KEY, REQUEST, ANSWER))

# A request or an answer: which of the two, and the digest.
Mark = tuple[str, str]


def sha256_of(body: Any) -> str:
    """Return the digest of bytes as a database gives them. SQLite gives text where somebody put text."""
    return hashlib.sha256(as_bytes(body)).hexdigest()


def as_bytes(body: Any) -> bytes:
    return body.encode(errors="surrogateescape") if isinstance(body, str) else bytes(body)


def rows_of_request(batch: ExportBatch) -> list[ChangeRow]:
    return rows_of(batch, [(REQUEST, sha256_of(batch.body))])


def rows_of_answers(
    batch: ExportBatch, answers: Iterable[ExportAnswer], position: int | None = None
) -> list[ChangeRow]:
    """Return the rows about the answers to a batch, with what was found for one place of it; none where none came."""
    concerning = (answer for answer in answers if answer.position in (None, position))
    return rows_of(batch, [(ANSWER, sha256_of(answer.body)) for answer in concerning])


def rows_of(batch: ExportBatch, marks: Iterable[Mark]) -> list[ChangeRow]:
    rows: list[ChangeRow] = [{"field": what, "from": "", "to": digest} for what, digest in marks]
    return [{"field": KEY, "from": "", "to": batch.key}, *rows] if rows else []


def noted_in(changes: Iterable[Any]) -> tuple[str, set[Mark]]:
    """Return the key of the batch that an event tells of, and what it notes; an empty key where it notes nothing."""
    told = [(row["field"], row["to"]) for row in changes]
    key = next((value for field, value in told if field == KEY), "")
    return key, {mark for mark in told if mark[0] in (REQUEST, ANSWER)} if key else set()
