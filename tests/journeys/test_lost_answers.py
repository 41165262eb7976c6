"""Requests that went out and were never answered: found or sent once more, never twice, never lost."""

from datetime import UTC, datetime, timedelta

import pytest

from connectors.xero.sandbox import kinds
from erp_integrations.models import Delivery, ExportAttempt, ExportBatch, State
from erp_integrations.services import settling
from tests import factories
from tests.journeys import world
from tests.journeys.losing import EACH_KIND, PATHS, claim_and_die, later, record_of, sent_commitment, stored

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("connected")]

LOST_AFTER_STORING = ["drop_after_commit", "error_500_after_commit", "truncated_json"]
LOST_BEFORE_STORING = ["drop_before", "error_500_before"]
SECONDS = timedelta(seconds=10)


@EACH_KIND
@pytest.mark.parametrize("fault", LOST_AFTER_STORING)
def test_document_whose_answer_was_lost_is_found_not_sent_twice(kind, fault, connected, approver):
    record = record_of(kind, approver)
    before = stored(connected, kind)
    method, path = PATHS[kind]
    connected.calls.clear()
    connected.faults.add(fault, method=method, path=path)
    report = world.export(record, by=approver)
    assert (report.unknown, world.fresh(record).delivery) == (1, Delivery.UNKNOWN)
    assert "checking with Xero" in record.problem
    with later():
        assert world.settle().synced == 1
    assert (world.fresh(record).state, bool(record.erp_id)) == (State.SYNCED, True)
    assert stored(connected, kind) == before + 1
    assert len(connected.calls_to(method, path)) == 1


@EACH_KIND
@pytest.mark.parametrize("fault", LOST_BEFORE_STORING)
def test_document_that_never_arrived_goes_out_again_under_the_same_key(kind, fault, connected, approver):
    record = record_of(kind, approver)
    before = stored(connected, kind)
    method, path = PATHS[kind]
    connected.calls.clear()
    connected.faults.add(fault, method=method, path=path)
    world.export(record, by=approver)
    with later():
        assert world.settle().synced == 1
    assert world.fresh(record).state == State.SYNCED
    assert stored(connected, kind) == before + 1
    keys = {call.headers["Idempotency-Key"] for call in connected.calls_to(method, path)}
    assert keys == {ExportBatch.objects.first().key}


@EACH_KIND
def test_document_that_is_absent_after_the_key_has_expired_is_queued_anew(kind, connected, approver):
    record = record_of(kind, approver)
    before = stored(connected, kind)
    method, path = PATHS[kind]
    connected.faults.add("drop_before", method=method, path=path)
    world.export(record, by=approver)
    with later(minutes=6):
        assert world.settle().queued_again == 1
        assert world.fresh(record).delivery == Delivery.QUEUED
        assert world.run().synced == 1
    assert stored(connected, kind) == before + 1
    assert ExportBatch.objects.count() == ExportBatch.objects.values("key").distinct().count()


@EACH_KIND
def test_document_that_arrived_is_found_after_the_key_has_expired(kind, connected, approver):
    record = record_of(kind, approver)
    before = stored(connected, kind)
    method, path = PATHS[kind]
    connected.faults.add("drop_after_commit", method=method, path=path)
    world.export(record, by=approver)
    with later(minutes=30):
        assert world.settle().synced == 1
    assert world.fresh(record).state == State.SYNCED
    assert stored(connected, kind) == before + 1


def test_nothing_is_settled_while_its_worker_may_still_be_alive(connected, approver):
    vendor = factories.VendorFactory(submitted=True)
    connected.faults.add("drop_after_commit", method="PUT", path="Contacts")
    world.export(vendor, by=approver)
    ExportBatch.objects.update(status=ExportBatch.Status.SENDING, lease_until=datetime.now(UTC) + SECONDS)
    connected.calls.clear()
    assert str(world.settle()) == "nothing to do."
    assert len(connected.calls) == 0


def test_batch_of_a_worker_killed_before_sending_goes_out_once(connected, approver):
    vendor = factories.VendorFactory(submitted=True)
    world.accept(vendor, by=approver)
    claim_and_die(vendor)
    assert world.run().synced == 0
    with later(minutes=2):
        assert world.settle().synced == 1
    assert [contact["Name"] for contact in connected.organisation.contacts.values()].count(vendor.name) == 1


