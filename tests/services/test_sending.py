"""Sending to ERP and retrieving."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from erp_integrations.models import Event, IntegrationSettings, State, Vendor, Verb
from erp_integrations.services.sending import retrieve, submit
from tests import factories

pytestmark = pytest.mark.usefixtures("chosen_settings")
ALL_TYPES = pytest.mark.parametrize("factory", factories.FACTORIES.values(), ids=lambda factory: factory.__name__)


def send(record, by):
    (outcome,) = submit(type(record), [record.pk], by=by)
    record.refresh_from_db()
    return outcome


@ALL_TYPES
def test_record_that_fulfils_its_rules_is_sent(factory, project_person):
    record = factory()
    outcome = send(record, project_person)
    assert outcome.is_done, outcome.sentence
    assert (record.state, record.submitted_by) == (State.SUBMITTED, project_person)


@ALL_TYPES
@pytest.mark.parametrize("state", ["retrieved", "rejected"])
def test_record_that_came_back_can_be_sent_again(factory, state, project_person):
    record = factory(**{state: True})
    assert send(record, project_person).is_done
    assert record.rejection_reason == ""


@ALL_TYPES
@pytest.mark.parametrize("state", ["submitted", "accepted"])
def test_record_that_waits_for_accounting_is_not_sent_twice(factory, state, project_person):
    record = factory(**{state: True})
    assert not send(record, project_person).is_done
    assert record.state == state


@pytest.mark.parametrize("factory", [f for f in factories.FACTORIES.values() if f is not factories.ProjectFactory])
def test_synced_record_is_not_sent_again(factory, project_person):
    record = factory(synced=True)
    assert not send(record, project_person).is_done
    assert record.state == State.SYNCED


def test_synced_project_with_a_new_budget_code_is_sent_again(project_person):
    project = factories.ProjectFactory(synced=True)
    assert send(project, project_person).is_done


def test_every_broken_rule_is_told_at_once(project_person):
    commitment = factories.CommitmentFactory(status="draft", title="x" * 256, vendor=factories.VendorFactory())
    commitment.lines.all().delete()
    sentence = send(commitment, project_person).sentence
    assert commitment.state == State.UNLINKED
    for part in ("256", "not linked", "approved", "no line"):
        assert part in sentence


@pytest.mark.parametrize("who", ["viewer", "approver"])
def test_nobody_sends_without_the_right(who, request):
    vendor = factories.VendorFactory()
    with pytest.raises(PermissionDenied):
        submit(Vendor, [vendor.pk], by=request.getfixturevalue(who))
    vendor.refresh_from_db()
    assert vendor.state == State.UNLINKED


def test_sending_is_written_into_the_history(project_person):
    vendor = factories.VendorFactory()
    send(vendor, project_person)
    (event,) = Event.history_of(vendor)
    assert (event.verb, event.actor) == (Verb.SUBMITTED, project_person)


def test_one_bad_record_stops_no_other(project_person):
    good, bad = factories.VendorFactory(), factories.VendorFactory(is_active=False)
    outcomes = submit(Vendor, [bad.pk, good.pk], by=project_person)
    assert [(outcome.record, outcome.is_done) for outcome in outcomes] == [(bad, False), (good, True)]


@ALL_TYPES
def test_record_is_retrieved_while_nobody_has_decided(factory, project_person):
    record = factory(submitted=True)
    (outcome,) = retrieve(type(record), [record.pk], by=project_person)
    record.refresh_from_db()
    assert outcome.is_done
    assert record.state == State.RETRIEVED


@pytest.mark.parametrize("state", ["accepted", "rejected", "synced"])
def test_record_that_was_decided_on_is_not_retrieved(state, project_person):
    vendor = factories.VendorFactory(**{state: True})
    (outcome,) = retrieve(Vendor, [vendor.pk], by=project_person)
    vendor.refresh_from_db()
    assert not outcome.is_done
    assert vendor.state == state


def test_unit_line_that_does_not_multiply_is_stopped(project_person):
    commitment = factories.UnitCommitmentFactory(line__amount=Decimal("92.80"))
    assert "92.81" in send(commitment, project_person).sentence


def test_company_name_limit_is_a_setting(project_person):
    vendor = factories.VendorFactory(name="N" * 42)
    assert "41" in send(vendor, project_person).sentence
    IntegrationSettings.objects.update(company_name_limit=None)
    assert send(vendor, project_person).is_done
