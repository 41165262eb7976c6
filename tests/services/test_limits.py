"""How far somebody's approving goes: up to which amount, on which projects."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from erp_integrations.models import ApprovalLimit, Delivery, Event, State, Verb
from erp_integrations.services import linking, reviewing, sending, unlinking
from erp_integrations.services.deciding import holding
from erp_integrations.services.deciding.carrying_out import NotPossible
from erp_integrations.services.deciding.limiting import set_limit
from tests import factories

pytestmark = pytest.mark.usefixtures("chosen_settings")
WITH_AMOUNTS = pytest.mark.parametrize(
    ("factory", "amount"),
    [
        (factories.CommitmentFactory, "1000.00"),
        (factories.ChangeOrderFactory, "250.00"),
        (factories.InvoiceFactory, "360.00"),
    ],
)


def one(outcomes, record):
    (outcome,) = outcomes
    record.refresh_from_db()
    return outcome


def accept(record, by):
    return one(reviewing.accept(type(record), [record.pk], by=by), record)


def limited(**limit):
    return factories.ApprovalLimitFactory(**limit).person


@WITH_AMOUNTS
def test_record_at_the_limit_is_accepted_and_one_above_it_is_not(factory, amount):
    at, above = Decimal(amount), Decimal(amount) - Decimal("0.01")
    assert accept(factory(submitted=True), limited(highest_amount=at)).is_done
    record = factory(submitted=True)
    assert not accept(record, limited(highest_amount=above)).is_done
    assert record.state == State.SUBMITTED


def test_refusal_names_the_record_its_amount_and_the_limit():
    record = factories.CommitmentFactory(submitted=True, number="SC-012")
    outcome = accept(record, limited(highest_amount=Decimal("500.00")))
    assert outcome.sentence == (
        "SC-012 is 1,000.00, above your limit of 500.00. Somebody with a higher limit has to accept it."
    )


def test_amount_below_zero_counts_by_its_size():
    change = factories.ChangeOrderFactory(submitted=True, line__amount=Decimal("-900.00"))
    assert "above your limit" in accept(change, limited(highest_amount=Decimal("500.00"))).sentence


def test_limit_of_nothing_lets_nothing_with_an_amount_through():
    assert not accept(factories.CommitmentFactory(submitted=True), limited(highest_amount=Decimal(0))).is_done


@pytest.mark.parametrize("factory", [factories.BudgetCodeFactory, factories.VendorFactory, factories.ProjectFactory])
def test_what_posts_no_amount_is_above_no_limit(factory):
    assert accept(factory(submitted=True), limited(highest_amount=Decimal("0.01"))).is_done


def test_superuser_with_a_limit_has_it_too():
    chief = factories.UserFactory(is_superuser=True)
    factories.ApprovalLimitFactory(person=chief)
    assert not accept(factories.CommitmentFactory(submitted=True), chief).is_done


def test_program_has_no_limit():
    assert accept(factories.CommitmentFactory(submitted=True), None).is_done


def test_of_many_records_each_is_measured_by_itself():
    small = factories.CommitmentFactory(submitted=True, line__amount=Decimal("400.00"))
    large = factories.CommitmentFactory(submitted=True)
    outcomes = reviewing.accept(type(small), [large.pk, small.pk], by=limited())
    assert [outcome.is_done for outcome in outcomes] == [False, True]


def test_accepting_and_exporting_above_the_limit_queues_nothing():
    record = factories.CommitmentFactory(submitted=True)
    assert not one(reviewing.accept_and_export(type(record), [record.pk], by=limited()), record).is_done
    assert (record.state, record.delivery) == (State.SUBMITTED, Delivery.IDLE)


def test_what_somebody_accepted_within_their_limit_is_exported_by_anybody_who_may():
    record = factories.CommitmentFactory(accepted=True)
    assert one(reviewing.export(type(record), [record.pk], by=limited()), record).is_done


# Projects


WAYS = {
    "accept": ("submitted", lambda record, by: reviewing.accept(type(record), [record.pk], by=by)),
    "reject": ("submitted", lambda record, by: reviewing.reject(type(record), [record.pk], by=by, reason="No.")),
    "export": ("accepted", lambda record, by: reviewing.export(type(record), [record.pk], by=by)),
    "hold": ("submitted", lambda record, by: holding.hold(type(record), [record.pk], by=by, note="Why?")),
    "release": ("held", lambda record, by: holding.release(type(record), [record.pk], by=by)),
}
EACH_WAY = pytest.mark.parametrize(("state", "way"), WAYS.values(), ids=WAYS)


def in_state(factory, state, **more):
    return factory(**({"submitted": True, "held": True} if state == "held" else {state: True}), **more)


@EACH_WAY
def test_record_of_another_project_is_not_decided_on_in_any_way(state, way):
    elsewhere, record = factories.ProjectFactory(), in_state(factories.CommitmentFactory, state)
    before = record.updated_at
    outcome = one(way(record, limited(highest_amount=None, projects=[elsewhere])), record)
    assert "not one of your projects" in outcome.sentence
    assert record.updated_at == before
    assert not Event.history_of(record).exists()


@EACH_WAY
@pytest.mark.parametrize(
    "factory", [factories.CommitmentFactory, factories.ChangeOrderFactory, factories.InvoiceFactory]
)
def test_record_of_ones_own_project_is_decided_on(factory, state, way):
    record = in_state(factory, state)
    project = record.project_to_show
    assert one(way(record, limited(highest_amount=None, projects=[project])), record).is_done


def test_project_itself_is_decided_on_by_those_it_is_given_to():
    project, other = factories.ProjectFactory(submitted=True), factories.ProjectFactory(submitted=True)
    person = limited(highest_amount=None, projects=[project])
    assert accept(project, person).is_done
    assert "not one of your projects" in accept(other, person).sentence


@pytest.mark.parametrize("factory", [factories.BudgetCodeFactory, factories.VendorFactory])
def test_codes_and_companies_belong_to_no_project(factory):
    person = limited(projects=[factories.ProjectFactory()])
    assert accept(factory(submitted=True), person).is_done


def test_linking_and_unlinking_keep_to_ones_projects(connected):
    from erp_integrations import wiring

    person = limited(projects=[factories.ProjectFactory()])
    loose, synced = factories.ProjectFactory(), factories.ProjectFactory(synced=True)
    linked = linking.link(type(loose), {loose.pk: "anything"}, wiring.ledger(), by=person)
    unlinked = unlinking.unlink(type(synced), [synced.pk], wiring.ledger(), by=person)
    assert "not one of your projects" in one(linked, loose).sentence
    assert "not one of your projects" in one(unlinked, synced).sentence


def test_limit_does_not_reach_what_project_people_do():
    person = factories.ProjectPersonFactory()
    factories.ApprovalLimitFactory(person=person, projects=[factories.ProjectFactory()])
    record = factories.CommitmentFactory()
    assert one(sending.submit(type(record), [record.pk], by=person), record).is_done


# Setting them


@pytest.fixture
def admin_person():
    return factories.AdminFactory()


def test_what_was_set_is_kept_and_told_from_what_to_what(approver, admin_person):
    project = factories.ProjectFactory(number="24-017", name="Harbor")
    assert set_limit(approver, highest_amount=Decimal(500), projects=[project], by=admin_person)
    assert set_limit(approver, highest_amount=Decimal(900), projects=[], by=admin_person)
    limit = ApprovalLimit.objects.get(person=approver)
    assert (limit.highest_amount, limit.projects.count()) == (Decimal(900), 0)
    last, first = Event.history_of(approver)
    assert (first.verb, first.actor) == (Verb.CHANGED, admin_person)
    assert first.changes == [
        {"field": "highest amount of a record", "from": "", "to": "500.00"},
        {"field": "projects", "from": "", "to": "24-017 Harbor"},
    ]
    assert last.changes[0] == {"field": "highest amount of a record", "from": "500.00", "to": "900.00"}


def test_what_changes_nothing_is_no_event(approver, admin_person):
    assert not set_limit(approver, highest_amount=None, projects=[], by=admin_person)
    assert not Event.history_of(approver).exists()


@pytest.mark.parametrize("person", [factories.ApproverFactory, factories.ViewerFactory, factories.ProjectPersonFactory])
def test_only_who_may_change_people_sets_limits(person, approver):
    with pytest.raises(PermissionDenied):
        set_limit(approver, highest_amount=Decimal(1), projects=[], by=person())


def test_limits_of_a_superuser_are_set_by_a_superuser(admin_person):
    chief, other = (factories.UserFactory(is_superuser=True) for _ in range(2))
    with pytest.raises(PermissionDenied):
        set_limit(chief, highest_amount=Decimal(1), projects=[], by=admin_person)
    assert set_limit(chief, highest_amount=Decimal(1), projects=[], by=other)


@pytest.mark.parametrize(
    ("amount", "are_all"), [(Decimal("500.01"), False), (None, False), (Decimal(500), True), (Decimal(500), None)]
)
def test_nobody_widens_their_own_limits(admin_person, amount, are_all):
    mine, other = factories.ProjectFactory(), factories.ProjectFactory()
    factories.ApprovalLimitFactory(person=admin_person, projects=[mine])
    projects = {True: [], False: [mine], None: [mine, other]}[are_all]
    with pytest.raises(NotPossible, match="their own limits"):
        set_limit(admin_person, highest_amount=amount, projects=projects, by=admin_person)


def test_somebody_may_narrow_their_own_limits(admin_person):
    mine, other = factories.ProjectFactory(), factories.ProjectFactory()
    factories.ApprovalLimitFactory(person=admin_person, projects=[mine, other])
    assert set_limit(admin_person, highest_amount=Decimal(400), projects=[mine], by=admin_person)
