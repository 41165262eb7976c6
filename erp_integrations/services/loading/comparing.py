"""What a document would change, and whether it may."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy

from erp_integrations.models import State
from erp_integrations.models.sentences import gettext as _
from erp_integrations.services.loading.documents import Document
from erp_integrations.services.loading.report import Outcome
from erp_integrations.services.loading.sheets import Row
from erp_integrations.services.loading.tables import Step, Table

LOCKED = {
    State.SUBMITTED: gettext_lazy("It was sent to ERP, so it cannot be changed here: retrieve it first."),
    State.ACCEPTED: gettext_lazy("It was accepted, so it cannot be changed here: ask an approver to reject it first."),
    State.SYNCED: gettext_lazy("It is synced, so it cannot be changed here: unlink it first."),
}
# A synced record is sent again with what is added to it (R33).
CLOSED_TO_ADDITIONS = (State.SUBMITTED, State.ACCEPTED)


@dataclass(slots=True)
class Change:
    """What becomes of one record and its lines. Nothing of it is saved yet.

    `row` is the first row that differs from what is kept, and `columns` are those in which it does.
    """

    document: Document
    record: Any
    is_new: bool
    record_columns: list[str] = field(default_factory=list)
    line_columns: set[str] = field(default_factory=set)
    new_lines: list[Any] = field(default_factory=list)
    changed_lines: list[Any] = field(default_factory=list)
    removed_lines: list[Any] = field(default_factory=list)
    leaves_lines_behind: bool = False
    row: Row | None = None
    columns: list[str] = field(default_factory=list)

    def differs(self, row: Row, outcome: Outcome, columns: list[str]) -> None:
        row.outcome = outcome
        if self.row is None:
            self.row, self.columns = row, columns


def compare(step: Step, document: Document, record: Any, lines: Iterable[Any]) -> Change:
    """Put the values of a document into a record and its lines, unsaved, and return what that changes."""
    change = Change(document, record or step.table.model(), is_new=record is None)
    if document.row:
        compare_record(change, step.table, document.row)
    if document.lines and step.lines:
        compare_lines(change, step.lines, {line.position: line for line in lines})
    elif "commitment" in change.record_columns:
        change.leaves_lines_behind = any(line.commitment_line_id for line in lines)
    return change


def compare_record(change: Change, table: Table, row: Row) -> None:
    columns = put(change.record, table, row)
    row.outcome = Outcome.UNCHANGED
    if change.is_new:
        change.differs(row, Outcome.CREATED, [])
    elif columns:
        change.record_columns = columns
        change.differs(row, Outcome.CHANGED, columns)


def compare_lines(change: Change, table: Table, kept: dict[int, Any]) -> None:
    for row in change.document.lines:
        row.outcome = Outcome.UNCHANGED
        line = kept.pop(row.values["position"], None)
        if line is None:
            change.new_lines.append(line := table.model(**{table.header: change.record}))
            put(line, table, row)
            change.differs(row, Outcome.CREATED, [])
        elif columns := put(line, table, row):
            change.changed_lines.append(line)
            change.line_columns.update(columns)
            change.differs(row, Outcome.CHANGED, columns)
    change.removed_lines = list(kept.values())
    if kept and change.row is None:
        change.row = change.document.lines[0]


def put(target: Any, table: Table, row: Row) -> list[str]:
    """Set the values of a row and return the columns in which they differ from what was there."""
    differing = []
    for column in table.columns:
        if column.name == table.header or column.name not in row.values:
            continue
        value = row.values[column.name]
        kept = getattr(target, table.field(column.name).attname)
        if kept != getattr(value, "pk", value):
            differing.append(column.name)
            row.replaces[column.name] = kept
        setattr(target, column.name, value)
    return differing


def objection(change: Change, table: Table, in_use: Collection[int]) -> str:
    """Return why a change must not be made, or nothing. `in_use` are ids of lines that something refers to."""
    if table.owner:
        owner = getattr(change.record, table.owner)
        return str(LOCKED[owner.state]) if change.is_new and owner.state in CLOSED_TO_ADDITIONS else ""
    if table.has_states and not change.record.is_editable:
        return str(LOCKED[change.record.state])
    if kept := [str(line.position) for line in change.removed_lines if line.pk in in_use]:
        sentence = _("The file leaves out line {positions}, but change orders or invoices refer to it.")
        return sentence.format(positions=", ".join(kept))
    if change.leaves_lines_behind:
        return _("It moves to another commitment, but its lines refer to lines of the old one: load its lines with it.")
    return ""


def lines_in_use(model: type[Model], ids: Collection[int]) -> set[int]:
    """Return the lines that other lines refer to."""
    return {
        pk
        for relation in model._meta.related_objects
        for pk in relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": ids}).values_list(
            relation.field.attname, flat=True
        )
    }
