"""Invoices below zero: refused, or posted as supplier credit notes, each exactly once."""

import threading
import time
from decimal import Decimal

import pytest
from django.db import connection, connections, transaction

from connectors.xero.sandbox import kinds
from erp_integrations.models import Delivery, ExportBatch, IntegrationSettings, State, SubcontractorInvoice
from erp_integrations.services import exporting, reviewing
from erp_integrations.services.configuring import change_settings
from erp_integrations.services.reporting import ExportReport
from erp_integrations.wiring import ledger
from tests import factories
from tests.journeys import world
from tests.journeys.losing import claim_and_die, later

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("connected")]
NO_RETAINAGE = {"line__retainage_withheld": Decimal(0)}


@pytest.fixture
def known(approver):
    """A commitment that is in Xero, and what its documents refer to."""
    references = world.prerequisites(approver)
    commitment = world.commitment_in(references)
    world.export(commitment, by=approver)
    return {**references, "commitment": world.fresh(commitment)}


def credit_in(known, **fields):
    return world.credit_in(known["commitment"], known["code"], **fields)


def bill_in(known, **fields):
    return world.invoice_in(known["commitment"], known["code"], **{**NO_RETAINAGE, **fields})


def twins_in(known, count=2):
    """Credit notes that are alike to the letter."""
    return [credit_in(known, number="CN-7") for _ in range(count)]


def notes_of(sandbox):
    return list(sandbox.organisation.credit_notes.values())


def sent_to(sandbox, path):
    return len(sandbox.calls_to("PUT", path))


def test_invoice_below_zero_is_refused_by_default(connected, approver, known):
    invoice = bill_in(known, line__amount=Decimal("-4860.00"))
    (outcome,) = reviewing.accept_and_export(SubcontractorInvoice, [invoice.pk], by=approver)
    assert not outcome.is_done
    assert "an invoice below zero is not exported" in outcome.sentence
    assert str(world.run()) == "nothing to do."


def test_invoice_below_zero_arrives_as_a_credit_note_with_its_signs_turned(connected, approver, known):
    invoice = credit_in(
        known, number="INV-12", line__amount=Decimal("-5000.00"), line__retainage_withheld=Decimal("-140.00")
    )
    assert world.export(invoice, by=approver).synced == 1
    (note,) = notes_of(connected)
    assert (note["Type"], note["CreditNoteNumber"], note["Status"]) == ("ACCPAYCREDIT", "INV-12", "AUTHORISED")
    assert [line["LineAmount"] for line in note["LineItems"]] == [Decimal("5000.00"), Decimal("-140.00")]
    assert note["SubTotal"] == Decimal("4860.00") == -invoice.amount_to_show
    assert note["Contact"]["ContactID"] == known["vendor"].erp_id
    assert (world.fresh(invoice).erp_id, invoice.erp_name) == (note["CreditNoteID"], "INV-12")
    assert invoice.lines.get().erp_line_id == note["LineItems"][0]["LineItemID"]
    assert len(connected.organisation.invoices) == 0


def test_credit_note_needs_no_due_date(connected, approver, known):
    invoice = credit_in(known, due_date=None)
    assert world.export(invoice, by=approver).synced == 1


def test_invoice_over_nothing_stays_a_bill(connected, approver, known):
    """Its amounts cancel out, which they do not in floating point."""
    amounts = {"line__retainage_withheld": Decimal("0.40"), "line__retainage_released": Decimal("0.10")}
    invoice = credit_in(known, line__amount=Decimal("0.30"), **amounts)
    assert world.export(invoice, by=approver).synced == 1
    assert (sent_to(connected, "Invoices"), sent_to(connected, "CreditNotes")) == (1, 0)


def test_bills_and_credit_notes_travel_in_requests_of_their_own(connected, approver, known):
    """Sixty of each, one after the other: as many requests as two full batches and two rests."""
    records = [make(known) for _ in range(60) for make in (bill_in, credit_in)]
    reviewing.accept_and_export(SubcontractorInvoice, [record.pk for record in records], by=approver)
    assert world.run().synced == 120
    assert (sent_to(connected, "Invoices"), sent_to(connected, "CreditNotes")) == (2, 2)
    assert len(notes_of(connected)) == 60
    batches = ExportBatch.objects.filter(document_kind__in=("Bill", "CreditNote"))
    assert sorted(batches.values_list("document_kind", flat=True)) == ["Bill", "Bill", "CreditNote", "CreditNote"]


