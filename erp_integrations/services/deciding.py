"""How every decision on records is carried out: rights, lock, step, history, one outcome for each record."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.db import IntegrityError, transaction

from erp_integrations.models import Event, IntegrableRecord, StagedKind, StagedRecord, Verb
from erp_integrations.models.sentences import gettext as _
from erp_integrations.permissions import require
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

    `asks` names the answer of a form that would have to be another one.
    """

    record: Any
    is_done: bool
    sentence: str
    detail: str = ""
    asks: str = ""


# A step changes a locked record, unsaved, and returns the sentence, or the sentence and a detail for the history; it
# raises NotPossible to leave the record alone.
Step = Callable[[Any], str | tuple[str, str]]


def decide(
    model: type[IntegrableRecord],
    ids: Sequence[int],
    step: Step,
    *,
    function: str,
    verb: Verb,
    by: Any,
    detail: str = "",
) -> list[Outcome]:
    """Carry out one step on many records of a type and return an outcome for each, in the order of `ids`.

    Raises `PermissionDenied` before anything is changed when `by` does not hold the function for the type.
    """
    require(by, function, model)
    outcomes = {}
    for chunk in batched(ids, TOGETHER):
        for outcome in decide_together(model, chunk, step, verb=verb, by=by, detail=detail):
            outcomes[outcome.record.pk] = outcome
    release_collected(verb)
    return [outcomes[pk] for pk in ids if pk in outcomes]


@transaction.atomic
def decide_together(
    model: type[IntegrableRecord], ids: Sequence[int], step: Step, *, verb: Verb, by: Any, detail: str
) -> list[Outcome]:
    outcomes = [attempt(record, step) for record in locked(model, ids)]
    done = [outcome for outcome in outcomes if outcome.is_done]
    events = [Event.of(outcome.record, verb, by=by, detail=detail or outcome.detail) for outcome in done]
    notice([outcome.record for outcome in done], Event.objects.bulk_create(events))
    return outcomes


def locked(model: type[IntegrableRecord], ids: Sequence[int]) -> Any:
    """Return records as they are now, kept from everybody else until the transaction ends."""
    return model.objects.filter(pk__in=ids).for_display().select_for_update(of=("self",)).order_by("pk")


def attempt(record: Any, step: Step) -> Outcome:
    """Carry out a step and save the record at once, so that the rules of the next one see what became of it."""
    try:
        told = step(record)
    except NotPossible as reason:
        return Outcome(record, False, str(reason))
    record.save()
    sentence, detail = told if isinstance(told, tuple) else (told, "")
    return Outcome(record, True, sentence, detail)


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


@transaction.atomic
def decide_on_staged_together(kind: StagedKind, ids: Sequence[int], step: StagedStep) -> dict[int, Outcome]:
    rows = StagedRecord.objects.filter(kind=kind, pk__in=ids).select_related("entry")
    return {row.pk: attempt_staged(row, step) for row in rows.select_for_update(of=("self",)).order_by("pk")}


def attempt_staged(row: StagedRecord, step: StagedStep) -> Outcome:
    """Carry out a step by itself: one that fails halfway leaves nothing behind."""
    try:
        with transaction.atomic():
            return step(row)
    except NotPossible as reason:
        return Outcome(row, False, str(reason), asks=reason.asks)
    except IntegrityError:
        return Outcome(row, False, _("Somebody else linked it meanwhile. Look at it again."))