def test_half_of_a_batch_that_is_there_is_adopted_and_the_rest_sent_later(connected, approver):
    """Xero stored some of a batch and then died: sending all of it again could store those twice."""
    vendors = factories.VendorFactory.create_batch(4, submitted=True)
    connected.faults.add("drop_after_commit", method="PUT", path="Contacts")
    world.export(*vendors, by=approver)
    lost = list(connected.organisation.contacts)[-2:]
    for contact_id in lost:
        connected.organisation.remove(kinds.CONTACTS, contact_id)
    with later():
        assert world.settle().unknown == 4
        assert len(connected.calls_to("PUT", "Contacts")) == 1
    with later(minutes=8):
        report = world.settle()
        assert (report.synced, report.queued_again) == (2, 2)
        assert world.run().synced == 2
    names = [contact["Name"] for contact in connected.organisation.contacts.values()]
    assert all(names.count(vendor.name) == 1 for vendor in vendors)


def test_order_number_of_somebody_else_is_not_adopted(connected, approver):
    commitment, known = sent_commitment(approver)
    world.export(world.commitment_in(known), by=approver)
    commitment.number = "PO-77"
    commitment.save()
    world.order_by_hand(connected, commitment.vendor, number="PO-77")
    connected.faults.add("drop_before", method="PUT", path="PurchaseOrders")
    world.export(world.fresh(commitment), by=approver)
    with later(minutes=6):
        assert world.settle().failed == 1
    assert "with other contents" in world.fresh(commitment).problem


def test_change_order_is_not_sent_again_over_what_the_bookkeeper_changed_meanwhile(connected, approver):
    change = record_of("change", approver)
    connected.faults.add("drop_before", method="POST", path="PurchaseOrders")
    world.export(change, by=approver)
    change.commitment.refresh_from_db()
    order = world.order_of(connected, change.commitment)
    connected.bookkeeper.edit_purchase_order_line(
        order["PurchaseOrderID"], order["LineItems"][0]["LineItemID"], Description="Changed meanwhile"
    )
    with later():
        assert world.settle().failed == 1
    assert "was changed in Xero meanwhile" in world.fresh(change).problem
    (line,) = world.order_of(connected, change.commitment)["LineItems"]
    assert line["Description"] == "Changed meanwhile"


def test_record_that_xero_chokes_on_is_soon_alone_and_stops_nobody_else(connected, approver):
    """Each lost batch shrinks, so that the poisoned record ends up in a request of its own."""
    vendors = factories.VendorFactory.create_batch(10, submitted=True)
    poison = vendors[4]
    connected.organisation.choke_on = poison.name
    world.accept(*vendors, by=approver)
    for round_number in range(1, 12):
        with later(minutes=7 * round_number):
            world.run()
        with later(minutes=7 * round_number + 6):
            world.settle()
    states = {vendor.name: world.fresh(vendor) for vendor in vendors}
    failed = states.pop(poison.name)
    assert failed.delivery == Delivery.FAILED
    assert "no answer" in failed.problem
    assert {vendor.state for vendor in states.values()} == {State.SYNCED}


def test_attempts_tell_what_was_found(connected, approver):
    vendor = factories.VendorFactory(submitted=True)
    connected.faults.add("drop_after_commit", method="PUT", path="Contacts")
    world.export(vendor, by=approver)
    with later():
        world.settle()
    (attempt,) = ExportAttempt.objects.all()
    assert attempt.outcome == ExportAttempt.Outcome.FOUND


def test_answer_that_comes_after_the_batch_was_settled_changes_nothing(connected, approver):
    from connectors.ports import Receipt
    from erp_integrations.services.receiving import receive

    vendor = factories.VendorFactory(submitted=True)
    world.export(vendor, by=approver)
    before = world.fresh(vendor).erp_id
    report = receive(ExportBatch.objects.get(), [Receipt(erp_id="late")])
    assert (str(report), world.fresh(vendor).erp_id) == ("nothing to do.", before)


def test_two_processes_do_not_settle_one_batch(connected, approver):
    vendor = factories.VendorFactory(submitted=True)
    connected.faults.add("drop_before", method="PUT", path="Contacts")
    world.export(vendor, by=approver)
    batch = ExportBatch.objects.get()
    with later():
        assert settling.take_lease(batch)
        assert not settling.take_lease(batch)
