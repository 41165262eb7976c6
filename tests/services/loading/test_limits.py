"""Files that are too much: they are refused before they fill the memory, in a sentence."""

import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook

from erp_integrations.services.loading.reading import MOST_COLUMNS, Limits, Source, Unreadable, read

LIMITS = Limits(rows=3, unpacked=1_000_000)


def workbook(*rows: list[Any], wide: int = 0) -> bytes:
    book = Workbook()
    for row in rows:
        book["Sheet"].append(row)
    if wide:
        book["Sheet"].cell(2, wide, "far away")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one of its parts replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, content if entry == name else old.read(entry))
    return target.getvalue()


def refusal(file: str, data: bytes) -> str:
    with pytest.raises(Unreadable) as raised:
        read(Source(file, lambda: data, limits=LIMITS))
    return str(raised.value)


def test_a_workbook_that_is_huge_unpacked_is_refused():
    bomb = with_part(workbook(["code"]), "xl/worksheets/sheet1.xml", b"0" * 2_000_000)
    assert len(bomb) < 20_000
    assert refusal("cost_types.xlsx", bomb) == "The spreadsheet is too large when it is unpacked: save it as CSV."


def test_a_workbook_with_a_huge_part_that_is_read_whole_is_refused():
    bomb = with_part(workbook(["code"]), "xl/styles.xml", b" " * 2_500_000)
    source = Source("cost_types.xlsx", lambda: bomb, limits=Limits(rows=3, unpacked=100_000_000))
    with pytest.raises(Unreadable, match="too large when it is unpacked"):
        read(source)


def test_more_rows_than_may_be_are_refused():
    rows = b"code,name\n" + b"S,Sub\n" * 4
    assert refusal("cost_types.csv", rows) == "It has more than 3 rows: split it into several files."
    assert len(read(Source("cost_types.csv", lambda: rows))) == 5


def test_as_many_rows_as_may_be_are_read():
    rows = b"code,name\n" + b"S,Sub\n" * 3
    assert len(read(Source("cost_types.csv", lambda: rows, limits=LIMITS))) == 4


@pytest.mark.parametrize("data", [b"," * MOST_COLUMNS + b"x\n", b"code\n" + b"," * MOST_COLUMNS + b"x\n"])
def test_more_columns_than_may_be_are_refused(data: bytes):
    assert refusal("cost_types.csv", data) == "It has more than 200 columns."


def test_a_cell_in_the_last_column_of_a_sheet_is_refused():
    assert refusal("cost_types.xlsx", workbook(["code"], wide=16_384)) == "It has more than 200 columns."


def test_a_row_with_an_impossible_number_ends_the_reading():
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    sheet += b'<row r="99999999999"><c t="inlineStr"><is><t>code</t></is></c></row></sheetData></worksheet>'
    data = with_part(workbook(["code"]), "xl/worksheets/sheet1.xml", sheet)
    assert refusal("cost_types.xlsx", data) == "The spreadsheet is damaged."