def test_batch_holds_one_kind_whatever_was_read_for_it(connected, approver, known):
    """Somebody let credit notes in after the worker chose what to send next, and before it mapped that."""
    bill, note = bill_in(known), credit_in(known)
    world.accept(bill, note, by=approver)
    records, xero, report = list(SubcontractorInvoice.objects.for_display().order_by("pk")), ledger(), ExportReport()
    documents = exporting.complete_documents(records, xero, report)
    batch = exporting.claim(SubcontractorInvoice, documents, dict.fromkeys(documents), xero, report)
    assert (batch.document_kind, batch.attempts.get().object_id) == ("Bill", bill.pk)
    exporting.post(batch, xero, report)
    assert world.run().synced == 1
    assert (world.fresh(bill).state, world.fresh(note).state) == (State.SYNCED, State.SYNCED)


def test_bills_that_xero_does_not_answer_for_hold_up_no_credit_note(connected, approver, known):
    bill, note = bill_in(known), credit_in(known)
    connected.faults.add("error_500_before", method="PUT", path="Invoices", times=None)
    assert world.export(bill, note, by=approver).synced == 1
    assert (world.fresh(bill).delivery, world.fresh(note).state) == (Delivery.UNKNOWN, State.SYNCED)


def test_batch_of_a_worker_killed_before_sending_is_settled_as_what_it_holds(connected, approver, known):
    note = credit_in(known)
    world.accept(note, by=approver)
    claim_and_die(note)
    with later(minutes=2):
        assert world.settle().synced == 1
    assert len(notes_of(connected)) == 1


def test_batch_from_before_there_were_credit_notes_holds_bills(connected, approver, known):
    bill = bill_in(known)
    connected.faults.add("drop_after_commit", method="PUT", path="Invoices")
    world.export(bill, by=approver)
    ExportBatch.objects.update(document_kind="")
    with later():
        assert world.settle().synced == 1
    assert sent_to(connected, "Invoices") == 1


def test_lost_credit_notes_alike_to_the_letter_are_each_found_once(connected, approver, known):
    twins = twins_in(known)
    connected.faults.add("drop_after_commit", method="PUT", path="CreditNotes")
    world.export(*twins, by=approver)
    with later():
        assert world.settle().synced == 2
    assert {world.fresh(twin).erp_id for twin in twins} == set(connected.organisation.credit_notes)


def test_one_of_two_alike_that_is_there_is_adopted_and_the_other_sent_later(connected, approver, known):
    twins = twins_in(known)
    connected.faults.add("drop_after_commit", method="PUT", path="CreditNotes")
    world.export(*twins, by=approver)
    connected.organisation.remove(kinds.CREDIT_NOTES, notes_of(connected)[-1]["CreditNoteID"])
    with later():
        assert world.settle().unknown == 2
    with later(minutes=8):
        report = world.settle()
        assert (report.synced, report.queued_again) == (1, 1)
        assert world.run().synced == 1
    assert {world.fresh(twin).erp_id for twin in twins} == set(connected.organisation.credit_notes)
    assert len(notes_of(connected)) == 2


def test_lost_credit_note_is_not_taken_for_one_alike_that_another_record_has(connected, approver, known):
    first, second = twins_in(known)
    world.export(first, by=approver)
    connected.faults.add("drop_before", method="PUT", path="CreditNotes")
    world.export(second, by=approver)
    with later(minutes=6):
        assert world.settle().queued_again == 1
        assert world.run().synced == 1
    assert {world.fresh(twin).erp_id for twin in (first, second)} == set(connected.organisation.credit_notes)
    assert len(notes_of(connected)) == 2


def test_lost_credit_note_that_arrived_beside_one_alike_is_found(connected, approver, known):
    first, second = twins_in(known)
    world.export(first, by=approver)
    connected.faults.add("drop_after_commit", method="PUT", path="CreditNotes")
    world.export(second, by=approver)
    with later():
        assert world.settle().synced == 1
    assert {world.fresh(twin).erp_id for twin in (first, second)} == set(connected.organisation.credit_notes)
    assert len(notes_of(connected)) == 2


@pytest.mark.parametrize("fault", ["drop_after_commit", "drop_before"])
def test_credit_note_waits_while_one_alike_is_being_checked(fault, connected, approver, known):
    first, second = twins_in(known)
    connected.faults.add(fault, method="PUT", path="CreditNotes")
    world.export(first, by=approver)
    assert str(world.export(second, by=approver)) == "nothing to do."
    assert world.fresh(second).delivery == Delivery.QUEUED
    with later():
        assert world.settle().synced == 1
        assert world.run().synced == 1
    assert {world.fresh(twin).erp_id for twin in (first, second)} == set(connected.organisation.credit_notes)
    assert len(notes_of(connected)) == 2


