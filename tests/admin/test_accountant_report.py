"""The Accountant report: who holds what, since when, given by whom, through what."""

import csv
import io
from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from erp_integrations.services import granting
from tests.admin.conftest import text_of
from tests.factories import AdminFactory, ApproverFactory, UserFactory

REPORT = reverse("accountant_report")


def right(name):
    return Permission.objects.get(codename=name, content_type__app_label="erp_integrations")


def file_of(client, **query):
    content = b"".join(client.get(REPORT, {**query, "file": "csv"}).streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


@pytest.fixture
def nina(db):
    return UserFactory(username="nina", first_name="Nina", last_name="Berg")


def test_right_is_told_with_since_when_and_by_whom(at_screen, admin_person, nina):
    giver = AdminFactory(first_name="Ada", last_name="Moreno")
    with time_machine.travel(datetime(2026, 3, 2, 9, 30, tzinfo=UTC), tick=False):
        granting.give(nina, [right("export_commitment"), right("link_commitment")], by=giver)
    client = at_screen(admin_person)
    page = text_of(client.get(REPORT, {"q": "nina"}))
    for told in ("Nina Berg", "Accept and export, Link", "2 Mar 2026", "Ada Moreno", "own right"):
        assert told in page
    [first, second] = file_of(client, q="nina")
    assert first == {
        "Person": "Nina Berg",
        "Log-in": "nina",
        "May log in": "yes",
        "View-only": "no",
        "Last sign-in": "",
        "Records": "Commitments",
        "Function": "Accept and export",
        "Through": "own right",
        "Since": "2026-03-02 09:30+00:00",
        "Given by": "Ada Moreno",
    }
    assert second["Function"] == "Link"


def test_right_from_before_says_so(at_screen, admin_person, nina):
    nina.user_permissions.add(right("export_vendor"))
    client = at_screen(admin_person)
    assert "before this was kept" in text_of(client.get(REPORT, {"q": "nina"}))
    assert file_of(client, q="nina")[0]["Since"] == "before this was kept"


def test_right_of_a_group_names_the_group(at_screen, admin_person, nina):
    group = Group.objects.create(name="Accounting")
    group.permissions.add(right("export_vendor"))
    nina.groups.add(group)
    assert file_of(at_screen(admin_person), q="nina")[0]["Through"] == "group Accounting"


def test_superuser_holds_everything(at_screen, admin_person, admin_user):
    [line] = file_of(at_screen(admin_person), q=admin_user.username)
    assert (line["Records"], line["Function"], line["Through"]) == ("everything", "everything", "superuser")


def test_view_only_person_is_listed_as_such_and_holds_nothing_of_a_group(at_screen, admin_person, nina):
    granting.use_preset(nina, "viewer", by=None)
    group = Group.objects.create(name="Accounting")
    group.permissions.add(right("export_vendor"))
    nina.groups.add(group)
    client = at_screen(admin_person)
    [line] = file_of(client, q="nina")
    assert (line["View-only"], line["Function"]) == ("yes", "nothing")
    assert "See" in {line["Function"] for line in file_of(client, q="nina", function="view")}


def test_last_sign_in_is_told(at_screen, admin_person, nina):
    with time_machine.travel(datetime(2026, 3, 2, 9, 30, tzinfo=UTC)):
        at_screen(nina)
    assert file_of(at_screen(admin_person), q="nina")[0]["Last sign-in"] == "2026-03-02 09:30+00:00"


def test_report_is_narrowed_to_a_function_and_a_type(at_screen, admin_person, nina):
    ApproverFactory(username="grace")
    client = at_screen(admin_person)
    found = file_of(client, function="export", type="vendor")
    assert [(line["Log-in"], line["Records"], line["Function"]) for line in found] == [
        ("grace", "Companies", "Accept and export")
    ]
    assert "nina" in {line["Log-in"] for line in file_of(client)}


def test_people_who_are_switched_off_are_told_on_demand(at_screen, admin_person, nina):
    nina.is_active = False
    nina.save()
    client = at_screen(admin_person)
    assert not file_of(client, q="nina")
    assert file_of(client, q="nina", who="everybody")[0]["May log in"] == "no"


def test_name_that_looks_like_a_formula_is_none_in_the_file(at_screen, admin_person):
    UserFactory(username="evil", first_name="=HYPERLINK(1)")
    assert file_of(at_screen(admin_person), q="evil")[0]["Person"].startswith("'=")


@pytest.mark.parametrize("field", ["type", "who", "function"])
def test_filter_that_does_not_exist_is_told_in_place_of_a_file(at_screen, admin_person, field):
    page = text_of(at_screen(admin_person).get(REPORT, {field: "king", "file": "csv"}))
    assert "“king” cannot be chosen there" in page


def test_file_has_no_empty_line_at_its_end(at_screen, admin_person, nina):
    content = b"".join(at_screen(admin_person).get(REPORT, {"file": "csv"}).streaming_content).decode()
    assert not content.endswith("\r\n\r\n")
