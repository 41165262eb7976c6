"""How every decision on records is carried out: rights, lock, step, history, one outcome for each record."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import batched
from typing import Any

from django.db import IntegrityError

from erp_integrations.models import (
    ChangeRow,
    Event,
    IntegrableRecord,
    IntegrationSettings,
    StagedKind,
    StagedRecord,
    State,
    Verb,
    events_last,
    trail,
)
from erp_integrations.models.sentences import gettext as _
from erp_integrations.models.sentences import sentence_of
from erp_integrations.permissions import require
from erp_integrations.services.change_history import differing
from erp_integrations.services.deciding.authority import Acting, Authority, Objection
from erp_integrations.services.notifying import notice, release_collected

# Records that are locked and saved together. A failure in one of them never undoes another's decision.
TOGETHER = 100


class NotPossible(Exception):
    """Why a record stays as it is, as a sentence for the person who tried. `asks` names what to answer otherwise."""

    def __init__(self, sentence: str, asks: str = "") -> None:
        super().__init__(sentence)
        self.asks = asks


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one record. `sentence` says it in words, `detail` is what the history keeps beside the verb.

    `asks` names the answer of a form that would have to be another one. `acting` is in whose name it was done.
    `ended_hold` is the note of a hold that the step ended beside what it is about.
    """

    record: Any
    is_done: bool
    sentence: str
    detail: str = ""
    asks: str = ""
    acting: Acting | None = None
    ended_hold: str = ""
    changes: Sequence[ChangeRow] = ()


# A step changes a locked record, unsaved, and returns the sentence, or the sentence and a detail for the history; it
# raises NotPossible to leave the record alone.
Step = Callable[[Any, Acting], str | tuple[str, str]]


@dataclass(frozen=True, slots=True)
class UnderSettings:
    """A step that the settings bear on. They are read, and kept from change, in each transaction that takes it.

    So nothing is accepted by the settings of a moment ago after a change has looked for what it sends back.
    """

    step: Callable[[IntegrationSettings], Step]
    objections: Callable[[IntegrationSettings], Sequence[Objection]]

    def now(self, authority: Authority) -> tuple[Step, Authority]:
        settings = IntegrationSettings.locked()
        return self.step(settings), authority.against(self.objections(settings))


# What the history calls a step: one word for it, or another one by what it made of the record.
Naming = Verb | Callable[[Any], Verb]


def decide(
    model: type[IntegrableRecord],
    ids: Sequence[int],
    step: Step | UnderSettings,
    *,
    function: str,
    verb: Naming,
    by: Any,
    detail: str = "",
) -> list[Outcome]:
    """Carry out one step on many records of a type and return an outcome for each, in the order of `ids`.

    Raises `PermissionDenied` before anything is changed when `by` does not hold the function for the type. What is
    beyond their limits, or stands against them deciding on a record, is the outcome of that record.
    """
    require(by, function, model)
    authority = Authority.of(by, function, model)
    outcomes = {}
    for chunk in batched(ids, TOGETHER):
        for outcome in decide_together(model, chunk, step, authority, verb=verb, detail=detail):
            outcomes[outcome.record.pk] = outcome
    if isinstance(verb, Verb):
        trail.afterwards(partial(release_collected, verb))
    return [outcomes[pk] for pk in ids if pk in outcomes]


@events_last()
def decide_together(
    model: type[IntegrableRecord],
    ids: Sequence[int],
    step: Step | UnderSettings,
    authority: Authority,
    *,
    verb: Naming,
    detail: str,
) -> list[Outcome]:
    take, allowed = step.now(authority) if isinstance(step, UnderSettings) else (step, authority)
    outcomes = [attempt(record, take, allowed) for record in locked(model, ids)]
    done = [outcome for outcome in outcomes if outcome.is_done]
    events = [event for outcome in done for event in events_of(outcome, verb, detail)]
    trail.note(events, partial(notice, [outcome.record for outcome in done]))
    return outcomes


def events_of(outcome: Outcome, verb: Naming, detail: str) -> Iterator[Event]:
    record, acting = outcome.record, outcome.acting or Acting(None)
    who = {"by": acting.by, "on_behalf_of": acting.principal}
    named = verb if isinstance(verb, Verb) else verb(record)
    yield Event.of(record, named, detail=detail or outcome.detail, changes=outcome.changes, **who)
    if outcome.ended_hold and named != Verb.RELEASED:
        yield Event.of(record, Verb.RELEASED, detail=outcome.ended_hold, **who)


def locked(model: type[IntegrableRecord], ids: Sequence[int]) -> Any:
    """Return records as they are now, kept from everybody else until the transaction ends."""
    return model.objects.filter(pk__in=ids).for_display().select_for_update(of=("self",)).order_by("pk")


def attempt(record: Any, step: Step, authority: Authority) -> Outcome:
    """Carry out a step and save the record at once, so that the rules of the next one see what became of it."""
    acting, note, before = authority.over(record), record.hold_note, standing_of(record)
    if isinstance(acting, str):
        return Outcome(record, False, acting)
    try:
        told = step(record, acting)
    except NotPossible as reason:
        return Outcome(record, False, str(reason))
    record.save()
    sentence, detail = told if isinstance(told, tuple) else (told, "")
    ended, changes = "" if record.is_held else note, list(differing(before, standing_of(record)))
    return Outcome(record, True, sentence, detail, acting=acting, ended_hold=ended, changes=changes)


def standing_of(record: Any) -> dict[str, str]:
    """Return where a record stands, as the history tells it."""
    return {_("state"): sentence_of(State(record.state).label), _("Xero id"): record.erp_id}


# A step on a row that exists only in Xero: it does everything and returns what became of it, or raises NotPossible.
StagedStep = Callable[[StagedRecord], Outcome]


def decide_on_staged(kind: StagedKind, ids: Collection[int], step: StagedStep, *, by: Any) -> list[Outcome]:
    """Carry out one step on many rows that exist only in Xero, in the order of `ids`. Needs `import_*` for their kind.

    Rows that are no longer there, since somebody added or linked them, have no outcome.
    """
    require(by, "import", kind.model)
    outcomes: dict[int, Outcome] = {}
    for chunk in batched(ids, TOGETHER):
        outcomes |= decide_on_staged_together(kind, chunk, step)
    return [outcomes[pk] for pk in ids if pk in outcomes]


@events_last()
def decide_on_staged_together(kind: StagedKind, ids: Sequence[int], step: StagedStep) -> dict[int, Outcome]:
    rows = StagedRecord.objects.filter(kind=kind, pk__in=ids).select_related("entry")
    return {row.pk: attempt_staged(row, step) for row in rows.select_for_update(of=("self",)).order_by("pk")}


def attempt_staged(row: StagedRecord, step: StagedStep) -> Outcome:
    """Carry out a step by itself: one that fails halfway leaves nothing behind."""
    try:
        with events_last():
            return step(row)
    except NotPossible as reason:
        return Outcome(row, False, str(reason), asks=reason.asks)
    except IntegrityError:
        return Outcome(row, False, _("Somebody else linked it meanwhile. Look at it again."))
