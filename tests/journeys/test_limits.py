"""Xero wants no more calls, or does not let us in: nothing is lost, nothing waits in a loop, somebody is told."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from connectors.errors import TryLater
from erp_integrations import wiring
from erp_integrations.models import CallPlace, CallQuota, Connection, Delivery, OrganisationQuota, State
from tests import factories
from tests.journeys import world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("connected")]


@pytest.mark.parametrize(("problem", "wait"), [("minute", 30), ("day", 40_000), ("appminute", 30)])
def test_records_are_parked_until_xero_takes_calls_again(problem, wait, connected, approver):
    vendor = factories.VendorFactory(submitted=True)
    connected.faults.add("too_many", path="Contacts", problem=problem, retry_after=wait)
    started = time.monotonic()
    report = world.export(vendor, by=approver)
    assert time.monotonic() - started < 5
    assert abs((report.parked_until - datetime.now(UTC)).total_seconds() - wait) < 5
    assert (world.fresh(vendor).delivery, vendor.not_before) == (Delivery.QUEUED, report.parked_until)
    assert "limit of calls" in vendor.problem
    with time_machine.travel(report.parked_until + timedelta(seconds=1)):
        assert world.run().synced == 1


def test_no_call_goes_out_while_the_organisation_is_blocked(connected, approver):
    connected.faults.add("too_many", path="Contacts", problem="day", retry_after=3600)
    world.export(factories.VendorFactory(submitted=True), by=approver)
    connected.calls.clear()
    report = world.export(factories.BudgetCodeFactory(submitted=True), by=approver)
    assert report.parked_until is not None
    assert len(connected.calls) == 0


def test_too_many_calls_at_once_are_tried_again_soon_without_retry_after(connected, approver):
    vendor = factories.VendorFactory(submitted=True)
    connected.faults.add("too_many", path="Contacts", problem="concurrent")
    report = world.export(vendor, by=approver)
    assert (report.parked_until - datetime.now(UTC)).total_seconds() < 10


def test_offline_organisation_parks_the_records(connected, approver):
    vendor = factories.VendorFactory(submitted=True)
    connected.faults.add("offline_503", path="Contacts")
    report = world.export(vendor, by=approver)
    assert "offline" in report.problem
    assert world.fresh(vendor).delivery == Delivery.QUEUED
    with time_machine.travel(report.parked_until + timedelta(seconds=1)):
        assert world.run().synced == 1
    assert world.fresh(vendor).state == State.SYNCED


def test_unreachable_xero_parks_the_records(connected, approver, settings):
    vendor = factories.VendorFactory(submitted=True)
    wiring.ledger().tracking_categories()
    settings.XERO_API_URL = "http://127.0.0.1:9"
    report = world.export(vendor, by=approver)
    assert "cannot be reached" in report.problem
    assert world.fresh(vendor).delivery == Delivery.QUEUED


def test_our_own_count_stops_before_xero_has_to(connected, approver, settings):
    settings.XERO_CALLS_PER_MINUTE = 2
    vendors = factories.VendorFactory(submitted=True), factories.BudgetCodeFactory(submitted=True)
    project = factories.ProjectFactory(submitted=True)
    report = world.export(*vendors, project, by=approver)
    assert "minute" in report.problem
    assert len([call for call in connected.calls if "/api.xro/" in call.path]) == 2


def test_calls_of_other_programs_count_too(connected):
    quota = OrganisationQuota(connected.organisation.tenant_id)
    quota.observe(minute_remaining=0, day_remaining=None)
    CallQuota.objects.update(minute_started_at=datetime.now(UTC))
    with pytest.raises(TryLater), quota.call():
        pass


def test_places_of_a_killed_process_become_free(connected, settings):
    settings.XERO_CONCURRENT_CALLS = 1
    quota = OrganisationQuota("an organisation")
    held = quota.take_place()
    assert quota.try_place() is None
    CallPlace.objects.filter(pk=held.pk).update(expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert quota.try_place() is not None


def test_access_token_that_ended_early_is_renewed_in_passing(connected, approver):
    world.prerequisites(approver)
    connected.faults.add("expire_access_tokens")
    vendor = factories.VendorFactory(submitted=True)
    world.export(vendor, by=approver)
    assert world.fresh(vendor).state == State.SYNCED


def test_disconnected_organisation_is_said_and_keeps_the_records_queued(connected, approver):
    world.prerequisites(approver)
    connected.faults.add("disconnect_tenant")
    vendor = factories.VendorFactory(submitted=True)
    report = world.export(vendor, by=approver)
    assert "Connect to the organisation again" in report.problem
    assert report.is_failure
    assert world.fresh(vendor).delivery == Delivery.QUEUED
    assert Connection.current().status == Connection.Status.DISCONNECTED


def test_client_secret_that_was_changed_ends_in_a_sentence(connected, approver, settings):
    settings.XERO_CLIENT_SECRET = "wrong"
    vendor = factories.VendorFactory(submitted=True)
    report = world.export(vendor, by=approver)
    assert "Connect again" in report.problem
    assert Connection.current().status == Connection.Status.EXPIRED


def test_category_that_is_gone_fails_the_projects_and_stops_nobody_else(connected, approver):
    from erp_integrations.models import IntegrationSettings

    IntegrationSettings.objects.update(tracking_category="Region")
    project, vendor = factories.ProjectFactory(submitted=True), factories.VendorFactory(submitted=True)
    report = world.export(project, vendor, by=approver)
    assert (report.failed, report.synced) == (1, 1)
    assert "“Region”" in world.fresh(project).problem


def test_look_up_whose_answer_is_cut_off_is_asked_again_later(connected, approver):
    project = factories.ProjectFactory(submitted=True)
    connected.faults.add("truncated_json", method="GET", path="TrackingCategories")
    report = world.export(project, by=approver)
    assert "cannot be read" in report.problem
    assert world.run().synced == 1
