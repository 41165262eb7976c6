"""Keeping what exists only in Xero in line with Xero and with what is linked."""

from time import perf_counter

import pytest

from erp_integrations import wiring
from erp_integrations.models import Delivery, ErpEntry, ErpList, IntegrationSettings, StagedKind, StagedRecord, Vendor
from erp_integrations.models.name_key import key_of
from erp_integrations.services.archiving import archive
from erp_integrations.services.configuring import change_settings
from erp_integrations.services.linking import link
from erp_integrations.services.refreshing import refresh_lists
from erp_integrations.services.staging import stage
from erp_integrations.services.unlinking import unlink
from tests import factories
from tests.journeys import world
from tests.journeys.losing import later

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 5000
FEW_SECONDS = 5


def refresh(*lists):
    refresh_lists(wiring.ledger(), lists or (ErpList.CONTACT, ErpList.JOB))


def names(kind=StagedKind.VENDOR, **more):
    return set(StagedRecord.objects.filter(kind=kind, **more).values_list("name", flat=True))


def contact_id(sandbox, name):
    return next(contact["ContactID"] for contact in sandbox.organisation.contacts.values() if contact["Name"] == name)


def add_job(sandbox, name):
    (category_id,) = sandbox.organisation.tracking_categories
    return sandbox.bookkeeper.add_job(category_id, name)["TrackingOptionID"]


def test_contacts_and_jobs_that_nobody_stands_for_are_staged(connected):
    add_job(connected, "24-017 Harbor Street")
    linked = factories.VendorFactory(synced=True, erp_id=contact_id(connected, "Nunez Masonry"))
    refresh()
    everybody = {contact["Name"] for contact in connected.organisation.contacts.values()}
    assert names() == everybody - {"Nunez Masonry"}
    assert names(StagedKind.PROJECT) == {"24-017 Harbor Street"}
    assert not StagedRecord.objects.filter(erp_id=linked.erp_id).exists()


def test_what_is_new_and_renamed_in_xero_is_followed(connected):
    refresh()
    wanted = contact_id(connected, "Padre Island Roofing")
    seen_at = StagedRecord.objects.get(erp_id=wanted).seen_at
    connected.bookkeeper.rename_contact(wanted, "Padre Roofing")
    add_job(connected, "25-001 Quay")
    refresh()
    row = StagedRecord.objects.get(erp_id=wanted)
    assert (row.name, row.seen_at) == ("Padre Roofing", seen_at)
    assert names(StagedKind.PROJECT) == {"25-001 Quay"}


def test_what_is_archived_or_merged_in_xero_is_not_offered(connected):
    refresh()
    bookkeeper = connected.bookkeeper
    bookkeeper.archive_contact(contact_id(connected, "Padre Island Roofing"))
    bookkeeper.merge_contacts(
        contact_id(connected, "Lone Oak Equipment Rental"), contact_id(connected, "Nunez Masonry")
    )
    job = add_job(connected, "25-001 Quay")
    refresh()
    bookkeeper.archive_job(job)
    refresh()
    assert not names() & {"Padre Island Roofing", "Lone Oak Equipment Rental"}
    assert names(StagedKind.PROJECT) == set()


def test_what_is_gone_from_a_whole_list_is_no_longer_staged(connected):
    job = add_job(connected, "25-001 Quay")
    refresh()
    ErpEntry.objects.filter(erp_id=job).update(is_gone=True)
    stage(ErpList.JOB)
    assert names(StagedKind.PROJECT) == set()


def test_what_a_person_archived_stays_archived(connected, approver):
    refresh()
    wanted = contact_id(connected, "Padre Island Roofing")
    row = StagedRecord.objects.get(erp_id=wanted)
    archive(StagedKind.VENDOR, [row.pk], by=approver)
    connected.bookkeeper.rename_contact(wanted, "Padre Roofing")
    refresh()
    assert StagedRecord.objects.get(pk=row.pk).is_archived
    connected.bookkeeper.archive_contact(wanted)
    refresh()
    connected.bookkeeper.restore_contact(wanted)
    refresh()
    assert names(is_archived=True) == {"Padre Roofing"}


def test_linking_takes_the_row_away_and_unlinking_brings_it_back_at_once(connected, approver):
    refresh()
    connected.calls.clear()
    wanted = contact_id(connected, "Padre Island Roofing")
    vendor = factories.VendorFactory(name="Padre Island Roofing")
    link(Vendor, {vendor.pk: wanted}, wiring.ledger(), by=approver)
    assert not StagedRecord.objects.filter(erp_id=wanted).exists()
    unlink(Vendor, [vendor.pk], wiring.ledger(), by=approver)
    row = StagedRecord.objects.get(erp_id=wanted)
    assert (row.match, row.is_match_sure) == (vendor, True)


def test_link_that_is_refused_leaves_the_row(connected, approver):
    refresh()
    wanted = contact_id(connected, "Padre Island Roofing")
    vendor = factories.VendorFactory(is_active=False)
    link(Vendor, {vendor.pk: wanted}, wiring.ledger(), by=approver)
    assert StagedRecord.objects.filter(erp_id=wanted).exists()


