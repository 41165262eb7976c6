"""What the pages of an upload tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from erp_integrations.admin.start import list_of
from erp_integrations.models import Upload
from erp_integrations.services import uploading
from erp_integrations.services.loading import FileCounts
from erp_integrations.services.loading.explaining import ExplainedColumn, explain, title_of
from erp_integrations.services.loading.report import Excerpt, ShownRow
from erp_integrations.services.loading.tables import TABLES, Table
from erp_integrations.services.uploading import Told

# Outcome → how many are said to be so before and after applying, and the colour.
COUNTS = (
    ("created", gettext_lazy("new"), gettext_lazy("created"), "green"),
    ("changed", gettext_lazy("changed"), gettext_lazy("changed"), "blue"),
    ("removed", gettext_lazy("to be removed"), gettext_lazy("removed"), "violet"),
    ("unchanged", gettext_lazy("unchanged"), gettext_lazy("unchanged"), "grey"),
    ("refused", gettext_lazy("wrong"), gettext_lazy("refused"), "red"),
)


@dataclass(frozen=True, slots=True)
class TableCard:
    name: str
    title: str
    columns: Sequence[ExplainedColumn]
    template_url: str


@dataclass(frozen=True, slots=True)
class Count:
    number: int
    before: Any
    after: Any
    tone: str


@dataclass(frozen=True, slots=True)
class FileCard:
    """A file with what its rows do. `is_refused` says that no row was looked at."""

    file: str
    title: str
    is_refused: bool
    counts: Sequence[Count]


@dataclass(frozen=True, slots=True)
class Rows:
    """The first rows of one kind in one file, and how many there are beside them."""

    file: str
    title: str
    rows: Sequence[ShownRow]
    more: int


@dataclass(frozen=True, slots=True)
class Kind:
    """The rows of one kind, file by file."""

    heading: Any
    name: str
    tone: str
    number: int
    files: Sequence[Rows]


def table_cards(tables: Sequence[Table]) -> list[TableCard]:
    return [
        TableCard(table.name, title_of(table), explain(table), reverse("upload_template", args=[table.name]))
        for table in tables
    ]


def result_page(told: Told) -> dict[str, Any]:
    report = told.report
    pairs = list(zip(report.files, report.excerpts, strict=True))
    return {
        "files": [file_card(counts, excerpt) for counts, excerpt in pairs],
        "kinds": [kind for kind in kinds_of(pairs) if kind.number],
        "number_wrong": report.refused_rows + report.refused_files,
        "more_problems": told.problems - len(report.problems),
        "more_warnings": told.warnings - len(report.warnings),
        "more_not_sent": told.not_sent - len(report.not_sent),
        "can_be_applied": report.good_rows > 0,
    }


def file_card(counts: FileCounts, excerpt: Excerpt) -> FileCard:
    shown = [(getattr(counts, name), before, after, tone) for name, before, after, tone in COUNTS]
    return FileCard(
        counts.file,
        title_of(TABLES[excerpt.table]),
        counts.is_refused,
        [Count(number, before, after, tone) for number, before, after, tone in shown if number],
    )


def kinds_of(pairs: Sequence[tuple[FileCounts, Excerpt]]) -> list[Kind]:
    return [
        kind_of(_("New"), "created", "green", pairs),
        kind_of(_("Changed"), "changed", "blue", pairs),
        kind_of(_("Lines that the files no longer have: they are removed"), "removed", "violet", pairs),
    ]


def kind_of(heading: str, name: str, tone: str, pairs: Sequence[tuple[FileCounts, Excerpt]]) -> Kind:
    files = [
        Rows(counts.file, title_of(TABLES[excerpt.table]), rows, getattr(counts, name) - len(rows))
        for counts, excerpt in pairs
        if (rows := getattr(excerpt, name))
    ]
    return Kind(heading, name, tone, sum(getattr(counts, name) for counts, _excerpt in pairs), files)


def lists_of(told: Told) -> list[tuple[str, str]]:
    """Return the worklists in which the loaded records are found, with their addresses."""
    tables = [excerpt.table for excerpt in told.report.excerpts]
    titles = {"ready_to_export": _("{records}: sent to ERP"), "not_sent": _("{records}: not sent")}
    shown = list(titles) if told.sent else ["not_sent"]
    return [
        (titles[slug].format(records=capfirst(model._meta.verbose_name_plural)), list_of(model, slug))
        for model in uploading.sent_models(tables)
        for slug in shown
    ]


def which_page(upload: Upload, person: Any) -> dict[str, Any]:
    found = uploading.sort(upload.files.all(), by=person)
    choices = [(table.name, title_of(table)) for table in uploading.loadable(person)]
    known = [(source.name, title_of(TABLES[name])) for name, sources in found.files.items() for source in sources]
    return {"unknown": found.unknown, "known": known, "choices": choices, "left_out": uploading.LEFT_OUT}
