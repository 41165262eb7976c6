"""Evidence attached in Xero: the very bytes, once, with a note, and nothing without a right to it."""

import base64
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.utils.translation import override
from pypdf import PdfReader

from connectors.errors import Refused
from connectors.ports import TokenSet
from connectors.xero.sandbox import kinds
from erp_integrations import wiring
from erp_integrations.evidence.attaching import attach_evidence
from erp_integrations.evidence.json_form import digest_of
from erp_integrations.models import Connection, ConnectionTokens, Event, State, Verb
from erp_integrations.services.deciding.carrying_out import NotPossible
from tests import factories
from tests.connectors.sandbox.caller import Caller
from tests.evidence.cases import exported_invoices, pack
from tests.journeys import world
from tests.journeys.losing import later, record_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("connected")]


@pytest.fixture
def invoice(approver):
    return exported_invoices(approver)[0]


def attach(record, by):
    return attach_evidence(type(record), record.pk, wiring.ledger(), by=by)


def files_in(sandbox):
    return list(sandbox.organisation.of(kinds.ATTACHMENTS).values())


def notes_in(sandbox):
    return [
        row["Details"] for row in sandbox.organisation.of(kinds.HISTORY_RECORDS).values() if row["Changes"] == "Note"
    ]


def attached_events(record):
    return list(Event.history_of(record).filter(verb=Verb.ATTACHED))


def test_pack_arrives_as_a_file_of_the_bill_with_a_note(connected, approver, invoice):
    digest = digest_of(pack(invoice))
    sentence = attach(invoice, approver)
    (file,) = files_in(connected)
    assert (file["Of"], file["MimeType"]) == (f"Invoices/{invoice.erp_id}", "application/pdf")
    assert file["FileName"] == f"evidence-{invoice.number.lower()}-{digest[:16]}.pdf"
    assert digest[:16] in PdfReader(BytesIO(base64.b64decode(file["Content"]))).pages[0].extract_text()
    assert [digest in note for note in notes_in(connected)] == [True]
    (event,) = attached_events(invoice)
    assert (event.actor, file["FileName"] in event.detail, digest in event.detail) == (approver, True, True)
    assert file["FileName"] in sentence


@pytest.mark.parametrize(("installation", "reader", "word"), [("en", "es", "Evidence"), ("es", "en", "Evidencia")])
def test_file_and_note_speak_the_language_of_the_installation(  # noqa: PLR0917 - fixtures
    connected, approver, invoice, settings, installation, reader, word
):
    settings.LANGUAGE_CODE = installation
    for language in (reader, installation):
        with override(language):
            attach(invoice, approver)
    (note,), (file,) = notes_in(connected), files_in(connected)
    assert note.startswith(f"{word} ")
    assert f"{word} " in PdfReader(BytesIO(base64.b64decode(file["Content"]))).pages[0].extract_text()


@pytest.mark.parametrize(("kind", "path"), [("order", "PurchaseOrders"), ("credit note", "CreditNotes")])
def test_orders_and_credit_notes_take_files_too(connected, approver, kind, path):
    record = record_of(kind, approver)
    world.export(record, by=approver)
    attach(record, approver)
    (file,) = files_in(connected)
    assert file["Of"] == f"{path}/{world.fresh(record).erp_id}"


def test_second_click_changes_nothing(connected, approver, invoice):
    attach(invoice, approver)
    connected.calls.clear()
    with later(minutes=30):
        assert "was attached in Xero already" in attach(invoice, approver)
    assert connected.calls_to("PUT", "Invoices") == []
    assert (len(files_in(connected)), len(notes_in(connected)), len(attached_events(invoice))) == (1, 1, 1)


def test_pack_with_something_new_in_it_is_another_file(connected, approver, invoice):
    attach(invoice, approver)
    factories.PaymentFactory(invoice=invoice)
    attach(invoice, approver)
    assert (len(files_in(connected)), len(notes_in(connected)), len(attached_events(invoice))) == (2, 2, 2)


