"""How every decision on records is carried out: rights, lock, step, history, one outcome for each record."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.db import transaction

from erp_integrations.models import Event, IntegrableRecord, Verb
from erp_integrations.permissions import require
from erp_integrations.services.notifying import notice, release_collected

# Records that are locked and saved together. A failure in one of them never undoes another's decision.
TOGETHER = 100


class NotPossible(Exception):
    """Why a record stays as it is, as a sentence for the person who tried."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one record. `sentence` says it in words, `detail` is what the history keeps beside the verb."""

    record: Any
    is_done: bool
    sentence: str
    detail: str = ""


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
