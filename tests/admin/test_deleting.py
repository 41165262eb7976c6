"""Deleting on the screens, and finding what was deleted."""

import pytest
from django.urls import reverse

from erp_integrations.models import Commitment, CommitmentChangeOrder, Delivery, Event, State, Vendor, Verb
from erp_integrations.services.deleting import delete
from erp_integrations.services.exporting import record_batch
from tests.admin.conftest import list_url, page_url, text_of
from tests.factories import ChangeOrderFactory, CommitmentFactory, VendorFactory


def delete_url(record):
    return reverse(f"admin:erp_integrations_{record._meta.model_name}_delete", args=[record.pk])


@pytest.mark.parametrize(("traits", "status"), [({}, 302), ({"submitted": True}, 403), ({"erp_id": "x"}, 403)])
def test_only_what_is_not_sent_and_not_in_xero_can_be_deleted(at_screen, project_person, traits, status):
    record = VendorFactory(**traits)
    assert at_screen(project_person).post(delete_url(record), {"post": "yes"}).status_code == status
    assert Vendor.objects.filter(pk=record.pk).exists() is (status == 403)


@pytest.mark.parametrize("person", ["viewer", "approver"])
def test_others_have_no_page_to_delete(at_screen, request, person):
    record, client = VendorFactory(), at_screen(request.getfixturevalue(person))
    assert client.get(delete_url(record)).status_code == 403
    assert client.post(delete_url(record), {"post": "yes"}).status_code == 403
    assert delete_url(record) not in text_of(client.get(page_url(record)))


def test_page_says_what_goes_with_it(at_screen, project_person):
    page = text_of(at_screen(project_person).get(delete_url(CommitmentFactory())))
    assert "1 commitment<" in page
    assert "1 line<" in page


def test_page_says_what_stands_against_it(at_screen, project_person):
    change = ChangeOrderFactory(commitment__synced=False)
    client = at_screen(project_person)
    for response in (
        client.get(delete_url(change.commitment)),
        client.post(delete_url(change.commitment), {"post": "yes"}),
    ):
        page = text_of(response)
        assert "It cannot be deleted" in page
        assert str(change) in page
        assert "button-danger" not in page
    assert CommitmentChangeOrder.objects.filter(pk=change.pk).exists()
    assert Commitment.objects.filter(pk=change.commitment_id).exists()


def test_lists_offer_no_deleting(at_screen, project_person):
    record, client = CommitmentFactory(), at_screen(project_person)
    data = {"action": "delete_selected", "_selected_action": [record.pk], "post": "yes"}
    client.post(list_url(Commitment), data)
    assert Commitment.objects.filter(pk=record.pk).exists()


def test_old_link_leads_to_the_history_of_what_was_deleted(at_screen, project_person, viewer):
    record, other = CommitmentFactory(title="Gone for good"), CommitmentFactory()
    Event.note(record, Verb.REJECTED, detail="The company is wrong.")
    Event.note(other, Verb.REJECTED, detail="Of another record.")
    old = page_url(record)
    at_screen(project_person).post(delete_url(record), {"post": "yes"})
    response = at_screen(viewer).get(old, follow=True)
    page = text_of(response)
    assert response.status_code == 200
    assert f"{record} was deleted by {project_person.username}" in page
    assert "The company is wrong." in page
    assert "Gone for good</del>" in page
    assert "Of another record." not in page


def test_events_lead_from_a_deleted_record_to_its_history(at_screen, project_person, viewer):
    record = VendorFactory()
    old = page_url(record)
    delete(record, by=project_person)
    client = at_screen(viewer)
    assert f'href="{old}"' in text_of(client.get(list_url(Event)))
    assert client.get(old)["Location"].startswith(f"{list_url(Event)}?record=")


def test_address_that_never_was_a_record_leads_to_no_history(at_screen, viewer):
    assert at_screen(viewer).get("/erp_integrations/vendor/4711/change/")["Location"] == "/"


@pytest.mark.parametrize("value", ["", "x", "1-x", "-1", f"1-{2**70}", "9999-1"])
def test_nonsense_in_the_address_of_a_history_is_no_error(at_screen, viewer, value):
    assert at_screen(viewer).get(list_url(Event), {"record": value}, follow=True).status_code == 200


def test_batch_still_opens_when_its_record_was_deleted(at_screen, approver, project_person):
    record = VendorFactory(queued=True)
    batch = record_batch(Vendor, [record], b'{"Contacts": [{"Name": "Acme"}]}')
    Vendor.objects.update(state=State.REJECTED, delivery=Delivery.IDLE)
    delete(record, by=project_person)
    page = text_of(at_screen(approver).get(reverse("admin:erp_integrations_exportbatch_change", args=[batch.pk])))
    assert "deleted meanwhile" in page
    assert "None" not in page
