"""What rows refer to, and what is said when it is not there."""

import pytest

from erp_integrations.models import BudgetCode
from tests.services.loading.folder import Folder

UNKNOWN = [
    (
        "budget_codes",
        "BC-1,03-300",
        "BC-1,99-999",
        "cost_code: cost_codes.csv has no 99-999, and neither has the tool.",
    ),
    ("project_budget_codes", "P-1,BC-1", "P-1,BC-9", "budget_code: budget_codes.csv has no BC-9"),
    ("commitments", "C-1,P-1,V-1", "C-1,P-9,V-1", "project: projects.csv has no P-9"),
    ("commitments", "C-1,P-1,V-1", "C-1,P-1,V-99", "vendor: vendors.csv has no V-99, and neither has the tool."),
    ("commitment_lines", "C-2,1", "C-9,1", "commitment: commitments.csv has no C-9"),
    ("change_orders", "CO-1,C-1", "CO-1,C-9", "commitment: commitments.csv has no C-9"),
    ("invoice_lines", "I-1,1", "I-9,1", "invoice: invoices.csv has no I-9"),
    ("invoice_lines", "I-1,1,1", "I-1,1,7", "commitment_line: Commitment C-1 has no line 7."),
]


@pytest.mark.parametrize(("name", "right", "wrong", "said"), UNKNOWN, ids=[row[3][:45] for row in UNKNOWN])
def test_an_unknown_reference_is_reported(folder: Folder, name: str, right: str, wrong: str, said: str):
    folder.replace(name, right, wrong)
    assert said in "\n".join(folder.problems())


def test_a_reference_to_what_was_loaded_before_is_known(loaded: Folder):
    for name in ("cost_codes", "cost_types"):
        (loaded.path / f"{name}.csv").unlink()
    loaded.add("cost_codes", "code,name", "09-000,Finishes")
    loaded.add("budget_codes", "BC-3,09-000,S,")
    assert loaded.problems() == []


def test_a_reference_to_a_refused_row_says_so(folder: Folder):
    folder.replace("vendors", "ap@nunez.example", "nobody")
    assert "commitments.csv line 2, vendor: vendors.csv has V-1, but it was not loaded." in folder.problems()


def test_the_file_is_called_as_it_is(folder: Folder):
    folder.write_xlsx("vendors", ["V-9", "Acme", *[None] * 8, True])
    assert "commitments.csv line 2, vendor: vendors.xlsx has no V-1, and neither has the tool." in folder.problems()


def test_lines_that_come_alone_find_their_record(loaded: Folder):
    for name in ("commitments", "invoices"):
        (loaded.path / f"{name}.csv").unlink()
    loaded.replace("invoice_lines", "I-1,1,1", "I-1,1,2")
    report = loaded.load()
    assert report.problems == []
    assert next(counts.changed for counts in report.files if counts.file == "invoice_lines.csv") == 1


def test_two_rows_may_not_share_a_pair_of_cost_code_and_cost_type(folder: Folder):
    folder.add("budget_codes", "BC-9,03-300,S,Again")
    assert folder.problems() == ["budget_codes.csv line 4, cost_code: Line 2 has the same cost_code and cost_type."]


def test_a_row_may_not_take_the_pair_of_another_budget_code(loaded: Folder):
    loaded.write("budget_codes", "BC-9,03-300,S,Again")
    assert loaded.problems() == ["budget_codes.csv line 2, cost_code: BC-1 has the same cost_code and cost_type."]
    assert BudgetCode.objects.count() == 2
