"""Workbooks: the same as CSV, with cells that know what they are."""

import csv
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from erp_integrations.models import EXPORTED_MODELS, Commitment, CostCode, Project, Vendor
from erp_integrations.services.loading import load
from erp_integrations.services.loading.tables import TABLES
from tests.services.loading.folder import Folder

OURS = ("id", "key", "created_at", "updated_at")
DATES = ("created_on", "period_start", "period_end", "billing_date", "due_date")
NUMBERS = ("position", "quantity", "unit_cost", "amount", "retainage_withheld", "original_amount")


def as_excel_has_it(column: str, cell: str) -> Any:
    if not cell:
        return None
    if column in DATES:
        return datetime.fromisoformat(cell)
    if column == "is_active":
        return cell.lower() == "true"
    return float(cell) if column in NUMBERS else cell


def convert(folder: Path) -> None:
    """Replace every CSV file by a workbook with real dates, numbers and booleans."""
    for file in folder.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            heading, *rows = csv.reader(lines)
        workbook = Workbook()
        sheet = workbook.active
        assert sheet
        sheet.append(heading)
        for row in rows:
            sheet.append([as_excel_has_it(column, cell) for column, cell in zip(heading, row, strict=True)])
        workbook.save(file.with_suffix(".xlsx"))
        file.unlink()


def contents() -> dict[str, list[Any]]:
    """Everything that is kept of the files."""
    kept = {}
    for table in TABLES.values():
        names = [column.name for column in table.columns]
        kept[table.name] = list(table.model._default_manager.order_by("pk").values_list(*names))
    return kept


def test_workbooks_load_the_same_as_csv(folder: Folder):
    folder.load()
    from_csv = contents()
    for model in reversed(EXPORTED_MODELS):
        model.objects.all().delete()
    convert(folder.path)
    assert folder.problems() == []
    assert [len(rows) for rows in contents().values()] == [len(rows) for rows in from_csv.values()]
    assert contents()["vendors"] == from_csv["vendors"]


def test_a_workbook_after_the_same_csv_changes_nothing(loaded: Folder):
    convert(loaded.path)
    report = loaded.load()
    assert report.problems == []
    assert [(counts.created, counts.changed) for counts in report.files] == [(0, 0)] * len(TABLES)


def test_a_number_in_a_text_column_is_written_as_it_shows(empty_folder: Folder):
    empty_folder.write_xlsx("projects", ["P-1", 24017, 7.5, True])
    assert empty_folder.problems() == []
    assert Project.objects.values_list("number", "name").get() == ("24017", "7.5")


def test_noise_of_binary_arithmetic_is_dropped(folder: Folder):
    folder.write_xlsx("project_budget_codes", ["P-1", "BC-1", 0.1 + 0.2])
    assert folder.problems() == []


def test_a_text_that_became_a_date_is_refused(empty_folder: Folder):
    empty_folder.write_xlsx("cost_codes", [date(2026, 1, 3), "Concrete"])
    assert empty_folder.problems() == [
        "cost_codes.xlsx line 2, code: The spreadsheet made a date of it: format the column as text and type it again."
    ]


def test_a_reference_that_became_a_date_is_refused(folder: Folder):
    folder.write_xlsx("budget_codes", ["BC-1", date(2026, 1, 3), "S", None])
    assert "line 2, cost_code: The spreadsheet made a date of it" in folder.problems()[0]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("=1+1", "It is a formula: put its result there instead."),
        ("#N/A", "It is an error of the spreadsheet: #N/A."),
        (time(10, 2), "It is a time of day."),
    ],
)
def test_a_cell_that_holds_no_value_is_refused(empty_folder: Folder, cell: Any, said: str):
    empty_folder.write_xlsx("cost_codes", ["03-300", cell])
    assert empty_folder.problems() == [f"cost_codes.xlsx line 2, name: {said}"]


def test_a_number_is_no_date(folder: Folder):
    folder.write_xlsx("commitments", ["C-1", "P-1", "V-1", "subcontract", "amount", "1", "", "", "", "", 46000])
    assert "commitments.xlsx line 2, created_on: “46000” is not a date" in folder.problems()[0]


def test_a_date_is_no_amount(folder: Folder):
    folder.write_xlsx("project_budget_codes", ["P-1", "BC-1", date(2026, 1, 3)])
    assert "original_amount: “2026-01-03” is not a number" in folder.problems()[0]


def test_lines_are_counted_with_the_blank_ones(empty_folder: Folder):
    empty_folder.write_xlsx("cost_codes", ["03-300", "Concrete"], [], [None, "  "], ["05-120", None])
    assert empty_folder.problems() == ["cost_codes.xlsx line 5, name: It is blank, but it is needed."]


def test_what_is_no_workbook_is_refused(empty_folder: Folder):
    (empty_folder.path / "cost_codes.xlsx").write_text("code,name\n", encoding="utf-8")
    assert empty_folder.problems() == ["cost_codes.xlsx: It is not a spreadsheet, although its name ends in .xlsx."]


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9])
def test_half_a_workbook_is_refused(empty_folder: Folder, kept: float):
    empty_folder.write_xlsx("cost_codes", ["03-300", "Concrete"])
    file = empty_folder.path / "cost_codes.xlsx"
    file.write_bytes(file.read_bytes()[: int(file.stat().st_size * kept)])
    (problem,) = empty_folder.problems()
    assert "cost_codes.xlsx: " in problem
    assert not CostCode.objects.exists()


def test_an_empty_workbook_is_refused(empty_folder: Folder):
    Workbook().save(empty_folder.path / "vendors.xlsx")
    assert empty_folder.problems() == ["vendors.xlsx: The file is empty."]
    assert not Vendor.objects.exists()


def test_a_single_workbook_can_be_loaded(loaded: Folder):
    loaded.write_xlsx("commitment_lines", ["C-1", 1, "BC-1", "Footings", None, None, 700], ["C-1", 2, "BC-1", "Slab"])
    assert [problem.column for problem in load(loaded.path / "commitment_lines.xlsx").problems] == ["", "amount"]
    loaded.write_xlsx("commitment_lines", ["C-1", 1, "BC-1", "Footings", None, None, 700])
    load(loaded.path / "commitment_lines.xlsx")
    assert Commitment.objects.get(source_id="C-1").amount_to_show == Decimal("700.00")
