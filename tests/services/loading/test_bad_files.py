"""What is said about a file of which nothing can be used."""

from pathlib import Path

import pytest

from erp_integrations.models import Commitment, CommitmentLine, CostType
from erp_integrations.services.loading import NothingToLoad, load
from tests.services.loading.folder import ROWS, Folder


def test_missing_columns_are_named(folder: Folder):
    folder.write_text("cost_types", "kind\nS\n")
    assert folder.problems()[0] == "cost_types.csv line 1: These columns are missing: code, name."


def test_semicolons_are_recognised(folder: Folder):
    folder.write_text("cost_types", "code;name\nS;Subcontract\n")
    assert folder.problems()[0].endswith("missing: code, name. Separate them by commas.")


def test_a_column_that_is_there_twice_is_named(folder: Folder):
    folder.write_text("cost_types", "code,name,name\nS,Subcontract,Sub\n")
    assert folder.problems()[0] == "cost_types.csv line 1: These columns are there twice: name."


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf"], ids=["no bytes", "blank lines", "only a BOM"])
def test_an_empty_file_is_refused(folder: Folder, data: bytes):
    folder.write_bytes("cost_types", data)
    assert folder.problems()[0] == "cost_types.csv: The file is empty."


def test_a_file_with_names_and_no_rows_is_fine(empty_folder: Folder):
    empty_folder.write_text("cost_types", "code,name\n")
    assert empty_folder.problems() == []


def test_utf_16_is_refused(empty_folder: Folder):
    empty_folder.write_bytes("cost_types", "code,name\nS,Subcontract\n".encode("utf-16"))
    (problem,) = empty_folder.problems()
    assert problem.startswith("cost_types.csv line 1: ")
    assert "not UTF-8" in problem


def test_a_bom_is_no_part_of_the_first_column(empty_folder: Folder):
    empty_folder.write_bytes("cost_types", "\ufeffcode,name\r\nS,Subcontract\r\n".encode())
    assert empty_folder.problems() == []
    assert CostType.objects.get().code == "S"


def test_an_unclosed_quotation_mark_is_reported_where_it_opens(empty_folder: Folder):
    empty_folder.write_text("cost_types", 'code,name\nS,Subcontract\nM,"Materials\nL,Labor\n')
    (problem,) = empty_folder.problems()
    assert problem.startswith("cost_types.csv line 3: From here on the file cannot be read: a quotation mark")


def test_a_workbook_with_the_name_of_a_csv_file_is_recognised(empty_folder: Folder):
    empty_folder.write_bytes("cost_types", b"PK\x03\x04and so on")
    assert empty_folder.problems() == [
        "cost_types.csv: It is a spreadsheet and not CSV: give it a name that ends in .xlsx."
    ]


def test_only_one_file_of_a_kind_may_be_there(empty_folder: Folder):
    empty_folder.write_xlsx("cost_types", ["S", "Subcontract"])
    empty_folder.write("cost_types")
    assert empty_folder.problems() == [
        "cost_types.csv: Only one of these may be there: cost_types.csv, cost_types.xlsx."
    ]


def test_a_file_that_cannot_be_opened_is_refused(empty_folder: Folder, monkeypatch: pytest.MonkeyPatch):
    empty_folder.write("cost_types")

    def refuse(file: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert empty_folder.problems() == ["cost_types.csv: The file cannot be opened: Permission denied."]


def test_an_unknown_column_is_a_warning(empty_folder: Folder):
    empty_folder.write_text("cost_types", "code,colour,name\nS,red,Subcontract\n")
    report = empty_folder.load()
    assert [str(warning) for warning in report.warnings] == [
        "cost_types.csv line 1, colour: The column is unknown, so it is ignored."
    ]
    assert CostType.objects.get().name == "Subcontract"


def test_columns_may_come_in_any_order_and_case(empty_folder: Folder):
    empty_folder.write_text("cost_types", "Name,CODE,,\nSubcontract,S,,\n")
    assert empty_folder.problems() == []
    assert CostType.objects.get().name == "Subcontract"


def test_a_spreadsheet_with_another_name_is_a_warning(folder: Folder):
    folder.write_text("cost_types", "\n".join(ROWS["cost_types"]))
    (folder.path / "vendor.csv").write_text("source_id\n", encoding="utf-8")
    assert [warning.file for warning in folder.load().warnings] == ["vendor.csv"]


def test_records_are_not_loaded_without_lines_that_cannot_be_read(folder: Folder):
    folder.write_text("commitment_lines", "")
    assert "commitments.csv: It is not loaded, because commitment_lines.csv cannot be read." in folder.problems()
    assert not Commitment.objects.exists()


def test_lines_are_not_loaded_without_records_that_cannot_be_read(loaded: Folder):
    loaded.write_text("commitments", "")
    loaded.replace("commitment_lines", "Footings", "Footings and walls")
    loaded.load()
    assert not CommitmentLine.objects.filter(description="Footings and walls").exists()


def test_a_single_file_can_be_loaded(empty_folder: Folder):
    empty_folder.write("cost_types")
    assert [counts.created for counts in load(empty_folder.path / "cost_types.csv").files] == [2]


def test_a_path_that_does_not_exist_is_an_error(tmp_path: Path):
    with pytest.raises(NothingToLoad, match="There is no"):
        load(tmp_path / "nowhere")


def test_a_folder_without_any_of_the_files_is_an_error(tmp_path: Path):
    (tmp_path / "notes.txt").write_text("cost_types.csv", encoding="utf-8")
    with pytest.raises(NothingToLoad, match="none of these files"):
        load(tmp_path)
