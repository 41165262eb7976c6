"""Requests that went out and were never answered: found or sent once more, never twice, never lost."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from connectors.xero.sandbox import kinds
from erp_integrations.models import Delivery, ExportAttempt, ExportBatch, State
from erp_integrations.services import settling
from erp_integrations.wiring import ledger
from tests import factories
from tests.journeys import world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("connected")]

LOST_AFTER_STORING = ["drop_after_commit", "error_500_after_commit", "truncated_json"]
LOST_BEFORE_STORING = ["drop_before", "error_500_before"]
SECONDS = timedelta(seconds=10)


def later(minutes=0.2):
    """Move the clock of both sides."""
    return time_machine.travel(datetime.now(UTC) + timedelta(minutes=minutes))


def sent_commitment(approver):
    known = world.prerequisites(approver)
    return world.commitment_in(known), known


def record_of(kind, approver):
    """A record of each kind that is about to be exported, and where the stand-in would hold it."""
    if kind == "item":
        return factories.BudgetCodeFactory(submitted=True)
    if kind == "option":
        return factories.ProjectFactory(submitted=True)
    if kind == "contact":
        return factories.VendorFactory(submitted=True)
    commitment, known = sent_commitment(approver)
    if kind == "order":
        return commitment
    world.export(commitment, by=approver)
    make = {"change": world.change_in, "bill": world.invoice_in}[kind]
    return make(commitment, known["code"])


PATHS = {
    "item": ("PUT", "Items"),
    "option": ("PUT", "TrackingCategories"),
    "contact": ("PUT", "Contacts"),
    "order": ("PUT", "PurchaseOrders"),
    "change": ("POST", "PurchaseOrders"),
    "bill": ("PUT", "Invoices"),
}
EACH_KIND = pytest.mark.parametrize("kind", PATHS)


def stored(connected, kind):
    """Count what the stand-in holds of a kind: for a change, the lines of the order."""
    organisation = connected.organisation
    if kind == "option":
        return sum(len(category["Options"]) for category in organisation.tracking_categories.values())
    if kind == "change":
        return sum(len(order["LineItems"]) for order in organisation.purchase_orders.values())
    names = {"item": "items", "contact": "contacts", "order": "purchase_orders", "bill": "invoices"}
    return len(getattr(organisation, names[kind]))


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


def claim_and_die(record):
    """Do what the worker does until the moment when the request would leave."""
    from erp_integrations.services import exporting
    from erp_integrations.services.reporting import ExportReport

    model, xero, report = type(record), ledger(), ExportReport()
    records = list(model.objects.filter(pk=record.pk).for_display())
    documents = exporting.complete_documents(records, xero, report)
    batch = exporting.claim(model, documents, {record.pk: None}, xero, report)
    assert batch is not None
    assert world.fresh(record).delivery == Delivery.SENDING


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
    other = world.commitment_in(known, number="PO-77", line__description="Not ours")
    world.export(other, by=approver)
    type(commitment).objects.filter(pk=commitment.pk).update(number="PO-77")
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


def test_answer_that_never_comes_to_a_settled_batch_changes_nothing(connected, approver):
    """A slow worker times out after another one has settled its batch."""
    from erp_integrations.services.receiving import mark_unknown

    vendor = factories.VendorFactory(submitted=True)
    world.export(vendor, by=approver)
    batch = ExportBatch.objects.get()
    assert mark_unknown(batch, "Too late") == 0
    assert (world.fresh(vendor).state, ExportBatch.objects.get().status) == (State.SYNCED, "settled")


def test_request_of_a_worker_that_slept_does_not_leave(connected, approver):
    """The lease ended while the worker was suspended: another one may have settled the batch, so it sends nothing."""
    from erp_integrations.services import exporting
    from erp_integrations.services.reporting import ExportReport

    invoice = record_of("bill", approver)
    world.accept(invoice, by=approver)
    claim_and_die(invoice)
    batch, before = ExportBatch.objects.first(), stored(connected, "bill")
    with later(minutes=7):
        assert world.settle().queued_again == 1
        assert world.run().synced == 1
        exporting.post(batch, ledger(), ExportReport())
    assert stored(connected, "bill") == before + 1


def test_request_whose_time_is_over_is_turned_back_before_it_leaves(connected):
    from connectors.documents import Contact
    from connectors.errors import TryLater

    xero = ledger()
    body = xero.body([Contact(number="n", name="Somebody")])
    connected.calls.clear()
    with pytest.raises(TryLater, match="nothing was sent"):
        xero.send(Contact, body, key="k", not_after=datetime.now(UTC) - SECONDS)
    assert connected.calls_to("PUT", "Contacts") == []


def test_lines_of_a_change_that_came_in_between_are_kept(connected, approver):
    """A worker has read the order; before it claims, another one appends a change of the same order."""
    from erp_integrations.services import exporting
    from erp_integrations.services.reporting import ExportReport

    commitment, known = sent_commitment(approver)
    world.export(commitment, by=approver)
    first, second = (world.change_in(commitment, known["code"], line__description=text) for text in ("A", "B"))
    world.accept(second, by=approver)
    model, xero, report = type(second), ledger(), ExportReport()
    records = list(model.objects.filter(pk=second.pk).for_display())
    standings = {record.pk: record.standing_in_xero() for record in records}
    documents = exporting.complete_documents(records, xero, report)
    world.accept(first, by=approver)
    model.objects.filter(pk=second.pk).update(not_before=datetime.now(UTC) + SECONDS)
    world.run()
    model.objects.filter(pk=second.pk).update(not_before=None)
    assert exporting.claim(model, documents, standings, xero, report) is None
    world.run()
    lines = world.order_of(connected, world.fresh(commitment))["LineItems"]
    assert [line["Description"] for line in lines] == ["Footings and slab", "A", "B"]


def test_account_that_the_bookkeeper_set_meanwhile_is_not_put_back(connected, approver):
    change = record_of("change", approver)
    connected.faults.add("drop_before", method="POST", path="PurchaseOrders")
    world.export(change, by=approver)
    change.commitment.refresh_from_db()
    order = world.order_of(connected, change.commitment)
    line = order["LineItems"][0]["LineItemID"]
    connected.bookkeeper.edit_purchase_order_line(order["PurchaseOrderID"], line, AccountCode="429")
    with later():
        assert world.settle().failed == 1
    assert world.order_of(connected, change.commitment)["LineItems"][0]["AccountCode"] == "429"


def test_deleted_order_of_the_same_number_is_not_adopted(connected, approver):
    commitment, known = sent_commitment(approver)
    world.export(commitment, by=approver)
    connected.bookkeeper.delete_purchase_order(world.fresh(commitment).erp_id)
    twin = world.commitment_in(known, number=commitment.number)
    connected.faults.add("drop_before", method="PUT", path="PurchaseOrders")
    world.export(twin, by=approver)
    with later(minutes=6):
        world.settle()
        world.run()
    assert world.order_of(connected, world.fresh(twin))["Status"] == "AUTHORISED"


def test_bill_that_was_voided_before_we_looked_is_told_and_not_sent_again(connected, approver):
    invoice = record_of("bill", approver)
    connected.faults.add("drop_after_commit", method="PUT", path="Invoices")
    world.export(invoice, by=approver)
    (bill,) = connected.organisation.invoices.values()
    connected.bookkeeper.void_bill(bill["InvoiceID"])
    with later():
        assert world.settle().failed == 1
    assert "voided there meanwhile" in world.fresh(invoice).problem


def test_batch_that_cannot_be_looked_up_does_not_stop_the_others(connected, approver):
    from erp_integrations.models import IntegrationSettings

    project, vendor = factories.ProjectFactory(submitted=True), factories.VendorFactory(submitted=True)
    connected.faults.add("drop_after_commit", method="PUT", path="TrackingCategories")
    world.export(project, by=approver)
    connected.faults.add("drop_after_commit", method="PUT", path="Contacts")
    world.export(vendor, by=approver)
    connected.faults.add("error_500_before", method="GET", path="TrackingCategories")
    with later():
        report = world.settle()
    assert (report.synced, report.unknown) == (1, 1)
    assert world.fresh(vendor).state == State.SYNCED
    assert IntegrationSettings.load().tracking_category == "Job"


def test_job_lost_on_its_way_stays_in_the_category_that_was_accepted(connected, approver):
    from erp_integrations.models import IntegrationSettings

    project = factories.ProjectFactory(submitted=True)
    connected.faults.add("drop_before", method="PUT", path="TrackingCategories")
    world.export(project, by=approver)
    IntegrationSettings.objects.update(tracking_category="Region")
    with later():
        assert world.settle().synced == 1
    (category,) = connected.organisation.tracking_categories.values()
    assert world.fresh(project).erp_id in {option["TrackingOptionID"] for option in category["Options"]}


def test_name_of_a_job_that_may_be_there_is_taken_for_the_rest_of_the_run(connected, approver):
    first = factories.ProjectFactory(submitted=True, name="Depot")
    second = factories.ProjectFactory(submitted=True, name="DEPOT")
    connected.faults.add("drop_after_commit", method="PUT", path="TrackingCategories")
    world.export(first, second, by=approver)
    assert world.fresh(second).delivery == Delivery.FAILED
    with later():
        world.settle()
    assert (world.fresh(first).state, bool(first.erp_id)) == (State.SYNCED, True)


def test_outage_is_noticed_after_two_requests(connected, approver):
    vendors = factories.VendorFactory.create_batch(160, submitted=True)
    connected.faults.add("error_500_before", method="PUT", path="Contacts", times=None)
    report = world.export(*vendors, by=approver)
    assert len(connected.calls_to("PUT", "Contacts")) == 2
    assert "does not answer" in report.problem
