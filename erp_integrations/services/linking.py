"""Linking: a record of ours stands for what is in Xero already, and nothing is posted (R26, R36-R38)."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from connectors.documents import Document, Existing, ExistingLine, Line
from connectors.errors import ConnectorError
from connectors.ports import Ledger
from erp_integrations.mapping import document_for, kind_in_xero
from erp_integrations.models import (
    CommitmentChangeOrder,
    ErpList,
    IntegrableRecord,
    IntegrationSettings,
    Project,
    StagedKind,
    StagedRecord,
    State,
    Vendor,
    Verb,
    calls_about,
)
from erp_integrations.models.lines import to_cents
from erp_integrations.models.sentences import gettext as _
from erp_integrations.models.sentences import ngettext, together
from erp_integrations.permissions import require
from erp_integrations.services.deciding.authority import Acting
from erp_integrations.services.deciding.carrying_out import NotPossible, Outcome, decide
from erp_integrations.services.deciding.holding import refuse_held
from erp_integrations.services.differing import of_project
from erp_integrations.services.following import follow
from erp_integrations.services.moving_costs import lines_may_move
from erp_integrations.services.refreshing import A_MINUTE, refresh_lists
from erp_integrations.services.staging import hold, withdraw

GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
LINKABLE = (State.UNLINKED, State.SUBMITTED, State.RETRIEVED, State.REJECTED)


def link(model: type[IntegrableRecord], wanted: Mapping[int, str], ledger: Ledger, *, by: Any) -> list[Outcome]:
    """Link records to what is named for each: an id of Xero's, an address that holds one, or a name. Needs `link_*`.

    What is there is asked before any record is locked. A record that cannot be linked says why and stays as it is.
    """
    require(by, "link", model)
    records = list(model._default_manager.filter(pk__in=wanted).for_display())
    kinds = {record.pk: kind_in_xero(record) for record in records}
    found = {record.pk: find_for(record, wanted[record.pk], ledger) for record in records}
    settings = IntegrationSettings.load()

    def step(record: Any, acting: Acting) -> tuple[str, str]:
        existing = found[record.pk]
        if isinstance(existing, str):
            raise NotPossible(existing)
        if record.state not in LINKABLE:
            raise NotPossible(_("It was accepted or is synced already, so it cannot be linked."))
        refuse_held(record)
        if kind_in_xero(record) is not kinds[record.pk]:
            raise NotPossible(_("It was changed meanwhile. Look at it again."))
        hold(model, existing.erp_id)
        refuse_unusable(record, existing)
        record.link(by=by, on_behalf_of=acting.principal, erp_id=existing.erp_id, erp_name=existing.name)
        twins = twin_ids(record, existing, settings)
        record.take_line_ids(twins)
        record.save_line_ids()
        withdraw(model, [existing.erp_id])
        linked = _("Linked to “%(name)s”. Nothing was posted.") % {"name": existing.name}
        return together([linked, *unlike(record, existing, twins, settings)]), f"{existing.name} ({existing.erp_id})"

    outcomes = decide(model, list(wanted), step, function="link", verb=Verb.LINKED, by=by)
    linked = {outcome.record.erp_id for outcome in outcomes if outcome.is_done}
    if model.erp_list and linked:
        know_more(model.erp_list, linked, ledger)
    lines_may_move(model, [outcome.record.pk for outcome in outcomes if outcome.is_done])
    return outcomes


def link_staged(kind: StagedKind, wanted: Mapping[int, int], ledger: Ledger, *, by: Any) -> list[Outcome]:
    """Link what exists only in Xero to records of ours, each row to the record that is wanted for it. Needs `link_*`.

    Rows that are no longer there, since somebody added or linked them, have no outcome.
    """
    rows = list(StagedRecord.objects.filter(kind=kind, pk__in=wanted))
    erp_ids: dict[int, str] = {}
    refused = {row.pk: Outcome(row, False, text) for row in rows if (text := take(row, wanted[row.pk], erp_ids))}
    linked = {outcome.record.pk: outcome for outcome in link(kind.model, erp_ids, ledger, by=by)}
    order = {pk: place for place, pk in enumerate(wanted)}
    missing = _("The record that was chosen does not exist any more.")
    return [
        refused.get(row.pk) or linked.get(wanted[row.pk]) or Outcome(row, False, missing)
        for row in sorted(rows, key=lambda row: order[row.pk])
    ]


def take(row: StagedRecord, pk: int, erp_ids: dict[int, str]) -> str:
    """Note which row a record is to stand for; return why not, when it cannot be this one."""
    if row.is_archived:
        return _("It is archived. Bring it back first.")
    if pk in erp_ids:
        return _("The same record was chosen for another one too, and it can stand for one only.")
    erp_ids[pk] = row.erp_id
    return ""


def know_more(erp_list: ErpList, linked: Collection[str], ledger: Ledger) -> None:
    """Give the linked records what only the list tells of them, such as a contact's payment terms."""
    try:
        refresh_lists(ledger, [erp_list], unless_read_within=A_MINUTE)
    except ConnectorError:
        return
    follow(erp_list, among=linked)