def claim_alone(record, claimed, *, seconds):
    """Claim one record on a connection of its own, and take so long to commit."""
    xero, report = ledger(), ExportReport()
    documents = exporting.complete_documents([record], xero, report)
    with transaction.atomic():
        claimed.append(exporting.claim(SubcontractorInvoice, documents, {record.pk: None}, xero, report))
        time.sleep(seconds)
    connections.close_all()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one transaction write at a time by itself.")
def test_two_workers_do_not_claim_two_alike_side_by_side(connected, approver, known):
    twins = twins_in(known)
    world.accept(*twins, by=approver)
    claimed = []
    workers = [
        threading.Thread(target=claim_alone, args=(world.fresh(twin), claimed), kwargs={"seconds": seconds})
        for twin, seconds in zip(twins, (1.0, 0), strict=True)
    ]
    for worker in workers:
        worker.start()
        time.sleep(0.4)
    for worker in workers:
        worker.join()
    assert [batch is None for batch in claimed] == [False, True]


def enter_by_hand(connected, contact_id, number):
    lines = [{"Description": "By hand", "Quantity": Decimal(1), "UnitAmount": Decimal(7), "AccountCode": "310"}]
    return connected.bookkeeper.enter_credit_note(contact_id, lines, number=number)


def test_credit_note_entered_by_hand_under_the_same_number_is_for_a_person_to_look_at(connected, approver, known):
    note = credit_in(known)
    connected.faults.add("drop_before", method="PUT", path="CreditNotes")
    world.export(note, by=approver)
    enter_by_hand(connected, known["vendor"].erp_id, note.number)
    with later():
        assert world.settle().failed == 1
    assert "in Xero already with other contents" in world.fresh(note).problem


def test_number_of_another_company_is_no_matter(connected, approver, known):
    note, other = credit_in(known), factories.VendorFactory(submitted=True)
    world.export(other, by=approver)
    connected.faults.add("drop_before", method="PUT", path="CreditNotes")
    world.export(note, by=approver)
    enter_by_hand(connected, world.fresh(other).erp_id, note.number)
    with later():
        assert world.settle().synced == 1
    assert len(notes_of(connected)) == 2


def test_voided_credit_note_is_not_adopted(connected, approver, known):
    first, second = twins_in(known)
    world.export(first, by=approver)
    connected.bookkeeper.void_credit_note(world.fresh(first).erp_id)
    SubcontractorInvoice.objects.filter(pk=first.pk).update(erp_id="")
    connected.faults.add("drop_before", method="PUT", path="CreditNotes")
    world.export(second, by=approver)
    with later():
        assert world.settle().synced == 1
    assert connected.organisation.credit_notes[world.fresh(second).erp_id]["Status"] == "AUTHORISED"


def refuse_negative_invoices():
    settings = IntegrationSettings.load()
    settings.negative_invoices = "refuse"
    return change_settings(settings)


def test_setting_that_changes_sends_what_was_accepted_back(connected, approver, known):
    note, bill = credit_in(known), bill_in(known)
    world.accept(note, bill, by=approver)
    assert refuse_negative_invoices() == 1
    assert world.run().synced == 1
    assert (world.fresh(note).state, world.fresh(bill).state) == (State.SUBMITTED, State.SYNCED)
    assert notes_of(connected) == []


def test_setting_that_changes_between_accepting_and_claiming_posts_nothing(connected, approver, known):
    note = credit_in(known)
    world.accept(note, by=approver)
    IntegrationSettings.objects.update(negative_invoices="refuse")
    assert world.run().sent_back == 1
    assert (world.fresh(note).state, notes_of(connected)) == (State.SUBMITTED, [])


def test_credit_note_on_its_way_is_settled_as_one_whatever_the_setting_says_by_then(connected, approver, known):
    note = credit_in(known)
    connected.faults.add("drop_after_commit", method="PUT", path="CreditNotes")
    world.export(note, by=approver)
    refuse_negative_invoices()
    with later():
        assert world.settle().synced == 1
    assert world.fresh(note).erp_id in connected.organisation.credit_notes


def test_credit_note_in_a_closed_period_fails_with_xeros_reason(connected, approver, known):
    note, bill = credit_in(known), bill_in(known, billing_date=None, period_end="2026-06-30")
    connected.organisation.set_profile({"PeriodLockDate": "2026-05-31"})
    report = world.export(note, bill, by=approver)
    assert (report.synced, report.failed) == (1, 1)
    assert "locked in Xero until 31 May 2026" in world.fresh(note).problem
