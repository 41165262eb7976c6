"""The tables in words: what each column holds, whether it is needed, what it refers to."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

from erp_integrations.models.sentences import gettext as _
from erp_integrations.services.loading import cells
from erp_integrations.services.loading.tables import TABLES, Column, Table

KINDS: Mapping[cells.Parse, Callable[[Any], str]] = {
    cells.text: lambda field: (
        _("text of at most {limit} characters").format(limit=field.max_length) if field.max_length else _("text")
    ),
    cells.email: lambda field: _("e-mail address"),
    cells.choice: lambda field: _(" or ").join(value for value, label in field.flatchoices),
    cells.boolean: lambda field: _("true or false"),
    cells.day: lambda field: _("date, as in 2026-03-31"),
    cells.position: lambda field: _("whole number from 1 up"),
    cells.decimal: lambda field: _("number, as in 1234.50"),
}


@dataclass(frozen=True, slots=True)
class ExplainedColumn:
    """`is_key` says that it tells which record a row is."""

    name: str
    kind: str
    need: str
    is_needed: bool
    is_key: bool


def title_of(table: Table) -> str:
    if table.header:
        records = table.field(table.header).related_model
        assert records
        assert not isinstance(records, str)
        return _("Lines of {records}").format(records=records._meta.verbose_name_plural)
    return str(capfirst(table.model._meta.verbose_name_plural))


def explain(table: Table) -> list[ExplainedColumn]:
    return [
        ExplainedColumn(
            column.name, kind_of(table, column), need_of(column), column.is_required, column.name in table.key
        )
        for column in table.columns
    ]


def kind_of(table: Table, column: Column) -> str:
    if column.refers_to is None:
        return KINDS[column.parse](table.field(column.name))
    other = next(table for table in TABLES.values() if table.model is column.refers_to)
    if other.header:
        return _("{column} of a line of the {record}").format(column=other.key[-1], record=other.header)
    return _("{column} of one of the {records}").format(
        column=other.key[-1], records=other.model._meta.verbose_name_plural
    )


def need_of(column: Column) -> str:
    if column.may_be_absent:
        return _("The column may be left out.")
    if column.is_required:
        return _("needed")
    return _("blank means {value}").format(value=column.blank) if column.blank not in ("", None) else _("may be blank")


def template_of(table: Table) -> bytes:
    """Return an empty CSV file: the names above the columns, marked as UTF-8 so that a spreadsheet keeps it so."""
    target = io.StringIO()
    csv.writer(target).writerow(column.name for column in table.columns)
    return target.getvalue().encode("utf-8-sig")
