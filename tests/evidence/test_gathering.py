"""What a pack holds beside the bytes: also of a record that is gone, and with a fixed number of queries."""

import json
from decimal import Decimal

import pytest
from django.utils import timezone

from erp_integrations.evidence.gathering import pack_of, packs
from erp_integrations.evidence.json_form import FORMAT, as_json
from erp_integrations.evidence.pdf import as_pdf
from erp_integrations.models import EXPORTED_MODELS, Connection, IntegrationSettings, SubcontractorInvoice, Vendor
from erp_integrations.services import deleting, reviewing
from tests import factories
from tests.evidence.cases import exported_invoices, pack, sent_invoices
from tests.evidence.test_pdf import read

pytestmark = pytest.mark.django_db(transaction=True)


def tree(record):
    return json.loads(as_json(pack(record)))


@pytest.mark.parametrize("model", EXPORTED_MODELS)
def test_every_type_has_a_pack_before_anything_was_posted(model, golden_settings):
    record = factories.FACTORIES[model](submitted=True)
    found = tree(record)
    assert (found["format"], found["record"]["name"], found["exports"]) == (FORMAT, str(record), [])
    assert str(record) in read(as_pdf(pack(record))).replace("\n", " ")


def test_amounts_are_text_that_no_reader_rounds(golden_settings):
    commitment = factories.UnitCommitmentFactory()
    (line,) = tree(commitment)["standing"]["lines"]["lines"]
    assert (line["quantity"], line["unit_cost"], line["amount"]) == ("12.5000", "7.4250", "92.81")


def test_what_was_accepted_and_is_not_posted_yet_is_there(approver, golden_settings):
    vendor = factories.VendorFactory(submitted=True)
    reviewing.accept(Vendor, [vendor.pk], by=approver)
    decision = tree(vendor)["decision"]
    vendor.refresh_from_db()
    assert decision["document"]["Contacts"][0]["Name"] == vendor.name
    assert (decision["accepted_digest"], decision["reviewed_by"]["username"]) == (
        vendor.accepted_digest,
        approver.username,
    )
    assert "What was accepted, and is not posted yet" in read(as_pdf(pack(vendor)))


def test_what_was_changed_after_it_was_accepted_is_not_shown_as_accepted(approver, golden_settings):
    vendor = factories.VendorFactory(submitted=True)
    reviewing.accept(Vendor, [vendor.pk], by=approver)
    Vendor.objects.filter(pk=vendor.pk).update(name="Another name")
    assert tree(vendor)["decision"]["document"] is None


def test_rejection_is_told_with_its_reason(approver):
    vendor = factories.VendorFactory(submitted=True, submitted_by=approver, submitted_at=timezone.now())
    reviewing.reject(Vendor, [vendor.pk], by=approver, reason="The address is missing.")
    assert tree(vendor)["history"][-1]["detail"] == "The address is missing."
    assert "The address is missing." in read(as_pdf(pack(vendor)))


def test_deleted_record_has_a_pack_of_what_is_left(project_person):
    vendor = factories.VendorFactory(name="Gone & Sons")
    pk = vendor.pk
    deleting.delete(vendor, by=project_person)
    found = pack_of(Vendor, pk)
    assert (found.is_deleted, found.name, found.standing) == (True, "Gone & Sons", None)
    assert "12 Quarry Road" in as_json(found).decode()
    text = read(as_pdf(found))
    assert "Deleted. What it was is in its history." in text
    assert "12 Quarry Road" in text


def test_record_that_never_was_has_no_pack(db):
    assert pack_of(Vendor, 12345) is None


@pytest.mark.usefixtures("connected")
def test_number_of_queries_does_not_grow_with_the_records(approver, django_assert_max_num_queries):
    invoices = exported_invoices(approver, 12)
    for invoice in invoices:
        factories.PaymentFactory(invoice=invoice)
    ids = [invoice.pk for invoice in invoices]
    with django_assert_max_num_queries(17):
        assert len([as_json(found) for found in packs(SubcontractorInvoice, ids)]) == 12
    with django_assert_max_num_queries(17):
        assert len([as_json(found) for found in packs(SubcontractorInvoice, ids[:1])]) == 1


def test_who_was_renamed_since_is_told_with_the_log_in_name_of_then(approver):
    vendor = factories.VendorFactory(submitted=True)
    reviewing.reject(Vendor, [vendor.pk], by=approver, reason="The address is missing.")
    before = approver.username
    approver.username = "somebody.else"
    approver.save()
    (event,) = tree(vendor)["history"]
    assert (event["person"]["username"], event["logged_in_as"]) == ("somebody.else", before)
    assert f"then logged in as {before}" in read(as_pdf(pack(vendor)))


def test_both_acceptances_are_told_and_on_whose_behalf(approver, connected):
    (invoice,) = sent_invoices(approver)
    IntegrationSettings.objects.update(second_approver_above=Decimal(1))
    today = Connection.today()
    deputyship = factories.DeputyshipFactory(person=factories.ApproverFactory(), first_day=today, last_day=today)
    for person in (approver, deputyship.deputy):
        reviewing.accept(type(invoice), [invoice.pk], by=person)
    decision = tree(invoice)["decision"]
    told = {name: decision[name] and decision[name]["username"] for name in decision if name.endswith(("_by", "_for"))}
    assert told == {
        "sent_by": told["sent_by"],
        "first_accepted_by": approver.username,
        "first_accepted_for": None,
        "reviewed_by": deputyship.deputy.username,
        "reviewed_for": deputyship.person.username,
    }
    assert decision["first_accepted_at"] < decision["reviewed_at"]
    text = read(as_pdf(pack(invoice)))
    assert f"Accepted by the first of two {approver.username} · " in text
    assert f"{deputyship.deputy.username} · for {deputyship.person.username} · " in text
