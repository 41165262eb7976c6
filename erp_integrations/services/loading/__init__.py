"""Loading records from CSV and XLSX files. `tables` says which; the way of a file is

finding → reading → sheets (cells) → references → documents → comparing → saving → submitting.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from erp_integrations.permissions import require
from erp_integrations.services.loading.documents import documents_of
from erp_integrations.services.loading.finding import NothingToLoad, find, strangers
from erp_integrations.services.loading.references import Given, refuse_shared, resolve
from erp_integrations.services.loading.report import FileCounts, LoadReport, Outcome, Problem, Sending
from erp_integrations.services.loading.saving import Loaded, Saving
from erp_integrations.services.loading.sheets import Sheet, parse
from erp_integrations.services.loading.submitting import submit_loaded
from erp_integrations.services.loading.tables import STEPS, TABLES, Step

Files = dict[str, list[Path]]


def load(path: Path, *, submit: bool = False, all_or_nothing: bool = False, by: Any = None) -> LoadReport:
    """Load the files of a folder, or one file, and send what was loaded to ERP if asked to.

    Needs `add_*` and `change_*` for every type that there is a file of. Raises `NothingToLoad`.
    """
    files = find(path)
    for name in files:
        require(by, "add", TABLES[name].model)
        require(by, "change", TABLES[name].model)
    report = LoadReport(warnings=strangers(path))
    loaded: Loaded = {}
    whole: AbstractContextManager[Any] = transaction.atomic() if all_or_nothing else nullcontext()
    with whole:
        load_files(files, report, loaded, by=by)
        if all_or_nothing and report.problems:
            transaction.set_rollback(True)
            report.undo()
    if submit and not report.is_undone:
        submit_loaded(loaded, report, by=by)
    return report


def load_files(files: Files, report: LoadReport, loaded: Loaded, *, by: Any) -> None:
    given = Given({table.model: files[name][0].name if name in files else str(table) for name, table in TABLES.items()})
    for step in STEPS:
        sheets = [parse(table, files[table.name]) for table in step.tables if table.name in files]
        if sheets:
            load_step(step, sheets, given, loaded, by=by)
        for sheet in sheets:
            given.note_refused(sheet)
            report.files.append(sheet.counts)
            report.problems += sheet.problems
            report.warnings += sheet.warnings


def load_step(step: Step, sheets: Sequence[Sheet], given: Given, loaded: Loaded, *, by: Any) -> None:
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
    Saving(step, records, lines, loaded, by).save(documents_of(records, lines, given))


def refuse_partner(sheets: Sequence[Sheet], unreadable: str) -> None:
    """Load neither records without their lines nor lines without their records."""
    for sheet in sheets:
        if not sheet.problem:
            sheet.refuse_all(_("It is not loaded, because {file} cannot be read.").format(file=unreadable))


__all__ = ["FileCounts", "LoadReport", "NothingToLoad", "Outcome", "Problem", "Sending", "load"]
