"""The pack of an exported record holds the very bytes that the stand-in received and sent back."""

import base64
import hashlib
import json

import pytest

from erp_integrations.evidence.json_form import as_json
from erp_integrations.models import ExportAttempt, State
from erp_integrations.services import reviewing
from erp_integrations.services.elements import answered_element
from tests.evidence.cases import exported_invoices, pack
from tests.journeys import world
from tests.journeys.losing import EACH_KIND, PATHS, later, record_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("connected")]
Outcome = ExportAttempt.Outcome


def exports_in(record):
    """What a pack's JSON file tells of the exports."""
    return json.loads(as_json(pack(record)))["exports"]


def decoded(wire):
    """The bytes of a request or an answer, whose digest is the one beside them."""
    content = base64.b64decode(wire["base64"])
    assert (hashlib.sha256(content).hexdigest(), len(content)) == (wire["sha256"], wire["bytes"])
    return content


def resolved(pointer, content):
    """What a JSON pointer leads to."""
    found = json.loads(content)
    for step in pointer.split("/")[1:]:
        found = found[int(step)] if isinstance(found, list) else found[step]
    return found


@EACH_KIND
def test_pack_holds_the_bytes_that_were_received_and_sent_back(kind, connected, approver):
    record = record_of(kind, approver)
    connected.calls.clear()
    world.export(record, by=approver)
    (call,) = connected.calls_to(*PATHS[kind])
    (export,) = exports_in(record)
    (answer,) = export["answers"]
    assert decoded(export["request"]) == call.body
    assert decoded(answer) == call.answer
    assert export["idempotency_key"] == call.headers["Idempotency-Key"]
    assert (answer["status"], answer["correlation_id"]) == (200, call.correlation_id)
    assert [one["correlation_id"] for one in export["calls"]] == [call.correlation_id]
    assert world.fresh(record).erp_id in resolved(answer["pointer"], call.answer).values()


def test_pack_of_each_record_of_a_batch_points_to_its_own_part(connected, approver):
    connected.calls.clear()
    invoices = exported_invoices(approver, 4)
    (call,) = connected.calls_to("PUT", "Invoices")
    for invoice in invoices:
        (export,) = exports_in(invoice)
        assert decoded(export["request"]) == call.body
        assert export["records_in_request"] == 4
        assert resolved(export["request"]["pointer"], call.body)["Url"].endswith(f"/r/{invoice.key}/")
        (answer,) = export["answers"]
        assert resolved(answer["pointer"], call.answer)["InvoiceID"] == invoice.erp_id
        assert answer["element"]["InvoiceID"] == invoice.erp_id


def test_part_of_an_answer_is_found_by_its_id_wherever_it_stands(approver):
    answer = b'{"Invoices":[{"InvoiceID":"b"},{"InvoiceID":"a","Contact":{"ContactID":"b"}}]}'
    assert answered_element(answer, 0, 2, "a").pointer == "/Invoices/1"
    assert answered_element(answer, 1, 2, "").pointer == "/Invoices/1"
    assert answered_element(answer, 0, 3, "c") is None


def test_lost_answer_is_told_and_the_document_found_is_there(connected, approver):
    record = record_of("bill", approver)
    connected.calls.clear()
    connected.faults.add("drop_after_commit", method="PUT", path="Invoices")
    world.export(record, by=approver)
    with later():
        world.settle()
    (call,) = connected.calls_to("PUT", "Invoices")
    (export,) = exports_in(record)
    assert decoded(export["request"]) == call.body
    assert [one["status"] for one in export["calls"]] == [0]
    (found,) = export["answers"]
    assert (found["is_found_by_looking"], found["status"]) == (True, None)
    assert found["element"]["InvoiceID"] == world.fresh(record).erp_id
    assert export["outcome"] == "found"


def test_refusal_and_the_repeated_export_are_both_there(connected, approver):
    """A number is taken in Xero between the reading of its lists and the export."""
    known = world.prerequisites(approver)
    world.export(world.commitment_in(known), by=approver)
    twin, other = world.commitment_in(known, number="PO-77"), world.commitment_in(known)
    world.order_by_hand(connected, known["vendor"], number="PO-77")
    world.export(twin, other, by=approver)
    (order,) = connected.organisation.purchase_orders.find("PurchaseOrderNumber", "PO-77")
    connected.bookkeeper.delete_purchase_order(order["PurchaseOrderID"])
    reviewing.export(type(twin), [twin.pk], by=approver)
    world.run()
    refused, taken = exports_in(twin)
    assert [refused["outcome"], taken["outcome"]] == [Outcome.REFUSED, Outcome.SYNCED]
    assert [refused["records_in_request"], taken["records_in_request"]] == [2, 1]
    received = connected.calls_to("PUT", "PurchaseOrders")[1:]
    assert [decoded(one["answers"][0]) for one in (refused, taken)] == [call.answer for call in received]
    assert "must be unique" in refused["answers"][0]["element"]["ValidationErrors"][0]["Message"]


def test_request_that_broke_xero_is_followed_by_the_one_that_it_took(connected, approver):
    connected.organisation.choke_on = "INV-CHOKE"
    (invoice,) = exported_invoices(approver, number="INV-CHOKE")
    connected.organisation.choke_on = ""
    with later(minutes=30):
        world.settle()
        world.run()
    received = connected.calls_to("PUT", "Invoices")
    exports = exports_in(invoice)
    assert world.fresh(invoice).state == State.SYNCED
    assert [decoded(export["request"]) for export in exports] == [call.body for call in received]
    assert [decoded(answer) for export in exports for answer in export["answers"]] == [one.answer for one in received]
    assert [export["outcome"] for export in exports] == [Outcome.ABSENT, Outcome.SYNCED]
    assert len({export["idempotency_key"] for export in exports}) == 2


def test_same_facts_make_the_same_bytes(approver):
    (invoice,) = exported_invoices(approver)
    with later(minutes=600):
        first = as_json(pack(invoice))
    assert first == as_json(pack(invoice))
