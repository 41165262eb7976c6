"""Several people who decide on the same record side by side."""

from decimal import Decimal

import pytest
from django.db import connection

from erp_integrations.models import Commitment, Deputyship, Event, IntegrationSettings, State, Verb
from erp_integrations.services import reviewing
from erp_integrations.services.configuring import change_settings
from erp_integrations.services.deciding import holding
from erp_integrations.services.deciding.carrying_out import NotPossible
from erp_integrations.services.deciding.deputising import name_deputy
from tests import factories
from tests.journeys.test_added_at_once import side_by_side

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("chosen_settings"),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one transaction write at a time by itself."),
]
ROUNDS = 8


def verbs_of(record):
    return list(Event.history_of(record).order_by("pk").values_list("verb", flat=True))


def test_record_is_put_on_hold_or_queued_and_never_both(approver):
    other = factories.ApproverFactory()
    for _ in range(ROUNDS):
        record = factories.CommitmentFactory(submitted=True)
        ids = [record.pk]
        side_by_side(
            lambda ids=ids: reviewing.accept_and_export(Commitment, ids, by=approver),
            lambda ids=ids: holding.hold(Commitment, ids, by=other, note="Wait."),
        )
        record.refresh_from_db()
        assert not (record.is_held and record.delivery != "idle")
        verbs = verbs_of(record)
        assert Verb.HELD not in verbs or Verb.QUEUED not in verbs
        assert Verb.HELD not in verbs or Verb.ACCEPTED not in verbs[verbs.index(Verb.HELD) :]


def test_second_acceptance_is_given_once():
    IntegrationSettings.objects.update(second_approver_above=Decimal(100))
    first, *seconds = factories.ApproverFactory.create_batch(3)
    for _ in range(ROUNDS):
        record = factories.CommitmentFactory(submitted=True)
        ids = [record.pk]
        reviewing.accept(Commitment, ids, by=first)
        told = side_by_side(*(lambda by=by, ids=ids: reviewing.accept(Commitment, ids, by=by) for by in seconds))
        assert sum(outcome.is_done for outcomes in told for outcome in outcomes) == 1
        assert verbs_of(record) == [Verb.FIRST_ACCEPTED, Verb.ACCEPTED]


def test_one_person_who_accepts_twice_at_once_is_one_person(approver):
    IntegrationSettings.objects.update(second_approver_above=Decimal(100))
    for _ in range(ROUNDS):
        record = factories.CommitmentFactory(submitted=True)
        ids = [record.pk]
        side_by_side(*[lambda ids=ids: reviewing.accept(Commitment, ids, by=approver)] * 2)
        record.refresh_from_db()
        assert (record.state, verbs_of(record)) == (State.SUBMITTED, [Verb.FIRST_ACCEPTED])


def test_two_deputies_are_not_named_for_the_same_days(approver):
    today = factories.DeputyshipFactory.build().first_day + 2 * factories.A_DAY
    people = factories.ProjectPersonFactory.create_batch(2)

    def name(deputy):
        try:
            return name_deputy(approver, deputy, today, today, by=approver)
        except NotPossible:
            return None

    side_by_side(*(lambda deputy=deputy: name(deputy) for deputy in people))
    assert Deputyship.objects.count() == 1


def test_threshold_that_comes_in_between_lets_nothing_out_that_one_person_accepted(connected, approver):
    from tests.journeys import world

    known = world.prerequisites(approver)
    for _ in range(3):
        record = world.commitment_in(known)
        IntegrationSettings.objects.update(second_approver_above=None)
        chosen = IntegrationSettings.load()
        chosen.second_approver_above = Decimal(100)
        side_by_side(
            lambda ids=(record.pk,): reviewing.accept_and_export(Commitment, ids, by=approver),
            lambda chosen=chosen: change_settings(chosen),
        )
        world.run()
        record.refresh_from_db()
        assert record.state == State.SUBMITTED
