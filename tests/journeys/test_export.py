"""Accepted records arrive in Xero, once, and right to the cent."""

from datetime import date
from decimal import Decimal

import pytest

from erp_integrations.models import ApiCall, Delivery, Event, ExportBatch, State, Verb
from erp_integrations.services import reviewing
from tests import factories
from tests.journeys import world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("connected")]


def test_budget_code_becomes_an_item(connected, approver):
    code = factories.BudgetCodeFactory(submitted=True, description="Ready-mix concrete")
    world.export(code, by=approver)
    item = connected.organisation.items[world.fresh(code).erp_id]
    assert (item["Code"], item["Name"]) == (code.item_code, "Ready-mix concrete")
    assert (item["PurchaseDetails"]["AccountCode"], item["PurchaseDetails"]["TaxType"]) == ("310", "INPUT")


def test_project_becomes_an_option_and_its_budget_codes_count_as_exported(connected, approver):
    project = factories.ProjectFactory(submitted=True, name="Harbor Street Depot")
    world.export(project, by=approver)
    (category,) = connected.organisation.tracking_categories.values()
    options = {option["TrackingOptionID"]: option["Name"] for option in category["Options"]}
    assert options[world.fresh(project).erp_id] == "Harbor Street Depot"
    assert not project.can_be_updated


def test_company_becomes_a_contact(connected, approver):
    vendor = factories.VendorFactory(submitted=True, name="Señal Eléctrica & Sons")
    world.export(vendor, by=approver)
    contact = connected.organisation.contacts[world.fresh(vendor).erp_id]
    assert (contact["Name"], contact["ContactNumber"]) == ("Señal Eléctrica & Sons", vendor.key)
    billing = next(address for address in contact["Addresses"] if address["AddressType"] == "POBOX")
    assert (billing["AddressLine1"], billing["City"], billing["PostalCode"]) == ("12 Quarry Road", "Tacoma", "98402")


def test_unit_based_commitment_becomes_an_order_right_to_the_cent(connected, approver):
    known = world.prerequisites(approver)
    commitment = world.commitment_in(known, factories.UnitCommitmentFactory)
    world.export(commitment, by=approver)
    order = world.order_of(connected, world.fresh(commitment))
    assert (order["PurchaseOrderNumber"], order["Reference"]) == (commitment.number, "Concrete works")
    assert (order["Contact"]["ContactID"], order["Status"]) == (known["vendor"].erp_id, "AUTHORISED")
    assert order["DeliveryInstructions"] == "Flatbed, call 24 hours ahead"
    assert str(order["Date"])[:10] == "2026-03-02"
    (line,) = order["LineItems"]
    assert (line["Quantity"], line["UnitAmount"], line["LineAmount"]) == (
        Decimal("12.5"),
        Decimal("7.425"),
        Decimal("92.81"),
    )
    assert line["ItemCode"] == known["code"].item_code
    assert line["Tracking"][0]["Option"] == known["project"].name
    assert commitment.lines.get().erp_line_id == line["LineItemID"]


def test_change_order_is_appended_below_lines_that_keep_their_ids(connected, approver):
    known = world.prerequisites(approver)
    commitment = world.commitment_in(known)
    world.export(commitment, by=approver)
    before = world.order_of(connected, world.fresh(commitment))["LineItems"][0]
    change = world.change_in(commitment, known["code"])
    world.export(change, by=approver)
    first, second = world.order_of(connected, commitment)["LineItems"]
    assert first == before
    assert (second["Description"], second["LineAmount"]) == ("Extra footing", Decimal("250.00"))
    assert world.fresh(change).erp_id == commitment.erp_id
    assert change.lines.get().erp_line_id == second["LineItemID"]


def test_two_changes_of_one_order_follow_each_other(connected, approver):
    known = world.prerequisites(approver)
    commitment = world.commitment_in(known)
    world.export(commitment, by=approver)
    changes = [world.change_in(commitment, known["code"], line__description=text) for text in ("First", "Second")]
    report = world.export(*changes, by=approver)
    assert report.synced == 2
    lines = world.order_of(connected, world.fresh(commitment))["LineItems"]
    assert [line["Description"] for line in lines] == ["Footings and slab", "First", "Second"]


def test_line_that_the_bookkeeper_added_survives_a_change_order(connected, approver):
    known = world.prerequisites(approver)
    commitment = world.commitment_in(known)
    world.export(commitment, by=approver)
    order = connected.organisation.purchase_orders[world.fresh(commitment).erp_id]
    order["LineItems"][0]["Description"] = "Changed by the bookkeeper"
    world.export(world.change_in(commitment, known["code"]), by=approver)
    lines = world.order_of(connected, commitment)["LineItems"]
    assert [line["Description"] for line in lines] == ["Changed by the bookkeeper", "Extra footing"]


