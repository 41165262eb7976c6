"""Above an amount, two people accept."""

from decimal import Decimal

import pytest

from erp_integrations import wiring
from erp_integrations.models import Commitment, Delivery, Event, IntegrationSettings, State, Verb
from erp_integrations.services import reviewing, sending
from erp_integrations.services.configuring import accepted_otherwise, change_settings
from erp_integrations.services.exporting import export_queued
from tests import factories

pytestmark = pytest.mark.usefixtures("chosen_settings")
DELIVERIES = (Delivery.QUEUED, Delivery.FAILED, Delivery.SENDING, Delivery.UNKNOWN)
WITH_AMOUNTS = pytest.mark.parametrize(
    "factory", [factories.CommitmentFactory, factories.ChangeOrderFactory, factories.InvoiceFactory]
)


@pytest.fixture(autouse=True)
def threshold(chosen_settings):
    """Two people above 100.00."""
    IntegrationSettings.objects.update(second_approver_above=Decimal(100))


@pytest.fixture
def other(db):
    return factories.ApproverFactory()


def one(outcomes, record):
    (outcome,) = outcomes
    record.refresh_from_db()
    return outcome


def accept(record, by):
    return one(reviewing.accept(type(record), [record.pk], by=by), record)


def accepted_twice(approver, other):
    record = factories.CommitmentFactory(submitted=True)
    assert accept(record, approver).is_done
    assert accept(record, other).is_done
    return record


def set_threshold(amount, by=None):
    settings = IntegrationSettings.load()
    settings.second_approver_above = amount
    return change_settings(settings, by=by)


@WITH_AMOUNTS
def test_first_acceptance_leaves_the_record_waiting(factory, approver):
    record = factory(submitted=True)
    outcome = accept(record, approver)
    assert outcome.is_done
    assert outcome.sentence == ("Accepted by you; a second approver has to accept it because it is above 100.00.")
    assert (record.state, record.first_accepted_by, record.reviewed_by) == (State.SUBMITTED, approver, None)
    assert [event.verb for event in Event.history_of(record)] == [Verb.FIRST_ACCEPTED]


@WITH_AMOUNTS
def test_another_person_accepts_it_for_good(factory, approver, other):
    record = factory(submitted=True)
    accept(record, approver)
    assert accept(record, other).is_done
    assert (record.state, record.first_accepted_by, record.reviewed_by) == (State.ACCEPTED, approver, other)
    assert record.accepted_digest == record.first_digest
    assert [event.verb for event in Event.history_of(record)] == [Verb.ACCEPTED, Verb.FIRST_ACCEPTED]


def test_same_person_does_not_accept_it_twice(approver):
    record = factories.CommitmentFactory(submitted=True)
    accept(record, approver)
    assert "You accepted it already" in accept(record, approver).sentence
    assert record.state == State.SUBMITTED


def test_amount_at_the_threshold_takes_one(approver):
    record = factories.CommitmentFactory(submitted=True, line__amount=Decimal("100.00"))
    assert accept(record, approver).is_done
    assert (record.state, record.first_accepted_at) == (State.ACCEPTED, None)


def test_amount_below_zero_counts_by_its_size(approver):
    record = factories.ChangeOrderFactory(submitted=True, line__amount=Decimal("-100.01"))
    accept(record, approver)
    assert record.is_accepted_once


@pytest.mark.parametrize("factory", [factories.BudgetCodeFactory, factories.VendorFactory, factories.ProjectFactory])
def test_what_posts_no_amount_takes_one(factory, approver):
    record = factory(submitted=True)
    accept(record, approver)
    assert record.state == State.ACCEPTED


def test_program_is_no_person(approver):
    record = factories.CommitmentFactory(submitted=True)
    assert "two people" in accept(record, None).sentence
    accept(record, approver)
    assert "two people" in accept(record, None).sentence
    assert record.state == State.SUBMITTED


