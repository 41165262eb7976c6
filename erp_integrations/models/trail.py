"""The trail: events are appended to a chain whose head is one row, locked while they are.

The head is the one lock that everybody needs. So it is taken last: `events_last()` is the transaction of whoever notes
events, and writes them as its last statements, however early they were noted. Whoever locks a record after the head may
wait for somebody who waits for the head (docs/decisions/0015-a-trail-that-proves-itself.md).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.core.exceptions import ImproperlyConfigured
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from erp_integrations.models.sealing import GENESIS, VERSION, canonical, microseconds, seal_of, sealed

# SQLite keeps prepared statements by their text: larger ones, each with a number of rows of its own, outweigh the rest.
ROWS_IN_A_STATEMENT = 50
OTHER_KEY = (
    "HISTORY_KEY is not the key that the trail was sealed with. Put the old key back in: without it nothing can be"
    " added to the trail, and nothing in it be proved."
)


class TrailHead(models.Model):
    """How long the trail is and how it ends, sealed itself: so the removal of the last events is found.

    It is kept up by this module alone. `restored_at` is when it had to be made anew because it was lost or altered,
    which is never forgotten. What was last verified is not sealed: it is told, and nothing follows from it.
    """

    count = models.PositiveBigIntegerField(default=0)
    seal = models.CharField(max_length=64, default=GENESIS)
    restored_at = models.DateTimeField(null=True)
    restored_count = models.PositiveBigIntegerField(default=0)
    own_seal = models.CharField(max_length=64)
    verified_at = models.DateTimeField(null=True)
    verified_count = models.PositiveBigIntegerField(default=0)
    breaks = models.PositiveIntegerField(default=0)
    findings = models.TextField(blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.count}:{self.seal}"

    @classmethod
    def stored(cls) -> Self | None:
        return cls.objects.filter(pk=1).first()

    @classmethod
    def begin(cls) -> None:
        """Make the head of a trail that has no events yet."""
        head = TrailHead(pk=1)
        head.own_seal = head.seal_of_its_own()
        TrailHead.objects.bulk_create([head], ignore_conflicts=True)

    @classmethod
    def locked(cls, model: Any) -> "TrailHead":
        """Return the head, kept from everybody else until the transaction ends.

        One that is lost, altered or overtaken by rows that the tool did not write is made anew behind the last row,
        and bears the mark of it: work goes on, and `verify_history` tells of it for ever.
        """
        further = model._default_manager.order_by().filter(sequence__gt=OuterRef("count"))
        rows = TrailHead.objects.select_for_update().filter(pk=1)
        found = rows.annotate(is_overtaken=Exists(further)).first()
        if found and found.is_genuine and not found.is_overtaken:
            return found
        return cls.restored(model)

    @classmethod
    def restored(cls, model: Any) -> Self:
        """Make the head anew. Raises `ImproperlyConfigured` if all that is wrong is the key."""
        last = model._default_manager.order_by("-sequence").first()
        before = cls.stored()
        if before and last and not before.is_genuine and not last.is_genuine:
            raise ImproperlyConfigured(OTHER_KEY)
        head = before or cls(pk=1)
        head.count, head.seal = (last.sequence, last.seal) if last else (0, GENESIS)
        head.restored_at, head.restored_count = timezone.now(), head.count
        head.own_seal = head.seal_of_its_own()
        head.save()
        return head

    @property
    def is_genuine(self) -> bool:
        return self.own_seal == self.seal_of_its_own()

    def seal_of_its_own(self) -> str:
        restored = microseconds(self.restored_at) if self.restored_at else None
        told = {"count": self.count, "seal": self.seal, "restored": [restored, self.restored_count]}
        return sealed(f"head\n{canonical(told)}")

    def take(self, event: Any) -> None:
        """Give an event, unsaved, its place and its seal."""
        event.sequence, event.previous, event.version = self.count + 1, self.seal, VERSION
        event.seal = seal_of(VERSION, self.seal, event.facts())
        self.count, self.seal = event.sequence, event.seal

    def keep(self) -> None:
        self.own_seal = self.seal_of_its_own()
        type(self).objects.filter(pk=1).update(count=self.count, seal=self.seal, own_seal=self.own_seal)

    def note_verification(self, moment: datetime, count: int, findings: Sequence[str], breaks: int) -> None:
        told = {"verified_at": moment, "verified_count": count, "breaks": breaks, "findings": "\n".join(findings)}
        type(self).objects.filter(pk=1).update(**told)


@contextmanager
def appended(events: Sequence[Any]) -> Iterator[None]:
    """Seal events, unsaved, one after the other; whoever calls stores them within."""
    with transaction.atomic(savepoint=False):
        head = TrailHead.locked(type(events[0]))
        for event in events:
            head.take(event)
        yield
        head.keep()


# What is to be done with events once they are written: it is given them.
Then = Callable[[Sequence[Any]], object]


@dataclass(frozen=True, slots=True)
class Noted:
    events: Sequence[Any]
    then: Then | None


_waiting: ContextVar[list[Noted] | None] = ContextVar("waiting_events", default=None)


@contextmanager
def events_last() -> Iterator[None]:
    """A transaction that writes the events that are noted in it as its last statements.

    Whoever notes events opens this in place of `transaction.atomic()`; nested ones wait for the outermost. What was
    noted in one that is rolled back is forgotten.
    """
    outer = _waiting.get()
    waiting = [] if outer is None else outer
    before, begun = _waiting.set(waiting), len(waiting)
    try:
        with transaction.atomic():
            yield
            if transaction.get_rollback():
                del waiting[begun:]
            elif outer is None:
                _waiting.set(None)
                write(waiting)
    except BaseException:
        del waiting[begun:]
        raise
    finally:
        _waiting.reset(before)


def note(events: Sequence[Any], then: Then | None = None) -> None:
    """Write events at the end of the open `events_last()`, or at once where there is none."""
    waiting = _waiting.get()
    if waiting is None:
        write([Noted(events, then)])
    else:
        waiting.append(Noted(events, then))


def afterwards(act: Callable[[], object]) -> None:
    """Do something once the events that were noted until now are written."""
    note((), lambda events: act())


def write(waiting: Sequence[Noted]) -> None:
    events = [event for noted in waiting for event in noted.events]
    if events:
        type(events[0])._default_manager.bulk_create(events, batch_size=ROWS_IN_A_STATEMENT)
    for noted in waiting:
        if noted.then:
            noted.then(noted.events)