def test_invoice_becomes_a_bill_with_retainage_as_a_line_of_its_own(connected, approver):
    known = world.prerequisites(approver)
    commitment = world.commitment_in(known)
    world.export(commitment, by=approver)
    invoice = world.invoice_in(commitment, known["code"])
    world.export(invoice, by=approver)
    bill = connected.organisation.invoices[world.fresh(invoice).erp_id]
    assert (bill["Type"], bill["Status"], bill["InvoiceNumber"]) == ("ACCPAY", "AUTHORISED", commitment.number)
    assert (str(bill["Date"])[:10], str(bill["DueDate"])[:10]) == ("2026-03-31", "2026-04-30")
    assert [(line["ItemCode"], line["LineAmount"], line["AccountCode"]) for line in bill["LineItems"]] == [
        (known["code"].item_code, Decimal("400.00"), "310"),
        ("RETAINAGE", Decimal("-40.00"), "815"),
    ]
    assert bill["Total"] == invoice.amount_to_show == Decimal("360.00")


def test_everything_goes_in_the_order_in_which_xero_needs_it(connected, approver):
    code = factories.BudgetCodeFactory(submitted=True)
    project = factories.ProjectFactory(submitted=True, codes=[code])
    vendor = world.prerequisites(approver)["vendor"]
    commitment = factories.CommitmentFactory(project=project, vendor=vendor, line__budget_code=code, submitted=True)
    change = world.change_in(commitment, code)
    invoice = world.invoice_in(commitment, code)
    report = world.export(invoice, change, commitment, project, code, by=approver)
    assert (report.synced, report.failed) == (5, 0)
    assert {world.fresh(record).state for record in (code, project, commitment, change, invoice)} == {State.SYNCED}


def test_commitment_waits_for_its_project_without_a_call(connected, approver):
    known = world.prerequisites(approver)
    project = factories.ProjectFactory(codes=[known["code"]])
    commitment = world.commitment_in({**known, "project": project})
    connected.calls.clear()
    report = world.export(commitment, by=approver)
    assert (report.synced, world.fresh(commitment).delivery) == (0, Delivery.QUEUED)
    assert "waits for its project" in commitment.problem
    assert connected.calls_to("PUT", "PurchaseOrders") == []


def test_refused_record_fails_alone_with_xeros_reason_and_advice(connected, approver):
    known = world.prerequisites(approver)
    world.export(world.commitment_in(known), by=approver)
    twin, other = world.commitment_in(known, number="PO-77"), world.commitment_in(known)
    world.order_by_hand(connected, known["vendor"], number="PO-77")
    report = world.export(twin, other, by=approver)
    assert (report.synced, report.failed) == (1, 1)
    assert world.fresh(twin).delivery == Delivery.FAILED
    assert "change the commitment's number" in twin.problem
    assert world.fresh(other).state == State.SYNCED


def test_failed_record_can_be_tried_again_in_place(connected, approver):
    vendor = factories.VendorFactory(submitted=True, name="Harbor Office Supply")
    world.export(vendor, by=approver)
    assert world.fresh(vendor).delivery == Delivery.FAILED
    assert "Xero has a contact named “Harbor Office Supply” already." in vendor.problem
    assert connected.calls_to("PUT", "Contacts") == []
    for contact in connected.organisation.contacts.values():
        if contact["Name"] == "Harbor Office Supply":
            connected.bookkeeper.rename_contact(contact["ContactID"], "Another Office Supply")
    (outcome,) = reviewing.export(type(vendor), [vendor.pk], by=approver)
    assert outcome.is_done
    assert world.run().synced == 1


def test_existing_contact_is_never_overwritten(connected, approver):
    (before,) = [c for c in connected.organisation.contacts.values() if c["Name"] == "Lone Oak Equipment Rental"]
    before = dict(before)
    vendor = factories.VendorFactory(submitted=True, name="LONE OAK EQUIPMENT RENTAL", city="Elsewhere")
    world.export(vendor, by=approver)
    assert world.fresh(vendor).delivery == Delivery.FAILED
    assert dict(connected.organisation.contacts[before["ContactID"]]) == before


