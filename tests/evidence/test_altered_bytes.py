"""Whoever alters what is kept of a request or an answer is found, though every digest beside it was altered, too."""

import base64
import hashlib
import json

import pytest
from django.db import connection

from erp_integrations.admin.history import rows_of
from erp_integrations.evidence.json_form import as_json
from erp_integrations.evidence.pdf import as_pdf
from erp_integrations.models import Event, ExportAnswer, ExportBatch, Verb
from erp_integrations.services.noted_bytes import ANSWER, REQUEST, noted_in, sha256_of
from erp_integrations.services.verifying import Verification, verify
from tests.evidence.cases import exported_invoices, pack, sent_invoices
from tests.evidence.test_pdf import read, without_blanks
from tests.journeys import world
from tests.journeys.losing import later, record_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("connected")]
TABLES = {ExportBatch: "erp_integrations_exportbatch", ExportAnswer: "erp_integrations_exportanswer"}
REMARK = "These are not the bytes that the history noted: they were altered since."


def breaks():
    return [told for told in verify() if not isinstance(told, Verification)]


def run_sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def forge(row, body):
    """Alter bytes as somebody with the database in hands would, with the digest beside them."""
    digest = hashlib.sha256(body).hexdigest()
    run_sql(f"UPDATE {TABLES[type(row)]} SET body = %s, body_digest = %s WHERE id = %s", body, digest, row.pk)


def invoice_batch():
    return ExportBatch.objects.get(content_type__model="subcontractorinvoice")


def exported(record):
    (export,) = json.loads(as_json(pack(record)))["exports"]
    return export


@pytest.fixture
def invoice(approver):
    (invoice,) = exported_invoices(approver)
    return invoice


def test_events_note_the_digests_of_what_was_sent_and_answered(connected, approver):
    connected.calls.clear()
    (invoice,) = exported_invoices(approver)
    (call,) = connected.calls_to("PUT", "Invoices")
    noted = {event.verb: noted_in(event.changes) for event in Event.history_of(invoice)}
    key = invoice_batch().key
    assert noted[Verb.SENT] == (key, {(REQUEST, hashlib.sha256(call.body).hexdigest())})
    assert noted[Verb.SYNCED] == (key, {(ANSWER, hashlib.sha256(call.answer).hexdigest())})
    assert breaks() == []


def test_what_was_found_after_a_lost_answer_is_noted_too(connected, approver):
    record = record_of("bill", approver)
    connected.faults.add("drop_after_commit", method="PUT", path="Invoices")
    world.export(record, by=approver)
    with later():
        world.settle()
    found = Event.history_of(record).get(verb=Verb.FOUND)
    assert noted_in(found.changes)[1] == {(ANSWER, hashlib.sha256(bytes(ExportAnswer.objects.last().body)).hexdigest())}
    assert breaks() == []


def test_altered_request_is_found_and_the_pack_says_so(invoice):
    batch = invoice_batch()
    forge(batch, bytes(batch.body).replace(b'"UnitAmount":4', b'"UnitAmount":94'))
    (told,) = breaks()
    sent = Event.history_of(invoice).get(verb=Verb.SENT)
    assert (
        told == f"The request of the batch {batch.key} was altered or removed: event {sent.sequence} notes other bytes."
    )
    request = exported(invoice)["request"]
    assert (request["is_as_noted"], request["remark"]) == (False, REMARK)
    assert without_blanks(REMARK) in without_blanks(read(as_pdf(pack(invoice))))


def test_altered_answer_is_found_and_the_pack_says_so(invoice):
    answer = ExportAnswer.objects.get(batch=invoice_batch())
    forge(answer, bytes(answer.body).replace(b"AUTHORISED", b"DRAFT"))
    (told,) = breaks()
    assert told.startswith(f"Xero's answer to the batch {invoice_batch().key} was altered or removed: event ")
    (told,) = exported(invoice)["answers"]
    assert (told["is_as_noted"], told["remark"]) == (False, REMARK)


def test_batch_whose_key_was_altered_is_found(invoice):
    run_sql("UPDATE erp_integrations_exportbatch SET \"key\" = 'another' WHERE id = %s", invoice_batch().pk)
    assert len(breaks()) == 2


def test_request_that_was_made_a_text_is_found(invoice):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite keeps a text in a column of bytes")
    run_sql("UPDATE erp_integrations_exportbatch SET body = 'forged' WHERE id = %s", invoice_batch().pk)
    assert len(breaks()) == 1
    assert exported(invoice)["request"]["is_as_noted"] is False
    assert without_blanks(REMARK) in without_blanks(read(as_pdf(pack(invoice))))


def test_digest_in_the_pack_is_that_of_the_bytes_whatever_stands_beside_them(invoice):
    run_sql("UPDATE erp_integrations_exportbatch SET body_digest = %s", "f" * 64)
    request = exported(invoice)["request"]
    assert request["sha256"] == hashlib.sha256(base64.b64decode(request["base64"])).hexdigest()
    assert (request["is_as_noted"], request["remark"]) == (True, "")


def test_altered_batch_of_many_records_is_told_once(approver):
    invoices = exported_invoices(approver, 3)
    forge(invoice_batch(), b'{"Invoices":[]}')
    assert len(breaks()) == 1
    assert all(exported(one)["request"]["is_as_noted"] is False for one in invoices)


def test_answer_that_came_after_the_last_note_is_not_blamed(invoice):
    ExportAnswer(
        batch=invoice_batch(), received_at=invoice.updated_at, status=500, body=b"late", body_digest="late"
    ).save()
    assert breaks() == []
    assert [one["is_as_noted"] for one in exported(invoice)["answers"]] == [True, None]


def test_events_of_before_that_note_no_digest_are_not_blamed(invoice):
    batch = invoice_batch()
    batch.pk, batch.key = None, "of-before"
    batch.save()
    Event.note(invoice, Verb.SENT, detail=batch.key)
    forge(batch, b"{}")
    assert breaks() == []


def test_comparing_takes_as_many_queries_for_many_batches(approver, django_assert_max_num_queries):
    exported_invoices(approver, 2)
    exported_invoices(approver, 2)
    with django_assert_max_num_queries(12):
        assert breaks() == []


def test_history_for_people_tells_an_export_in_one_row(invoice):
    told = [row.changed for row in rows_of(Event.history_of(invoice).filter(verb__in=[Verb.SENT, Verb.SYNCED]))]
    assert told == ["Synced", "Taken for export"]


def test_answer_after_which_a_batch_is_queued_again_is_noted(connected, approver):
    (invoice,) = sent_invoices(approver)
    connected.faults.add("offline_503", method="PUT", path="Invoices")
    world.export(invoice, by=approver)
    answer = ExportAnswer.objects.get(batch=invoice_batch())
    again = Event.history_of(invoice).get(verb=Verb.REQUEUED)
    assert noted_in(again.changes) == (invoice_batch().key, {(ANSWER, sha256_of(answer.body))})