def test_file_whose_answer_was_lost_is_found_and_not_sent_twice(connected, approver, invoice):
    connected.faults.add("drop_after_commit", method="PUT", path="Invoices")
    connected.calls.clear()
    assert "was attached in Xero." in attach(invoice, approver)
    puts = [call.path for call in connected.calls_to("PUT", "Invoices")]
    assert [path.rsplit("/", 1)[1] for path in puts] == [files_in(connected)[0]["FileName"], "History"]
    assert len(attached_events(invoice)) == 1


def test_file_that_never_arrived_is_told_and_may_be_tried_again(connected, approver, invoice):
    connected.faults.add("drop_before", method="PUT", path="Invoices")
    with pytest.raises(NotPossible, match="the file is not there"):
        attach(invoice, approver)
    assert (files_in(connected), attached_events(invoice)) == ([], [])
    attach(invoice, approver)
    assert len(files_in(connected)) == len(notes_in(connected)) == 1


def test_note_whose_answer_was_lost_is_not_written_twice(connected, approver, invoice):
    connected.faults.add("drop_after_commit", method="PUT", path="History")
    attach(invoice, approver)
    attach(invoice, approver)
    assert len(notes_in(connected)) == 1


def test_record_that_is_not_in_xero_has_nothing_to_attach_to(approver, invoice):
    type(invoice).objects.filter(pk=invoice.pk).update(state=State.REJECTED)
    with pytest.raises(NotPossible, match="Export it first"):
        attach(invoice, approver)
    with pytest.raises(NotPossible, match="purchase orders only"):
        attach(invoice.commitment.vendor, approver)


def test_document_that_is_full_is_told(connected, approver, invoice):
    caller = Caller(connected)
    for number in range(10):
        answer = caller.session.put(
            f"{caller.url}/api.xro/2.0/Invoices/{invoice.erp_id}/Attachments/{number}.txt",
            data=b"x",
            headers={"Content-Type": "text/plain"},
        )
        assert answer.status_code == 200
    with pytest.raises(NotPossible, match="10 files in Xero"):
        attach(invoice, approver)


def test_bill_that_is_gone_is_told(connected, approver, invoice):
    connected.organisation.remove(kinds.INVOICES, invoice.erp_id)
    with pytest.raises(NotPossible, match="not in Xero any more"):
        attach(invoice, approver)


def test_connection_without_the_scope_is_told_and_stays_connected(connected, approver, invoice):
    caller = Caller(connected)
    token = caller.new_token(connected, "accounting.invoices accounting.contacts accounting.settings")
    connection = Connection.objects.get()
    connection.kind = Connection.Kind.AUTHORISATION_CODE
    connection.save()
    expires_at = datetime.now(UTC) + timedelta(minutes=20)
    ConnectionTokens(connection).save(TokenSet(access_token=token, expires_at=expires_at))
    with pytest.raises(Refused, match="does not include this"):
        attach(invoice, approver)
    assert Connection.objects.get().status == Connection.Status.CONNECTED


@pytest.mark.parametrize("codename", ["export_subcontractorinvoice", "view_event"])
def test_service_refuses_who_lacks_a_right(connected, approver, invoice, codename):
    approver.user_permissions.remove(Permission.objects.get(codename=codename))
    person = type(approver).objects.get(pk=approver.pk)
    with pytest.raises(PermissionDenied):
        attach(invoice, person)
    assert files_in(connected) == []


def test_evidence_is_attached_within_ones_projects_only(invoice, connected):
    limit = factories.ApprovalLimitFactory(highest_amount=None, projects=[factories.ProjectFactory()])
    with pytest.raises(NotPossible, match="which is not one of your projects"):
        attach(invoice, limit.person)
    assert files_in(connected) == []


def test_deputy_attaches_in_the_name_of_whom_they_stand_in_for(invoice):
    row = factories.DeputyshipFactory()
    for codename in ("view_event", "view_exportbatch"):
        row.deputy.user_permissions.add(Permission.objects.get(codename=codename))
    attach(invoice, row.deputy)
    (event,) = attached_events(invoice)
    assert (event.actor, event.on_behalf_of) == (row.deputy, row.person)
