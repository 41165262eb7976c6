"""Loading records from CSV and XLSX files. `tables` says which; the way of a file is

finding → reading → sheets (cells) → references → documents → comparing → saving → submitting.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from django.db import transaction

from erp_integrations.models import events_last
from erp_integrations.models.sentences import gettext as _
from erp_integrations.permissions import require
from erp_integrations.services.loading.documents import documents_of
from erp_integrations.services.loading.excerpts import excerpt_of
from erp_integrations.services.loading.finding import Files, NothingToLoad, find, strangers
from erp_integrations.services.loading.references import Given, refuse_shared, resolve
from erp_integrations.services.loading.report import FileCounts, LoadReport, Outcome, Problem, Sending, verdict
from erp_integrations.services.loading.saving import LOADED, UPLOADED, Loaded, Saving
from erp_integrations.services.loading.sheets import Sheet, parse
from erp_integrations.services.loading.submitting import submit_loaded
from erp_integrations.services.loading.tables import STEPS, TABLES, Step


def load(path: Path, *, submit: bool = False, all_or_nothing: bool = False, by: Any = None) -> LoadReport:
    """Load the files of a folder, or one file, and send what was loaded to ERP if asked to.

    Needs `add_*` and `change_*` for every type that there is a file of. Raises `NothingToLoad`.
    """
    return load_files(find(path), strangers(path), submit=submit, all_or_nothing=all_or_nothing, by=by)


def load_files(
    files: Files,
    warnings: Sequence[Problem] = (),
    *,
    submit: bool = False,
    all_or_nothing: bool = False,
    arrival: Any = LOADED,
    by: Any,
) -> LoadReport:
    """Load files that were found. `arrival` is how the history says that they came."""
    for name in files:
        require(by, "add", TABLES[name].model)
        require(by, "change", TABLES[name].model)
    report = LoadReport(warnings=list(warnings))
    loaded: Loaded = {}
    whole: AbstractContextManager[Any] = events_last() if all_or_nothing else nullcontext()
    with whole:
        for sheet in load_steps(files, loaded, by=by, arrival=arrival):
            tell(report, sheet)
        if all_or_nothing and report.problems:
            transaction.set_rollback(True)
            report.undo()
    if submit and not report.is_undone:
        submit_loaded(loaded, report, by=by)
    return report


def preview(files: Files, warnings: Sequence[Problem] = (), *, by: Any) -> LoadReport:
    """Tell what loading would do, and leave everything as it is: it is done, told and undone."""
    with events_last():
        report = load_files(files, warnings, by=by)
        transaction.set_rollback(True)
    return report


def load_steps(files: Files, loaded: Loaded, *, by: Any, arrival: Any) -> Iterator[Sheet]:
    """Load step by step; yield each file with what became of its rows."""
    given = Given({table.model: files[name][0].name if name in files else str(table) for name, table in TABLES.items()})
    for step in STEPS:
        sheets = [parse(table, files[table.name]) for table in step.tables if table.name in files]
        if sheets:
            load_step(step, sheets, given, loaded, by=by, arrival=arrival)
        for sheet in sheets:
            given.note_refused(sheet)
            yield sheet


def load_step(step: Step, sheets: Sequence[Sheet], given: Given, loaded: Loaded, *, by: Any, arrival: Any) -> None:
    if unreadable := [sheet.file for sheet in sheets if sheet.problem]:
        refuse_partner(sheets, unreadable[0])
        return
    for sheet in sheets:
        resolve(sheet, given)
        if sheet.table.unique:
            refuse_shared(sheet)
    by_table = {sheet.table.name: sheet for sheet in sheets}
    records = by_table.get(step.table.name) or Sheet(step.table, given.files[step.table.model])
    lines = by_table.get(step.lines.name) if step.lines else None
    Saving(step, records, lines, loaded, by, arrival).save(documents_of(records, lines, given))


def refuse_partner(sheets: Sequence[Sheet], unreadable: str) -> None:
    """Load neither records without their lines nor lines without their records."""
    for sheet in sheets:
        if not sheet.problem:
            sheet.refuse_all(_("It is not loaded, because {file} cannot be read.").format(file=unreadable))


def tell(report: LoadReport, sheet: Sheet) -> None:
    report.files.append(sheet.counts)
    report.excerpts.append(excerpt_of(sheet))
    report.problems += sheet.problems
    report.warnings += sheet.warnings


__all__ = [
    "UPLOADED",
    "FileCounts",
    "Files",
    "LoadReport",
    "NothingToLoad",
    "Outcome",
    "Problem",
    "Sending",
    "load",
    "load_files",
    "preview",
    "verdict",
]
