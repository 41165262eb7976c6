"""A record and its lines stand or fall together."""

from decimal import Decimal

from erp_integrations.models import Commitment, CommitmentChangeOrder, CommitmentLine, SubcontractorInvoice
from tests.services.loading.folder import Folder


def test_a_record_with_a_bad_line_is_not_loaded(folder: Folder):
    folder.replace("commitment_lines", "C-1,2,BC-1,Slab,,,400.00", "C-1,2,BC-1,Slab,,,lots")
    folder.load()
    assert list(Commitment.objects.values_list("source_id", flat=True)) == ["C-2"]
    assert CommitmentLine.objects.count() == 1


def test_a_record_with_a_bad_line_says_so(folder: Folder):
    folder.replace("commitment_lines", "Slab,,,400.00", "Slab,,,lots")
    assert folder.problems()[0] == (
        "commitments.csv line 2: It is not loaded, because commitment_lines.csv line 3 is wrong."
    )


def test_a_record_with_a_bad_line_is_not_changed(loaded: Folder):
    loaded.replace("commitments", "SC-001,Concrete", "SC-001,All concrete")
    loaded.replace("commitment_lines", "Footings,,,600.00", "Footings,,,650.00")
    loaded.replace("commitment_lines", "Slab,,,400.00", "Slab,,,lots")
    loaded.load()
    commitment = Commitment.objects.get(source_id="C-1")
    assert (commitment.title, commitment.amount_to_show) == ("Concrete", Decimal("1000.00"))


def test_what_depends_on_a_record_that_is_not_loaded_is_not_loaded_either(folder: Folder):
    folder.replace("commitment_lines", "Slab,,,400.00", "Slab,,,lots")
    problems = folder.problems()
    assert "change_orders.csv line 2, commitment: commitments.csv has C-1, but it was not loaded." in problems
    assert "invoices.csv line 2, commitment: commitments.csv has C-1, but it was not loaded." in problems
    assert not CommitmentChangeOrder.objects.exists()
    assert not SubcontractorInvoice.objects.exists()


def test_good_lines_of_a_bad_record_are_not_loaded_and_say_so_once(folder: Folder):
    folder.replace("commitments", "C-1,P-1,V-1,subcontract", "C-1,P-1,V-1,lease")
    problems = folder.problems()
    said = "commitment_lines.csv line 2: No line of C-1 is loaded, because commitments.csv line 2 is wrong."
    assert problems.count(said) == 1
    assert not CommitmentLine.objects.filter(commitment__source_id="C-1").exists()


def test_all_rows_of_what_is_not_loaded_count_as_refused(folder: Folder):
    folder.replace("commitment_lines", "Slab,,,400.00", "Slab,,,lots")
    counts = {counts.file: counts for counts in folder.load().files}
    assert (counts["commitments.csv"].refused, counts["commitments.csv"].created) == (1, 1)
    assert (counts["commitment_lines.csv"].refused, counts["commitment_lines.csv"].created) == (2, 1)


def test_lines_that_come_alone_are_all_loaded_or_none(loaded: Folder):
    (loaded.path / "commitments.csv").unlink()
    loaded.replace("commitment_lines", "Footings,,,600.00", "Footings,,,650.00")
    loaded.replace("commitment_lines", "Slab,,,400.00", "Slab,,,lots")
    assert (
        "commitment_lines.csv line 2: No line of C-1 is loaded, because commitment_lines.csv line 3 is wrong."
        in loaded.problems()
    )
    assert CommitmentLine.objects.filter(amount=600).exists()


def test_a_position_that_is_there_twice_refuses_the_record(folder: Folder):
    folder.replace("commitment_lines", "C-1,2,BC-1", "C-1,1,BC-1")
    assert "commitment_lines.csv line 3, position: C-1 1 is on line 2 already." in folder.problems()
    assert not Commitment.objects.filter(source_id="C-1").exists()


def test_an_unknown_commitment_line_refuses_the_whole_invoice(folder: Folder):
    folder.add("invoice_lines", "I-1,2,9,BC-1,Walls,,,10.00,,")
    folder.load()
    assert not SubcontractorInvoice.objects.exists()


def test_lines_that_the_file_leaves_out_are_removed(loaded: Folder):
    loaded.write("commitment_lines", "C-1,1,BC-1,Footings,,,600.00")
    report = loaded.load()
    assert list(CommitmentLine.objects.filter(commitment__source_id="C-1").values_list("position", flat=True)) == [1]
    assert next(counts.removed for counts in report.files if counts.file == "commitment_lines.csv") == 1


def test_lines_of_a_record_that_the_lines_leave_out_altogether_stay(loaded: Folder):
    loaded.write("commitment_lines", "C-1,1,BC-1,Footings,,,600.00", "C-1,2,BC-1,Slab,,,400.00")
    loaded.load()
    assert CommitmentLine.objects.filter(commitment__source_id="C-2").count() == 1


def test_a_line_that_something_refers_to_is_not_removed(loaded: Folder):
    loaded.write("commitment_lines", "C-1,2,BC-1,Slab and more,,,400.00")
    assert loaded.problems()[:1] == [
        "commitment_lines.csv line 2, description: "
        "The file leaves out line 1, but change orders or invoices refer to it."
    ]
    assert CommitmentLine.objects.filter(description="Slab").exists()


def test_an_invoice_does_not_move_to_another_commitment_without_its_lines(loaded: Folder):
    loaded.replace("invoices", "I-1,C-1", "I-1,C-2")
    (loaded.path / "invoice_lines.csv").unlink()
    (problem,) = loaded.problems()
    assert problem.startswith("invoices.csv line 2, commitment: It moves to another commitment")
    assert SubcontractorInvoice.objects.get().commitment.source_id == "C-1"


def test_an_invoice_moves_to_another_commitment_with_its_lines(loaded: Folder):
    loaded.replace("invoices", "I-1,C-1", "I-1,C-2")
    assert loaded.problems() == []
    assert SubcontractorInvoice.objects.get().lines.get(commitment_line__commitment__source_id="C-2")
