"""A sheet as an XLSX workbook: real numbers and dates, a header that stays in sight, texts that are never formulas."""

from collections.abc import Sequence
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from erp_integrations.reports.sheet import Kind, Sheet

FORMATS = {Kind.DATE: "yyyy-mm-dd", Kind.AMOUNT: "#,##0.00", Kind.TEXT: "General"}
WIDTHS = {Kind.DATE: 12, Kind.AMOUNT: 17, Kind.TEXT: 26}
BOLD = Font(bold=True)
# Excel's own limits.
LONGEST_TITLE, LONGEST_TEXT = 31, 32_767


def write(sheet: Sheet, file: IO[bytes]) -> None:
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet.title[:LONGEST_TITLE])
    page.freeze_panes = "A2"
    for number, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(number)].width = WIDTHS[column.kind]
    page.append([header_cell(page, column.title, column.kind) for column in sheet.columns])
    kinds = [column.kind for column in sheet.columns]
    for row in sheet.rows:
        page.append(cells(page, row, kinds))
    page.append(cells(page, sheet.foot, kinds, font=BOLD))
    if sheet.note:
        page.append([text_cell(page, sheet.note)])
    book.save(file)


def header_cell(page: Any, title: str, kind: Kind) -> Any:
    cell = text_cell(page, title)
    cell.font = BOLD
    cell.alignment = Alignment(horizontal="right" if kind is Kind.AMOUNT else "left")
    return cell


def cells(page: Any, row: Sequence[Any], kinds: Sequence[Kind], font: Font | None = None) -> list[Any]:
    made = [cell_of(page, value, kind) for value, kind in zip(row, kinds, strict=True)]
    for cell in made:
        if font is not None and cell is not None:
            cell.font = font
    return made


def cell_of(page: Any, value: Any, kind: Kind) -> Any:
    if value is None:
        return None
    if isinstance(value, str):
        return text_cell(page, value)
    cell = WriteOnlyCell(page, value)
    cell.number_format = FORMATS[kind]
    return cell


def text_cell(page: Any, text: str) -> Any:
    """Return a cell that says it holds a text, whatever that begins with."""
    cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_TEXT])
    cell.data_type = "s"
    return cell
