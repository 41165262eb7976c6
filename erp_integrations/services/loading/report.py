"""What a load did: counts for each file, what is wrong and where, and what was sent to ERP afterwards."""

from dataclasses import dataclass, field
from enum import Enum

from erp_integrations.models.sentences import gettext as _
from erp_integrations.models.sentences import ngettext


class Outcome(Enum):
    """What became of one row of a file."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Problem:
    """A place in a file and what is wrong there. Line 0 is the file as a whole, column "" the row as a whole."""

    file: str
    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        line = _(" line {line}").format(line=self.line) if self.line else ""
        return f"{self.file}{line}{', ' + self.column if self.column else ''}: {self.reason}"


@dataclass(slots=True)
class FileCounts:
    """The rows of one file by outcome.

    `removed` counts lines of the tool that the file no longer has; `is_refused` says that no row was looked at.
    """

    file: str
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    removed: int = 0
    is_refused: bool = False

    def undo(self) -> None:
        self.created = self.changed = self.removed = 0

    def __str__(self) -> str:
        if self.is_refused:
            return _("{file}: not loaded").format(file=self.file)
        counts = _("{created} created, {changed} changed, {unchanged} unchanged, {refused} refused").format(
            created=self.created, changed=self.changed, unchanged=self.unchanged, refused=self.refused
        )
        removed = _(", {removed} lines removed").format(removed=self.removed) if self.removed else ""
        return f"{self.file}: {counts}{removed}"


@dataclass(frozen=True, slots=True)
class Figure:
    """What a row says in one column, and what was kept there until now, as words."""

    column: str
    now: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as a person sees it: the key of its record, and what is new in it. Line 0 is in no file any more."""

    line: int
    name: str
    figures: list[Figure]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The first rows of a file that do something, by what they do. `table` is what the file holds."""

    file: str
    table: str
    created: list[ShownRow]
    changed: list[ShownRow]
    removed: list[ShownRow]


@dataclass(frozen=True, slots=True)
class Sending:
    """What became of one record that was to be sent to ERP. `sentence` says it in words."""

    kind: str
    source_id: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.kind} {self.source_id}: {self.sentence}"


@dataclass(slots=True)
class LoadReport:
    """`is_undone` says that nothing was changed, since something was refused and it was to be all or nothing."""

    files: list[FileCounts] = field(default_factory=list)
    excerpts: list[Excerpt] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    sent: list[Sending] = field(default_factory=list)
    not_sent: list[Sending] = field(default_factory=list)
    is_undone: bool = False

    @property
    def refused_rows(self) -> int:
        return sum(counts.refused for counts in self.files if not counts.is_refused)

    @property
    def refused_files(self) -> int:
        return sum(counts.is_refused for counts in self.files)

    @property
    def good_rows(self) -> int:
        """How many rows are in the tool now, as the files say."""
        return sum(counts.created + counts.changed + counts.unchanged for counts in self.files)

    @property
    def changes(self) -> int:
        return sum(counts.created + counts.changed + counts.removed for counts in self.files)

    def undo(self) -> None:
        self.is_undone = True
        for counts in self.files:
            counts.undo()


def verdict(report: LoadReport) -> str:
    """Say in a sentence what became of the files as a whole."""
    files, rows = report.refused_files, report.refused_rows
    if not files and not rows:
        return (
            _("Everything was loaded.") if report.changes else _("Everything was there already; nothing was changed.")
        )
    counted = (
        (files, ngettext("{count} file was not loaded", "{count} files were not loaded", files)),
        (rows, ngettext("{count} row was refused", "{count} rows were refused", rows)),
    )
    refused = ", ".join(sentence.format(count=count) for count, sentence in counted if count)
    return f"{refused}; {rest(report)}."


def rest(report: LoadReport) -> str:
    if report.is_undone:
        return _("nothing was changed")
    return _("everything else was loaded") if report.good_rows else _("nothing was loaded")
