"""Nobody widens their own rights while the settings forbid it; where they allow it, the events tell."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied

from erp_integrations.models import Event, IntegrationSettings, ViewOnly
from erp_integrations.services import granting
from tests.factories import AdminFactory
from tests.services.granting.test_giving import may, right

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    person = AdminFactory()
    person.user_permissions.add(right("view_vendor"), *Permission.objects.filter(content_type__model="group"))
    return person


@pytest.fixture
def accounting():
    group = Group.objects.create(name="Accounting")
    group.permissions.add(right("export_commitment"))
    return group


def ways(admin, accounting):
    mine = Group.objects.create(name="Mine")
    admin.groups.add(mine)
    function = right("export_commitment")
    return (
        lambda: granting.give(admin, [function], by=admin),
        lambda: granting.set_rights(admin, [*admin.user_permissions.all(), function], by=admin),
        lambda: granting.use_preset(admin, "approver", by=admin),
        lambda: granting.set_groups(admin, [mine, accounting], by=admin),
        lambda: granting.set_group_rights(mine, [function], by=admin),
    )


def test_setting_forbids_it_unless_somebody_switches_it_off(db):
    assert IntegrationSettings.load().forbid_widening_own_rights


def test_no_way_leads_to_wider_rights_of_ones_own(admin, accounting):
    for attempt in ways(admin, accounting):
        with pytest.raises(granting.NotGiven, match="Nobody widens their own rights"):
            attempt()
    assert not may(admin, "export_commitment")


def test_nobody_takes_their_own_mark_off(admin):
    ViewOnly.objects.create(person=admin)
    admin = User.objects.get(pk=admin.pk)
    with pytest.raises(PermissionDenied):
        granting.take_mark_off(admin, by=admin)
    assert ViewOnly.objects.filter(person=admin).exists()


def test_everybody_may_narrow_their_own(admin):
    granting.take(admin, [right("view_vendor")], by=admin)
    assert not may(admin, "view_vendor")


def test_switched_off_it_is_possible_and_told(admin, accounting):
    IntegrationSettings.objects.update_or_create(pk=1, defaults={"forbid_widening_own_rights": False})
    granting.give(admin, [right("export_commitment")], by=admin)
    assert may(admin, "export_commitment")
    event = Event.history_of(admin)[0]
    assert (event.actor, event.changes[0]["field"]) == (admin, "Accept and export: commitments")


def test_superuser_has_nothing_to_widen(admin_user):
    granting.give(admin_user, [right("export_commitment")], by=admin_user)
    assert Event.history_of(admin_user).count() == 1
