"""Once a company stands for a contact, each side keeps its own address (R39)."""

import pytest

from erp_integrations import wiring
from erp_integrations.models import State
from erp_integrations.services.refreshing import refresh_lists
from erp_integrations.services.sending import submit
from tests import factories
from tests.journeys import world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("connected")]


def exported_vendor(approver):
    vendor = factories.VendorFactory(submitted=True, city="Tacoma")
    world.export(vendor, by=approver)
    return world.fresh(vendor)


def test_address_that_changed_in_xero_is_not_taken_over(connected, approver):
    vendor = exported_vendor(approver)
    for address in connected.organisation.contacts[vendor.erp_id]["Addresses"]:
        address["City"] = "Seattle"
    connected.bookkeeper.rename_contact(vendor.erp_id, "Renamed in Xero")
    refresh_lists(wiring.ledger())
    assert (world.fresh(vendor).erp_name, vendor.city) == ("Renamed in Xero", "Tacoma")


def test_address_that_changed_here_is_not_sent_to_xero(connected, approver, project_person):
    vendor = exported_vendor(approver)
    type(vendor).objects.filter(pk=vendor.pk).update(city="Olympia")
    connected.calls.clear()
    (outcome,) = submit(type(vendor), [vendor.pk], by=project_person)
    world.run()
    assert (outcome.is_done, world.fresh(vendor).state) == (False, State.SYNCED)
    assert connected.calls_to("PUT", "Contacts") == connected.calls_to("POST", "Contacts") == []
