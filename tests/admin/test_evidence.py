"""Evidence on the screens: who may take it away, of what, and how it is found."""

import json
import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from erp_integrations.admin.evidence import MOST_RECORDS
from erp_integrations.evidence.json_form import as_json
from erp_integrations.models import Connection, Event, Vendor, Verb
from erp_integrations.services import deleting
from tests import factories
from tests.evidence.cases import exported_invoices, pack

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/evidence/"


def address(record, form="pdf"):
    return reverse("evidence_of_record", args=[record._meta.model_name, record.pk, form])


def signed_in(client, person):
    client.force_login(person)
    return client


def without(person, *codenames):
    person.user_permissions.remove(*Permission.objects.filter(codename__in=codenames))
    return type(person).objects.get(pk=person.pk)


def page_of(client, record):
    name = f"admin:erp_integrations_{record._meta.model_name}_change"
    return client.get(reverse(name, args=[record.pk])).content.decode()


@pytest.mark.usefixtures("connected")
def test_record_page_hands_over_both_files(client, approver):
    (invoice,) = exported_invoices(approver)
    signed_in(client, approver)
    text = page_of(client, invoice)
    assert address(invoice) in text
    assert address(invoice, "json") in text
    answer = client.get(address(invoice, "json"))
    assert answer.content == as_json(pack(invoice))
    answer = client.get(address(invoice))
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert f"evidence-{invoice.number.lower()}-{invoice.pk}.pdf" in answer["Content-Disposition"]
    assert invoice.number in PdfReader(BytesIO(answer.content)).metadata.title


def test_anonymous_person_is_asked_to_log_in(client, db):
    vendor = factories.VendorFactory()
    for url in (address(vendor), PAGE):
        assert client.get(url).status_code == 302


@pytest.mark.parametrize(
    ("codename", "words"),
    [
        ("view_subcontractorinvoice", "subcontractor invoices"),
        ("view_event", "events"),
        ("view_exportbatch", "export batches"),
        ("view_payment", "payments"),
        # A pack names what its record is connected with.
        ("view_commitment", "commitments"),
        ("view_vendor", "companies"),
    ],
)
def test_person_who_may_not_see_all_of_it_is_told_what(client, approver, codename, words, golden_settings):
    invoice = factories.InvoiceFactory()
    signed_in(client, without(approver, codename))
    for form in ("pdf", "json"):
        answer = client.get(address(invoice, form))
        assert answer.status_code == 403
        assert f"you lack the right to view {words}" in answer.content.decode()


def test_card_is_not_shown_to_who_may_not_take_it(client, viewer, golden_settings):
    invoice = factories.InvoiceFactory()
    signed_in(client, viewer)
    assert address(invoice) not in page_of(client, invoice)
    assert client.get(address(invoice)).status_code == 403
    assert client.get(PAGE).status_code == 403
    assert PAGE not in client.get("/").content.decode()


@pytest.mark.parametrize("path", ["/evidence/vendor/999.pdf", "/evidence/payment/1.pdf", "/evidence/vendor/1.exe"])
def test_what_is_not_there_is_not_found(client, approver, path):
    assert signed_in(client, approver).get(path).status_code == 404


def test_deleted_record_is_reached_from_its_history(client, approver, project_person):
    vendor = factories.VendorFactory(name="Gone & Sons")
    url, link = address(vendor), reverse("admin:erp_integrations_vendor_change", args=[vendor.pk])
    deleting.delete(vendor, by=project_person)
    signed_in(client, approver)
    text = client.get(link, follow=True).content.decode()
    assert "Evidence of Gone &amp; Sons:" in text
    assert url in text
    assert client.get(url).status_code == 200


# A period


@pytest.mark.usefixtures("connected")
def test_page_counts_by_type_and_hands_over_the_archive(client, approver):
    exported_invoices(approver, 2)
    signed_in(client, approver)
    text = client.get(PAGE).content.decode()
    assert "Download 6 records (ZIP)" in text
    answer = client.get(PAGE, {"type": "subcontractorinvoice", "file": "zip"})
    with ZipFile(BytesIO(b"".join(answer))) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith("index.json")]
        assert {row["type"] for row in json.loads(archive.read(name))["records"]} == {"subcontractorinvoice"}


def test_types_that_a_person_may_not_see_are_in_no_archive(client, approver):
    vendor, code = factories.VendorFactory(), factories.BudgetCodeFactory()
    for record in (vendor, code):
        Event.note(record, Verb.ACCEPTED)
    signed_in(client, without(approver, "view_vendor"))
    assert "Download 1 record (ZIP)" in client.get(PAGE).content.decode()
    asked = client.get(PAGE, {"type": "vendor", "file": "zip"})
    assert asked["Content-Type"].startswith("text/html")


