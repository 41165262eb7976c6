"""Bringing a demo contractor's records into the states that its history file tells, as its people would have done.

And its books: what the bookkeeper did in Xero herself is entered there, and comes back as job costs and payments.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from connectors.errors import Refused
from connectors.ports import Ledger
from erp_integrations.models import (
    BudgetCode,
    Commitment,
    CommitmentChangeOrder,
    IntegrableRecord,
    Project,
    RunStatus,
    State,
    SubcontractorInvoice,
    SyncRun,
    Vendor,
)
from erp_integrations.models.sentences import gettext as _
from erp_integrations.services import reviewing, sending
from erp_integrations.services.exporting import export_queued
from erp_integrations.services.running import run
from erp_integrations.services.works import EXISTENCE, JOB_COSTS, LISTS, PAYMENTS, Work

KINDS: dict[str, type[IntegrableRecord]] = {
    "budget_code": BudgetCode,
    "project": Project,
    "vendor": Vendor,
    "commitment": Commitment,
    "change_order": CommitmentChangeOrder,
    "invoice": SubcontractorInvoice,
}
# The columns of bookkeeping.csv that are a line's; the others are those of the whole bill, spend or credit note.
LINE = ("job", "item", "account", "description", "amount")
Row = Mapping[str, str]
# For one kind: the source ids of each state, and the reason of each rejection.
History = dict[str, dict[str, str]]


def read_history(path: Path) -> dict[str, History]:
    """Return, for each kind, state → source id → reason (columns kind, source_id, state, reason)."""
    history: dict[str, History] = defaultdict(lambda: defaultdict(dict))
    for row in rows(path):
        history[row["kind"]][row["state"]][row["source_id"]] = row["reason"]
    return history


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


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


def keep_books(folder: Path, connect: Callable[[], Ledger], bring: Callable[[Sequence[Any]], None]) -> None:
    """Have Xero's bookkeeper enter what the folder's files tell, and import it; the lists show her new names.

    `bring` hands her a pile, of which she enters what is not there. What she takes back she takes back after the first
    import, as in life. Raises `Refused` when something could not be entered or brought in.
    """
    payments = [payment_task(row) for row in rows(folder / "bookkeeping_payments.csv")]
    bring([*paper_tasks(rows(folder / "bookkeeping.csv")), *(payment | {"is_deleted": False} for payment in payments)])
    for work in (LISTS, JOB_COSTS, PAYMENTS):
        bring_in(work, connect)
    bring([payment for payment in payments if payment["is_deleted"]])
    for work in (PAYMENTS, EXISTENCE):
        bring_in(work, connect)


def bring_in(work: Work, connect: Callable[[], Ledger]) -> None:
    """Do a work as its schedule would, so that its run stands in the journal."""
    finished = run(work, connect, trigger=SyncRun.Trigger.SCHEDULE)
    if finished.status != RunStatus.DONE:
        raise Refused(_("The demo could not be filled: %(problem)s") % {"problem": finished.result})


def paper_tasks(lines: Iterable[Row]) -> Iterator[dict[str, Any]]:
    """Yield a task for each paper with its lines, and one for each row that only names a contact, a job or an item."""
    for (_kind, number), group in groupby(lines, key=itemgetter("kind", "number")):
        of_paper = list(group)
        if not number:
            yield from map(filled, of_paper)
            continue
        head = filled({name: value for name, value in of_paper[0].items() if name not in LINE})
        yield head | {"lines": [filled({name: row[name] for name in LINE}) for row in of_paper]}


def payment_task(row: Row) -> dict[str, Any]:
    return {"kind": "payment", **row, "is_deleted": row["is_deleted"] == "true"}


def filled(row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value}