def test_accepting_and_exporting_goes_out_with_the_second(approver, other):
    record = factories.CommitmentFactory(submitted=True)
    first = one(reviewing.accept_and_export(Commitment, [record.pk], by=approver), record)
    assert (first.is_done, record.delivery) == (True, Delivery.IDLE)
    assert "second approver" in first.sentence
    assert one(reviewing.accept_and_export(Commitment, [record.pk], by=other), record).is_done
    assert (record.state, record.delivery) == (State.ACCEPTED, Delivery.QUEUED)


def test_what_one_person_accepted_is_not_exported(approver):
    record = factories.CommitmentFactory(submitted=True)
    accept(record, approver)
    assert not one(reviewing.export(Commitment, [record.pk], by=approver), record).is_done


def test_first_acceptance_is_void_when_what_would_be_posted_changed(approver, other):
    record = factories.CommitmentFactory(submitted=True)
    accept(record, approver)
    IntegrationSettings.objects.update(purchase_order_status="DRAFT")
    outcome = accept(record, other)
    assert outcome.sentence.startswith("What would be posted changed after")
    assert (record.state, record.first_accepted_by) == (State.SUBMITTED, other)
    assert accept(record, approver).is_done
    assert (record.state, record.reviewed_by) == (State.ACCEPTED, approver)


def test_whose_acceptance_is_void_may_accept_anew(approver):
    record = factories.CommitmentFactory(submitted=True)
    accept(record, approver)
    IntegrationSettings.objects.update(purchase_order_status="DRAFT")
    assert accept(record, approver).is_done
    assert record.is_accepted_once


@pytest.mark.parametrize("way", ["retrieve", "reject"])
def test_taking_it_back_voids_the_first_acceptance(way, approver, project_person):
    record = factories.CommitmentFactory(submitted=True)
    accept(record, approver)
    if way == "retrieve":
        sending.retrieve(Commitment, [record.pk], by=project_person)
    else:
        reviewing.reject(Commitment, [record.pk], by=approver, reason="Wrong.")
    record.refresh_from_db()
    assert (record.first_accepted_by, record.first_accepted_at, record.first_digest) == (None, None, "")
    sending.submit(Commitment, [record.pk], by=project_person)
    assert accept(record, approver).is_done
    assert record.is_accepted_once


def test_sender_is_neither_of_the_two_when_the_setting_says_so(approver, other):
    IntegrationSettings.objects.update(forbid_self_approval=True)
    record = factories.CommitmentFactory(submitted=True, submitted_by=approver)
    assert not accept(record, approver).is_done
    assert accept(record, other).is_done
    assert not accept(record, approver).is_done


def test_both_keep_to_their_limits(approver):
    limited = factories.ApprovalLimitFactory(highest_amount=Decimal(500)).person
    record = factories.CommitmentFactory(submitted=True)
    assert not accept(record, limited).is_done
    accept(record, approver)
    assert not accept(record, limited).is_done
    assert record.is_accepted_once


# Changing the setting


def test_new_threshold_makes_the_only_acceptance_the_first_of_two(approver, other):
    set_threshold(None)
    record = factories.CommitmentFactory(submitted=True)
    accept(record, approver)
    assert set_threshold(Decimal(999)) == 1
    record.refresh_from_db()
    assert (record.state, record.first_accepted_by, record.reviewed_by) == (State.SUBMITTED, approver, None)
    assert "is above 999.00, so a second approver has to accept it." in record.problem
    assert Event.history_of(record).first().verb == Verb.SENT_BACK
    assert not accept(record, approver).is_done
    assert accept(record, other).is_done
    assert record.state == State.ACCEPTED


def test_new_threshold_reaches_queued_and_failed_records_but_none_on_its_way(approver):
    set_threshold(None)
    records = factories.CommitmentFactory.create_batch(4, submitted=True)
    for record, delivery in zip(records, DELIVERIES, strict=True):
        accept(record, approver)
        Commitment.objects.filter(pk=record.pk).update(delivery=delivery)
    assert set_threshold(Decimal(100)) == 2
    assert list(
        Commitment.objects.order_by("pk").filter(submitted_at__isnull=False).values_list("state", flat=True)
    ) == [State.SUBMITTED, State.SUBMITTED, State.ACCEPTED, State.ACCEPTED]


