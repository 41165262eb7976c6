"""What an evidence pack holds, as plain data. `json_form` and `pdf` write it down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from connectors.documents import Document
from erp_integrations.services.elements import Element

Value = str | int | bool | Decimal | date | Sequence[str] | None


@dataclass(frozen=True, slots=True)
class Organisation:
    name: str
    tenant_id: str


@dataclass(frozen=True, slots=True)
class Person:
    username: str
    name: str


@dataclass(frozen=True, slots=True)
class Field:
    """`name` is ours and English; `label`, and `words` for a value that is one of a list, are in people's language."""

    name: str
    label: Any
    value: Value
    words: Any = None


Row = Sequence[Field]


@dataclass(frozen=True, slots=True)
class Lines:
    """Rows that belong to the record, such as the lines of an invoice."""

    name: str
    label: Any
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Standing:
    """The record as it stands when the pack is made."""

    source_id: str
    key: str
    state: Any
    delivery: Any
    problem: str
    amount: Decimal | None
    company: str
    project: str
    erp_id: str
    erp_name: str
    fields: Row
    lines: Sequence[Lines]


@dataclass(frozen=True, slots=True)
class Decision:
    """Who sent it and who decided, and on whose behalf, as it stands.

    `first_accepted_*` is the first of two acceptances. `document` is what was accepted and is not posted yet.
    """

    sent_by: Person | None
    sent_at: datetime | None
    first_accepted_by: Person | None
    first_accepted_for: Person | None
    first_accepted_at: datetime | None
    reviewed_by: Person | None
    reviewed_for: Person | None
    reviewed_at: datetime | None
    rejection_reason: str
    accepted_digest: str
    document: bytes | None
    kind: type[Document] | None


@dataclass(frozen=True, slots=True)
class Happening:
    """An event. `sequence` and `seal` are its place in the chain that `verify_history` checks.

    `person` is as people are called today; `logged_in_as` is the log-in name of that moment, sealed with the event.
    """

    sequence: int | None
    seal: str
    verb: Any
    happened_at: datetime
    person: Person | None
    logged_in_as: str
    on_behalf_of: Person | None
    origin: str
    record_name: str
    detail: str
    changes: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Bytes:
    """What went over the wire. `element` is this record's part of it, None where that cannot be told.

    `digest` is that of `content`. `is_as_noted` says whether the history noted the same; None where it noted none.
    """

    content: bytes
    digest: str
    element: Element | None
    is_as_noted: bool | None


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` is None for a document that was looked up, since no answer had come."""

    status: int | None
    received_at: datetime
    correlation_id: str
    bytes: Bytes


@dataclass(frozen=True, slots=True)
class Call:
    started_at: datetime
    method: str
    path: str
    status: int
    duration: float
    correlation_id: str
    error: str


@dataclass(frozen=True, slots=True)
class Export:
    """One request that the record travelled in, with what came back."""

    key: str
    kind: type[Document]
    position: int
    records_in_request: int
    claimed_at: datetime
    last_sent_at: datetime
    settled_at: datetime | None
    status: Any
    problem: str
    outcome: Any
    message: str
    accepted_digest: str
    request: Bytes
    answers: Sequence[Answer]
    calls: Sequence[Call]


@dataclass(frozen=True, slots=True)
class File:
    name: str
    size: int
    digest: str
    added_by: Person | None
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Payment:
    erp_id: str
    invoice: str
    amount: Decimal
    date: date
    number: str
    method: str
    notes: str
    is_deleted_in_erp: bool
    files: Sequence[File]


@dataclass(frozen=True, slots=True)
class Connected:
    """Another record that this one belongs to, or that belongs to it."""

    kind: str
    label: Any
    pk: int
    name: str
    state: Any
    amount: Decimal | None
    erp_id: str


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything that is kept of one record. `standing` and `decision` are None for one that was deleted.

    `as_of` is when the last of it was written down: the same facts make the same pack, whenever it is made.
    """

    organisation: Organisation
    kind: str
    label: Any
    pk: int
    name: str
    as_of: datetime | None
    standing: Standing | None
    decision: Decision | None
    history: Sequence[Happening]
    exports: Sequence[Export]
    payments: Sequence[Payment]
    connected: Sequence[Connected]

    @property
    def is_deleted(self) -> bool:
        return self.standing is None
