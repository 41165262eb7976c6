"""From a file to lines of cells, whatever they mean. CSV and XLSX come out the same."""

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from erp_integrations.services.loading.cells import BadCell, Cell, is_blank

# What openpyxl and the libraries below it raise for files that are something else, or damaged.
NOT_A_WORKBOOK = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    OSError,
    NotImplementedError,
)
# Bytes that are not UTF-8 are decoded as these, so that only the cells that hold them are refused.
UNDECODED = re.compile("[\udc80-\udcff]")


class Unreadable(Exception):
    """Why nothing of a file can be used."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.line = line


Line = tuple[int, list[Cell]]


def read(file: Path) -> list[Line]:
    """Return the lines that are not blank, each with its number in the file. The first is the one with the names."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise Unreadable(_("The file cannot be opened: {reason}.").format(reason=error.strerror)) from None
    if not data:
        raise Unreadable(_("The file is empty."))
    lines = csv_lines(data) if file.suffix.lower() == ".csv" else xlsx_lines(data)
    filled = [(number, cells) for number, cells in lines if not all(map(is_blank, cells))]
    if not filled:
        raise Unreadable(_("The file is empty."))
    return filled


def csv_lines(data: bytes) -> Iterator[Line]:
    if data.startswith(b"PK\x03\x04"):
        raise Unreadable(_("It is a spreadsheet and not CSV: give it a name that ends in .xlsx."))
    decoded = data.decode("utf-8-sig", errors="surrogateescape")
    reader = csv.reader(io.StringIO(decoded, newline=""), strict=True)
    number = 1
    try:
        for cells in reader:
            yield number, [csv_cell(cell.strip()) for cell in cells]
            number = reader.line_num + 1
    except csv.Error:
        sentence = _("From here on the file cannot be read: a quotation mark is missing, or there is one too many.")
        raise Unreadable(sentence, number) from None


def csv_cell(words: str) -> Cell:
    if words.startswith("="):
        return BadCell(_("It is a formula: put its result there instead."))
    return clean(words)


def clean(words: str) -> Cell:
    if "\0" in words:
        return BadCell(_("It holds a NUL, which no text has: the file is damaged, or not UTF-8."))
    if UNDECODED.search(words):
        return BadCell(_("It is not UTF-8: save the file as “CSV UTF-8”."))
    return words


def xlsx_lines(data: bytes) -> Iterator[Line]:
    # openpyxl warns about decorations that it does not know; no cell depends on them.
    with warnings.catch_warnings(action="ignore"):
        try:
            workbook = load_workbook(io.BytesIO(data), read_only=True)
        except NOT_A_WORKBOOK:
            raise Unreadable(_("It is not a spreadsheet, although its name ends in .xlsx.")) from None
        try:
            yield from sheet_lines(workbook)
        finally:
            workbook.close()


def sheet_lines(workbook: Any) -> Iterator[Line]:
    """Read the first sheet. The size that a sheet states of itself is often wrong, so it is not believed."""
    try:
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            yield number, [xlsx_cell(cell) for cell in cells]
    except NOT_A_WORKBOOK:
        raise Unreadable(_("The spreadsheet is damaged.")) from None


def xlsx_cell(cell: Any) -> Cell:
    value = cell.value
    if cell.data_type == "f":
        return BadCell(_("It is a formula: put its result there instead."))
    if cell.data_type == "e":
        return BadCell(_("It is an error of the spreadsheet: {error}.").format(error=value))
    if isinstance(value, str):
        return clean(value.strip())
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, int | float | date):
        return value
    return BadCell(_("It is a time of day."))
