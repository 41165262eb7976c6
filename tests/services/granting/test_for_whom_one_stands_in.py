"""Nobody widens what they may do by way of the person for whom they stand in, now or on days to come."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, Permission, User

from erp_integrations.models import ApprovalLimit, IntegrationSettings
from erp_integrations.services import granting
from erp_integrations.services.deciding.carrying_out import NotPossible
from erp_integrations.services.deciding.deputising import end_deputyship
from erp_integrations.services.deciding.limiting import set_limit
from tests.factories import AdminFactory, ApprovalLimitFactory, DeputyshipFactory, ProjectFactory, UserFactory
from tests.services.granting.test_giving import may, right

pytestmark = pytest.mark.django_db
NOT_OVER = pytest.mark.parametrize("when", ["now", "to_come"])


@pytest.fixture
def paul():
    paul = UserFactory(first_name="Paul", last_name="Reyes")
    paul.user_permissions.add(right("export_commitment"))
    return paul


@pytest.fixture
def ada(paul):
    return AdminFactory()


def stand_in(ada, paul, when="now"):
    return DeputyshipFactory(person=paul, deputy=ada, to_come=when == "to_come")


def ways(admin, paul):
    theirs, accounting = (Group.objects.create(name=name) for name in ("Theirs", "Accounting"))
    accounting.permissions.add(right("export_vendor"))
    paul.groups.add(theirs)
    admin.user_permissions.add(Permission.objects.get(codename="change_group"))
    return (
        lambda by: granting.give(paul, [right("export_vendor")], by=by),
        lambda by: granting.set_rights(paul, [right("export_vendor")], by=by),
        lambda by: granting.use_preset(paul, "approver", by=by),
        lambda by: granting.set_groups(paul, [theirs, accounting], by=by),
        lambda by: granting.set_group_rights(theirs, [right("export_vendor")], by=by),
    )


@NOT_OVER
def test_no_way_leads_to_wider_rights_of_whom_one_stands_in_for(ada, paul, when):
    attempts = ways(ada, paul)
    stand_in(ada, paul, when)
    ada = User.objects.get(pk=ada.pk)
    for attempt in attempts:
        with pytest.raises(granting.NotGiven, match="You stand in for Paul Reyes, .* Another admin can do it"):
            attempt(ada)
    assert not may(paul, "export_vendor")
    assert not may(ada, "export_vendor")


def test_deputy_does_not_switch_on_whom_they_stand_in_for(ada, paul):
    stand_in(ada, paul)
    User.objects.filter(pk=paul.pk).update(is_active=False)
    with pytest.raises(granting.NotGiven, match="You stand in for Paul Reyes"):
        granting.save_person(paul, by=ada)


@NOT_OVER
@pytest.mark.parametrize(("amount", "is_elsewhere"), [(None, False), (Decimal(501), False), (Decimal(500), True)])
def test_deputy_does_not_widen_the_limits_that_they_decide_within(ada, paul, when, amount, is_elsewhere):
    project = ProjectFactory()
    ApprovalLimitFactory(person=paul, projects=[project])
    stand_in(ada, paul, when)
    projects = [] if is_elsewhere else [project]
    with pytest.raises(NotPossible, match="You stand in for Paul Reyes, .* another admin can do it"):
        set_limit(paul, highest_amount=amount, projects=projects, by=ada)
    assert ApprovalLimit.objects.get().highest_amount == Decimal(500)


def test_deputy_may_narrow_both(ada, paul):
    ApprovalLimitFactory(person=paul)
    stand_in(ada, paul)
    assert set_limit(paul, highest_amount=Decimal(1), projects=[], by=ada)
    granting.take(paul, [right("export_commitment")], by=ada)
    assert not may(paul, "export_commitment")


def test_another_admin_does_it(ada, paul):
    stand_in(ada, paul)
    other = AdminFactory()
    for attempt in ways(other, paul):
        attempt(User.objects.get(pk=other.pk))
    assert set_limit(paul, highest_amount=None, projects=[], by=other) is False
    assert may(paul, "export_vendor")


def test_who_is_deputy_no_longer_does_it_too(ada, paul):
    DeputyshipFactory(person=paul, deputy=ada, over=True)
    ended = stand_in(ada, paul)
    end_deputyship(ended.pk, by=paul)
    ApprovalLimitFactory(person=paul)
    granting.give(paul, [right("export_vendor")], by=ada)
    assert set_limit(paul, highest_amount=None, projects=[], by=ada)


def test_where_the_settings_allow_widening_a_deputy_does_it(ada, paul):
    IntegrationSettings.objects.update_or_create(pk=1, defaults={"forbid_widening_own_rights": False})
    ApprovalLimitFactory(person=paul)
    stand_in(ada, paul)
    granting.give(paul, [right("export_vendor")], by=ada)
    assert set_limit(paul, highest_amount=None, projects=[], by=ada)
    assert may(paul, "export_vendor")
