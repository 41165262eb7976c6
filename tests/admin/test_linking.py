"""Linking and unlinking on the screen."""

import pytest
from django.urls import reverse

from erp_integrations.models import State
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
VENDORS = "admin:erp_integrations_vendor_changelist"


@pytest.fixture
def approver_client(client, approver, connected):
    client.force_login(approver)
    return client


def contact_id(sandbox, name):
    return next(contact["ContactID"] for contact in sandbox.organisation.contacts.values() if contact["Name"] == name)


def post(client, action, *records, **fields):
    ids = [record.pk for record in records]
    return client.post(reverse(VENDORS), {"action": action, "_selected_action": ids, **fields})


def test_link_without_an_id_shows_the_form_with_what_is_sure_filled_in(approver_client, connected):
    vendor = factories.VendorFactory(name="padre island roofing")
    page = post(approver_client, "link", vendor).content.decode()
    assert contact_id(connected, "Padre Island Roofing") in page
    vendor.refresh_from_db()
    assert vendor.state == State.UNLINKED


def test_link_with_an_id_links(approver_client, connected):
    vendor = factories.VendorFactory()
    page = post(approver_client, "link", vendor, erp_id=contact_id(connected, "Padre Island Roofing")).content.decode()
    vendor.refresh_from_db()
    assert vendor.state == State.SYNCED
    assert "Nothing was posted" in page


def test_several_are_linked_each_to_its_own_and_empty_ones_are_left_alone(approver_client, connected):
    first, second = factories.VendorFactory(), factories.VendorFactory()
    post(
        approver_client,
        "link",
        first,
        second,
        **{f"erp_id-{first.pk}": "Padre Island Roofing", f"erp_id-{second.pk}": ""},
    )
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (State.SYNCED, State.UNLINKED)


def test_unlink_tells_why_not(approver_client):
    vendor = factories.VendorFactory()
    assert "Only a synced record" in post(approver_client, "unlink", vendor).content.decode()


def test_unlink_lets_go(approver_client):
    vendor = factories.VendorFactory(synced=True)
    post(approver_client, "unlink", vendor)
    vendor.refresh_from_db()
    assert (vendor.state, vendor.erp_id) == (State.UNLINKED, "")


@pytest.mark.parametrize("action", ["link", "unlink"])
@pytest.mark.parametrize("who", ["viewer", "project_person"])
def test_posting_by_hand_without_the_right_is_refused(action, who, client, request, connected):
    client.force_login(request.getfixturevalue(who))
    vendor = factories.VendorFactory()
    assert post(client, action, vendor, erp_id="any").status_code == 403


def test_lists_offer_only_what_makes_sense_in_them(approver_client):
    factories.VendorFactory(synced=True)
    page = approver_client.get(reverse(VENDORS), {"worklist": "synced"}).content.decode()
    assert 'value="unlink"' in page
    assert 'value="accept"' not in page


def test_without_a_connection_the_form_says_who_mends_it(client, approver, chosen_settings):
    client.force_login(approver)
    page = post(client, "link", factories.VendorFactory()).content.decode()
    assert "An admin connects one" in page
