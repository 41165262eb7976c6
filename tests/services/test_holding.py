"""Records that are put on hold, and what that stops."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from erp_integrations import wiring
from erp_integrations.models import Delivery, Event, State, Vendor, Verb
from erp_integrations.services import linking, reviewing, sending
from erp_integrations.services.deciding import holding
from erp_integrations.services.exporting import export_queued
from tests import factories

pytestmark = pytest.mark.usefixtures("chosen_settings")
ALL_TYPES = pytest.mark.parametrize("factory", factories.FACTORIES.values(), ids=lambda factory: factory.__name__)


def one(outcomes, record):
    (outcome,) = outcomes
    record.refresh_from_db()
    return outcome


def hold(record, by, note="The lien waiver is missing."):
    return one(holding.hold(type(record), [record.pk], by=by, note=note), record)


def verbs_of(record):
    return [event.verb for event in Event.history_of(record)]


@ALL_TYPES
@pytest.mark.parametrize("state", ["submitted", "accepted", "failed"])
def test_record_with_accounting_is_put_on_hold_with_who_when_and_why(factory, state, approver):
    record = factory(**{state: True})
    before = record.state, record.delivery
    assert hold(record, approver).is_done
    assert (record.held_by, record.hold_note) == (approver, "The lien waiver is missing.")
    assert record.held_at is not None
    assert (record.state, record.delivery) == before
    event = Event.history_of(record).get()
    assert (event.verb, event.actor, event.detail) == (Verb.HELD, approver, "The lien waiver is missing.")


@pytest.mark.parametrize("state", [{}, {"retrieved": True}, {"rejected": True}, {"synced": True}])
def test_record_that_is_not_with_accounting_is_not_put_on_hold(state, approver):
    record = factories.VendorFactory(**state)
    assert not hold(record, approver).is_done
    assert not record.is_held


@pytest.mark.parametrize("delivery", [Delivery.QUEUED, Delivery.SENDING, Delivery.UNKNOWN])
def test_record_on_its_way_is_not_put_on_hold(delivery, approver):
    record = factories.VendorFactory(state=State.ACCEPTED, delivery=delivery)
    assert "on its way" in hold(record, approver).sentence
    assert not record.is_held


@pytest.mark.parametrize("note", ["", "   "])
def test_hold_needs_a_note(note, approver):
    assert "note" in hold(factories.VendorFactory(submitted=True), approver, note).sentence


def test_hold_of_another_is_not_written_over(approver):
    record = factories.VendorFactory(submitted=True, held=True)
    assert "lien waiver" in hold(record, approver, "Something else.").sentence
    assert record.hold_note == "The lien waiver is missing."


@pytest.mark.parametrize("person", [factories.ViewerFactory, factories.ProjectPersonFactory, factories.AdminFactory])
def test_only_who_decides_holds_and_releases(person):
    record = factories.VendorFactory(submitted=True)
    with pytest.raises(PermissionDenied):
        holding.hold(Vendor, [record.pk], by=person(), note="Wait.")
    with pytest.raises(PermissionDenied):
        holding.release(Vendor, [record.pk], by=person())


@ALL_TYPES
def test_held_record_is_not_accepted_until_it_is_released(factory, approver):
    record = factory(submitted=True, held=True)
    for accept in (reviewing.accept, reviewing.accept_and_export):
        assert "on hold" in one(accept(type(record), [record.pk], by=approver), record).sentence
        assert record.state == State.SUBMITTED
    assert one(holding.release(type(record), [record.pk], by=approver), record).is_done
    assert one(reviewing.accept(type(record), [record.pk], by=approver), record).is_done


@ALL_TYPES
@pytest.mark.parametrize("state", ["accepted", "failed"])
def test_held_record_is_not_exported(factory, state, approver):
    record = factory(**{state: True}, held=True)
    before = record.delivery
    assert "on hold" in one(reviewing.export(type(record), [record.pk], by=approver), record).sentence
    assert record.delivery == before


def test_in_bulk_a_held_record_is_left_out_and_told(approver):
    free, held = factories.VendorFactory(submitted=True), factories.VendorFactory(submitted=True, held=True)
    outcomes = reviewing.accept(Vendor, [held.pk, free.pk], by=approver)
    assert [outcome.is_done for outcome in outcomes] == [False, True]
    assert "The lien waiver is missing." in outcomes[0].sentence


def test_held_record_is_not_linked(connected, approver):
    record = factories.VendorFactory(submitted=True, held=True)
    name = next(iter(connected.organisation.contacts.values()))["Name"]
    outcome = one(linking.link(Vendor, {record.pk: name}, wiring.ledger(), by=approver), record)
    assert "on hold" in outcome.sentence


@pytest.mark.parametrize("state", ["submitted", "accepted"])
def test_rejecting_ends_the_hold_and_says_so(state, approver):
    record = factories.VendorFactory(**{state: True}, held=True)
    assert one(reviewing.reject(Vendor, [record.pk], by=approver, reason="Wrong."), record).is_done
    assert (record.state, record.is_held, record.hold_note) == (State.REJECTED, False, "")
    assert set(verbs_of(record)) == {Verb.REJECTED, Verb.RELEASED}


def test_retrieving_ends_the_hold_and_says_so(project_person):
    record = factories.VendorFactory(submitted=True, held=True)
    assert one(sending.retrieve(Vendor, [record.pk], by=project_person), record).is_done
    assert (record.state, record.is_held) == (State.RETRIEVED, False)
    assert set(verbs_of(record)) == {Verb.RETRIEVED, Verb.RELEASED}


def test_release_keeps_the_note_in_the_history(approver):
    record = factories.VendorFactory(submitted=True, held=True)
    holding.release(Vendor, [record.pk], by=approver)
    assert [(event.verb, event.detail) for event in Event.history_of(record)] == [
        (Verb.RELEASED, "The lien waiver is missing.")
    ]


def test_what_is_not_on_hold_is_not_released(approver):
    record = factories.VendorFactory(submitted=True)
    assert not one(holding.release(Vendor, [record.pk], by=approver), record).is_done


def test_held_record_is_in_a_worklist_of_its_own(approver):
    states = ({"submitted": True}, {"accepted": True}, {"failed": True}, {"submitted": True, "erp_id": "x"})
    held = {factories.VendorFactory(held=True, **state).pk for state in states}
    others = ("ready_to_export", "ready_to_update", "exporting", "failed", "synced", "sent_back", "not_sent")
    assert set(Vendor.objects.on_hold().values_list("pk", flat=True)) == held
    assert not any(getattr(Vendor.objects, worklist)().exists() for worklist in others)


def test_database_keeps_a_hold_from_having_no_note_and_from_being_queued(db):
    record = factories.VendorFactory(accepted=True, held=True)
    row = Vendor.objects.filter(pk=record.pk)
    for wrong in ({"hold_note": ""}, {"held_at": None}, {"delivery": Delivery.QUEUED}):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**wrong)


def test_worker_claims_nothing_that_is_on_hold(connected, approver):
    record = factories.VendorFactory(accepted=True, held=True)
    assert export_queued(wiring.ledger()).synced == 0
    record.refresh_from_db()
    assert record.state == State.ACCEPTED
