"""What happens between two steps of an export: a worker sleeps, somebody edits in Xero, a setting changes."""

from datetime import UTC, datetime, timedelta

import pytest

from erp_integrations.models import Delivery, ExportBatch, State
from erp_integrations.services.refreshing import refresh_lists
from erp_integrations.wiring import ledger
from tests import factories
from tests.journeys import world
from tests.journeys.losing import claim_and_die, later, record_of, sent_commitment, stored

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("connected")]
SECONDS = timedelta(seconds=10)


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
    refresh_lists(ledger())
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
    second = factories.ProjectFactory(submitted=True, name="Yard")
    type(second).objects.filter(pk=second.pk).update(name="DEPOT")
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
