"""Reading Xero's lists, and following what they say."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from connectors.errors import NotConnected, TryLater
from erp_integrations import wiring
from erp_integrations.models import (
    Connection,
    ErpEntry,
    ErpList,
    ErpListReading,
    ErpStatus,
    Event,
    Organisation,
    Project,
    SubcontractorInvoice,
    Vendor,
    Verb,
)
from erp_integrations.services.following import follow
from erp_integrations.services.refreshing import (
    A_MINUTE,
    read_everything,
    refresh_lists,
    refresh_on_demand,
)
from tests import factories
from tests.journeys import world

# The linked ids, the accounts and tax rates, the entries, the records.
FOLLOWING_QUERIES = 4

pytestmark = pytest.mark.django_db(transaction=True)


def refresh(*lists):
    return refresh_lists(wiring.ledger(), lists or tuple(ErpList))


def contact_named(sandbox, name):
    return next(contact for contact in sandbox.organisation.contacts.values() if contact["Name"] == name)


def linked_vendor(sandbox, name="Padre Island Roofing"):
    return factories.VendorFactory(
        synced=True, name=name, erp_id=contact_named(sandbox, name)["ContactID"], erp_name=name
    )


def test_every_list_is_read_with_its_entries(connected):
    assert not [report.problem for report in refresh() if report.problem]
    counts = {name: ErpEntry.objects.filter(list=name).count() for name in ErpList}
    organisation = connected.organisation
    assert counts[ErpList.CONTACT] == len(organisation.contacts)
    assert counts[ErpList.ITEM] == len(organisation.items)
    assert counts[ErpList.ACCOUNT] == len(organisation.accounts)
    assert ErpEntry.objects.get(list=ErpList.ITEM, name="RETAINAGE").account == "815"


def test_accounts_that_lines_cannot_name_are_not_usable(connected):
    refresh(ErpList.ACCOUNT)
    usable = set(ErpEntry.objects.usable().filter(list=ErpList.ACCOUNT).values_list("name", flat=True))
    assert "310" in usable
    assert not usable & {"090", "800"}


def test_contacts_are_asked_only_for_what_changed(connected):
    refresh(ErpList.CONTACT)
    connected.calls.clear()
    refresh(ErpList.CONTACT)
    (call,) = connected.calls_to("GET", "Contacts")
    assert "If-Modified-Since" in call.headers


def test_change_after_the_last_reading_is_seen(connected):
    refresh(ErpList.CONTACT)
    contact = contact_named(connected, "Padre Island Roofing")
    connected.bookkeeper.rename_contact(contact["ContactID"], "Padre Roofing")
    refresh(ErpList.CONTACT)
    assert ErpEntry.objects.get(erp_id=contact["ContactID"]).name == "Padre Roofing"


def test_entry_that_is_missing_from_a_whole_list_is_gone(connected):
    refresh(ErpList.ITEM)
    (item_id,) = connected.organisation.items
    connected.bookkeeper.delete_item(item_id)
    refresh(ErpList.ITEM)
    assert ErpEntry.objects.get(list=ErpList.ITEM).is_gone


def test_list_that_cannot_be_read_keeps_its_picture_and_stops_no_other(connected):
    refresh()
    read_at = ErpListReading.objects.get(list=ErpList.ITEM).read_at
    connected.faults.add("truncated_json", method="GET", path="Items")
    reports = refresh()
    assert [report.list for report in reports if report.problem] == [ErpList.ITEM]
    assert ErpListReading.objects.get(list=ErpList.ITEM).read_at == read_at
    assert ErpEntry.objects.present().filter(list=ErpList.ITEM).count() == 1


def test_limit_of_calls_goes_through(connected):
    connected.faults.add("too_many", path="Items", problem="day", retry_after=600)
    with pytest.raises(TryLater):
        refresh()


def test_list_read_a_moment_ago_is_not_read_again(connected):
    refresh(ErpList.ITEM)
    connected.calls.clear()
    refresh_lists(wiring.ledger(), [ErpList.ITEM], unless_read_within=A_MINUTE)
    assert len(connected.calls) == 0


def test_books_are_known_to_be_locked(connected):
    connected.bookkeeper.lock_books(date(2026, 3, 31))
    read_everything(wiring.ledger())
    assert Connection.current().books_locked_until == date(2026, 3, 31)


def test_organisation_tells_what_the_addresses_of_its_pages_call_it(connected):
    read_everything(wiring.ledger())
    assert Connection.current().short_code == "!hRb7X"


def test_refreshing_on_demand_needs_the_right(connected, viewer, approver):
    with pytest.raises(PermissionDenied):
        refresh_on_demand(Vendor, wiring.ledger(), by=viewer)
    assert refresh_on_demand(Vendor, wiring.ledger(), by=approver).rows


def test_invoices_have_no_list_to_refresh(connected, approver):
    assert SubcontractorInvoice.erp_list is None


# Following


def test_renamed_contact_is_followed_with_a_line_in_the_history(connected):
    vendor = linked_vendor(connected)
    refresh(ErpList.CONTACT)
    connected.bookkeeper.rename_contact(vendor.erp_id, "Padre Roofing")
    refresh(ErpList.CONTACT)
    assert world.fresh(vendor).erp_name == "Padre Roofing"
    assert vendor.name == "Padre Island Roofing"
    (event,) = Event.history_of(vendor)
    assert (event.verb, "“Padre Roofing”" in event.detail) == (Verb.FOLLOWED, True)


def test_archived_contact_is_followed_and_restored_again(connected):
    vendor = linked_vendor(connected)
    connected.bookkeeper.archive_contact(vendor.erp_id)
    refresh(ErpList.CONTACT)
    assert world.fresh(vendor).erp_status == ErpStatus.ARCHIVED
    connected.bookkeeper.restore_contact(vendor.erp_id)
    refresh(ErpList.CONTACT)
    assert world.fresh(vendor).erp_status == ErpStatus.ACTIVE


def test_merged_contact_leads_to_the_one_that_took_its_place(connected):
    vendor, winner = linked_vendor(connected), contact_named(connected, "Nunez Masonry")
    connected.bookkeeper.merge_contacts(vendor.erp_id, winner["ContactID"])
    refresh(ErpList.CONTACT)
    assert (world.fresh(vendor).erp_id, vendor.erp_status) == (winner["ContactID"], ErpStatus.ACTIVE)
    assert "Merged in Xero into “Nunez Masonry”" in Event.history_of(vendor)[0].detail


def test_contact_merged_into_another_companys_is_archived_and_no_company_loses_its_link(connected):
    vendor, other = linked_vendor(connected), linked_vendor(connected, "Nunez Masonry")
    connected.bookkeeper.merge_contacts(vendor.erp_id, other.erp_id)
    refresh(ErpList.CONTACT)
    assert world.fresh(vendor).erp_status == ErpStatus.ARCHIVED
    assert world.fresh(vendor).erp_id != world.fresh(other).erp_id


def test_payment_terms_are_kept_with_the_company(connected):
    vendor = linked_vendor(connected)
    connected.bookkeeper.set_payment_terms(vendor.erp_id, 20, "OFFOLLOWINGMONTH")
    refresh(ErpList.CONTACT)
    assert world.fresh(vendor).terms.day == 20


def test_job_that_was_renamed_and_archived_is_followed(connected, approver):
    project = world.prerequisites(approver)["project"]
    connected.bookkeeper.rename_job(project.erp_id, "Depot North")
    connected.bookkeeper.archive_job(project.erp_id)
    refresh(ErpList.JOB)
    assert (world.fresh(project).erp_name, project.erp_status) == ("Depot North", ErpStatus.ARCHIVED)
    assert Project.objects.count() == 1


@pytest.mark.parametrize("details", [{}, {"AccountCode": "429"}], ids=["none", "archived"])
def test_item_without_an_account_that_can_be_used_is_known(connected, approver, details):
    code = world.prerequisites(approver)["code"]
    connected.bookkeeper.archive_account("429")
    connected.bookkeeper.change_item(code.erp_id, PurchaseDetails=details)
    refresh(ErpList.ACCOUNT)
    refresh(ErpList.ITEM)
    assert world.fresh(code).erp_flaw == "account"


def test_deleted_item_is_known(connected, approver):
    code = world.prerequisites(approver)["code"]
    refresh(ErpList.ITEM)
    connected.bookkeeper.delete_item(code.erp_id)
    refresh(ErpList.ITEM)
    assert world.fresh(code).erp_status == ErpStatus.GONE


def test_more_records_need_no_more_queries_where_nothing_changed(connected, approver, django_assert_max_num_queries):
    world.prerequisites(approver)
    refresh()
    codes = factories.BudgetCodeFactory.create_batch(20, submitted=True)
    world.export(*codes, by=approver)
    refresh()
    with django_assert_max_num_queries(FOLLOWING_QUERIES):
        follow(ErpList.ITEM)


def test_jobs_whose_category_is_gone_are_not_known_until_it_is_back(connected):
    (category_id,) = connected.organisation.tracking_categories
    connected.bookkeeper.rename_category(category_id, "Jobs")
    (report,) = refresh(ErpList.JOB)
    assert report.problem
    assert not Organisation().is_known(ErpList.JOB)
    connected.bookkeeper.rename_category(category_id, "Job")
    refresh(ErpList.JOB)
    assert Organisation().is_known(ErpList.JOB)
    assert Organisation().category_problem == ""


def test_list_that_xero_keeps_from_us_is_not_known(connected):
    connected.faults.add("html_401", method="GET", path="Items", times=2)
    with pytest.raises(NotConnected):
        refresh(ErpList.ITEM)
    assert not Organisation().is_known(ErpList.ITEM)
