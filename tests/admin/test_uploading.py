"""Uploading at the screen: who may, what each page tells, and what is refused in a sentence."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from erp_integrations.models import CostType, Event, State, Upload, UploadedFile, Vendor
from erp_integrations.services import uploading
from erp_integrations.services.loading.tables import TABLES
from erp_integrations.services.uploading import Incoming
from tests.admin.conftest import list_url, text_of
from tests.admin.test_pages import inspect
from tests.factories import UserFactory, VendorFactory
from tests.services.loading.folder import ROWS
from tests.services.uploading.files import csv_of

GOOD, BAD = "V-3,Acme,,,,,,,,,true", "V-4,,,,,,,,,,true"
PAGES = ("upload", "upload_tables")


@pytest.fixture
def client_of_sender(at_screen: Callable[[Any], Client], project_person: Any) -> Client:
    return at_screen(project_person)


def send(client: Client, *files: Incoming) -> Any:
    return client.post(
        reverse("upload"), {"files": [SimpleUploadedFile(file.name, file.content) for file in files]}, follow=True
    )


def press(client: Client, name: str, upload: Upload, **more: str) -> Any:
    return client.post(reverse(name, args=[upload.pk]), more, follow=True)


def kept(person: Any, *files: Incoming) -> Upload:
    return uploading.keep(files, by=person)


# Who may


@pytest.mark.parametrize("person", ["viewer", "approver", "admin_person"])
def test_those_who_may_not_add_and_change_records_neither_see_it_nor_get_in(request, at_screen, person):
    client = at_screen(request.getfixturevalue(person))
    assert reverse("upload") not in text_of(client.get("/"))
    for name in PAGES:
        assert client.get(reverse(name)).status_code == 403
    assert send(client, csv_of("vendors", GOOD)).status_code == 403
    assert not Upload.objects.exists()


def test_project_person_finds_it_in_the_sidebar(client_of_sender):
    assert f'href="{reverse("upload")}"' in text_of(client_of_sender.get("/"))


def test_somebody_who_is_not_logged_in_is_asked_to(db, client):
    assert client.get(reverse("upload")).url.startswith("/login/")


def test_another_persons_upload_is_not_there(client_of_sender):
    upload = kept(UserFactory(preset="project person"), csv_of("vendors", GOOD))
    for name in ("one_upload", "wrong_rows"):
        assert client_of_sender.get(reverse(name, args=[upload.pk])).status_code == 404
    for name in ("apply_upload", "drop_upload", "name_tables"):
        assert press(client_of_sender, name, upload).status_code == 404
    assert not Vendor.objects.exists()


@pytest.mark.parametrize("name", ["apply_upload", "drop_upload", "name_tables"])
def test_nothing_is_decided_by_following_a_link(client_of_sender, project_person, name):
    upload = kept(project_person, csv_of("vendors", GOOD))
    assert client_of_sender.get(reverse(name, args=[upload.pk]))["Location"] == reverse("one_upload", args=[upload.pk])
    assert not Vendor.objects.exists()


def test_a_form_from_elsewhere_is_refused(project_person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(project_person)
    upload = kept(project_person, csv_of("vendors", GOOD))
    assert send(client, csv_of("vendors", GOOD)).status_code == 403
    assert press(client, "apply_upload", upload).status_code == 403
    assert Upload.objects.count() == 1
    assert not Vendor.objects.exists()


# What it tells


def test_the_preview_tells_wrong_new_and_changed_rows(client_of_sender):
    VendorFactory(source_id="V-1", name="Old name")
    page = text_of(send(client_of_sender, csv_of("vendors", "V-1,New name,,,,,,,,,true", GOOD, BAD)))
    assert "What would change" in page
    assert "It is blank, but it is needed." in page
    assert "<del>Old name</del>" in page
    assert "<ins>New name</ins>" in page
    assert "Acme" in page
    assert page.index("It is blank") < page.index("Acme") < page.index("Old name")
    assert not Vendor.objects.filter(source_id="V-3").exists()


def test_a_large_upload_makes_a_short_page(client_of_sender):
    rows = [f"V-{number},Company {number},,,,,,,,,true" for number in range(1500)]
    wrong = [f"W-{number},,,,,,,,,,true" for number in range(500)]
    page = text_of(send(client_of_sender, csv_of("vendors", *rows, *wrong)))
    assert len(page) < 60_000
    assert "and 1,490 more" in page
    assert "and 450 more" in page
    assert "1,500 new" in page


def test_all_wrong_rows_are_downloaded(client_of_sender, project_person):
    upload = kept(project_person, csv_of("vendors", *(f"W-{number},,,,,,,,,,true" for number in range(200))))
    response = client_of_sender.get(reverse("wrong_rows", args=[upload.pk]))
    assert response["Content-Type"].startswith("text/csv")
    assert len(response.content.decode("utf-8-sig").splitlines()) == 201


def test_the_result_is_told_in_the_words_of_the_report(client_of_sender, project_person):
    upload = kept(project_person, csv_of("vendors", GOOD, BAD))
    page = text_of(press(client_of_sender, "apply_upload", upload, how="good_rows"))
    assert "1 row was refused; everything else was loaded." in page
    assert "1 created" in page
    assert f'href="{list_url(Vendor)}?worklist=not_sent"' in page
    assert Event.history_of(Vendor.objects.get()).get().actor == project_person


def test_all_or_nothing_says_that_nothing_was_changed(client_of_sender, project_person):
    upload = kept(project_person, csv_of("vendors", GOOD, BAD))
    page = text_of(press(client_of_sender, "apply_upload", upload, how="all_or_nothing"))
    assert "1 row was refused; nothing was changed." in page
    assert "What would change" in page
    assert not Vendor.objects.exists()


def test_applying_twice_says_that_nothing_was_done(client_of_sender, project_person):
    upload = kept(project_person, csv_of("vendors", GOOD))
    press(client_of_sender, "apply_upload", upload)
    page = text_of(press(client_of_sender, "apply_upload", upload))
    assert "It was applied already, so nothing was done now." in page
    assert "What was loaded" in page


def test_the_result_says_when_it_is_not_what_was_shown(client_of_sender, project_person):
    VendorFactory(source_id="V-3")
    upload = kept(project_person, csv_of("vendors", GOOD))
    Vendor.objects.update(state=State.SUBMITTED)
    page = text_of(press(client_of_sender, "apply_upload", upload))
    assert "This is not quite what the preview had shown." in page
    assert "1 row was refused; nothing was loaded." in page


def test_what_was_loaded_is_sent_when_it_is_ticked(client_of_sender, project_person):
    upload = kept(project_person, csv_of("vendors", GOOD))
    page = text_of(press(client_of_sender, "apply_upload", upload, submit="on"))
    assert "Sent to ERP: 1. Not sent: 0." in page
    assert f'href="{list_url(Vendor)}?worklist=ready_to_export"' in page
    assert Vendor.objects.get().state == State.SUBMITTED


def test_sending_is_offered_only_to_those_who_may(at_screen):
    person = UserFactory(preset="project person")
    person.user_permissions.remove(*person.user_permissions.filter(codename="submit_vendor"))
    client = at_screen(person)
    assert 'name="submit"' not in text_of(send(client, csv_of("vendors", GOOD)))
    assert 'name="submit"' in text_of(send(client, csv_of("projects")))


def test_nothing_is_offered_to_load_when_nothing_is_right(client_of_sender):
    page = text_of(send(client_of_sender, csv_of("vendors", BAD)))
    assert "Nothing of it can be loaded" in page
    assert 'name="how"' not in page


def test_a_file_that_is_not_known_is_asked_about(client_of_sender):
    page = text_of(send(client_of_sender, csv_of("cost_types", name="codes.csv"), csv_of("vendors", GOOD)))
    assert "What do these files hold?" in page
    file = UploadedFile.objects.get(name="codes.csv")
    page = text_of(press(client_of_sender, "name_tables", file.upload, **{f"table-{file.pk}": "cost_types"}))
    assert "What would change" in page
    press(client_of_sender, "apply_upload", file.upload)
    assert CostType.objects.count() == 2


def test_a_dropped_upload_leads_back(client_of_sender, project_person):
    upload = kept(project_person, csv_of("vendors", GOOD))
    page = text_of(press(client_of_sender, "drop_upload", upload))
    assert "The upload was dropped. Nothing was changed." in page
    assert "Upload records" in page


def test_every_column_is_explained(client_of_sender):
    page = text_of(client_of_sender.get(reverse("upload_tables")))
    for table in TABLES.values():
        assert f'id="{table.name}"' in page
        for column in table.columns:
            assert f"<code>{column.name}</code>" in page
    assert "source_id of one of the companies" in page
    assert "subcontract or purchase_order" in page
    assert "blank means draft" in page


@pytest.mark.parametrize("table", ROWS)
def test_a_template_holds_the_names_of_the_columns(client_of_sender, table):
    response = client_of_sender.get(reverse("upload_template", args=[table]))
    assert response.content.decode("utf-8-sig").strip().startswith(ROWS[table][0])
    assert f'filename="{table}.csv"' in response["Content-Disposition"]


def test_there_is_no_template_of_what_is_not_loaded(client_of_sender):
    assert client_of_sender.get(reverse("upload_template", args=["history"])).status_code == 404


def test_no_page_of_an_upload_holds_code_or_styles_of_its_own(client_of_sender, project_person):
    asked = kept(project_person, csv_of("cost_types", name="codes.csv"))
    shown = kept(project_person, csv_of("vendors", GOOD, BAD))
    applied = kept(project_person, csv_of("vendors", GOOD, BAD))
    uploading.apply(applied.pk, by=project_person)
    for upload in (asked, shown, applied):
        found = inspect(client_of_sender.get(reverse("one_upload", args=[upload.pk])))
        assert (found.forbidden, found.headings, found.unlabelled_headers) == ([], 1, 0)


# What is refused


def test_too_much_is_refused_in_a_sentence_and_not_kept(client_of_sender, settings):
    settings.UPLOAD_MAX_BYTES = 3000
    page = text_of(send(client_of_sender, csv_of("vendors", *(f"V-{n},Acme,,,,,,,,,true" for n in range(200)))))
    assert "The files are larger than 2.9" in page
    assert not Upload.objects.exists()


def test_what_comes_after_the_limit_is_not_taken_in(rf, settings):
    settings.UPLOAD_MAX_BYTES = 3000
    request = rf.post(
        "/", {"files": [SimpleUploadedFile("a.csv", b"x" * 1000), SimpleUploadedFile("b.csv", b"x" * 5000)]}
    )
    assert [file.name for file in request.FILES.getlist("files")] == ["a.csv"]


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (Incoming("notes.txt", b"hello"), "notes.txt is neither CSV nor XLSX."),
        (Incoming("March.xlsx", b"hello"), "It is not a spreadsheet"),
        (Incoming("March.csv", b"\n\n"), "The file is empty."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(client_of_sender, file, sentence):
    response = send(client_of_sender, file)
    assert response.status_code == 200
    assert sentence in text_of(response)
    assert not Upload.objects.exists()


def test_no_file_at_all_is_refused_in_a_sentence(client_of_sender):
    assert "No file was chosen." in text_of(client_of_sender.post(reverse("upload")))


def test_too_many_files_are_refused_in_our_own_design(client_of_sender):
    response = send(client_of_sender, *(csv_of("vendors", GOOD) for _number in range(101)))
    assert response.status_code == 400
    assert "too much at once" in text_of(response)


def test_words_of_a_file_are_never_markup(client_of_sender):
    page = text_of(send(client_of_sender, csv_of("vendors", "V-3,<script>alert(1)</script>,,,,,,,,,<b>")))
    assert "<script>alert" not in page
    assert "<b>" not in page
