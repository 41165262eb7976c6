"""Holds: a record that is put on hold with a note is neither accepted nor exported until it is released."""

from collections.abc import Sequence
from typing import Any

from erp_integrations.models import IntegrableRecord, Verb
from erp_integrations.models.record import HOLDABLE_DELIVERIES, HOLDABLE_STATES
from erp_integrations.models.sentences import gettext as _
from erp_integrations.services.deciding.authority import Acting, full_name
from erp_integrations.services.deciding.carrying_out import NotPossible, Outcome, decide


def hold(model: type[IntegrableRecord], ids: Sequence[int], *, by: Any, note: str) -> list[Outcome]:
    """Put records on hold that are with accounting and not on their way. Needs `export_*`."""
    note = note.strip()

    def step(record: Any, acting: Acting) -> str:
        if not note:
            raise NotPossible(_("A hold needs a note, so that others know what it waits for."))
        if record.is_held:
            raise NotPossible(held_in_words(record))
        if record.state not in HOLDABLE_STATES:
            raise NotPossible(_("Only a record that waits for accounting can be put on hold."))
        if record.delivery not in HOLDABLE_DELIVERIES:
            raise NotPossible(_("It is on its way to Xero already."))
        record.hold(by=by, note=note)
        return _("On hold. Nobody accepts or exports it until it is released.")

    return decide(model, ids, step, function="export", verb=Verb.HELD, by=by, detail=note)


def release(model: type[IntegrableRecord], ids: Sequence[int], *, by: Any) -> list[Outcome]:
    """Release records that are on hold: they are where they were before. Needs `export_*`."""

    def step(record: Any, acting: Acting) -> tuple[str, str]:
        if not record.is_held:
            raise NotPossible(_("It is not on hold."))
        note = record.hold_note
        record.release()
        return _("Released. It can be decided on again."), note

    return decide(model, ids, step, function="export", verb=Verb.RELEASED, by=by)


def refuse_held(record: Any) -> None:
    if record.is_held:
        raise NotPossible(held_in_words(record))


def held_in_words(record: Any) -> str:
    if record.held_by is None:
        return _("It is on hold: “%(note)s” Release it first.") % {"note": record.hold_note}
    told = {"person": full_name(record.held_by), "note": record.hold_note}
    return _("%(person)s put it on hold: “%(note)s” Release it first.") % told
