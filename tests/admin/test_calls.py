"""The calls to Xero: which record each was about, and what of it can be sent to somebody who helps."""

from datetime import timedelta

import pytest
from django.utils import timezone

from erp_integrations import wiring
from erp_integrations.mapping import document_for
from erp_integrations.models import ApiCall, ExportBatch, IntegrationSettings, Vendor
from erp_integrations.services.exporting import record_batch
from erp_integrations.services.linking import link
from tests.admin.conftest import list_url, page_url, text_of
from tests.factories import VendorFactory

pytestmark = pytest.mark.django_db(transaction=True)


def a_call(**told):
    values = {"method": "GET", "path": "/api.xro/2.0/Contacts?page=1", "status": 200, "duration": 0.25}
    return ApiCall.objects.create(**{"started_at": timezone.now(), **values, **told})


def posted(*vendors, **told):
    batch = record_batch(Vendor, vendors, b'{"Contacts":[{"Name":"Jane Doe Masonry"}]}')
    return a_call(method="PUT", path="/api.xro/2.0/Contacts", idempotency_key=batch.key, **told)


def test_the_list_tells_what_each_call_was_about(at_screen, approver):
    vendor = VendorFactory(queued=True, name="Jane Doe Masonry")
    posted(vendor, correlation_id="corr-1", minute_remaining=58, day_remaining=4900)
    page = text_of(at_screen(approver).get(list_url(ApiCall)))
    assert f'<a href="{page_url(vendor)}">Jane Doe Masonry</a>' in page
    assert "58 / 4900" in page
    assert "corr-1" in page
    assert "0.25" in page


def test_of_many_records_the_first_are_named(at_screen, approver):
    posted(*(VendorFactory(queued=True) for _number in range(5)))
    assert "and 2 more" in text_of(at_screen(approver).get(list_url(ApiCall)))


def test_a_call_about_a_record_that_was_deleted_is_still_told(at_screen, approver):
    vendor = VendorFactory(queued=True)
    call = posted(vendor)
    vendor.delete()
    assert "company, deleted" in text_of(at_screen(approver).get(list_url(ApiCall)))
    assert "company, deleted" in text_of(at_screen(approver).get(page_url(call)))


def test_many_calls_take_few_queries(at_screen, approver, django_assert_max_num_queries):
    for _number in range(20):
        posted(VendorFactory(queued=True))
    with django_assert_max_num_queries(40):
        at_screen(approver).get(list_url(ApiCall))


def test_a_record_leads_to_its_calls_and_to_no_others(at_screen, approver, viewer):
    vendor, other = VendorFactory(queued=True), VendorFactory(queued=True)
    posted(vendor, correlation_id="about-the-one")
    posted(other, correlation_id="about-the-other")
    a_call(correlation_id="about-none")
    page = text_of(at_screen(approver).get(page_url(vendor)))
    url = page.partition("Calls to Xero about this record")[0].rpartition('href="')[2].partition('"')[0]
    listed = text_of(at_screen(approver).get(url))
    assert "about-the-one" in listed
    assert "about-the-other" not in listed
    assert "about-none" not in listed
    assert "Calls to Xero about this record" not in text_of(at_screen(viewer).get(page_url(vendor)))
    assert at_screen(viewer).get(list_url(ApiCall)).status_code == 403


def test_looking_for_one_record_is_told_as_about_it(connected, approver):
    vendor = VendorFactory()
    link(Vendor, {vendor.pk: "Nobody"}, wiring.ledger(), by=approver)
    assert {call.object_id for call in ApiCall.objects.filter(path__contains="Contacts")} == {vendor.pk}


def test_looking_for_a_batch_is_told_as_about_its_records(connected, at_screen, approver):
    from erp_integrations.services.settling import settle_exports

    vendor = VendorFactory(queued=True)
    batch = record_batch(Vendor, [vendor], b'{"Contacts":[{"Name":"x"}]}')
    ExportBatch.objects.filter(pk=batch.pk).update(lease_until=timezone.now() - timedelta(minutes=1))
    settle_exports(wiring.ledger())
    call = ApiCall.objects.get(batch_key=batch.key, method="GET")
    assert f'<a href="{page_url(vendor)}">' in text_of(at_screen(approver).get(page_url(call)))


# For support


def test_what_is_copied_holds_what_helps_and_nothing_of_anybody(at_screen, approver):
    call = posted(
        VendorFactory(queued=True, name="Jane Doe Masonry"),
        status=400,
        correlation_id="corr-1",
        answer='{"Message": "‹text 16› is taken"}',
        minute_remaining=3,
    )
    page = at_screen(approver).get(page_url(call))
    text = page.context["support_text"]
    for told in ("PUT /api.xro/2.0/Contacts", "Status: 400", "corr-1", "0.250 s", "3 this minute, ? today", "0.1.0"):
        assert told in text
    assert '"Name": "‹text 16›"' in text
    assert "is taken" in text
    assert "Jane" not in text
    assert "readonly" in text_of(page)


def test_a_refusal_is_kept_without_what_it_tells_of_anybody(connected, approver):
    """The stand-in says of a company whose name is taken, as Xero does, what it is called."""
    connected.bookkeeper.add_contact("Jane Doe Masonry")
    document = document_for(VendorFactory(name="Jane Doe Masonry"), IntegrationSettings.load())
    body, soon = wiring.request_body(document), timezone.now() + timedelta(minutes=1)
    (receipt,) = wiring.ledger().send(type(document), body, key="refused", not_after=soon)
    assert receipt.errors
    call = ApiCall.objects.get(idempotency_key="refused")
    assert "already assigned to another contact" in call.answer
    assert "Jane" not in call.answer


def test_the_version_is_the_one_of_the_package():
    import tomllib
    from pathlib import Path

    from erp_integrations import VERSION

    project = tomllib.loads(Path("pyproject.toml").read_text())
    assert project["project"]["version"] == VERSION
