"""Nobody who is marked as view-only gets a function by accident, whatever the way (R9)."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied

from erp_integrations.models import Event, ViewOnly
from erp_integrations.permissions import rights_of
from erp_integrations.services import granting
from tests.factories import AdminFactory, ApproverFactory, UserFactory
from tests.services.granting.test_giving import may, right

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return AdminFactory()


@pytest.fixture
def marked(admin):
    person = UserFactory(username="victor")
    granting.use_preset(person, "viewer", by=admin)
    return type(person).objects.get(pk=person.pk)


@pytest.fixture
def accounting():
    group = Group.objects.create(name="Accounting")
    group.permissions.add(right("export_commitment"))
    return group


def test_preset_view_only_sets_the_mark(admin, marked):
    assert marked.view_only.marked_by == admin
    assert set(marked.user_permissions.all()) == set(rights_of("viewer"))
    [event] = Event.history_of(marked)
    assert {"field": "View-only", "from": "no", "to": "yes"} in event.changes


def test_mark_takes_functions_and_the_groups_that_give_them(admin, accounting):
    person, readers = ApproverFactory(), Group.objects.create(name="Readers")
    person.groups.add(accounting, readers)
    granting.use_preset(person, "viewer", by=admin)
    assert not may(person, "export_commitment")
    assert list(person.groups.all()) == [readers]
    assert {"field": "Group Accounting", "from": "yes", "to": "no"} in Event.history_of(person)[0].changes


def test_no_way_leads_a_function_to_somebody_who_is_marked(admin, marked, accounting):
    function, empty = right("export_commitment"), Group.objects.create(name="Empty")
    granting.set_groups(marked, [empty], by=admin)
    root = UserFactory(is_superuser=True)
    for attempt in (
        lambda: granting.give(marked, [function], by=admin),
        lambda: granting.set_rights(marked, [function], by=admin),
        lambda: granting.use_preset(marked, "approver", by=admin),
        lambda: granting.use_preset(marked, "approver", by=None),
        lambda: granting.set_groups(marked, [accounting], by=admin),
        lambda: granting.set_group_rights(empty, [function], by=root),
        lambda: granting.save_person(type(marked)(pk=marked.pk, username="victor", is_superuser=True), by=root),
    ):
        with pytest.raises(granting.NotGiven, match="marked as view-only"):
            attempt()
    marked = type(marked).objects.get(pk=marked.pk)
    assert not marked.is_superuser
    assert not any(marked.has_perm(f"erp_integrations.export_{name}") for name in ("commitment", "vendor"))


def test_refusal_says_how_the_mark_comes_off(admin, marked):
    with pytest.raises(granting.NotGiven, match="“Accounting approvers”.*“Take the mark off”"):
        granting.give(marked, [right("export_commitment")], by=admin)


def test_view_rights_are_given_to_somebody_who_is_marked(admin, marked):
    granting.give(marked, [right("view_apicall")], by=admin)
    assert may(marked, "view_apicall")


def test_function_that_came_round_the_service_does_nothing(marked, accounting):
    """Somebody wrote to the database by hand; the log-in still does no more than view."""
    marked.groups.add(accounting)
    marked.user_permissions.add(right("submit_vendor"))
    assert not may(marked, "export_commitment")
    assert not may(marked, "submit_vendor")
    assert may(marked, "view_commitment")


def test_nobody_logs_in_by_the_backend_of_the_mark(client, marked):
    marked.set_password("correct horse battery")
    marked.save()
    assert not client.login(username="victor")
    assert client.login(username="victor", password="correct horse battery")


def test_after_the_mark_is_off_a_function_can_be_given(admin, marked):
    granting.take_mark_off(marked, by=admin)
    assert not may(marked, "export_commitment")
    granting.give(marked, [right("export_commitment")], by=admin)
    assert may(marked, "export_commitment")
    told = [event.changes for event in Event.history_of(marked)]
    assert told[1] == [{"field": "View-only", "from": "yes", "to": "no"}]


def test_superuser_is_not_marked(admin_user):
    with pytest.raises(granting.NotGiven, match="superuser may do everything"):
        granting.mark_view_only(admin_user, by=None)
    assert not ViewOnly.objects.exists()


def test_mark_of_a_superuser_is_no_admins_business(admin, admin_user):
    with pytest.raises(PermissionDenied):
        granting.mark_view_only(admin_user, by=admin)
