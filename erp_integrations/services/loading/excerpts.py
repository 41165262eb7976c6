"""The first rows of each kind, as a person sees them before and after they are loaded."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import Model

from erp_integrations.services.loading.report import Excerpt, Figure, Outcome, ShownRow
from erp_integrations.services.loading.sheets import Row, Sheet
from erp_integrations.services.loading.tables import TABLES, Table

# So many rows of a kind are shown of each file; the others are counted.
MOST_SHOWN = 10
LONGEST_WORDS = 120
CENTS = 2


def excerpt_of(sheet: Sheet) -> Excerpt:
    return Excerpt(
        sheet.file,
        sheet.table.name,
        created=[new_row(sheet.table, row) for row in first(sheet, Outcome.CREATED)],
        changed=[changed_row(sheet.table, row) for row in first(sheet, Outcome.CHANGED)],
        removed=[
            ShownRow(0, name, [Figure("description", shortened(words))]) for name, words in sheet.removed[:MOST_SHOWN]
        ],
    )


def first(sheet: Sheet, outcome: Outcome) -> Iterator[Row]:
    return islice((row for row in sheet.rows if row.outcome is outcome), MOST_SHOWN)


def new_row(table: Table, row: Row) -> ShownRow:
    names = [column.name for column in table.columns if column.name in row.values and column.name not in table.key]
    figures = [Figure(name, in_words(row.values[name], table, name)) for name in names]
    return ShownRow(row.line, name_of(table, row), [figure for figure in figures if figure.now])


def changed_row(table: Table, row: Row) -> ShownRow:
    figures = [
        Figure(name, in_words(row.values[name], table, name), in_words(kept(value, table, name), table, name))
        for name, value in row.replaces.items()
    ]
    return ShownRow(row.line, name_of(table, row), figures)


def name_of(table: Table, row: Row) -> str:
    return " ".join(in_words(row.values[name], table, name) for name in table.key)


def kept(value: Any, table: Table, name: str) -> Any:
    """Return the record that was referred to until now, which is kept as its id."""
    model: Any = table.field(name).related_model
    return model._default_manager.filter(pk=value).first() if model and value is not None else value


def in_words(value: Any, table: Table, name: str) -> str:
    """Return a value as a file would have it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number(value, getattr(table.field(name), "decimal_places", CENTS))
    if isinstance(value, date):
        return value.isoformat()
    return shortened(key_of(value) if isinstance(value, Model) else str(value))


def number(value: Decimal, places: int) -> str:
    return f"{value:.2f}" if places == CENTS else f"{value.normalize():f}"


def key_of(record: Model) -> str:
    key = next(table.key for table in TABLES.values() if table.model is type(record))
    return str(getattr(record, key[-1]))


def shortened(words: str) -> str:
    return words if len(words) <= LONGEST_WORDS else f"{words[:LONGEST_WORDS]}…"