def find_for(record: Any, text: str, ledger: Ledger) -> Existing | str:
    with calls_about(record):
        return find(kind_in_xero(record), text, ledger)


def find(kind: type[Document], text: str, ledger: Ledger) -> Existing | str:
    """Return what a text names in Xero, or a sentence that says why nothing was found."""
    wanted = text.strip()
    guid = GUID.search(wanted)
    try:
        if existing := ledger.existing(kind, guid[0] if guid else wanted):
            return existing
        same = [] if guid else [one for one in ledger.catalogue(kind) if one.name.casefold() == wanted.casefold()]
    except ConnectorError as error:
        return str(error)
    if len(same) > 1:
        return _("Xero has several that are called “%(name)s”: give the id of one.") % {"name": wanted}
    return same[0] if same else _("Xero has nothing under “%(name)s”.") % {"name": wanted}


def refuse_unusable(record: Any, existing: Existing) -> None:
    if isinstance(record, Vendor) and not record.is_active:
        raise NotPossible(_("It is inactive, and only active companies are linked."))
    if existing.is_gone:
        raise NotPossible(_("“%(name)s” was deleted or voided in Xero.") % {"name": existing.name})
    if existing.is_archived:
        raise NotPossible(_("“%(name)s” is archived in Xero: restore it there first.") % {"name": existing.name})
    if isinstance(record, CommitmentChangeOrder):
        # Several changes are lines of one order, so they share its id.
        if existing.erp_id != record.commitment.erp_id:
            raise NotPossible(_("That is not the purchase order of its commitment."))
        return
    other = type(record)._default_manager.filter(erp_id=existing.erp_id).exclude(pk=record.pk).first()
    if other:
        raise NotPossible(_("“%(name)s” is linked to %(other)s already.") % {"name": existing.name, "other": other})


def twin_ids(record: Any, existing: Existing, settings: IntegrationSettings) -> list[str]:
    """Return Xero's line id for each line of the record's document: empty where it has none like it.

    Raises `NotPossible` for a change order whose lines are not all there: being there is all that linking it means.
    """
    left = list(existing.lines)
    ids = []
    for line in getattr(document_for(record, settings, kind_in_xero(record)), "lines", ()):
        twin = next((one for one in left if is_twin(line, one)), None)
        if twin:
            left.remove(twin)
        ids.append(twin.line_id if twin else "")
    if isinstance(record, CommitmentChangeOrder) and not all(ids):
        raise NotPossible(_("Not all of its lines are on that purchase order."))
    return ids


def unlike(record: Any, existing: Existing, twins: Sequence[str], settings: IntegrationSettings) -> Iterator[str]:
    """Say what of a linked record does not match what it stands for now (R26)."""
    if missing := twins.count(""):
        yield ngettext(
            "%(missing)s of its lines is not like any line there.",
            "%(missing)s of its lines are not like any line there.",
            missing,
        ) % {"missing": missing}
    ours, theirs = total_of(getattr(document_for(record, settings), "lines", ())), total_of(existing.lines)
    if existing.lines and not isinstance(record, CommitmentChangeOrder) and ours != theirs:
        yield _("It amounts to %(ours)s here and to %(theirs)s there.") % {"ours": ours, "theirs": theirs}
    if isinstance(record, Project):
        for difference in of_project(record, None):
            yield together([difference.label, ": ", difference.theirs, " (", difference.ours, ")."], by="")


def total_of(lines: Iterable[Line | ExistingLine]) -> Decimal:
    return sum((to_cents(line.quantity * line.unit_amount) for line in lines), Decimal("0.00"))


def is_twin(line: Line, other: ExistingLine) -> bool:
    return (line.item_code, line.description, line.quantity, line.unit_amount) == (
        other.item_code,
        other.description,
        other.quantity,
        other.unit_amount,
    )