def test_job_whose_name_is_taken_is_not_sent(connected, approver):
    world.export(factories.ProjectFactory(submitted=True, name="Depot"), by=approver)
    project = factories.ProjectFactory(submitted=True, name="Yard")
    type(project).objects.filter(pk=project.pk).update(name="DEPOT")
    connected.calls.clear()
    world.export(project, by=approver)
    assert "has the same name" in world.fresh(project).problem
    assert connected.calls_to("PUT", "TrackingCategories") == []


def test_record_that_changed_after_it_was_accepted_goes_back_and_is_not_posted(connected, approver):
    known = world.prerequisites(approver)
    commitment = world.commitment_in(known)
    world.accept(commitment, by=approver)
    commitment.lines.update(amount=Decimal("999999.00"))
    connected.calls.clear()
    report = world.run()
    assert (report.sent_back, report.synced) == (1, 0)
    assert (world.fresh(commitment).state, commitment.delivery) == (State.SUBMITTED, Delivery.IDLE)
    assert "changed after it was accepted" in commitment.problem
    assert connected.calls_to("PUT", "PurchaseOrders") == []


def test_claim_is_committed_with_the_exact_bytes_before_the_call(connected, approver):
    known = world.prerequisites(approver)
    commitment = world.commitment_in(known)
    world.export(commitment, by=approver)
    batch = ExportBatch.objects.first()
    (call,) = connected.calls_to("PUT", "PurchaseOrders")
    assert bytes(batch.body) == call.body
    assert call.headers["Idempotency-Key"] == batch.key


def test_dropped_tracking_is_told(connected, approver):
    known = world.prerequisites(approver)
    commitment = world.commitment_in(known)
    connected.faults.add("drop_tracking", method="PUT", path="PurchaseOrders")
    world.export(commitment, by=approver)
    assert world.fresh(commitment).state == State.SYNCED
    assert "did not keep the job" in commitment.problem


def test_every_call_is_in_the_journal_without_a_token(connected, approver):
    world.prerequisites(approver)
    calls = ApiCall.objects.all()
    assert calls.count() == len([call for call in connected.calls if "/api.xro/" in call.path])
    assert all(call.minute_remaining is not None and call.correlation_id for call in calls)


def test_history_tells_who_decided_and_what_xero_answered(connected, approver):
    vendor = factories.VendorFactory(submitted=True)
    world.export(vendor, by=approver)
    events = [(event.verb, event.actor) for event in Event.history_of(vendor)]
    assert events == [
        (Verb.SYNCED, None),
        (Verb.SENT, None),
        (Verb.QUEUED, approver),
        (Verb.ACCEPTED, approver),
    ]


def test_resent_project_keeps_its_option(connected, approver, project_person):
    from erp_integrations.models import ProjectBudgetCode
    from erp_integrations.services.sending import submit

    project = factories.ProjectFactory(submitted=True)
    world.export(project, by=approver)
    option = world.fresh(project).erp_id
    new = ProjectBudgetCode.objects.create(project=project, budget_code=factories.BudgetCodeFactory(synced=True))
    missing = ProjectBudgetCode.objects.create(project=project, budget_code=factories.BudgetCodeFactory())
    (outcome,) = submit(type(project), [project.pk], by=project_person)
    assert outcome.is_done
    assert list(type(project).objects.ready_to_update()) == [project]
    world.export(project, by=approver)
    assert (world.fresh(project).state, project.erp_id, project.new_codes) == (State.SYNCED, option, [missing])
    assert world.fresh(new).exported_at


def test_second_run_posts_nothing(connected, approver):
    known = world.prerequisites(approver)
    world.export(world.commitment_in(known), by=approver)
    connected.calls.clear()
    assert str(world.run()) == "nothing to do."
    assert len(connected.calls) == 0


def test_date_of_an_order_does_not_slip_in_any_time_zone(connected, approver, settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    known = world.prerequisites(approver)
    commitment = world.commitment_in(known, created_on=date(2026, 1, 1))
    world.export(commitment, by=approver)
    assert str(world.order_of(connected, world.fresh(commitment))["Date"])[:10] == "2026-01-01"


def test_no_request_is_larger_than_xero_takes(connected, approver):
    known = world.prerequisites(approver)
    commitments = [world.commitment_in(known, line__description="d" * 4000) for _ in range(4)]
    for commitment in commitments:
        for position in range(2, 302):
            factories.CommitmentLineFactory(
                commitment=commitment, position=position, budget_code=known["code"], description="d" * 4000
            )
    assert world.export(*commitments, by=approver).synced == 4
    sizes = [len(call.body) for call in connected.calls_to("PUT", "PurchaseOrders")]
    assert len(sizes) > 1
    assert max(sizes) < 3_500_000
