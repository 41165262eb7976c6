"""Reports and drill-downs as files."""

import csv
import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from erp_integrations.reports import csv_file, measures, xlsx_file
from erp_integrations.reports.behind import Behind
from erp_integrations.reports.building import JOB_COSTS, build
from erp_integrations.reports.groupings import BY_PROJECT
from erp_integrations.reports.scope import Scope
from erp_integrations.reports.sheet import Column, Kind, Sheet, sheet_of_report, sheet_of_transactions
from tests.factories import JobCostFactory

pytestmark = pytest.mark.django_db


def as_csv(sheet):
    text = "".join(csv_file.lines_of(sheet))
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def as_workbook(sheet):
    file = io.BytesIO()
    xlsx_file.write(sheet, file)
    return openpyxl.load_workbook(file).active


def report():
    return sheet_of_report(build(JOB_COSTS, Scope(), BY_PROJECT))


def test_csv_of_a_report_has_bare_numbers_and_the_total():
    cost = JobCostFactory(amount="1234567.89")
    header, row, foot = as_csv(report())
    assert header == ["Project", "Name", "Job to date", "Commitment invoiced", "Direct costs"]
    assert row == [cost.project.number, cost.project.name, "1234567.89", "0.00", "1234567.89"]
    assert foot == ["Total", "", "1234567.89", "0.00", "1234567.89"]


def test_workbook_of_a_report_has_numbers_and_a_header_that_stays_in_sight():
    JobCostFactory(amount="1234567.89")
    page = as_workbook(report())
    assert page.freeze_panes == "A2"
    assert [cell.value for cell in page[2]][2:] == [1234567.89, 0, 1234567.89]
    assert page["C2"].number_format == "#,##0.00"
    assert page["C3"].font.bold


def test_files_of_a_number_list_its_transactions_with_its_sum():
    cost = JobCostFactory(number="B-7")
    JobCostFactory(credited=True, date=None, amount="-20.05")
    sheets = [sheet_of_transactions(measures.JOB_TO_DATE, Behind(measures.JOB_TO_DATE, Scope())) for _n in range(2)]
    lines = as_csv(sheets[0])
    assert [
        "Costs in Xero",
        "2026-03-10",
        "B-7",
        "Bill",
        "Bluebonnet Building Supply",
        "Rebar",
        str(cost.project),
        cost.budget_code.item_code,
        "100.00",
    ] in lines
    assert lines[-1][-1] == "79.95"
    page = as_workbook(sheets[1])
    dated = next(row for row in page.iter_rows(min_row=2, values_only=True) if row[2] == "B-7")
    assert (dated[1].date(), dated[-1]) == (date(2026, 3, 10), 100)
    assert page.cell(page.max_row, 9).value == 79.95


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1"])
def test_text_is_never_a_formula(text):
    sheet = Sheet(text, [Column(text)], [[text]], [text])
    assert as_csv(sheet) == [[f"'{text}"]] * 3
    safe = Sheet("Texts", [Column(text)], [[text]], [text])
    assert {cell.data_type for row in as_workbook(safe).iter_rows() for cell in row} == {"s"}


def test_negative_amounts_stay_numbers():
    sheet = Sheet("Amounts", [Column("Amount", Kind.AMOUNT)], [[Decimal("-1.50")]], [Decimal("-1.50")])
    assert as_csv(sheet)[1] == ["-1.50"]
    assert as_workbook(sheet)["A2"].value == -1.5


def test_characters_that_a_workbook_may_not_hold_are_dropped():
    sheet = Sheet("Texts", [Column("Text")], [["a\x00b\x0bc"]], [""])
    assert as_workbook(sheet)["A2"].value == "abc"
