"""Rights are given and taken by one service, which asks who does it and writes it down."""

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied

from erp_integrations.models import Event, RightGiven, Verb
from erp_integrations.permissions import PRESETS, rights_of
from erp_integrations.services import granting
from tests.factories import AdminFactory, ApproverFactory, UserFactory, ViewerFactory

pytestmark = pytest.mark.django_db


def right(codename):
    return Permission.objects.get(codename=codename, content_type__app_label="erp_integrations")


def may(person, name):
    """Ask anew, as the next request does."""
    return type(person).objects.get(pk=person.pk).has_perm(f"erp_integrations.{name}")


@pytest.fixture
def admin():
    return AdminFactory(first_name="Ada", last_name="Moreno")


@pytest.fixture
def person():
    return UserFactory(username="nina")


def test_given_right_is_one_of_djangos_own(admin, person):
    granting.give(person, [right("export_commitment")], by=admin)
    assert may(person, "export_commitment")
    assert not may(person, "export_vendor")


def test_taken_right_is_gone(admin, person):
    person.user_permissions.add(right("export_commitment"), right("view_commitment"))
    granting.take(person, [right("export_commitment")], by=admin)
    assert not may(person, "export_commitment")
    assert may(person, "view_commitment")


def test_event_on_the_person_tells_what_was_given_and_taken_and_by_whom(admin, person):
    person.user_permissions.add(right("link_vendor"))
    granting.set_rights(person, [right("export_commitment")], by=admin)
    [event] = Event.history_of(person)
    assert (event.verb, event.actor, event.record_name) == (Verb.CHANGED, admin, "nina")
    assert event.changes == [
        {"field": "Accept and export: commitments", "from": "no", "to": "yes"},
        {"field": "Link: companies", "from": "yes", "to": "no"},
    ]


def test_nothing_is_told_of_what_changes_nothing(admin, person):
    person.user_permissions.add(right("export_commitment"))
    granting.set_rights(person, [right("export_commitment")], by=admin)
    assert not Event.history_of(person).exists()


def test_it_is_kept_since_when_and_by_whom_a_right_is_held(admin, person):
    granting.give(person, [right("export_commitment")], by=admin)
    other = AdminFactory()
    granting.give(person, [right("export_commitment"), right("link_commitment")], by=other)
    given = {row.permission.codename: row.given_by for row in RightGiven.objects.filter(person=person)}
    assert given == {"export_commitment": admin, "link_commitment": other}
    granting.take(person, [right("export_commitment")], by=admin)
    assert [row.permission.codename for row in RightGiven.objects.filter(person=person)] == ["link_commitment"]


@pytest.mark.parametrize("factory", [UserFactory, ViewerFactory, ApproverFactory])
def test_nobody_gives_rights_without_holding_that_right(person, factory):
    by = factory()
    for attempt in (
        lambda: granting.give(person, [right("view_vendor")], by=by),
        lambda: granting.take(person, [], by=by),
        lambda: granting.set_rights(person, [], by=by),
        lambda: granting.use_preset(person, "approver", by=by),
        lambda: granting.mark_view_only(person, by=by),
        lambda: granting.take_mark_off(person, by=by),
        lambda: granting.set_groups(person, [], by=by),
        lambda: granting.save_person(person, by=by),
        lambda: granting.delete_person(person, by=by),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert not person.user_permissions.exists()


def test_rights_of_the_queue_are_nobodys_to_give(admin, person):
    with pytest.raises(PermissionDenied):
        granting.give(person, [Permission.objects.get(codename="change_schedule")], by=admin)


def test_nobody_but_a_superuser_gives_a_superuser_anything(admin, admin_user):
    with pytest.raises(PermissionDenied):
        granting.give(admin_user, [right("view_vendor")], by=admin)


def test_what_somebody_else_changed_since_is_not_undone(admin, person):
    shown = granting.fingerprint(person)
    granting.give(person, [right("export_commitment")], by=AdminFactory())
    with pytest.raises(granting.NotGiven, match="Somebody else changed what nina may do"):
        granting.set_rights(person, [], by=admin, shown=shown)
    assert may(person, "export_commitment")


@pytest.mark.parametrize("preset", [preset for preset in PRESETS if preset != "viewer"])
def test_preset_replaces_what_is_held(admin, person, preset):
    person.user_permissions.add(right("unlink_vendor"), right("export_commitment"))
    granting.use_preset(person, preset, by=admin)
    assert set(person.user_permissions.all()) == set(rights_of(preset))


def test_change_of_a_preset_is_told_before_it_is_made(admin, person):
    person.user_permissions.set(rights_of("approver"))
    change = granting.change_of(person, "commitment approver")
    assert not change.gives
    assert right("export_vendor") in change.takes
    assert right("export_commitment") not in change.takes
    granting.use_preset(person, "commitment approver", by=admin)
    assert not granting.change_of(person, "commitment approver")


@pytest.mark.parametrize("preset", ["viewer", "project person", "admin"])
def test_only_the_presets_of_approvers_bring_approving(preset):
    assert not rights_of(preset).filter(codename__startswith="export_").exists()


def test_approver_of_commitments_approves_nothing_else(person):
    granting.use_preset(person, "commitment approver", by=None)
    held = person.user_permissions.exclude(codename__startswith="view_")
    assert {row.codename for row in held} == {f"{name}_commitment" for name in ("export", "link", "unlink", "sync")}


def test_nothing_that_is_given_makes_an_admin_a_superuser(person):
    granting.use_preset(person, "admin", by=None)
    person.refresh_from_db()
    assert not person.is_superuser


def test_whoever_gets_a_function_gets_to_see_what_it_is_for():
    given = {row.codename for row in granting.with_sight([right("import_vendor"), right("export_commitment")])}
    assert given == {"import_vendor", "view_vendor", "view_stagedrecord", "export_commitment", "view_commitment"}
