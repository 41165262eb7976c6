"""What a synced record and Xero say differently, which is shown and never copied (R39)."""

import pytest

from erp_integrations import wiring
from erp_integrations.models import ErpList, ProjectBudgetCode
from erp_integrations.services.differing import differences
from erp_integrations.services.linking import link
from erp_integrations.services.refreshing import refresh_lists
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def linked(record, name, approver):
    (outcome,) = link(type(record), {record.pk: name}, wiring.ledger(), by=approver)
    assert outcome.is_done, outcome.sentence
    record.refresh_from_db()
    return outcome


def told(record):
    return {difference.label: (difference.ours, difference.theirs) for difference in differences(record)}


def test_address_that_differs_is_shown_and_flows_neither_way(connected, approver):
    vendor = factories.VendorFactory(name="Padre Island Roofing", city="Tacoma")
    linked(vendor, "Padre Island Roofing", approver)
    assert told(vendor)["City"] == ("Tacoma", "Corpus Christi")
    contact = connected.organisation.contacts[vendor.erp_id]
    assert (vendor.city, contact["Addresses"][0]["City"]) == ("Tacoma", "Corpus Christi")


def test_number_written_in_another_way_is_no_difference(connected, approver):
    vendor = factories.VendorFactory(name="Padre Island Roofing", business_phone="(361) 555-0133")
    linked(vendor, "Padre Island Roofing", approver)
    assert "Business phone" not in told(vendor)


def test_case_and_blanks_are_no_difference(connected, approver):
    vendor = factories.VendorFactory(name="PADRE  island roofing")
    linked(vendor, "Padre Island Roofing", approver)
    assert "Name" not in told(vendor)


def test_record_that_is_not_synced_differs_from_nothing(connected):
    refresh_lists(wiring.ledger(), [ErpList.CONTACT])
    assert differences(factories.VendorFactory(name="Padre Island Roofing")) == []


def test_linking_a_project_reports_the_codes_that_are_not_in_xero(connected, approver):
    category = next(iter(connected.organisation.tracking_categories))
    connected.bookkeeper.add_job(category, "Old depot")
    code, missing = factories.BudgetCodeFactory(synced=True), factories.BudgetCodeFactory()
    project = factories.ProjectFactory(name="Old depot", codes=[code, missing])
    outcome = linked(project, "Old depot", approver)
    assert f"1 of 2 are not in Xero ({missing})" in outcome.sentence
    assert told(project)["Budget codes"] == (str(missing), "1 of 2 are not in Xero")
    assert ProjectBudgetCode.objects.get(exported_at=None).budget_code == missing


def test_linking_an_order_of_another_amount_says_both_amounts(connected, approver):
    vendor = factories.VendorFactory(name="Padre Island Roofing")
    linked(vendor, "Padre Island Roofing", approver)
    line = {"Description": "Roof", "Quantity": 1, "UnitAmount": 900}
    connected.bookkeeper.enter_purchase_order(vendor.erp_id, [line], number="PO-7")
    commitment = factories.CommitmentFactory(vendor=vendor, number="PO-7")
    sentence = linked(commitment, "PO-7", approver).sentence
    assert "It amounts to 1,000.00 here and to 900.00 there." in sentence
    assert "1 of its lines is not like any line there." in sentence
