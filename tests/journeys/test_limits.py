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
    connected.faults.add("truncated_json", method="GET", path="TrackingCategories", times=2)
    report = world.export(project, by=approver)
    assert "cannot be read" in report.problem
    assert world.run().synced == 1


def test_after_a_limit_the_calls_go_on_when_xero_said(connected, approver):
    """The answer also says that nothing is left: that must not outlast the time that Xero named."""
    vendor = factories.VendorFactory(submitted=True)
    connected.faults.add("too_many", path="Contacts", problem="day", retry_after=600)
    world.export(vendor, by=approver)
    OrganisationQuota(connected.organisation.tenant_id).observe(minute_remaining=0, day_remaining=0)
    OrganisationQuota(connected.organisation.tenant_id).block(datetime.now(UTC) + timedelta(minutes=10), reason="Day")
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=602)):
        assert world.run().synced == 1


def test_new_day_at_xero_is_believed(connected, settings):
    settings.XERO_CALLS_PER_DAY = 5000
    quota = OrganisationQuota("an organisation")
    quota.observe(minute_remaining=None, day_remaining=3)
    assert CallQuota.objects.get().day_calls == 4997
    quota.observe(minute_remaining=None, day_remaining=5000)
    assert CallQuota.objects.get().day_calls == 0


def test_short_wait_does_not_shorten_a_long_one(connected):
    quota = OrganisationQuota("an organisation")
    quota.block(datetime.now(UTC) + timedelta(hours=20), reason="Day")
    quota.block(datetime.now(UTC) + timedelta(seconds=5), reason="Crowd")
    with pytest.raises(TryLater, match="Day"):
        quota.check()


def test_disconnected_organisation_is_asked_before_anything_is_claimed(connected, approver):
    from erp_integrations.models import ExportBatch

    world.prerequisites(approver)
    connected.faults.add("disconnect_tenant")
    world.export(factories.VendorFactory(submitted=True), by=approver)
    batches = ExportBatch.objects.count()
    for _round in range(3):
        assert "Connect to the organisation again" in world.run().problem
    assert ExportBatch.objects.count() == batches
    connected.faults.add("reconnect_tenant")
    assert world.run().synced == 1


def test_another_organisation_is_refused_while_records_are_in_the_first(connected, approver):
    from connectors.errors import Refused
    from connectors.ports import TokenSet
    from erp_integrations.services.connecting import connect

    world.prerequisites(approver)
    tokens = TokenSet(access_token="a", expires_at=datetime.now(UTC))
    with pytest.raises(Refused, match="its own installation"):
        connect(Connection.Kind.CUSTOM, tokens, [("another", "Another")])


def test_many_change_orders_read_their_orders_from_one_list(connected, approver):
    known = world.prerequisites(approver)
    commitments = [world.commitment_in(known) for _ in range(5)]
    world.export(*commitments, by=approver)
    changes = [world.change_in(world.fresh(commitment), known["code"]) for commitment in commitments]
    connected.calls.clear()
    assert world.export(*changes, by=approver).synced == 5
    assert len([call for call in connected.calls if "/api.xro/" in call.path]) == 2
