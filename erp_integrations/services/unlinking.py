"""Unlinking: letting go of a record in Xero, once it is gone there and nothing synced depends on it.

R43-R45 (commitments), R73 (change orders), R86 (invoices).
"""

from collections.abc import Sequence
from typing import Any

from connectors.errors import ConnectorError
from connectors.ports import Ledger
from erp_integrations.mapping import kind_in_xero
from erp_integrations.models import (
    Commitment,
    CommitmentChangeOrder,
    ErpEntry,
    ErpStatus,
    IntegrableRecord,
    State,
    SubcontractorInvoice,
    Verb,
    calls_about,
)
from erp_integrations.models.name_key import key_of
from erp_integrations.models.sentences import gettext as _
from erp_integrations.models.staged_record import kind_of
from erp_integrations.permissions import require
from erp_integrations.services.deciding.authority import Acting
from erp_integrations.services.deciding.carrying_out import NotPossible, Outcome, decide
from erp_integrations.services.moving_costs import lines_may_move
from erp_integrations.services.staging import stage

# These must be gone in Xero first; items, jobs and contacts stay there and are only let go of.
MUST_BE_GONE = (Commitment, CommitmentChangeOrder, SubcontractorInvoice)
MOST_NAMED = 3


def unlink(model: type[IntegrableRecord], ids: Sequence[int], ledger: Ledger, *, by: Any) -> list[Outcome]:
    """Unlink synced records, asking Xero at this moment whether they are still there (R44). Needs `unlink_*`."""
    require(by, "unlink", model)
    records = model._default_manager.filter(pk__in=ids).for_display()
    still_there = {record.pk: why_not_gone(record, ledger) for record in records if model in MUST_BE_GONE}

    def step(record: Any, acting: Acting) -> tuple[str, str]:
        if record.state != State.SYNCED:
            raise NotPossible(_("Only a synced record can be unlinked."))
        refuse_depended_on(record)
        if reason := still_there.get(record.pk):
            raise NotPossible(reason)
        stood_for = f"{record.erp_name} ({record.erp_id})"
        if model in MUST_BE_GONE and record.erp_list:
            ErpEntry.objects.filter(list=record.erp_list, erp_id=record.erp_id).update(is_gone=True)
        leave_in_xero(record)
        record.unlink()
        record.take_line_ids([""] * len(record.exported_lines()))
        record.save_line_ids()
        return _("Unlinked. It can be changed, sent again or deleted."), stood_for

    outcomes = decide(model, ids, step, function="unlink", verb=Verb.UNLINKED, by=by)
    if model.erp_list and any(outcome.is_done for outcome in outcomes):
        stage(model.erp_list)
    lines_may_move(model, [outcome.record.pk for outcome in outcomes if outcome.is_done])
    return outcomes


def leave_in_xero(record: Any) -> None:
    """Know the contact or job that is let go of, also where the list was not read since it was exported."""
    if kind_of(type(record)):
        name = record.erp_name or record.own_name
        told = {"name": name, "name_key": key_of(name), "is_gone": record.erp_status == ErpStatus.GONE}
        ErpEntry.objects.get_or_create(list=record.erp_list, erp_id=record.erp_id, defaults=told)


def refuse_depended_on(record: Any) -> None:
    dependants = [other for others in record.synced_dependants() for other in others[: MOST_NAMED + 1]]
    if dependants:
        names = ", ".join(str(other) for other in dependants[:MOST_NAMED])
        more = "…" if len(dependants) > MOST_NAMED else ""
        raise NotPossible(_("Unlink what depends on it first: %(names)s%(more)s") % {"names": names, "more": more})


def why_not_gone(record: Any, ledger: Ledger) -> str:
    """Return why a record is not known to be gone, as a sentence; empty when it is gone from Xero."""
    if not record.erp_id:
        return ""
    try:
        with calls_about(record):
            existing = ledger.existing(kind_in_xero(record), record.erp_id)
    except ConnectorError as error:
        return str(error)
    if existing is None or existing.is_gone:
        return ""
    if isinstance(record, CommitmentChangeOrder):
        present = {line.line_id for line in existing.lines}
        ours = {line.erp_line_id for group in record.exported_lines() for line in group}
        if not ours & present:
            return ""
        return _("Its lines are still on purchase order %(name)s in Xero. Delete them there first.") % {
            "name": existing.name
        }
    return _("“%(name)s” is still in Xero. Delete or void it there first.") % {"name": existing.name}
