"""The Accountant report: who holds what, since when, given by whom, through what."""

import csv
import io
from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from erp_integrations.models import ViewOnly
from erp_integrations.services import granting
from tests.admin.conftest import text_of
from tests.factories import (
    AdminFactory,
    ApprovalLimitFactory,
    ApproverFactory,
    DeputyshipFactory,
    ProjectFactory,
    UserFactory,
    ViewerFactory,
)

REPORT = reverse("accountant_report")


def right(name):
    return Permission.objects.get(codename=name, content_type__app_label="erp_integrations")


def give(person, *names):
    granting.give(person, [right(name) for name in names], by=None)


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
        "Limit: amount of a record": "",
        "Limit: projects": "",
        "Stands in today for": "",
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


def test_limit_is_told(at_screen, admin_person):
    project = ProjectFactory(number="24-017", name="Harbor")
    ApprovalLimitFactory(person=ApproverFactory(username="grace"), projects=[project])
    ApprovalLimitFactory(person=ApproverFactory(username="henry"), highest_amount=None)
    client = at_screen(admin_person)
    page = text_of(client.get(REPORT, {"q": "grace"}))
    assert 'Accepts up to <data class="money" value="500.00">500.00</data> a record.' in page
    assert "Decides on these projects only: 24-017 Harbor." in page
    told = {(line["Limit: amount of a record"], line["Limit: projects"]) for line in file_of(client, q="grace")}
    assert told == {("500.00", "24-017 Harbor")}
    assert "Accepts up to" not in text_of(client.get(REPORT, {"q": "henry"}))


def test_who_stands_in_for_somebody_today_is_told_with_the_days(at_screen, admin_person, nina):
    give(nina, "submit_vendor")
    row = DeputyshipFactory(person=ApproverFactory(first_name="Grace", last_name="Okafor"), deputy=nina)
    client = at_screen(admin_person)
    assert "Stands in for Grace Okafor from " in text_of(client.get(REPORT, {"q": "nina"}))
    [line] = file_of(client, q="nina")
    assert line["Stands in today for"] == f"Grace Okafor ({row.first_day} – {row.last_day})"


@pytest.mark.parametrize("when", ["over", "to_come"])
def test_who_stands_in_on_other_days_is_not(at_screen, admin_person, nina, when):
    give(nina, "submit_vendor")
    DeputyshipFactory(deputy=nina, **{when: True})
    assert {line["Stands in today for"] for line in file_of(at_screen(admin_person), q="nina")} == {""}


def test_deputy_who_only_looks_or_whose_person_is_switched_off_stands_in_for_nobody(at_screen, admin_person, nina):
    looker = ViewerFactory(username="victor")
    give(nina, "submit_vendor")
    DeputyshipFactory(deputy=looker)
    DeputyshipFactory(deputy=nina, person=ApproverFactory(is_active=False))
    client = at_screen(admin_person)
    told = [*file_of(client, q="victor"), *file_of(client, q="nina")]
    assert {line["Stands in today for"] for line in told} == {""}


def test_deputy_who_was_marked_as_view_only_since_stands_in_for_nobody(at_screen, admin_person, nina):
    DeputyshipFactory(deputy=nina)
    give(nina, "submit_vendor")
    ViewOnly.objects.create(person=nina)
    assert {line["Stands in today for"] for line in file_of(at_screen(admin_person), q="nina")} == {""}


def test_superuser_without_a_right_of_their_own_stands_in(at_screen, admin_person, admin_user):
    DeputyshipFactory(deputy=admin_user, person=ApproverFactory(first_name="Grace", last_name="Okafor"))
    told = {line["Stands in today for"].partition(" (")[0] for line in file_of(at_screen(admin_person), q="admin")}
    assert "Grace Okafor" in told


def test_narrowed_report_has_who_may_it_as_a_deputy_only(at_screen, admin_person, admin_user, nina):
    other = UserFactory(username="otto")
    for deputy, person in ((nina, ApproverFactory()), (other, admin_user)):
        give(deputy, "submit_vendor")
        DeputyshipFactory(deputy=deputy, person=person)
    client = at_screen(admin_person)
    told = {line["Log-in"] for line in file_of(client, function="export", type="vendor")}
    assert {"nina", "otto"} < told
    assert not {"nina", "otto"} & {line["Log-in"] for line in file_of(client, function="change", type="connection")}


def test_report_asks_as_much_for_many_people_as_for_few(at_screen, admin_person):
    client = at_screen(admin_person)

    def ask():
        with CaptureQueriesContext(connection) as asked:
            client.get(REPORT)
        return len(asked)

    def add():
        limit = ApprovalLimitFactory(projects=[ProjectFactory()])
        DeputyshipFactory(person=limit.person)

    add()
    ask()
    few = ask()
    for _number in range(5):
        add()
    assert ask() == few


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
