"""People who come, go and change; groups and what they hold: all of it stands among the events."""

import json

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied

from erp_integrations.models import Event, Verb
from erp_integrations.services import granting
from tests.factories import AdminFactory, UserFactory
from tests.services.granting.test_giving import may, right

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return AdminFactory()


@pytest.fixture
def keeper():
    """An admin who looks after groups, too."""
    person = AdminFactory()
    person.user_permissions.add(*Permission.objects.filter(content_type__model="group"))
    return person


def test_new_person_is_told(admin):
    person = User(username="nina", first_name="Nina", email="nina@example.com")
    person.set_password("correct horse battery")
    granting.save_person(person, by=admin)
    [event] = Event.history_of(person)
    assert (event.verb, event.actor) == (Verb.CREATED, admin)
    assert {"field": "E-mail", "from": "", "to": "nina@example.com"} in event.changes
    assert person.is_staff


def test_person_who_is_switched_off_is_told(admin):
    person = UserFactory()
    person.is_active = False
    granting.save_person(person, by=admin)
    assert Event.history_of(person)[0].changes == [{"field": "Active", "from": "yes", "to": "no"}]


def test_superuser_who_is_made_is_told(admin_user):
    person = UserFactory()
    person.is_superuser = True
    granting.save_person(person, by=admin_user)
    assert Event.history_of(person)[0].changes == [{"field": "Superuser", "from": "no", "to": "yes"}]


def test_nobody_but_a_superuser_makes_or_changes_one(admin, admin_user):
    person = UserFactory()
    person.is_superuser = True
    admin_user.is_active = False
    for somebody in (person, admin_user):
        with pytest.raises(PermissionDenied):
            granting.save_person(somebody, by=admin)


def test_password_that_an_admin_sets_is_told_without_a_trace_of_it(admin):
    person = UserFactory()
    person.set_password("correct horse battery")
    person.save()
    granting.password_was_set(person, by=admin)
    [event] = Event.history_of(person)
    assert (event.actor, event.detail) == (admin, "A new password was set.")
    assert person.password not in json.dumps(Event.objects.values_list("detail", "changes")[0])


def test_group_that_gets_rights_is_told(keeper):
    group = Group.objects.create(name="Accounting")
    granting.set_group_rights(group, [right("export_commitment")], by=keeper)
    [event] = Event.history_of(group)
    assert event.changes == [{"field": "Accept and export: commitments", "from": "no", "to": "yes"}]


def test_person_who_joins_a_group_is_told_and_may_what_it_may(admin):
    person, group = UserFactory(), Group.objects.create(name="Accounting")
    group.permissions.add(right("export_commitment"))
    granting.set_groups(person, [group], by=admin)
    assert may(person, "export_commitment")
    assert Event.history_of(person)[0].changes == [{"field": "Group Accounting", "from": "no", "to": "yes"}]


def test_groups_are_changed_by_who_holds_that_right_alone(admin):
    group = Group.objects.create(name="Accounting")
    for attempt in (
        lambda: granting.set_group_rights(group, [right("export_commitment")], by=admin),
        lambda: granting.set_group_rights(group, [], by=admin, is_new=True),
        lambda: granting.delete_group(group, by=admin),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


def test_deleted_group_leaves_what_it_held_and_who_was_in_it(keeper):
    group = Group.objects.create(name="Accounting")
    group.permissions.add(right("export_commitment"))
    UserFactory(username="nina").groups.add(group)
    granting.delete_group(group, by=keeper)
    event = Event.objects.get(verb=Verb.DELETED)
    assert (event.record_name, event.detail) == ("Accounting", "nina")
    assert event.changes == [{"field": "Accept and export: commitments", "from": "yes", "to": "no"}]
