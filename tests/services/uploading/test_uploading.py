"""Uploads: looked at, applied once, dropped, forgotten."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from erp_integrations import tasks
from erp_integrations.models import Commitment, CostType, Event, State, Upload, UploadedFile, Vendor
from erp_integrations.services import uploading
from erp_integrations.services.loading import load
from erp_integrations.services.uploading import BadUpload, Incoming, NotWaiting, told_from
from erp_integrations.services.uploading.telling import MOST_TOLD
from tests.factories import UserFactory, VendorFactory
from tests.services.loading.folder import Folder
from tests.services.loading.test_xlsx import contents
from tests.services.uploading.files import csv_of, every_file, workbook_of

GOOD, BAD = "V-3,Acme,,,,,,,,,true", "V-4,,,,,,,,,,true"


def keep(by: Any, *files: Incoming) -> Upload:
    return uploading.keep(files, by=by)


def grown(person: Any, *rights: str) -> Any:
    """Somebody who holds these rights and no other."""
    person.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return person


# Looking


def test_nothing_is_changed_by_looking(project_person):
    upload = keep(project_person, *every_file())
    assert upload.is_waiting
    assert upload.files.count() == 12
    assert not Vendor.objects.exists()
    assert not Event.objects.exists()


def test_applying_does_what_load_records_does(project_person, folder: Folder):
    upload = keep(project_person, *every_file())
    uploading.apply(upload.pk, by=project_person)
    uploaded = contents()
    load(folder.path)
    assert contents() == uploaded
    assert sum(map(len, uploaded.values())) > 12


def test_applying_does_what_the_preview_said(project_person):
    VendorFactory(source_id="V-2")
    upload = keep(project_person, csv_of("vendors", "V-2,New name,,,,,,,,,true", GOOD, BAD))
    foreseen = told_from(upload.foreseen)
    report = uploading.apply(upload.pk, by=project_person)
    assert (report.files, report.excerpts, report.problems) == (
        foreseen.report.files,
        foreseen.report.excerpts,
        foreseen.report.problems,
    )
    upload.refresh_from_db()
    assert not told_from(upload.result).differs


def test_long_lists_are_cut_and_counted(project_person):
    rows = [f"V-{number},,,,,,,,,,true" for number in range(MOST_TOLD + 30)]
    upload = keep(project_person, csv_of("vendors", *rows))
    told = told_from(upload.foreseen)
    assert (len(told.report.problems), told.problems) == (MOST_TOLD, MOST_TOLD + 30)
    assert len(list(csv.DictReader(io.StringIO(upload.wrong_rows)))) == MOST_TOLD + 30


def test_wrong_rows_are_told_by_file_line_column_and_reason(project_person):
    upload = keep(project_person, csv_of("vendors", GOOD, BAD))
    (row,) = csv.DictReader(io.StringIO(upload.wrong_rows))
    assert row == {
        "file": "vendors.csv",
        "line": "3",
        "column": "name",
        "reason": "It is blank, but it is needed.",
    }


def test_no_wrong_row_is_a_formula_for_a_spreadsheet(project_person):
    upload = keep(project_person, csv_of("vendors", BAD, name="=1+1 vendors.csv"))
    (row,) = csv.DictReader(io.StringIO(upload.wrong_rows))
    assert row["file"] == "'=1+1 vendors.csv"


# Applying


def test_good_rows_are_loaded_and_wrong_ones_left_out(project_person):
    upload = keep(project_person, csv_of("vendors", GOOD, BAD))
    uploading.apply(upload.pk, by=project_person)
    assert [vendor.source_id for vendor in Vendor.objects.all()] == ["V-3"]
    upload.refresh_from_db()
    assert upload.status == Upload.Status.APPLIED
    assert not UploadedFile.objects.exists()


def test_all_or_nothing_loads_nothing_and_waits_on(project_person):
    upload = keep(project_person, csv_of("vendors", GOOD, BAD))
    report = uploading.apply(upload.pk, by=project_person, all_or_nothing=True)
    assert report.is_undone
    assert not Vendor.objects.exists()
    upload.refresh_from_db()
    assert upload.is_waiting
    assert told_from(upload.foreseen).report.files[0].created == 1


def test_all_or_nothing_looks_again_when_something_has_become_wrong(project_person):
    vendor = VendorFactory(source_id="V-3")
    upload = keep(project_person, csv_of("vendors", GOOD))
    assert told_from(upload.foreseen).problems == 0
    Vendor.objects.filter(pk=vendor.pk).update(state=State.SUBMITTED)
    uploading.apply(upload.pk, by=project_person, all_or_nothing=True)
    upload.refresh_from_db()
    assert told_from(upload.foreseen).problems == 1


def test_an_upload_is_applied_once(project_person):
    upload = keep(project_person, csv_of("vendors", GOOD))
    uploading.apply(upload.pk, by=project_person)
    Vendor.objects.update(name="Changed since")
    with pytest.raises(NotWaiting, match="It was applied already"):
        uploading.apply(upload.pk, by=project_person)
    assert Vendor.objects.get().name == "Changed since"


def test_applying_decides_anew_and_says_that_it_differs(project_person):
    vendor = VendorFactory(source_id="V-3", name="Old name")
    upload = keep(project_person, csv_of("vendors", GOOD, "V-5,Baker,,,,,,,,,true"))
    Vendor.objects.filter(pk=vendor.pk).update(state=State.SUBMITTED)
    report = uploading.apply(upload.pk, by=project_person)
    assert [problem.reason.split(",")[0] for problem in report.problems] == ["It was sent to ERP"]
    vendor.refresh_from_db()
    assert vendor.name == "Old name"
    assert Vendor.objects.filter(source_id="V-5").exists()
    upload.refresh_from_db()
    assert told_from(upload.result).differs
    assert "It was sent to ERP" in upload.wrong_rows


def test_a_change_from_something_else_than_was_shown_is_told(project_person):
    vendor = VendorFactory(source_id="V-3", name="Old name")
    upload = keep(project_person, csv_of("vendors", GOOD))
    Vendor.objects.filter(pk=vendor.pk).update(name="Another name")
    uploading.apply(upload.pk, by=project_person)
    upload.refresh_from_db()
    assert told_from(upload.result).differs


def test_the_history_says_who_and_where_it_came_from(project_person):
    upload = keep(project_person, csv_of("vendors", GOOD, name="March vendors.csv"))
    uploading.apply(upload.pk, by=project_person)
    (event,) = Event.history_of(Vendor.objects.get())
    assert (event.actor, event.detail) == (project_person, "uploaded: March vendors.csv line 2")


def test_what_was_loaded_is_sent_if_somebody_asks_for_it(project_person, chosen_settings):
    upload = keep(project_person, csv_of("vendors", GOOD, "V-5,Baker,,,,,,,,,false"))
    uploading.apply(upload.pk, by=project_person, submit=True)
    states = dict(Vendor.objects.values_list("source_id", "state"))
    assert states == {"V-3": State.SUBMITTED, "V-5": State.UNLINKED}
    upload.refresh_from_db()
    told = told_from(upload.result)
    assert (told.was_to_send, told.sent, told.not_sent) == (True, 1, 1)
    assert "inactive" in told.report.not_sent[0].sentence


def test_nothing_is_sent_unless_somebody_asks_for_it(project_person, chosen_settings):
    upload = keep(project_person, csv_of("vendors", GOOD))
    uploading.apply(upload.pk, by=project_person)
    assert Vendor.objects.get().state == State.UNLINKED


# Rights


def test_nobody_uploads_without_any_such_right(viewer):
    with pytest.raises(PermissionDenied):
        keep(viewer, csv_of("vendors", GOOD))


@pytest.mark.django_db
@pytest.mark.parametrize("rights", [("add_vendor",), ("change_vendor",)])
def test_both_rights_are_needed_for_what_a_file_holds(rights: tuple[str, ...]):
    person = grown(UserFactory(), "add_costtype", "change_costtype", *rights)
    with pytest.raises(BadUpload, match=r"vendors.csv holds “Companies”, which you may not add and change."):
        keep(person, csv_of("cost_types"), csv_of("vendors", GOOD))
    assert not Upload.objects.exists()


def test_rights_count_when_it_is_applied(project_person):
    upload = keep(project_person, csv_of("vendors", GOOD))
    person = grown(type(project_person).objects.get(pk=project_person.pk), "add_costtype", "change_costtype")
    with pytest.raises(BadUpload):
        uploading.apply(upload.pk, by=person)
    assert not Vendor.objects.exists()
    upload.refresh_from_db()
    assert upload.is_waiting


def test_nothing_is_loaded_by_somebody_who_may_not_send_and_asks_for_it(chosen_settings):
    person = grown(UserFactory(), "add_vendor", "change_vendor")
    upload = keep(person, csv_of("vendors", GOOD))
    assert not uploading.may_send(person, ["vendors"])
    with pytest.raises(PermissionDenied):
        uploading.apply(upload.pk, by=person, submit=True)
    assert not Vendor.objects.exists()


@pytest.mark.parametrize("decision", [uploading.apply, uploading.drop])
def test_an_upload_is_its_uploaders_alone(project_person, decision: Any):
    upload = keep(UserFactory(preset="project person"), csv_of("vendors", GOOD))
    with pytest.raises(Upload.DoesNotExist):
        decision(upload.pk, by=project_person)


# Dropping and forgetting


def test_a_dropped_upload_is_forgotten_and_not_applied(project_person):
    upload = keep(project_person, csv_of("vendors", GOOD))
    uploading.drop(upload.pk, by=project_person)
    assert not UploadedFile.objects.exists()
    with pytest.raises(NotWaiting, match="It was dropped already"):
        uploading.apply(upload.pk, by=project_person)


def test_what_waited_for_a_week_is_pruned_at_night(project_person):
    old, new, applied = (keep(project_person, csv_of("vendors", GOOD)) for _number in range(3))
    uploading.apply(applied.pk, by=project_person)
    long_ago = timezone.now() - timedelta(days=7, minutes=1)
    Upload.objects.exclude(pk=new.pk).update(uploaded_at=long_ago)
    assert tasks.prune_queue() == "0 finished tasks and 1 uploads forgotten"
    assert set(Upload.objects.all()) == {new, applied}
    assert not UploadedFile.objects.filter(upload=old.pk).exists()


# What cannot be taken in

REFUSED = {
    "no file": ([], "No file was chosen."),
    "another type": ([Incoming("photo.jpg", b"x")], "photo.jpg is neither CSV nor XLSX."),
    "no ending": ([Incoming("vendors", b"x")], "vendors is neither CSV nor XLSX."),
    "an empty file": ([Incoming("March.csv", b"")], "March.csv: The file is empty."),
    "no workbook": ([Incoming("March.xlsx", b"hello")], "March.xlsx: It is not a spreadsheet"),
}


@pytest.mark.parametrize(("files", "reason"), REFUSED.values(), ids=REFUSED)
def test_files_that_cannot_be_taken_in_are_refused_in_a_sentence(project_person, files: list[Incoming], reason: str):
    with pytest.raises(BadUpload, match=reason):
        keep(project_person, *files)
    assert not Upload.objects.exists()


def test_files_that_are_too_large_together_are_refused(project_person, settings):
    settings.UPLOAD_MAX_BYTES = 200
    with pytest.raises(BadUpload, match="larger than 200"):
        keep(project_person, csv_of("vendors"), csv_of("cost_types"))


def test_a_damaged_file_with_a_known_name_is_told_in_the_preview(project_person):
    upload = keep(project_person, Incoming("vendors.xlsx", b"hello"), csv_of("cost_types"))
    told = told_from(upload.foreseen)
    assert [problem.file for problem in told.report.problems] == ["vendors.xlsx"]
    uploading.apply(upload.pk, by=project_person)
    assert CostType.objects.count() == 2


def test_a_path_in_a_name_is_only_a_name(project_person, tmp_path):
    upload = keep(project_person, csv_of("vendors", GOOD, name="../../etc/vendors.csv"))
    assert upload.file_names == ["../../etc/vendors.csv"]
    uploading.apply(upload.pk, by=project_person)
    assert Vendor.objects.exists()


def test_two_files_of_one_table_are_not_loaded(project_person):
    upload = keep(project_person, csv_of("vendors", GOOD), csv_of("vendors", GOOD, name="more vendors.csv"))
    (problem,) = told_from(upload.foreseen).report.problems
    assert problem.reason == "Only one of these may be there: vendors.csv, more vendors.csv."


def test_lines_without_their_records_find_those_that_are_there(project_person, loaded: Folder):
    changed = csv_of("commitment_lines", "C-1,1,BC-1,Footings,,,650.00", "C-1,2,BC-1,Slab,,,400.00")
    upload = keep(project_person, changed)
    uploading.apply(upload.pk, by=project_person)
    assert Commitment.objects.get(source_id="C-1").amount_to_show == 1050


def test_a_workbook_with_another_name_is_known_by_its_heading(project_person):
    upload = keep(project_person, workbook_of("Codes.xlsx", {"Sheet1": [["code", "name"], ["S", "Sub"]]}))
    assert upload.foreseen is None
    book = workbook_of("Jobs.xlsx", {"Sheet1": [["source_id", "number", "name", "is_active"], ["P-1", "1", "A", True]]})
    assert told_from(keep(project_person, book).foreseen).report.files[0].created == 1
