"""From source ids to the records they name. What a table refers to is in the database already: it came before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

from django.db.models import Model

from erp_integrations.models import CommitmentLine
from erp_integrations.models.sentences import gettext as _
from erp_integrations.services.loading.report import Outcome
from erp_integrations.services.loading.sheets import Row, Sheet
from erp_integrations.services.loading.tables import TABLES, Column

# Keys in one query: fewer than any database's limit of parameters.
TOGETHER = 500


@dataclass(slots=True)
class Given:
    """What the files are called, and which keys they have that could not be loaded."""

    files: dict[type[Model], str]
    refused: set[tuple[type[Model], str]] = field(default_factory=set)

    def unknown(self, model: type[Model], key: str) -> str:
        if (model, key) in self.refused:
            return _("{file} has {key}, but it was not loaded.").format(file=self.files[model], key=key)
        return _("{file} has no {key}, and neither has the tool.").format(file=self.files[model], key=key)

    def note_refused(self, sheet: Sheet) -> None:
        (key, *others) = sheet.table.key
        if not others:
            rows = (row for row in sheet.rows if row.outcome is Outcome.REFUSED)
            self.refused |= {(sheet.table.model, row.values[key]) for row in rows if key in row.values}


def resolve(sheet: Sheet, given: Given) -> None:
    """Replace source ids by records, but for those that need a line's header."""
    for column in sheet.table.columns:
        if column.refers_to and column.refers_to is not CommitmentLine and column.name != sheet.table.header:
            resolve_column(sheet.rows, column, column.refers_to, given)


def resolve_column(rows: Iterable[Row], column: Column, model: type[Model], given: Given) -> None:
    using = [row for row in rows if row.values.get(column.name)]
    found = records_by_key(model, {row.values[column.name] for row in using})
    for row in using:
        key = row.values.pop(column.name)
        if key in found:
            row.values[column.name] = found[key]
        else:
            row.refuse(column.name, given.unknown(model, key))


def records_by_key(model: type[Model], keys: Iterable[str], *with_them: str) -> dict[str, Any]:
    (name,) = next(table.key for table in TABLES.values() if table.model is model)
    records = model._default_manager.prefetch_related(*with_them)
    return {
        getattr(record, name): record
        for chunk in batched(keys, TOGETHER)
        for record in records.filter(**{f"{name}__in": chunk})
    }


def resolve_commitment_lines(rows: Sequence[tuple[Row, Any]]) -> None:
    """Replace positions by lines. Each row comes with the commitment whose line it means."""
    using = [(row, commitment) for row, commitment in rows if row.values.get("commitment_line")]
    found = lines_by_place({commitment.pk for row, commitment in using})
    for row, commitment in using:
        position = row.values.pop("commitment_line")
        if line := found.get((commitment.pk, position)):
            row.values["commitment_line"] = line
        else:
            sentence = _("Commitment {commitment} has no line {position}.")
            row.refuse("commitment_line", sentence.format(commitment=commitment.source_id, position=position))


def lines_by_place(commitments: Iterable[int]) -> dict[tuple[int, int], CommitmentLine]:
    return {
        (line.commitment_id, line.position): line
        for chunk in batched(commitments, TOGETHER)
        for line in CommitmentLine.objects.filter(commitment__in=chunk)
    }


def refuse_shared(sheet: Sheet) -> None:
    """Refuse rows that share what only one record may have, with another row or with another record of the tool."""
    names = sheet.table.unique
    first: dict[tuple[int, ...], int] = {}
    for row in sheet.rows:
        if not all(name in row.values for name in (*names, *sheet.table.key)):
            continue
        shared = tuple(row.values[name].pk for name in names)
        if shared in first:
            sentence = _("Line {line} has the same {columns}.")
            row.refuse(names[0], sentence.format(line=first[shared], columns=_(" and ").join(names)))
        first.setdefault(shared, row.line)
    refuse_taken(sheet, names)


def refuse_taken(sheet: Sheet, names: Sequence[str]) -> None:
    (key,) = sheet.table.key
    taken = {
        tuple(values): owner
        for owner, *values in sheet.table.model._default_manager.values_list(key, *names).iterator()
    }
    for row in sheet.rows:
        shared = tuple(row.values[name].pk for name in names if name in row.values)
        owner = taken.get(shared)
        if owner and owner != row.values.get(key):
            sentence = _("{owner} has the same {columns}.")
            row.refuse(names[0], sentence.format(owner=owner, columns=_(" and ").join(names)))