def test_what_two_accepted_stays_under_a_lower_threshold(approver, other):
    record = accepted_twice(approver, other)
    assert set_threshold(Decimal(1)) == 0
    record.refresh_from_db()
    assert record.state == State.ACCEPTED


def test_one_acceptance_that_sufficed_for_a_while_is_one_acceptance(approver):
    """The first of two accepts again once it takes one: that is still one person."""
    record = factories.CommitmentFactory(submitted=True)
    accept(record, approver)
    set_threshold(None)
    assert accept(record, approver).is_done
    assert record.state == State.ACCEPTED
    assert set_threshold(Decimal(100)) == 1


def test_settings_count_beforehand_what_they_would_send_back(approver):
    set_threshold(None)
    record = factories.CommitmentFactory(submitted=True)
    accept(record, approver)
    changed = IntegrationSettings.load()
    changed.second_approver_above = Decimal(999)
    assert list(accepted_otherwise(changed)) == [record]
    changed.second_approver_above = Decimal(1000)
    assert list(accepted_otherwise(changed)) == []


def test_what_the_program_accepted_needs_two_from_then_on(approver, other):
    set_threshold(None)
    record = factories.CommitmentFactory(submitted=True)
    accept(record, None)
    set_threshold(Decimal(100))
    record.refresh_from_db()
    assert (record.state, record.first_accepted_at) == (State.SUBMITTED, None)


def test_worker_sends_back_what_one_person_accepted_in_between(connected, approver):
    """Somebody accepts with the settings of a moment ago while an admin sets the threshold."""
    set_threshold(None)
    record = factories.CommitmentFactory(submitted=True)
    reviewing.accept_and_export(Commitment, [record.pk], by=approver)
    IntegrationSettings.objects.update(second_approver_above=Decimal(100))
    report = export_queued(wiring.ledger())
    record.refresh_from_db()
    assert (report.sent_back, record.state, record.is_accepted_once) == (1, State.SUBMITTED, True)
    assert connected.calls_to("PUT", "PurchaseOrders") == []


def test_forbidding_self_approval_sends_back_what_its_sender_accepted(approver, other):
    set_threshold(None)
    own = factories.CommitmentFactory(submitted=True, submitted_by=approver)
    fine = factories.CommitmentFactory(submitted=True, submitted_by=other)
    accept(own, approver)
    accept(fine, approver)
    settings = IntegrationSettings.load()
    settings.forbid_self_approval = True
    assert change_settings(settings) == 1
    own.refresh_from_db()
    fine.refresh_from_db()
    assert (own.state, own.first_accepted_at, fine.state) == (State.SUBMITTED, None, State.ACCEPTED)


@pytest.mark.parametrize("factory", factories.FACTORIES.values(), ids=lambda factory: factory.__name__)
def test_nobody_exports_what_they_sent_when_the_setting_says_so(factory, approver, other):
    record = factory(accepted=True, submitted_by=approver)
    export = lambda by: one(reviewing.export(type(record), [record.pk], by=by), record)  # noqa: E731
    IntegrationSettings.objects.update(forbid_self_approval=True, second_approver_above=None)
    assert not export(approver).is_done
    assert record.delivery == Delivery.IDLE
    assert export(other).is_done


@pytest.mark.parametrize("factory", factories.FACTORIES.values(), ids=lambda factory: factory.__name__)
@pytest.mark.parametrize("way", ["accept", "accept_and_export"])
def test_nobody_accepts_what_they_sent_when_the_setting_says_so(factory, way, approver):
    record = factory(submitted=True, submitted_by=approver)
    IntegrationSettings.objects.update(forbid_self_approval=True, second_approver_above=None)
    assert not one(getattr(reviewing, way)(type(record), [record.pk], by=approver), record).is_done
    assert record.state == State.SUBMITTED


def test_what_its_sender_accepted_is_exported_by_nobody(approver, other):
    IntegrationSettings.objects.update(forbid_self_approval=True, second_approver_above=None)
    record = factories.VendorFactory(accepted=True, submitted_by=approver, reviewed_by=approver)
    outcome = one(reviewing.export(type(record), [record.pk], by=other), record)
    assert "Its sender took part" in outcome.sentence
