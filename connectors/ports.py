"""What the tool needs of the outside, and what a connector needs of the tool, as Protocols."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from connectors.documents import (
    Account,
    BillPayment,
    Books,
    CostKind,
    CostTransaction,
    Document,
    Existing,
    Page,
    TaxRate,
)
from connectors.errors import ConnectorError


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of one document of a batch.

    `errors` not empty: it was refused and nothing was stored. Otherwise `erp_id` is set, `line_ids` follow the lines
    that were sent, and `warnings` tell what the other system did not keep as it was sent.
    """

    erp_id: str = ""
    erp_name: str = ""
    line_ids: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    # The document byte for byte, where it was looked up and not answered.
    found: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back for one request, byte for byte, whatever its status. Holds no token."""

    status: int
    body: bytes
    received_at: datetime
    correlation_id: str = ""


# Called with each answer as soon as it is there, before anybody reads it.
Keep = Callable[[Answer], None]


def forget(answer: Answer) -> None:
    """Keep nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    name: str
    content_type: str
    content: bytes


class Ledger(Protocol):
    """An accounting system that documents are posted to.

    `tracking_category` is the name of the category that holds the jobs. Every method that goes out may raise
    `NotConnected` and `TryLater`; `send` alone may raise `OutcomeUnknown`.
    """

    tracking_category: str

    def batch_size(self, kind: type[Document]) -> int:
        """Return how many documents of a kind may travel in one request."""
        ...

    def ready(self) -> None:
        """Make sure that calls can go out now; raises `NotConnected` or `TryLater` before anything is claimed."""
        ...

    def keeping_jobs_in(self, category: str) -> "Ledger":
        """Return the same ledger with another tracking category for the jobs."""
        ...

    def complete(self, documents: Sequence[Document]) -> list[Document | ConnectorError]:
        """Add what only the other system knows (an order's present lines), by position, or say why one cannot go."""
        ...

    def body(self, documents: Sequence[Document]) -> bytes:
        """Return the exact bytes that `send` will post for documents of one kind. Goes nowhere."""
        ...

    def send(
        self, kind: type[Document], body: bytes, *, key: str, not_after: datetime, keep: Keep = forget
    ) -> list[Receipt]:
        """Post the body once under an idempotency key; raises `Refused` when the whole batch was refused.

        No byte of it leaves after `not_after`: then it raises `TryLater`, and nothing was sent. `keep` gets the answer,
        if any came, also when it is an error.
        """
        ...

    def existing(self, kind: type[Document], erp_id: str) -> Existing | None:
        """Return what is there under an id now, also when it was deleted; None when it never was, or is not known."""
        ...

    def catalogue(self, kind: type[Document], *, since: datetime | None = None) -> Iterator[Existing]:
        """Yield everything of a kind that a record of ours could stand for, or what changed since a time.

        A list that cannot say what changed is yielded whole.
        """
        ...

    def accounts(self) -> list[Account]:
        """Return the chart of accounts, archived ones included."""
        ...

    def tax_rates(self) -> list[TaxRate]: ...

    def books(self) -> Books:
        """Return what the organisation says of itself."""
        ...

    def tracking_categories(self) -> list[str]:
        """Return the names of the active categories that jobs can be kept in."""
        ...

    def costs(self, kind: CostKind, *, page: int, since: datetime | None = None) -> Page[CostTransaction]:
        """Return a page of the transactions that changed after a time, or of all; whatever their status.

        The newest change comes first: what changes while the pages are read moves to the front, so none is missed.
        """
        ...

    def payments(self, *, dated_from: date, page: int, since: datetime | None = None) -> Page[BillPayment]:
        """Return a page of the payments of bills that are dated from a day on, deleted ones included, newest change
        first."""
        ...

    def payments_of(self, bill_ids: Collection[str]) -> Iterator[BillPayment]:
        """Yield the payments of bills that still stand."""
        ...

    def find(
        self, kind: type[Document], body: bytes, *, sent_at: datetime, is_taken: Callable[[str], bool]
    ) -> list[Receipt | None]:
        """Look for the documents of a body whose answer was lost; None where one is surely absent.

        `is_taken` says of an id of the other system whether a record of ours stands for it already.
        """
        ...

    def files(self, kind: type[Document], erp_id: str) -> list[str]:
        """Return the names of the files that are attached to a document there; raises `NotFound`."""
        ...

    def attach(self, kind: type[Document], erp_id: str, file: File, *, key: str) -> None:
        """Attach a file to a document there; one of the same name is overwritten. May raise `OutcomeUnknown`."""
        ...

    def notes(self, kind: type[Document], erp_id: str) -> list[str]:
        """Return what the history of a document there says, the notes of people and programs included."""
        ...

    def note(self, kind: type[Document], erp_id: str, text: str, *, key: str) -> None:
        """Add a note to the history of a document there. May raise `OutcomeUnknown`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenSet:
    """`refresh_token` is empty for a custom connection, which just asks again. Times are aware UTC.

    `scope` is what the other system says the token may do, names with blanks between them; empty where it says nothing.
    """

    access_token: str
    expires_at: datetime
    refresh_token: str = ""
    scope: str = ""


class TokenStore(Protocol):
    """Keeps one token set, encrypted at rest, for all processes."""

    def load(self) -> TokenSet | None: ...

    def save(self, tokens: TokenSet) -> None: ...

    def refreshing(self) -> AbstractContextManager[None]:
        """Let one process in at a time; the others wait, then read anew. Raises `TryLater` after a long wait."""
        ...

    def mark_expired(self) -> None:
        """Note that a person has to authorise again."""
        ...

    def mark_disconnected(self) -> None:
        """Note that the organisation turns us away, and forget the access token."""
        ...


class Quota(Protocol):
    """Counts the calls to one organisation, for all processes together."""

    def check(self) -> None:
        """Raise `TryLater` when no call may go out now. Counts nothing."""
        ...

    def call(self) -> AbstractContextManager[None]:
        """Hold a place for one call; raises `TryLater` when the minute, the day or the concurrency is used up."""
        ...

    def observe(self, *, minute_remaining: int | None, day_remaining: int | None) -> None:
        """Take over what the other system says is left."""
        ...

    def block(self, until: datetime, *, reason: str) -> None:
        """Let no call out before a time."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call, for the journal. Holds no token and no body. `duration` is in seconds; `status` 0 means no answer.

    `answer` is what a refusal said, without what it tells of anybody; empty for every other call.
    """

    method: str
    path: str
    status: int
    started_at: datetime
    duration: float
    idempotency_key: str = ""
    correlation_id: str = ""
    minute_remaining: int | None = None
    day_remaining: int | None = None
    error: str = ""
    answer: str = ""


class CallLog(Protocol):
    def record(self, call: Call) -> None: ...
