"""All or nothing: one wrong row, and everything is as it was."""

from erp_integrations.models import CostCode, Event, Vendor
from tests.services.loading.folder import Folder


def test_one_wrong_row_undoes_everything(folder: Folder):
    folder.replace("invoice_lines", "300.00", "lots")
    report = folder.load(all_or_nothing=True)
    assert report.is_undone
    assert [model.objects.count() for model in (CostCode, Vendor, Event)] == [0, 0, 0]


def test_nothing_counts_as_created_that_was_undone(folder: Folder):
    folder.replace("invoice_lines", "300.00", "lots")
    report = folder.load(all_or_nothing=True)
    assert {counts.created for counts in report.files} == {0}


def test_an_unreadable_file_undoes_everything(folder: Folder):
    folder.write_text("invoices", "")
    folder.load(all_or_nothing=True)
    assert not CostCode.objects.exists()


def test_right_rows_are_all_loaded(folder: Folder):
    report = folder.load(all_or_nothing=True)
    assert not report.is_undone
    assert Vendor.objects.count() == 2


def test_nothing_is_sent_that_was_undone(folder: Folder):
    folder.replace("invoice_lines", "300.00", "lots")
    report = folder.load(all_or_nothing=True, submit=True)
    assert (report.sent, report.not_sent) == ([], [])