def test_exported_company_and_project_are_not_staged_and_are_once_unlinked(connected, approver):
    known = world.prerequisites(approver)
    refresh()
    assert not names() & {known["vendor"].name}
    assert names(StagedKind.PROJECT) == set()
    vendor = factories.VendorFactory(submitted=True)
    world.export(vendor, by=approver)
    unlink(Vendor, [vendor.pk], wiring.ledger(), by=approver)
    assert vendor.name in names()


def test_contact_of_a_company_that_is_on_its_way_is_not_offered(connected):
    factories.VendorFactory(queued=True, delivery=Delivery.UNKNOWN, name="Padre Island Roofing")
    refresh()
    assert "Padre Island Roofing" not in names()
    Vendor.objects.update(delivery=Delivery.FAILED)
    refresh()
    assert "Padre Island Roofing" in names()


def test_answer_that_is_found_late_takes_the_row_away(connected, approver):
    """Renamed before its answer was found, the contact does not look like the company that is on its way."""
    vendor = factories.VendorFactory(submitted=True)
    connected.faults.add("drop_after_commit", method="PUT", path="Contacts")
    world.export(vendor, by=approver)
    refresh()
    assert vendor.name not in names()
    connected.bookkeeper.rename_contact(contact_id(connected, vendor.name), "Masonry of Tacoma")
    refresh()
    assert "Masonry of Tacoma" in names()
    with later():
        assert world.settle().synced == 1
    assert "Masonry of Tacoma" not in names()


def test_jobs_of_another_category_are_not_offered(connected):
    add_job(connected, "25-001 Quay")
    refresh()
    settings = IntegrationSettings.load()
    settings.tracking_category = "Region"
    change_settings(settings)
    assert names(StagedKind.PROJECT) == set()


# Matches


@pytest.mark.parametrize(
    ("theirs", "ours", "is_sure"),
    [
        ("NUNEZ MASONRY", "Núñez Masonry", True),
        ("Baker and Sons Electrical Inc.", "Baker & Sons Electrical", True),
        ("Padre Island Roofin", "Padre Island Roofing", False),
    ],
)
def test_company_of_much_the_same_name_is_the_match(db, theirs, ours, is_sure):
    factories.VendorFactory.create_batch(3)
    vendor = factories.VendorFactory(name=ours)
    factories.ErpEntryFactory(name=theirs)
    stage(ErpList.CONTACT)
    row = StagedRecord.objects.get(name=theirs)
    assert (row.match, row.is_match_sure) == (vendor, is_sure)


@pytest.mark.parametrize(
    ("theirs", "is_sure"),
    [("Harbor Street", True), ("24-017 Harbor Street", True), ("24-017: Harbor St. Depot", False)],
)
def test_project_is_matched_by_its_name_its_number_or_both(db, theirs, is_sure):
    project = factories.ProjectFactory(number="24-017", name="Harbor Street")
    factories.ErpEntryFactory(list=ErpList.JOB, name=theirs)
    stage(ErpList.JOB)
    row = StagedRecord.objects.get()
    assert (row.match, row.is_match_sure) == (project, is_sure)


@pytest.mark.parametrize("state", [{"synced": True}, {"queued": True}, {"is_active": False}])
def test_record_that_cannot_be_linked_is_no_match(db, state):
    factories.VendorFactory(name="Padre Island Roofing", **state)
    factories.ErpEntryFactory(name="padre island roofing")
    stage(ErpList.CONTACT)
    assert StagedRecord.objects.get().match is None


def test_rejected_record_is_no_sure_match(db):
    factories.VendorFactory(name="Padre Island Roofing", rejected=True)
    factories.ErpEntryFactory(name="Padre Island Roofing")
    stage(ErpList.CONTACT)
    assert not StagedRecord.objects.get().is_match_sure


def test_record_that_two_contacts_may_be_is_sure_for_neither(db):
    factories.VendorFactory(name="Padre Roofing")
    factories.ErpEntryFactory(name="Padre Roofing, Inc.")
    factories.ErpEntryFactory(name="Padre Roofing LLC")
    stage(ErpList.CONTACT)
    assert not StagedRecord.objects.filter(is_match_sure=True).exists()
    assert StagedRecord.objects.exclude(match_id=None).count() == 2


def test_match_that_was_linked_or_deleted_since_is_none(db):
    vendor = factories.VendorFactory(name="Padre Roofing")
    factories.ErpEntryFactory(name="Padre Roofing")
    stage(ErpList.CONTACT)
    assert StagedRecord.objects.get().match == vendor
    Vendor.objects.update(erp_id="elsewhere")
    assert StagedRecord.objects.get().match is None
    vendor.delete()
    assert StagedRecord.objects.get().match is None


# Size


def many_entries(number):
    made = [
        ErpEntry(
            list=ErpList.CONTACT, erp_id=f"id-{n}", name=f"Contact {n} Works", name_key=key_of(f"Contact {n} Works")
        )
        for n in range(number)
    ]
    ErpEntry.objects.bulk_create(made)


def test_five_thousand_contacts_are_staged_in_a_few_seconds(db, django_assert_max_num_queries):
    many_entries(MANY)
    Vendor.objects.bulk_create(Vendor(name=f"Contact {n} Work") for n in range(500))
    begun = perf_counter()
    with django_assert_max_num_queries(20):
        stage(ErpList.CONTACT)
    assert StagedRecord.objects.count() == MANY
    with django_assert_max_num_queries(8):
        stage(ErpList.CONTACT)
    assert perf_counter() - begun < FEW_SECONDS
