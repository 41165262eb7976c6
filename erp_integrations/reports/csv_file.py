"""A sheet as CSV: bare numbers, ISO dates, and no text that a spreadsheet would take for a formula."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from erp_integrations.reports.sheet import Sheet

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
# Without it Excel takes the file for one in the code page of its country.
BYTE_ORDER_MARK = "\ufeff"


class Passing:
    """A file that hands on what is written to it."""

    def write(self, text: str) -> str:
        return text


def lines_of(sheet: Sheet) -> Iterator[str]:
    """Yield the file line by line, so that a long one is never in memory as a whole."""
    yield BYTE_ORDER_MARK + line_of(column.title for column in sheet.columns)
    for row in sheet.rows:
        yield line_of(row)
    if sheet.foot:
        yield line_of(sheet.foot)
    if sheet.note:
        yield line_of([sheet.note])


def line_of(cells: Iterable[Any]) -> str:
    """Return one line of a file, with its end. None of its cells is a formula."""
    return str(csv.writer(Passing()).writerow([harmless(cell) for cell in cells]))


def harmless(cell: Any) -> Any:
    """Return a text that begins like a formula with an apostrophe before it; numbers and dates stay as they are."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULAS):
        return f"'{cell}"
    return cell