def test_too_many_records_are_not_handed_over(client, approver):
    kind = ContentType.objects.get_for_model(Vendor)
    Event.objects.bulk_create(
        Event(content_type=kind, object_id=number, record_name="x", verb=Verb.ACCEPTED)
        for number in range(MOST_RECORDS + 1)
    )
    text = signed_in(client, approver).get(PAGE, {"file": "zip"}).content.decode()
    assert "An archive holds at most 1,000 records, and these are 1,001." in text
    assert not re.search(r'href="[^"]*file=zip', text)


def test_days_in_the_wrong_order_are_told(client, approver):
    text = signed_in(client, approver).get(PAGE, {"since": "2026-05-02", "until": "2026-05-01"}).content.decode()
    assert "The first day comes after the last one." in text


@pytest.mark.parametrize("until", ["1979-12-31", "2200-01-01", "9999-12-31"])
def test_days_that_no_archive_can_bear_are_told(client, approver, until):
    asked = {"since": "1970-01-01", "until": until, "file": "zip"}
    answer = signed_in(client, approver).get(PAGE, asked)
    assert answer.status_code == 200
    assert "Choose a day between 1980 and 2099." in answer.content.decode()


def test_quiet_days_say_so(client, approver):
    text = signed_in(client, approver).get(PAGE, {"until": "2020-01-31"}).content.decode()
    assert "Nothing was decided on, linked or exported on these days." in text
    assert "1 Jan 2020 to 31 Jan 2020" in text


def test_page_is_in_the_sidebar_of_who_may_see_it(client, approver):
    assert Connection.objects.count() == 0
    assert f'href="{PAGE}"' in signed_in(client, approver).get("/").content.decode()


# Attaching in Xero


def attach_url(record):
    return reverse("attach_evidence", args=[record._meta.model_name, record.pk])


@pytest.mark.usefixtures("connected")
def test_evidence_is_attached_after_a_question_and_the_page_tells_by_whom(client, approver):
    approver.first_name = "Ana"
    approver.save()
    (invoice,) = exported_invoices(approver)
    signed_in(client, approver)
    assert attach_url(invoice) in page_of(client, invoice)
    question = client.get(attach_url(invoice)).content.decode()
    assert f"Attach the evidence of {invoice.number} in Xero?" in question
    assert Event.history_of(invoice).filter(verb=Verb.ATTACHED).count() == 0
    text = client.post(attach_url(invoice), follow=True).content.decode()
    assert "was attached in Xero." in text
    assert "by Ana" in text.split("Evidence attached in Xero")[2]


@pytest.mark.usefixtures("connected")
def test_button_is_not_offered_where_nothing_can_be_attached(client, approver):
    (invoice,) = exported_invoices(approver)
    signed_in(client, approver)
    for record in (invoice.commitment.vendor, factories.InvoiceFactory(commitment=invoice.commitment)):
        assert "/attach/" not in page_of(client, record)
        assert client.get(attach_url(record)).status_code == 403


@pytest.mark.usefixtures("connected")
def test_person_who_may_not_export_may_not_attach(client, approver):
    (invoice,) = exported_invoices(approver)
    signed_in(client, without(approver, "export_subcontractorinvoice"))
    assert attach_url(invoice) not in page_of(client, invoice)
    assert client.get(attach_url(invoice)).status_code == 403
    assert client.post(attach_url(invoice)).status_code == 403


def test_lack_of_a_connection_is_told_in_a_sentence(client, approver, golden_settings):
    invoice = factories.InvoiceFactory(synced=True)
    text = signed_in(client, approver).post(attach_url(invoice), follow=True).content.decode()
    assert "No Xero organisation is connected." in text


def test_attaching_takes_a_form_of_this_site(approver, golden_settings):
    client = Client(enforce_csrf_checks=True)
    signed_in(client, approver)
    assert client.post(attach_url(factories.InvoiceFactory(synced=True))).status_code == 403


@pytest.mark.parametrize("method", ["get", "post"])
def test_person_who_may_not_see_the_evidence_is_not_even_asked(client, approver, method, golden_settings):
    signed_in(client, without(approver, "view_event"))
    answer = getattr(client, method)(attach_url(factories.InvoiceFactory(synced=True)))
    assert answer.status_code == 403
    assert "you lack the right to view events" in answer.content.decode()
