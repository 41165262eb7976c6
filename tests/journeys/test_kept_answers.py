"""What Xero said to what was posted is kept byte for byte, whatever it said."""

import hashlib

import pytest

from connectors.documents import digest
from erp_integrations.mapping import document_for
from erp_integrations.models import ExportAnswer, ExportAttempt, ExportBatch, IntegrationSettings, State
from erp_integrations.models.journal import Unalterable
from tests import factories
from tests.journeys import world
from tests.journeys.losing import EACH_KIND, PATHS, later, record_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("connected")]


def answers_to(record):
    """What is kept of the batches of a record, oldest first."""
    attempts = ExportAttempt.objects.filter(object_id=record.pk, content_type__model=record._meta.model_name)
    return list(ExportAnswer.objects.filter(batch__attempts__in=attempts))


def told(answer):
    return answer.status, bytes(answer.body), answer.correlation_id


@EACH_KIND
def test_answer_to_an_export_is_kept_as_it_was_sent(kind, connected, approver):
    record = record_of(kind, approver)
    connected.calls.clear()
    world.export(record, by=approver)
    (call,) = connected.calls_to(*PATHS[kind])
    (answer,) = answers_to(record)
    assert told(answer) == (200, call.answer, call.correlation_id)
    assert answer.body_digest == hashlib.sha256(call.answer).hexdigest()
    assert call.body == bytes(answer.batch.body)


@EACH_KIND
def test_document_that_was_found_is_kept_as_it_was_found(kind, connected, approver):
    record = record_of(kind, approver)
    method, path = PATHS[kind]
    connected.faults.add("drop_after_commit", method=method, path=path)
    world.export(record, by=approver)
    with later():
        world.settle()
    (answer,) = answers_to(record)
    assert (answer.status, answer.position, world.fresh(record).state) == (None, 0, State.SYNCED)
    assert record.erp_id.encode() in bytes(answer.body)
    assert any(bytes(answer.body) in call.answer for call in connected.calls if call.method == "GET")


def test_error_is_kept_and_so_is_what_came_of_the_next_try(connected, approver):
    vendor = factories.VendorFactory(submitted=True)
    connected.organisation.choke_on = vendor.name
    world.export(vendor, by=approver)
    connected.organisation.choke_on = ""
    with later():
        world.settle()
    calls = connected.calls_to("PUT", "Contacts")
    assert [told(answer) for answer in answers_to(vendor)] == [
        (call.status, call.answer, call.correlation_id) for call in calls
    ]


def test_each_sending_under_one_key_has_an_answer_of_its_own(connected, approver):
    vendor = factories.VendorFactory(submitted=True)
    connected.faults.add("error_500_before", method="PUT", path="Contacts")
    world.export(vendor, by=approver)
    with later():
        world.settle()
    assert [answer.status for answer in answers_to(vendor)] == [500, 200]
    assert ExportBatch.objects.count() == 1


def test_answer_that_was_cut_off_is_kept_as_far_as_it_came(connected, approver):
    vendor = factories.VendorFactory(submitted=True)
    connected.faults.add("truncated_json", method="PUT", path="Contacts")
    world.export(vendor, by=approver)
    (call,) = connected.calls_to("PUT", "Contacts")
    assert [bytes(answer.body) for answer in answers_to(vendor)] == [call.answer]


def test_digest_of_what_was_accepted_stays_with_what_was_posted(approver):
    vendor = factories.VendorFactory(submitted=True)
    accepted = digest(document_for(vendor, IntegrationSettings.load()))
    world.export(vendor, by=approver)
    assert ExportAttempt.objects.get().accepted_digest == accepted


def test_kept_answer_is_never_altered(approver):
    world.export(factories.VendorFactory(submitted=True), by=approver)
    answer = ExportAnswer.objects.get()
    answer.body = b"{}"
    with pytest.raises(Unalterable):
        answer.save()
    with pytest.raises(Unalterable):
        ExportAnswer.objects.all().delete()
