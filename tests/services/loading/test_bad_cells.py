"""What is said about a cell that is wrong: where it is, and why, in words for a bookkeeper."""

import pytest

from erp_integrations.models import CostType, Vendor
from tests.services.loading.folder import Folder

BAD_CELLS = [
    (
        "invoices",
        "2026-01-31,2026-01-31,,",
        "2026-01-31,2026-02-30,,",
        "billing_date: There is no such day as 2026-02-30.",
    ),
    (
        "invoices",
        "2026-01-31,2026-01-31,,",
        "2026-01-31,01/31/2026,,",
        "billing_date: “01/31/2026” is not a date: write year-month-day, as in 2026-03-31.",
    ),
    ("invoices", "2026-01-31,2026-01-31,,", "2026-01-31,20260131,,", "billing_date: “20260131” is not a date"),
    ("invoice_lines", "300.00", "300.005", "amount: 300.005 has 3 decimals, and 2 are the most."),
    ("invoice_lines", "300.00", "1.000", "amount: 1.000 has 3 decimals"),
    ("invoice_lines", "300.00", "NaN", "amount: “NaN” is not a number"),
    ("invoice_lines", "300.00", "Infinity", "amount: “Infinity” is not a number"),
    ("invoice_lines", "300.00", "3e2", "amount: “3e2” is not a number"),
    ("invoice_lines", "300.00", "$300.00", "amount: “$300.00” is not a number"),
    ("invoice_lines", "300.00", "٣٠٠", "amount: “٣٠٠” is not a number"),
    ("invoice_lines", "300.00", ".", "amount: “.” is not a number"),
    ("invoice_lines", "300.00", '"1,300.00"', "amount: “1,300.00” has a comma: write 1234.50"),
    ("invoice_lines", "300.00", "123456789012345.00", "amount: 123456789012345.00 is too large."),
    ("invoice_lines", "300.00", "", "amount: It is blank, but it is needed."),
    ("invoice_lines", "I-1,1,1", "I-1,0,1", "position: “0” is not a whole number from 1 up."),
    ("invoice_lines", "I-1,1,1", "I-1,-1,1", "position: “-1” is not a whole number"),
    ("invoice_lines", "I-1,1,1", "I-1,1.5,1", "position: “1.5” is not a whole number"),
    ("invoice_lines", "I-1,1,1", "I-1,99999999999,1", "position: “99999999999” is not a whole number"),
    ("invoice_lines", "I-1,1,1", "I-1,1,first", "commitment_line: “first” is not a whole number"),
    ("invoice_lines", "300.00", "=A1*2", "amount: It is a formula: put its result there instead."),
    ("projects", "Alder Street", "=A1", "name: It is a formula"),
    ("projects", "Alder Street", "Alder\0Street", "name: It holds a NUL, which no text has"),
    ("projects", "Alder Street", "x" * 256, "name: It has 256 characters, and 255 are the most."),
    ("projects", "Alder Street", "  ", "name: It is blank, but it is needed."),
    ("projects", "true", "yes", "is_active: “yes” is neither true nor false."),
    ("projects", "true", "", "is_active: It is blank"),
    ("vendors", "ap@nunez.example", "ap at nunez", "email: “ap at nunez” is not an e-mail address."),
    (
        "commitments",
        "C-1,P-1,V-1,subcontract",
        "C-1,P-1,V-1,lease",
        "kind: “lease” is unknown. It can be subcontract or purchase_order.",
    ),
    (
        "commitments",
        "purchase_order,unit",
        "purchase_order,hours",
        "accounting_method: “hours” is unknown. It can be amount or unit.",
    ),
    ("cost_types", "M,Materials", "M,Materials,1,2", ": The row has 4 cells, but there are only 2 columns."),
]


@pytest.mark.parametrize(("name", "right", "wrong", "said"), BAD_CELLS, ids=[row[3][:45] for row in BAD_CELLS])
def test_a_wrong_cell_is_reported_with_its_place(folder: Folder, name: str, right: str, wrong: str, said: str):
    folder.replace(name, right, wrong)
    assert said in "\n".join(folder.problems())


def test_a_cell_that_is_not_utf_8_is_reported_and_the_other_rows_are_loaded(empty_folder: Folder):
    empty_folder.write_bytes("cost_types", "code,name\nS,Subcontract\nM,Matériel\nL,Labor\n".encode("latin-1"))
    assert empty_folder.problems() == ["cost_types.csv line 3, name: It is not UTF-8: save the file as “CSV UTF-8”."]
    assert set(CostType.objects.values_list("code", flat=True)) == {"S", "L"}


def test_every_mistake_of_a_row_is_reported(folder: Folder):
    folder.write("vendors", "V-1,,,,,,,,,nobody,perhaps")
    report = folder.load()
    assert [problem.column for problem in report.problems[:3]] == ["name", "email", "is_active"]


def test_good_rows_of_the_same_file_are_loaded(folder: Folder):
    folder.add("vendors", "V-3,,,,,,,,,,true", "V-4,Acme,,,,,,,,,true")
    report = folder.load()
    assert [(problem.line, problem.column) for problem in report.problems] == [(4, "name")]
    assert Vendor.objects.filter(source_id="V-4").exists()


def test_rows_are_counted_by_what_became_of_them(loaded: Folder):
    loaded.replace("vendors", "Núñez Masonry", "Núñez & Sons")
    loaded.add("vendors", "V-3,,,,,,,,,,true", "V-4,Acme,,,,,,,,,true")
    counts = next(counts for counts in loaded.load().files if counts.file == "vendors.csv")
    assert (counts.created, counts.changed, counts.unchanged, counts.refused) == (1, 1, 1, 1)


def test_a_second_row_with_a_source_id_is_refused_and_names_the_first(folder: Folder):
    folder.add("vendors", "V-1,Somebody else,,,,,,,,,true")
    assert folder.problems() == ["vendors.csv line 4, source_id: V-1 is on line 2 already."]
    assert Vendor.objects.get(source_id="V-1").name == "Núñez Masonry"


def test_a_second_row_with_a_projects_budget_code_is_refused(folder: Folder):
    folder.add("project_budget_codes", "P-1,BC-1,5.00")
    assert folder.problems() == ["project_budget_codes.csv line 3, budget_code: P-1 BC-1 is on line 2 already."]
