"""What cells become."""

from datetime import date
from decimal import Decimal

import pytest

from erp_integrations.models import (
    Commitment,
    CommitmentChangeOrderLine,
    CommitmentLine,
    ProjectBudgetCode,
    SubcontractorInvoice,
    SubcontractorInvoiceLine,
    Vendor,
)
from tests.services.loading.folder import Folder


def test_texts_keep_their_letters(loaded: Folder):
    assert Vendor.objects.get(source_id="V-1").name == "Núñez Masonry"


def test_texts_lose_blanks_around_them(empty_folder: Folder):
    empty_folder.write("cost_codes", " 01 ,  General ")
    empty_folder.write("cost_types")
    empty_folder.write("budget_codes", "BC-1,01,S,")
    assert empty_folder.problems() == []


def test_quoted_cells_may_hold_commas(loaded: Folder):
    assert Vendor.objects.get(source_id="V-2").name == "Baker, Sons & Co."


def test_booleans_are_read_in_any_case(loaded: Folder):
    assert list(Vendor.objects.order_by("source_id").values_list("is_active", flat=True)) == [True, False]


def test_dates_are_days(loaded: Folder):
    assert Commitment.objects.get(source_id="C-1").created_on == date(2026, 1, 8)


def test_a_blank_date_is_none(loaded: Folder):
    assert SubcontractorInvoice.objects.get(source_id="I-1").due_date is None


def test_blank_quantity_and_unit_cost_are_zero(loaded: Folder):
    line = CommitmentLine.objects.get(commitment__source_id="C-1", position=1)
    assert (line.quantity, line.unit_cost) == (Decimal(0), Decimal(0))


def test_unit_costs_keep_four_decimals(loaded: Folder):
    line = CommitmentLine.objects.get(commitment__source_id="C-2")
    assert (line.quantity, line.unit_cost) == (Decimal("12.5"), Decimal("7.4250"))


def test_a_commitment_line_is_found_by_its_position(loaded: Folder):
    line = SubcontractorInvoiceLine.objects.get()
    assert line.commitment_line == CommitmentLine.objects.get(commitment__source_id="C-1", position=1)


def test_a_blank_commitment_line_stays_blank(loaded: Folder):
    assert CommitmentChangeOrderLine.objects.get(position=2).commitment_line is None


def test_a_projects_budget_codes_have_their_amounts(loaded: Folder):
    assert ProjectBudgetCode.objects.get().original_amount == Decimal("1000.00")


def test_a_blank_status_is_a_draft(folder: Folder):
    folder.replace("change_orders", "Extra footing,approved", "Extra footing,")
    assert folder.problems() == []


@pytest.mark.parametrize("amount", ["-4860.00", "+5.1", "0", "007.50", ".5", "12."])
def test_a_number_may_be_written_as(folder: Folder, amount: str):
    folder.replace("invoice_lines", "300.00", amount)
    assert folder.problems() == []
    assert SubcontractorInvoiceLine.objects.get().amount == Decimal(amount)


def test_a_row_may_leave_out_optional_cells_at_its_end(folder: Folder):
    folder.replace("invoice_lines", "300.00,30.00,0", "300.00")
    assert folder.problems() == []


def test_blank_lines_are_skipped_and_counted(folder: Folder):
    folder.write("cost_types", "S,Subcontract", "", ",,", "M,Materials", "X,")
    assert folder.problems() == ["cost_types.csv line 6, name: It is blank, but it is needed."]


def test_a_line_break_in_a_cell_counts_as_a_line(folder: Folder):
    folder.write("cost_types", 'S,"Sub\ncontract"', "M,Materials", "X,")
    assert folder.problems() == ["cost_types.csv line 5, name: It is blank, but it is needed."]
