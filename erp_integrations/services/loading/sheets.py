"""From lines of cells to rows of values, with what is wrong in each."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from erp_integrations.models.sentences import gettext as _
from erp_integrations.services.loading.cells import BadCell, Cell, is_blank
from erp_integrations.services.loading.reading import Line, Source, Unreadable, read
from erp_integrations.services.loading.report import FileCounts, Outcome, Problem
from erp_integrations.services.loading.tables import Column, Table


@dataclass(slots=True)
class Row:
    """A row of a file. A cell that is wrong has a reason in `mistakes` (column, reason) and no value.

    `replaces` is what was kept until now, by column, where the row says something else; ids where it names a record.
    """

    line: int
    values: dict[str, Any] = field(default_factory=dict)
    mistakes: list[tuple[str, str]] = field(default_factory=list)
    outcome: Outcome = Outcome.REFUSED
    replaces: dict[str, Any] = field(default_factory=dict)

    def refuse(self, column: str, reason: str) -> None:
        self.mistakes.append((column, reason))


@dataclass(slots=True)
class Sheet:
    """A file that was read. `problem` says why nothing of it can be used.

    `removed` are the lines of the tool that the file no longer has: what they were called, and what they said.
    """

    table: Table
    file: str
    rows: list[Row] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    problem: Problem | None = None
    removed: list[tuple[str, str]] = field(default_factory=list)

    @property
    def problems(self) -> Iterator[Problem]:
        if self.problem:
            yield self.problem
        for row in self.rows:
            for column, reason in row.mistakes:
                yield Problem(self.file, row.line, column, reason)

    @property
    def counts(self) -> FileCounts:
        numbers = Counter(row.outcome.value for row in self.rows)
        return FileCounts(self.file, **numbers, removed=len(self.removed), is_refused=self.problem is not None)

    def refuse_all(self, reason: str, line: int = 0, column: str = "") -> None:
        self.problem = Problem(self.file, line, column, reason)


def parse(table: Table, files: Sequence[Source]) -> Sheet:
    sheet = Sheet(table, files[0].name)
    if len(files) > 1:
        names = ", ".join(file.name for file in files)
        sheet.refuse_all(_("Only one of these may be there: {names}.").format(names=names))
        return sheet
    try:
        heading, *lines = read(files[0])
        places = columns_of(heading, sheet)
    except Unreadable as reason:
        sheet.refuse_all(str(reason), reason.line)
        return sheet
    sheet.rows = [row_of(table, line, places) for line in lines]
    refuse_duplicates(sheet)
    return sheet


def columns_of(heading: Line, sheet: Sheet) -> list[str]:
    """Return the names above the columns; raise `Unreadable` if they are not those of the table."""
    number, cells = heading
    for cell in cells:
        if isinstance(cell, BadCell):
            raise Unreadable(str(cell), number)
    names = ["" if cell is None else str(cell).lower() for cell in cells]
    while not names[-1]:
        names.pop()
    known = [column.name for column in sheet.table.columns]
    needed = [column.name for column in sheet.table.columns if not column.may_be_absent]
    if missing := [name for name in needed if name not in names]:
        raise Unreadable(
            _("These columns are missing: {names}.").format(names=", ".join(missing)) + hint(names), number
        )
    if twice := [name for name in known if names.count(name) > 1]:
        raise Unreadable(_("These columns are there twice: {names}.").format(names=", ".join(twice)), number)
    reason = _("The column is unknown, so it is ignored.")
    strangers = [name or _("without a name") for name in names if name not in known]
    sheet.warnings = [Problem(sheet.file, number, name, reason) for name in strangers]
    return names


def hint(names: list[str]) -> str:
    """Return one more sentence if the columns are separated by something else than commas."""
    separator = next((mark for mark in (";", "\t") if any(mark in name for name in names)), "")
    return " " + _("Separate them by commas.") if separator else ""


def row_of(table: Table, line: Line, places: list[str]) -> Row:
    row = Row(line[0])
    cells = dict(zip(places, line[1], strict=False))
    for column in table.columns:
        if column.may_be_absent and column.name not in places:
            continue
        try:
            row.values[column.name] = value_of(cells.get(column.name), column, table)
        except BadCell as reason:
            row.refuse(column.name, str(reason))
    if any(not is_blank(cell) for cell in line[1][len(places) :]):
        sentence = _("The row has {count} cells, but there are only {limit} columns.")
        row.refuse("", sentence.format(count=len(line[1]), limit=len(places)))
    return row


def value_of(cell: Cell, column: Column, table: Table) -> Any:
    if not is_blank(cell):
        return column.parse(cell, table.field(column.name))
    if column.is_required:
        raise BadCell(_("It is blank, but it is needed."))
    return column.blank


def refuse_duplicates(sheet: Sheet) -> None:
    first: dict[tuple[Any, ...], int] = {}
    for row in sheet.rows:
        key = tuple(row.values.get(name) for name in sheet.table.key)
        if None in key:
            continue
        if key in first:
            sentence = _("{key} is on line {line} already.")
            row.refuse(sheet.table.key[-1], sentence.format(key=" ".join(map(str, key)), line=first[key]))
        first.setdefault(key, row.line)
