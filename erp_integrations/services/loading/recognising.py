"""Which table a file is: by its name, by the names of a workbook's sheets, or by what stands above its columns."""

import re
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from erp_integrations.models.sentences import gettext as _
from erp_integrations.services.loading.cells import BadCell
from erp_integrations.services.loading.reading import Source, Unreadable, filled_lines, sheet_names
from erp_integrations.services.loading.report import Problem
from erp_integrations.services.loading.tables import TABLES, Table


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file holds, by the names of tables; nothing, if somebody has to say."""

    parts: list[tuple[str, Source]] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def recognise(source: Source) -> Recognised:
    """Raises `Unreadable` if the file has to be looked into, and cannot be."""
    name = in_snake_case(PurePath(source.file).stem)
    if name in TABLES:
        return Recognised([(name, source)])
    if not source.is_csv and (found := by_sheets(source)):
        return found
    table = by_heading(source, name)
    return Recognised([(table, source)] if table else [])


def by_sheets(source: Source) -> Recognised | None:
    sheets = sheet_names(source)
    if not any(in_snake_case(sheet) in TABLES for sheet in sheets):
        return None
    reason = _("The sheet is not read, since it has none of the names of the tables.")
    found = Recognised()
    for sheet in sheets:
        part = replace(source, sheet=sheet)
        if in_snake_case(sheet) in TABLES:
            found.parts.append((in_snake_case(sheet), part))
        else:
            found.warnings.append(Problem(part.name, 0, "", reason))
    return found


def by_heading(source: Source, name: str) -> str:
    """Return the table whose columns are there; if that leaves a choice, the one that the file's name holds."""
    heading = heading_of(source)
    fitting = [table for table in TABLES.values() if needed(table) <= heading]
    most = max((len(needed(table)) for table in fitting), default=0)
    best = [table.name for table in fitting if len(needed(table)) == most]
    if len(best) == 1:
        return best[0]
    return max((table for table in best or TABLES if table in name), key=len, default="")


def heading_of(source: Source) -> set[str]:
    for _number, cells in filled_lines(source):
        return {str(cell).lower() for cell in cells if not isinstance(cell, BadCell)}
    raise Unreadable(_("The file is empty."))


def needed(table: Table) -> set[str]:
    return {column.name for column in table.columns if not column.may_be_absent}


def in_snake_case(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")
