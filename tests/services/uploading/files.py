"""Small files to upload, made of the loader's."""

import io
from typing import Any

from openpyxl import Workbook

from erp_integrations.services.uploading import Incoming
from tests.services.loading.folder import ROWS


def csv_of(table: str, *rows: str, name: str = "") -> Incoming:
    """A file with the usual heading of a table and these rows, or its usual rows."""
    heading, *usual = ROWS[table]
    text = "\n".join([heading, *(rows or usual)]) + "\n"
    return Incoming(name or f"{table}.csv", text.encode())


def every_file() -> list[Incoming]:
    return [csv_of(table) for table in ROWS]


def workbook_of(name: str, sheets: dict[str, list[list[Any]]]) -> Incoming:
    book = Workbook()
    book.remove(book["Sheet"])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return Incoming(name, target.getvalue())
