"""A preview says what loading does, and does none of it."""

from typing import Any

from erp_integrations.models import Commitment, CommitmentLine, Event, State, Vendor
from erp_integrations.services.loading import load, preview
from erp_integrations.services.loading.excerpts import MOST_SHOWN
from erp_integrations.services.loading.finding import find
from erp_integrations.services.loading.report import Excerpt, Figure, LoadReport
from tests.services.loading.folder import Folder
from tests.services.loading.test_xlsx import contents


def look(folder: Folder) -> LoadReport:
    return preview(find(folder.path), by=None)


def excerpt(report: LoadReport, file: str) -> Excerpt:
    return next(excerpt for excerpt in report.excerpts if excerpt.file == file)


def told(report: LoadReport) -> Any:
    return [report.files, report.excerpts, report.problems, report.warnings]


def test_nothing_is_changed(folder: Folder):
    look(folder)
    assert not Vendor.objects.exists()
    assert not Event.objects.exists()


def test_it_says_what_loading_says(loaded: Folder):
    loaded.replace("vendors", "Núñez Masonry", "Núñez & Sons")
    loaded.replace("commitments", "C-2,P-1,V-1", "C-2,P-1,V-9")
    loaded.add("vendors", "V-3,,,,,,,,,,true", "V-4,Acme,,,,,,,,,true")
    loaded.replace("commitment_lines", "C-1,2,BC-1,Slab,,,400.00\n", "")
    before = contents()
    foreseen = look(loaded)
    assert contents() == before
    assert told(foreseen) == told(load(loaded.path))


def test_new_rows_are_shown_with_what_is_in_them(folder: Folder):
    (row, *_others) = excerpt(look(folder), "commitments.csv").created
    assert (row.line, row.name) == (2, "C-1")
    assert row.figures[:3] == [Figure("project", "P-1"), Figure("vendor", "V-1"), Figure("kind", "subcontract")]
    assert Figure("created_on", "2026-01-08") in row.figures
    assert not any(figure.column == "title" and not figure.now for figure in row.figures)


def test_changed_rows_are_shown_with_old_and_new(loaded: Folder):
    loaded.replace("commitments", "C-2,P-1,V-1", "C-2,P-1,V-2")
    loaded.replace("commitment_lines", "12.5,7.4250,92.81", "13,7.5,97.50")
    report = look(loaded)
    (commitment,) = excerpt(report, "commitments.csv").changed
    assert (commitment.line, commitment.name, commitment.figures) == (3, "C-2", [Figure("vendor", "V-2", "V-1")])
    (line,) = excerpt(report, "commitment_lines.csv").changed
    assert (line.name, line.figures) == (
        "C-2 1",
        [Figure("quantity", "13", "12.5"), Figure("unit_cost", "7.5", "7.425"), Figure("amount", "97.50", "92.81")],
    )


def test_lines_that_go_are_named(loaded: Folder):
    loaded.replace("commitment_lines", "C-1,2,BC-1,Slab,,,400.00\n", "")
    (row,) = excerpt(look(loaded), "commitment_lines.csv").removed
    assert (row.name, row.figures) == ("C-1 2", [Figure("description", "Slab")])
    assert CommitmentLine.objects.filter(commitment__source_id="C-1").count() == 2


def test_refused_rows_are_not_shown_as_new_or_changed(loaded: Folder):
    Commitment.objects.filter(source_id="C-1").update(state=State.SUBMITTED)
    loaded.replace("commitments", "SC-001,Concrete", "SC-001,All concrete")
    report = look(loaded)
    assert excerpt(report, "commitments.csv").changed == []
    assert [problem.line for problem in report.problems] == [2]


def test_only_the_first_rows_of_a_kind_are_shown(empty_folder: Folder):
    empty_folder.write("cost_types", *(f"T{number},Type" for number in range(MOST_SHOWN + 5)))
    report = look(empty_folder)
    assert len(report.excerpts[0].created) == MOST_SHOWN
    assert report.files[0].created == MOST_SHOWN + 5
