"""Standing in for somebody, from day to day."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied

from erp_integrations.deputies import PASSED_ON
from erp_integrations.models import (
    Commitment,
    Connection,
    Deputyship,
    Event,
    IntegrationSettings,
    State,
    Vendor,
    Verb,
    ViewOnly,
)
from erp_integrations.permissions import PRESETS
from erp_integrations.services import reviewing
from erp_integrations.services.adding import add_companies
from erp_integrations.services.deciding.carrying_out import NotPossible
from erp_integrations.services.deciding.deputising import end_deputyship, name_deputy
from erp_integrations.services.numbering_payments import change_number
from tests import factories

pytestmark = pytest.mark.usefixtures("chosen_settings")
EXPORT = "erp_integrations.export_commitment"
A_DAY = timedelta(days=1)


def again(person):
    """Somebody as their next request reads them."""
    return get_user_model().objects.get(pk=person.pk)


def one(outcomes, record):
    (outcome,) = outcomes
    record.refresh_from_db()
    return outcome


def accept(record, by):
    return one(reviewing.accept(type(record), [record.pk], by=again(by)), record)


@pytest.fixture
def row(db):
    return factories.DeputyshipFactory()


@pytest.fixture
def today(db):
    return Connection.today()


# What a deputy may do


def test_deputy_has_the_functions_of_the_person_on_records_and_no_others():
    ana = factories.UserFactory(is_superuser=True)
    deputy = factories.ProjectPersonFactory()
    before = deputy.get_all_permissions()
    factories.DeputyshipFactory(person=ana, deputy=deputy)
    gained = again(deputy).get_all_permissions() - before
    assert gained | before == PASSED_ON | before
    assert EXPORT in gained
    assert not {right for right in gained if "settings" in right or "connection" in right or right.startswith("auth.")}


def test_deputy_gets_what_the_person_holds_and_no_more():
    ana = factories.UserFactory()
    deputy = factories.ProjectPersonFactory()
    ana.user_permissions.set(Permission.objects.filter(codename="link_vendor"))
    factories.DeputyshipFactory(person=ana, deputy=deputy)
    assert again(deputy).has_perm("erp_integrations.link_vendor")
    assert not again(deputy).has_perm(EXPORT)


@pytest.mark.parametrize("trait", ["over", "to_come"])
def test_outside_the_days_a_deputy_may_nothing(trait):
    row = factories.DeputyshipFactory(
        **{trait: True}, **({"first_day": Connection.today() - 3 * A_DAY} if trait == "over" else {})
    )
    assert not again(row.deputy).has_perm(EXPORT)


def test_first_and_last_day_belong_to_it(today):
    row = factories.DeputyshipFactory(first_day=today, last_day=today)
    assert again(row.deputy).has_perm(EXPORT)


def test_days_are_those_of_the_organisation(today):
    """At the same moment it is tomorrow on Kiritimati and yesterday in Pago Pago, for most of a day."""
    factories.ConnectionFactory(time_zone="Pacific/Kiritimati")
    ahead = Connection.today()
    Connection.objects.update(time_zone="Pacific/Pago_Pago")
    behind = Connection.today()
    row = factories.DeputyshipFactory(first_day=ahead, last_day=ahead)
    assert behind < ahead
    assert not again(row.deputy).has_perm(EXPORT)
    Connection.objects.update(time_zone="Pacific/Kiritimati")
    assert again(row.deputy).has_perm(EXPORT)


def test_there_are_no_chains(row):
    third = factories.ProjectPersonFactory()
    factories.DeputyshipFactory(person=row.deputy, deputy=third)
    assert not again(third).has_perm(EXPORT)


def test_person_who_left_passes_nothing_on(row):
    get_user_model().objects.filter(pk=row.person_id).update(is_active=False)
    assert not again(row.deputy).has_perm(EXPORT)


def test_deputy_who_left_may_nothing(row):
    get_user_model().objects.filter(pk=row.deputy_id).update(is_active=False)
    assert not again(row.deputy).has_perm(EXPORT)


def test_deputy_who_only_looks_by_now_may_nothing(row):
    factories.grant(row.deputy, "viewer")
    assert not again(row.deputy).has_perm(EXPORT)


def test_after_the_end_nothing_is_left(row):
    end_deputyship(row.pk, by=row.person)
    assert not again(row.deputy).has_perm(EXPORT)


# In whose name


def test_decision_says_on_whose_behalf(row):
    record = factories.CommitmentFactory(submitted=True)
    assert accept(record, row.deputy).is_done
    event = Event.history_of(record).get()
    assert (event.actor, event.on_behalf_of) == (row.deputy, row.person)
    assert (record.reviewed_by, record.reviewed_for) == (row.deputy, row.person)


def test_whoever_may_do_it_themselves_does_it_in_their_own_name(approver):
    factories.DeputyshipFactory(deputy=approver)
    record = factories.CommitmentFactory(submitted=True)
    accept(record, approver)
    assert Event.history_of(record).get().on_behalf_of is None


def test_limits_of_the_person_hold_for_their_deputy(row):
    factories.ApprovalLimitFactory(person=row.person)
    outcome = accept(factories.CommitmentFactory(submitted=True), row.deputy)
    assert "above the limit of 500.00 of" in outcome.sentence


def test_what_is_above_ones_own_limit_goes_in_the_name_of_who_has_a_higher_one(approver):
    row = factories.DeputyshipFactory(deputy=approver)
    factories.ApprovalLimitFactory(person=approver)
    small = factories.CommitmentFactory(submitted=True, line__amount=Decimal(400))
    large = factories.CommitmentFactory(submitted=True)
    assert accept(small, approver).is_done
    assert accept(large, approver).is_done
    assert (small.reviewed_for, large.reviewed_for) == (None, row.person)


def test_projects_of_the_person_hold_for_their_deputy(row):
    factories.ApprovalLimitFactory(person=row.person, projects=[factories.ProjectFactory()])
    outcome = accept(factories.CommitmentFactory(submitted=True), row.deputy)
    assert "for whom you stand in" in outcome.sentence


@pytest.mark.parametrize("way", ["accept", "accept_and_export", "export"])
@pytest.mark.parametrize("sender", ["deputy", "person"])
def test_deputy_approves_neither_what_they_sent_nor_what_the_person_sent(row, way, sender):
    IntegrationSettings.objects.update(forbid_self_approval=True)
    state = {"accepted": True} if way == "export" else {"submitted": True}
    record = factories.CommitmentFactory(**state, submitted_by=getattr(row, sender))
    outcome = one(getattr(reviewing, way)(Commitment, [record.pk], by=again(row.deputy)), record)
    assert not outcome.is_done
    assert not Event.history_of(record).exists()


def test_deputy_with_a_right_of_their_own_accepts_what_the_person_sent(approver):
    IntegrationSettings.objects.update(forbid_self_approval=True)
    row = factories.DeputyshipFactory(deputy=approver)
    record = factories.CommitmentFactory(submitted=True, submitted_by=row.person)
    assert accept(record, approver).is_done
    assert record.reviewed_for is None


def test_person_and_their_deputy_are_not_two(row):
    IntegrationSettings.objects.update(second_approver_above=Decimal(100))
    first, second = factories.CommitmentFactory.create_batch(2, submitted=True)
    accept(first, row.person)
    assert not accept(first, row.deputy).is_done
    accept(second, row.deputy)
    outcome = accept(second, row.person)
    assert "on behalf of" in outcome.sentence
    assert (first.state, second.state) == (State.SUBMITTED, State.SUBMITTED)
    assert accept(first, factories.ApproverFactory()).is_done


def test_two_deputies_of_one_person_are_not_two(row, today):
    IntegrationSettings.objects.update(second_approver_above=Decimal(100))
    record = factories.CommitmentFactory(submitted=True)
    accept(record, row.deputy)
    end_deputyship(row.pk, by=row.person)
    successor = factories.DeputyshipFactory(person=row.person)
    assert not accept(record, successor.deputy).is_done
    assert record.state == State.SUBMITTED


def test_deputy_with_a_right_of_their_own_is_a_second_person(approver):
    IntegrationSettings.objects.update(second_approver_above=Decimal(100))
    row = factories.DeputyshipFactory(deputy=approver)
    record = factories.CommitmentFactory(submitted=True)
    accept(record, row.person)
    assert accept(record, approver).is_done
    assert (record.state, record.reviewed_by, record.reviewed_for) == (State.ACCEPTED, approver, None)


# Naming and ending


def test_approver_names_their_deputy_and_ends_it(approver, project_person, today):
    row = name_deputy(approver, project_person, today, today + 7 * A_DAY, by=approver)
    assert again(project_person).has_perm(EXPORT)
    end_deputyship(row.pk, by=approver)
    ended, named = Event.history_of(approver)
    assert (named.verb, named.actor, named.changes[0]["from"]) == (Verb.CHANGED, approver, "")
    assert named.changes[0]["to"].startswith(project_person.username)
    assert (ended.changes[0]["from"], ended.changes[0]["to"]) == (named.changes[0]["to"], "")


def test_admin_names_and_ends_for_others(approver, project_person, today):
    admin = factories.AdminFactory()
    row = name_deputy(approver, project_person, today, today, by=admin)
    end_deputyship(row.pk, by=admin)
    assert Deputyship.objects.get().ended_by == admin


@pytest.mark.parametrize("person", [factories.ApproverFactory, factories.ViewerFactory, factories.ProjectPersonFactory])
def test_nobody_else_names_or_ends_for_others(person, row, project_person, today):
    with pytest.raises(PermissionDenied):
        name_deputy(factories.ApproverFactory(), project_person, today, today, by=person())
    with pytest.raises(PermissionDenied):
        end_deputyship(row.pk, by=person())


def test_deputy_does_not_prolong_it(row, today):
    with pytest.raises(PermissionDenied):
        name_deputy(row.person, row.deputy, today + 5 * A_DAY, today + 9 * A_DAY, by=row.deputy)


def test_deputy_of_a_superuser_is_named_by_a_superuser(project_person, today):
    chief = factories.UserFactory(is_superuser=True)
    with pytest.raises(PermissionDenied):
        name_deputy(chief, project_person, today, today, by=factories.AdminFactory())


def test_nobody_names_themselves(approver, today):
    admin = factories.AdminFactory()
    for person, deputy, by in ((approver, approver, approver), (approver, admin, admin)):
        with pytest.raises(NotPossible, match="Nobody names themselves"):
            name_deputy(person, deputy, today, today, by=by)


@pytest.mark.parametrize(
    ("deputy", "words"),
    [
        (lambda: factories.ProjectPersonFactory(is_active=False), "not active"),
        (factories.ViewerFactory, "may only look"),
        (factories.UserFactory, "may only look"),
    ],
)
def test_deputy_is_active_and_does_more_than_look(approver, today, deputy, words):
    with pytest.raises(NotPossible, match=words):
        name_deputy(approver, deputy(), today, today, by=approver)


@pytest.mark.parametrize("preset", sorted(set(PRESETS) - {"approver", "commitment approver"}))
def test_who_decides_on_nothing_has_nothing_to_pass_on(preset, project_person, today):
    person = factories.UserFactory(preset=preset)
    with pytest.raises(NotPossible, match="decides on no records"):
        name_deputy(person, project_person, today, today, by=person)


def test_deputy_of_somebody_who_is_marked_as_view_only_decides_nothing(row):
    ViewOnly.objects.create(person=row.person)
    record = factories.CommitmentFactory(submitted=True)
    with pytest.raises(PermissionDenied):
        reviewing.accept(Commitment, [record.pk], by=again(row.deputy))


def test_what_is_held_as_a_deputy_is_nothing_to_pass_on(row, today):
    with pytest.raises(NotPossible, match="decides on no records"):
        name_deputy(again(row.deputy), factories.ProjectPersonFactory(), today, today, by=again(row.deputy))


@pytest.mark.parametrize(("days", "words"), [((1, 0), "before the first"), ((-1, 3), "is past")])
def test_days_are_in_order_and_to_come(approver, project_person, today, days, words):
    with pytest.raises(NotPossible, match=words):
        name_deputy(approver, project_person, *(today + day * A_DAY for day in days), by=approver)


@pytest.mark.parametrize(("first", "last"), [(0, 0), (1, 5), (0, 9)])
def test_days_that_overlap_are_refused_with_who_stands_in(row, today, first, last):
    with pytest.raises(NotPossible, match=f"{row.deputy.username} stands in from"):
        name_deputy(
            row.person, factories.ProjectPersonFactory(), today + first * A_DAY, today + last * A_DAY, by=row.person
        )


def test_days_after_an_ended_one_are_free_again(row, today, project_person):
    end_deputyship(row.pk, by=row.person)
    assert name_deputy(row.person, project_person, today, today, by=row.person)


def test_what_is_over_is_not_ended_again(row):
    end_deputyship(row.pk, by=row.person)
    with pytest.raises(NotPossible, match="over already"):
        end_deputyship(row.pk, by=row.person)


def test_same_deputy_for_several_people_acts_for_who_holds_the_right():
    deputy = factories.ProjectPersonFactory()
    poor = factories.DeputyshipFactory(deputy=deputy, person=factories.UserFactory())
    rich = factories.DeputyshipFactory(deputy=deputy)
    record = factories.VendorFactory(submitted=True)
    assert one(reviewing.accept(Vendor, [record.pk], by=again(deputy)), record).is_done
    assert record.reviewed_for == rich.person != poor.person


def test_what_a_deputy_adds_from_xero_says_on_whose_behalf(row):
    staged = factories.StagedRecordFactory()
    add_companies([staged.pk], by=again(row.deputy))
    vendor = Vendor.objects.get(erp_id=staged.erp_id)
    assert vendor.reviewed_for == row.person
    assert {event.on_behalf_of for event in Event.history_of(vendor)} == {row.person}


def test_what_a_deputy_notes_on_a_payment_says_on_whose_behalf(row):
    payment = factories.PaymentFactory()
    change_number(payment.pk, "P-1", by=again(row.deputy))
    change_number(payment.pk, "P-2", by=row.person)
    assert [event.on_behalf_of for event in Event.history_of(payment)] == [None, row.person]
