"""People who were given a set of rights before payments, costs, runs and mails came hold them after an update too."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission

from tests.factories import grant

NEW = ("jobcost", "leftoutcost", "payment", "stagedrecord", "syncrun", "sentmail")
WHOLE_SETS = ("viewer", "project person", "approver", "admin")
migration = import_module("erp_integrations.migrations.0015_rights_of_what_is_new")


def rights_of(person):
    return set(person.user_permissions.values_list("codename", flat=True))


@pytest.mark.parametrize("preset", WHOLE_SETS)
def test_holder_of_a_whole_set_has_it_as_it_is_now(django_user_model, preset):
    person = django_user_model.objects.create_user("ana")
    grant(person, preset)
    if preset == "approver":
        # The set had rights then that have no effect, and the migration goes by the whole of it.
        person.user_permissions.add(*Permission.objects.filter(codename__in=migration.SETS[1][0]))
    now = rights_of(person)
    person.user_permissions.remove(*Permission.objects.filter(content_type__model__in=NEW))
    assert rights_of(person) < now
    migration.extend(apps, None)
    assert rights_of(person) == now


def test_holder_of_single_rights_gets_no_more_of_them(django_user_model):
    person = django_user_model.objects.create_user("ana")
    person.user_permissions.set(Permission.objects.filter(codename__in=["view_project", "change_connection"]))
    migration.extend(apps, None)
    assert rights_of(person) == {"view_project", "change_connection"}


def test_group_is_extended_as_a_person_is(db):
    group = Group.objects.create(name="Accounting")
    group.permissions.set(Permission.objects.filter(codename__in=migration.SETS[0][0]))
    migration.extend(apps, None)
    assert group.permissions.filter(codename="view_payment").exists()
