"""Bringing a demo contractor's records into the states that its history file tells, as its people would have done."""

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from connectors.errors import Refused
from connectors.ports import Ledger
from erp_integrations.models import (
    BudgetCode,
    Commitment,
    CommitmentChangeOrder,
    IntegrableRecord,
    Project,
    State,
    SubcontractorInvoice,
    Vendor,
)
from erp_integrations.services import reviewing, sending
from erp_integrations.services.exporting import export_queued

KINDS: dict[str, type[IntegrableRecord]] = {
    "budget_code": BudgetCode,
    "project": Project,
    "vendor": Vendor,
    "commitment": Commitment,
    "change_order": CommitmentChangeOrder,
    "invoice": SubcontractorInvoice,
}
# For one kind: the source ids of each state, and the reason of each rejection.
History = dict[str, dict[str, str]]


def read_history(path: Path) -> dict[str, History]:
    """Return, for each kind, state → source id → reason (columns kind, source_id, state, reason)."""
    history: dict[str, History] = defaultdict(lambda: defaultdict(dict))
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            history[row["kind"]][row["state"]][row["source_id"]] = row["reason"]
    return history


def replay(path: Path, ledger: Ledger, people: Mapping[str, Any]) -> None:
    """Replay a history on records that were just loaded; those that have gone on since then are left as they are.

    `people` are the users "sender" and "approver". Raises `Refused` when the ledger did not take what the history says.
    """
    for kind, history in read_history(path).items():
        replay_kind(KINDS[kind], history, ledger, people)


def replay_kind(model: type[IntegrableRecord], history: History, ledger: Ledger, people: Mapping[str, Any]) -> None:
    sender, approver = people["sender"], people["approver"]
    sent = [source_id for state, rows in history.items() if state != State.UNLINKED for source_id in rows]
    sending.submit(model, untouched(model, sent, State.UNLINKED), by=sender)
    exported = list(history[State.SYNCED])
    reviewing.accept_and_export(model, untouched(model, exported, State.SUBMITTED), by=approver)
    report = export_queued(ledger)
    if report.problem:
        raise Refused(_("The demo could not be filled: %(problem)s") % {"problem": report.problem})
    reviewing.accept(model, untouched(model, list(history[State.ACCEPTED]), State.SUBMITTED), by=approver)
    sending.retrieve(model, untouched(model, list(history[State.RETRIEVED]), State.SUBMITTED), by=sender)
    for source_id, reason in history[State.REJECTED].items():
        reviewing.reject(model, untouched(model, [source_id], State.SUBMITTED), by=approver, reason=reason)


def untouched(model: type[IntegrableRecord], source_ids: Sequence[str], state: State) -> list[int]:
    """Return the ids of the records that are still in the state that the history leaves from."""
    records = model._default_manager.filter(source_id__in=source_ids, state=state)
    return list(records.order_by("pk").values_list("pk", flat=True))
