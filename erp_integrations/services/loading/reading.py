"""From a file to lines of cells, whatever they mean. CSV and XLSX come out the same."""

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import takewhile
from pathlib import Path, PurePath
from typing import Any, Self
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from erp_integrations.models.sentences import gettext as _
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
# As many as a sheet of Excel can have. A damaged or hostile one claims more.
MOST_LINES = 1_048_576
MOST_COLUMNS = 200
# Of a workbook's parts only these are read piece by piece; the others are taken in whole, and are small.
READ_IN_PIECES = re.compile(r"xl/(worksheets/[^/]+|sharedStrings)\.xml")
LARGEST_OTHER_PARTS = 2_000_000
# Bytes that are not UTF-8 are decoded as these, so that only the cells that hold them are refused.
UNDECODED = re.compile("[\udc80-\udcff]")


class Unreadable(Exception):
    """Why nothing of a file can be used."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read: its rows, and the bytes that a workbook says it has when it is unpacked."""

    rows: int
    unpacked: int


@dataclass(frozen=True, slots=True)
class Source:
    """A file whose bytes are fetched when its turn comes. `sheet` names a workbook's sheet, or else it is the first."""

    file: str
    fetch: Callable[[], bytes]
    sheet: str = ""
    limits: Limits | None = None

    @classmethod
    def at(cls, path: Path) -> Self:
        return cls(path.name, path.read_bytes)

    @property
    def name(self) -> str:
        return f"{self.file} ({self.sheet})" if self.sheet else self.file

    @property
    def is_csv(self) -> bool:
        return PurePath(self.file).suffix.lower() == ".csv"


Line = tuple[int, list[Cell]]


def read(source: Source) -> list[Line]:
    """Return the lines that are not blank, each with its number in the file. The first is the one with the names."""
    filled: list[Line] = []
    for line in filled_lines(source):
        filled.append(line)
        if source.limits and len(filled) > source.limits.rows + 1:
            sentence = _("It has more than {limit} rows: split it into several files.")
            raise Unreadable(sentence.format(limit=Decimal(source.limits.rows)))
    if not filled:
        raise Unreadable(_("The file is empty."))
    return filled


def filled_lines(source: Source) -> Iterator[Line]:
    try:
        data = source.fetch()
    except OSError as error:
        raise Unreadable(_("The file cannot be opened: {reason}.").format(reason=error.strerror)) from None
    if not data:
        raise Unreadable(_("The file is empty."))
    for number, cells in csv_lines(data) if source.is_csv else xlsx_lines(data, source):
        if all(map(is_blank, cells)):
            continue
        if len(cells) > MOST_COLUMNS:
            raise Unreadable(_("It has more than {limit} columns.").format(limit=MOST_COLUMNS), number)
        yield number, cells


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


def xlsx_lines(data: bytes, source: Source) -> Iterator[Line]:
    with opened(data, source.limits) as workbook:
        yield from sheet_lines(workbook, source.sheet)


def sheet_names(source: Source) -> list[str]:
    """Return the names of a workbook's sheets, in their order."""
    with opened(source.fetch(), source.limits) as workbook:
        return [sheet.title for sheet in workbook.worksheets]


@contextmanager
def opened(data: bytes, limits: Limits | None) -> Iterator[Any]:
    # openpyxl warns about decorations that it does not know; no cell depends on them.
    with warnings.catch_warnings(action="ignore"):
        try:
            if limits:
                refuse_bomb(data, limits)
            workbook = load_workbook(io.BytesIO(data), read_only=True)
        except NOT_A_WORKBOOK:
            raise Unreadable(_("It is not a spreadsheet, although its name ends in .xlsx.")) from None
        try:
            yield workbook
        finally:
            workbook.close()


def refuse_bomb(data: bytes, limits: Limits) -> None:
    """Refuse a workbook that would fill the memory. Unpacking stops at the sizes that are stated, so they hold."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
    whole = [part for part in parts if part.filename.endswith((".xml", ".rels"))]
    others = sum(part.file_size for part in whole if not READ_IN_PIECES.fullmatch(part.filename))
    if sum(part.file_size for part in parts) > limits.unpacked or others > LARGEST_OTHER_PARTS:
        raise Unreadable(_("The spreadsheet is too large when it is unpacked: save it as CSV."))


def sheet_lines(workbook: Any, name: str) -> Iterator[Line]:
    """Read a sheet. The size that a sheet states of itself is often wrong, so it is not believed."""
    try:
        sheet = workbook[name] if name else workbook.worksheets[0]
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            if number > MOST_LINES:
                raise Unreadable(_("The spreadsheet is damaged."))
            yield number, [xlsx_cell(cell) for cell in without_end(cells)]
    except NOT_A_WORKBOOK:
        raise Unreadable(_("The spreadsheet is damaged.")) from None


def without_end(cells: Sequence[Any]) -> Sequence[Any]:
    """Leave out the blank cells at the end of a row, of which a sheet may have thousands."""
    blank = sum(1 for _cell in takewhile(lambda cell: cell.value is None, reversed(cells)))
    return cells[: len(cells) - blank]


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
