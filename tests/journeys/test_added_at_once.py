"""Several people, and the worker, at the same row that exists only in Xero, side by side."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from erp_integrations import wiring
from erp_integrations.models import ErpEntry, ErpList, StagedKind, StagedRecord, Vendor
from erp_integrations.services.adding import add_companies
from erp_integrations.services.archiving import archive
from erp_integrations.services.linking import link_staged
from erp_integrations.services.refreshing import refresh_lists
from erp_integrations.services.staging import stage
from tests import factories

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one transaction write at a time by itself."),
]
VENDOR = StagedKind.VENDOR


def side_by_side(*jobs):
    """Start each on a connection of its own, and return what they return."""
    start = Barrier(len(jobs))

    def run(job):
        start.wait()
        try:
            return job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as people:
        return list(people.map(run, jobs))


def test_two_people_who_add_the_same_make_one_company_of_each(db, approver):
    ids = [row.pk for row in factories.StagedRecordFactory.create_batch(20)]
    first, second = side_by_side(lambda: add_companies(ids, by=approver), lambda: add_companies(ids[::-1], by=approver))
    assert sum(outcome.is_done for outcome in first + second) == Vendor.objects.count() == 20


def test_one_who_adds_and_one_who_links_make_one_company(connected, approver):
    refresh_lists(wiring.ledger(), [ErpList.CONTACT])
    row, vendor = StagedRecord.objects.first(), factories.VendorFactory()
    told = side_by_side(
        lambda: add_companies([row.pk], by=approver),
        lambda: link_staged(VENDOR, {row.pk: vendor.pk}, wiring.ledger(), by=approver),
    )
    assert sum(outcome.is_done for outcomes in told for outcome in outcomes) == 1
    assert Vendor.objects.filter(erp_id=row.erp_id).count() == 1


def test_reading_in_between_loses_and_doubles_nothing(db, approver):
    ids = [row.pk for row in factories.StagedRecordFactory.create_batch(40)]
    side_by_side(
        lambda: add_companies(ids[:20], by=approver),
        lambda: stage(ErpList.CONTACT),
        lambda: archive(VENDOR, ids[10:], by=approver),
        lambda: stage(ErpList.CONTACT),
    )
    assert not StagedRecord.objects.filter(erp_id__in=Vendor.objects.values("erp_id")).exists()
    assert Vendor.objects.count() + StagedRecord.objects.count() == ErpEntry.objects.count() == 40
