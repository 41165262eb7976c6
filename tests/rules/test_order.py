"""Of several records that cannot all go, the one that was sent first does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from erp_integrations.models import BudgetCode, ErpList, State, Vendor
from erp_integrations.services import reviewing
from erp_integrations.services.sending import submit
from tests import factories
from tests.rules.case import found
from tests.rules.steps import both, listed_often, read

pytestmark = pytest.mark.usefixtures("chosen_settings")

# What makes two records of a type go by one name.
TWINS = {
    factories.ProjectFactory: ({"name": "Harbor Street"}, {"name": "HARBOR  STREET"}),
    factories.VendorFactory: ({"name": "Núñez Masonry"}, {"name": "NÚÑEZ MASONRY "}),
    factories.CommitmentFactory: ({"number": "SC-001"}, {"number": "sc-001"}),
    factories.BudgetCodeFactory: (
        {"cost_code__code": "05.120", "cost_type__code": "S"},
        {"cost_code__code": "05", "cost_type__code": "120.S"},
    ),
}
EACH_TYPE = pytest.mark.parametrize("factory", TWINS, ids=lambda factory: factory.__name__)
SAME_NAME = {"R119", "R124", "R127", "R134"}


def twins(factory, *, minutes=(0, 0), **state):
    """Two records of one name, each sent so many minutes ago."""
    now = timezone.now()
    return [
        factory(**fields, submitted_at=now - timedelta(minutes=ago), **state)
        for fields, ago in zip(TWINS[factory], minutes, strict=True)
    ]


def numbers(record):
    return {finding.rule.number for finding in found(record)}


@EACH_TYPE
def test_later_of_two_that_were_sent_is_stopped(factory):
    later, earlier = twins(factory, minutes=(1, 2), state=State.SUBMITTED)
    assert numbers(earlier) == set()
    assert numbers(later) & SAME_NAME


@EACH_TYPE
def test_of_two_that_were_sent_at_once_the_second_is_stopped(factory):
    first, second = twins(factory, state=State.SUBMITTED)
    assert numbers(first) == set()
    assert numbers(second) & SAME_NAME


@EACH_TYPE
def test_one_that_was_accepted_goes_before_one_that_was_sent_earlier(factory):
    accepted, sent = twins(factory, minutes=(1, 9))
    type(accepted).objects.filter(pk=accepted.pk).update(state=State.ACCEPTED)
    type(sent).objects.filter(pk=sent.pk).update(state=State.SUBMITTED)
    assert numbers(accepted) == set()
    assert numbers(sent) & SAME_NAME


@EACH_TYPE
def test_two_that_nobody_sent_do_not_stop_each_other(factory):
    assert [numbers(record) for record in twins(factory)] == [set(), set()]


@EACH_TYPE
def test_accepting_both_of_one_name_accepts_the_first_alone(factory, approver):
    first, second = twins(factory, minutes=(2, 1), state=State.SUBMITTED)
    outcomes = reviewing.accept(type(first), [second.pk, first.pk], by=approver)
    assert [(outcome.record, outcome.is_done) for outcome in outcomes] == [(second, False), (first, True)]


@EACH_TYPE
def test_accepting_both_of_one_name_accepts_the_one_that_was_sent_first(factory, approver):
    later, earlier = twins(factory, minutes=(1, 2), state=State.SUBMITTED)
    outcomes = reviewing.accept(type(later), [later.pk, earlier.pk], by=approver)
    assert [(outcome.record, outcome.is_done) for outcome in outcomes] == [(later, False), (earlier, True)]


def test_second_is_not_sent_once_the_first_was(project_person):
    first, second = twins(factories.VendorFactory)
    assert [submit(Vendor, [vendor.pk], by=project_person)[0].is_done for vendor in (second, first)] == [True, False]


def test_record_that_got_another_name_stops_nobody_any_more():
    first, second = twins(factories.VendorFactory, state=State.SUBMITTED)
    first.name = "Lone Oak Masonry"
    first.save()
    assert numbers(second) == set()


@pytest.mark.parametrize("state", ["synced", "accepted", "submitted"])
def test_what_stands_for_the_entry_itself_has_no_namesake_in_xero(state):
    vendor = factories.VendorFactory(**{state: True})
    factories.ErpEntryFactory(name=vendor.name, erp_id=vendor.erp_id or "another")
    assert ("R36" in numbers(vendor)) is (state != "synced")


def test_last_place_among_the_items_goes_to_the_code_that_was_sent_first(approver):
    both(read(ErpList.ITEM), listed_often(ErpList.ITEM, 3999))(None)
    codes = [
        factories.BudgetCodeFactory(submitted=True, submitted_at=timezone.now() - timedelta(minutes=ago))
        for ago in (1, 3, 2)
    ]
    outcomes = reviewing.accept(BudgetCode, [code.pk for code in codes], by=approver)
    assert [outcome.is_done for outcome in outcomes] == [False, True, False]
    assert "which leaves room for 1, and at least as many codes were sent before this one" in outcomes[0].sentence


def test_code_that_is_exported_already_needs_no_place():
    code = factories.BudgetCodeFactory(synced=True)
    both(read(ErpList.ITEM), listed_often(ErpList.ITEM, 4000))(code)
    assert numbers(code) == set()
