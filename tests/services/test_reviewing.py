"""Accepting, rejecting, starting the export."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from connectors.documents import digest
from erp_integrations.mapping import document_for
from erp_integrations.models import Delivery, Event, IntegrationSettings, State, Vendor, Verb
from erp_integrations.models.integration_settings import BillStatus
from erp_integrations.services import reviewing
from erp_integrations.services.configuring import change_settings
from erp_integrations.services.reviewing import Seen
from erp_integrations.services.sending import retrieve, submit
from tests import factories

pytestmark = pytest.mark.usefixtures("chosen_settings")
ALL_TYPES = pytest.mark.parametrize("factory", factories.FACTORIES.values(), ids=lambda factory: factory.__name__)


def decide(verb, record, by, **details):
    (outcome,) = getattr(reviewing, verb)(type(record), [record.pk], by=by, **details)
    record.refresh_from_db()
    return outcome


@ALL_TYPES
def test_record_that_waits_is_accepted_with_the_digest_of_what_would_be_posted(factory, approver):
    record = factory(submitted=True)
    assert decide("accept", record, approver).is_done
    assert (record.state, record.delivery, record.reviewed_by) == (State.ACCEPTED, Delivery.IDLE, approver)
    assert len(record.accepted_digest) == 64


@ALL_TYPES
def test_accepting_and_exporting_queues_the_record(factory, approver):
    record = factory(submitted=True)
    assert decide("accept_and_export", record, approver).is_done
    assert (record.state, record.delivery) == (State.ACCEPTED, Delivery.QUEUED)
    assert {event.verb for event in Event.history_of(record)} == {Verb.ACCEPTED, Verb.QUEUED}


@ALL_TYPES
@pytest.mark.parametrize("state", ["unlinked", "retrieved", "rejected", "synced", "accepted"])
def test_only_a_record_that_waits_is_accepted(factory, state, approver):
    record = factory(**({} if state == "unlinked" else {state: True}))
    assert not decide("accept", record, approver).is_done
    assert record.state == state


def test_record_whose_rules_hold_no_longer_is_not_accepted(approver):
    commitment = factories.CommitmentFactory(submitted=True)
    type(commitment).objects.update(status="void")
    assert "approved" in decide("accept", commitment, approver).sentence
    assert commitment.state == State.SUBMITTED


def test_missing_setting_stops_accepting_and_names_who_sets_it(approver):
    IntegrationSettings.objects.update(retainage_item_code="")
    outcome = decide("accept", factories.InvoiceFactory(submitted=True), approver)
    assert not outcome.is_done
    assert "admin" in outcome.sentence


def test_nobody_accepts_what_they_sent_when_the_setting_says_so(approver):
    vendor = factories.VendorFactory(submitted=True, submitted_by=approver)
    IntegrationSettings.objects.update(forbid_self_approval=True)
    assert not decide("accept", vendor, approver).is_done
    assert decide("accept", vendor, factories.ApproverFactory()).is_done


@ALL_TYPES
@pytest.mark.parametrize("state", ["submitted", "accepted", "queued", "failed"])
def test_record_is_rejected_with_a_reason_until_its_export_is_under_way(factory, state, approver):
    record = factory(**{state: True})
    assert decide("reject", record, approver, reason="Wrong company").is_done
    assert (record.state, record.delivery, record.rejection_reason) == (State.REJECTED, Delivery.IDLE, "Wrong company")


@pytest.mark.parametrize("delivery", [Delivery.SENDING, Delivery.UNKNOWN])
def test_record_in_flight_is_not_rejected(delivery, approver):
    vendor = factories.VendorFactory(state=State.ACCEPTED, delivery=delivery)
    assert not decide("reject", vendor, approver, reason="Too late").is_done
    assert (vendor.state, vendor.delivery) == (State.ACCEPTED, delivery)


def test_rejection_needs_a_reason(approver):
    vendor = factories.VendorFactory(submitted=True)
    assert not decide("reject", vendor, approver, reason="  ").is_done
    assert vendor.state == State.SUBMITTED


def test_failed_record_is_exported_again_in_place(approver):
    vendor = factories.VendorFactory(failed=True)
    assert decide("export", vendor, approver).is_done
    assert (vendor.delivery, vendor.problem) == (Delivery.QUEUED, "")


@pytest.mark.parametrize("delivery", [Delivery.QUEUED, Delivery.SENDING, Delivery.UNKNOWN])
def test_record_on_its_way_is_not_queued_twice(delivery, approver):
    vendor = factories.VendorFactory(state=State.ACCEPTED, delivery=delivery)
    assert not decide("export", vendor, approver).is_done
    assert vendor.delivery == delivery


def test_record_that_nobody_accepted_is_not_exported(approver):
    vendor = factories.VendorFactory(submitted=True)
    assert not decide("export", vendor, approver).is_done
    assert vendor.state == State.SUBMITTED


@pytest.mark.parametrize("verb", ["accept", "accept_and_export", "export", "reject"])
@pytest.mark.parametrize("who", ["viewer", "project_person"])
def test_nobody_decides_without_the_right(verb, who, request):
    vendor = factories.VendorFactory(submitted=True)
    details = {"reason": "No"} if verb == "reject" else {}
    with pytest.raises(PermissionDenied):
        decide(verb, vendor, request.getfixturevalue(who), **details)
    vendor.refresh_from_db()
    assert vendor.state == State.SUBMITTED


def test_right_for_one_type_is_no_right_for_another(db):
    from django.contrib.auth.models import Permission

    person = factories.UserFactory()
    person.user_permissions.add(Permission.objects.get(codename="export_commitment"))
    with pytest.raises(PermissionDenied):
        decide("accept", factories.VendorFactory(submitted=True), person)
    assert decide("accept", factories.CommitmentFactory(submitted=True), person).is_done


def test_outcomes_follow_the_order_of_the_selection(approver):
    vendors = factories.VendorFactory.create_batch(3, submitted=True)
    ids = [vendors[2].pk, vendors[0].pk, vendors[1].pk]
    outcomes = reviewing.accept(Vendor, ids, by=approver)
    assert [outcome.record.pk for outcome in outcomes] == ids


@pytest.mark.parametrize("verb", ["accept", "accept_and_export"])
def test_record_that_was_sent_anew_after_the_page_was_opened_is_not_accepted(verb, approver, project_person):
    commitment = factories.CommitmentFactory(submitted=True)
    seen = Seen(timezone.now())
    retrieve(type(commitment), [commitment.pk], by=project_person)
    submit(type(commitment), [commitment.pk], by=project_person)
    assert "sent anew after you opened the page" in decide(verb, commitment, approver, seen=seen).sentence
    assert commitment.state == State.SUBMITTED
    assert decide(verb, commitment, approver, seen=Seen(timezone.now())).is_done


@pytest.mark.parametrize("verb", ["accept", "accept_and_export"])
def test_list_that_was_opened_before_the_settings_were_changed_accepts_nothing(verb, approver, chosen_settings):
    invoice, seen = factories.InvoiceFactory(submitted=True), Seen(timezone.now())
    chosen_settings.bill_status = BillStatus.DRAFT
    change_settings(chosen_settings)
    assert "settings were changed after" in decide(verb, invoice, approver, seen=seen).sentence
    assert invoice.state == State.SUBMITTED
    assert decide(verb, invoice, approver, seen=Seen(timezone.now())).is_done


def test_record_is_accepted_as_its_page_showed_it_or_not_at_all(approver):
    commitment = factories.CommitmentFactory(submitted=True)
    shown = Seen(timezone.now(), digest(document_for(commitment, IntegrationSettings.load())))
    vendor = commitment.vendor
    type(vendor).objects.filter(pk=vendor.pk).update(erp_id="another-contact", state=State.SYNCED)
    assert "would be posted changed after" in decide("accept", commitment, approver, seen=shown).sentence
    assert commitment.state == State.SUBMITTED
    now = Seen(timezone.now(), digest(document_for(type(commitment).objects.get(), IntegrationSettings.load())))
    assert decide("accept", commitment, approver, seen=now).is_done
