"""Whatever people do in whatever order: above the threshold, nothing ends accepted by fewer than two of them."""

from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from erp_integrations.models import Commitment, Deputyship, Event, IntegrationSettings, State, Verb
from erp_integrations.services import reviewing, sending
from erp_integrations.services.configuring import change_settings
from erp_integrations.services.deciding import holding
from tests import factories

SENDER = "sender"
# Two approvers, somebody who stands in for the first, and an approver who stands in for the second.
APPROVERS = ("ana", "ben", "deputy of ana", "deputy of ben")
STEPS = st.one_of(
    st.tuples(
        st.sampled_from(["accept", "accept_and_export", "export", "reject", "hold", "release"]),
        st.sampled_from(APPROVERS),
    ),
    st.tuples(st.sampled_from(["retrieve", "submit"]), st.just(SENDER)),
    st.tuples(st.just("second_approver_above"), st.sampled_from([None, Decimal(100), Decimal(999), Decimal(1000)])),
    st.tuples(st.just("purchase_order_status"), st.sampled_from(["DRAFT", "AUTHORISED"])),
    st.tuples(st.just("forbid_self_approval"), st.booleans()),
)
SERVICES: dict[str, Any] = {
    "accept": reviewing.accept,
    "accept_and_export": reviewing.accept_and_export,
    "export": reviewing.export,
    "reject": lambda model, ids, by: reviewing.reject(model, ids, by=by, reason="Wrong."),
    "hold": lambda model, ids, by: holding.hold(model, ids, by=by, note="Wait."),
    "release": holding.release,
    "retrieve": sending.retrieve,
    "submit": sending.submit,
}


class TwoPeople(TestCase):
    people: dict[str, Any]
    record: Commitment

    @classmethod
    def setUpTestData(cls):
        chosen = IntegrationSettings.load()
        chosen.tracking_category, chosen.second_approver_above = "Job", Decimal(100)
        chosen.save()
        ana, ben = factories.ApproverFactory(), factories.ApproverFactory()
        cls.people = {
            "ana": ana,
            "ben": ben,
            "deputy of ana": factories.DeputyshipFactory(person=ana).deputy,
            "deputy of ben": factories.DeputyshipFactory(person=ben, deputy=factories.ApproverFactory()).deputy,
            SENDER: factories.ProjectPersonFactory(),
        }
        cls.record = factories.CommitmentFactory(submitted=True, submitted_by=ana)

    @given(st.lists(STEPS, max_size=12))
    @settings(max_examples=25, deadline=None)
    def test_two_people_accepted_what_ends_accepted_above_the_threshold(self, steps):
        for name, who in steps:
            self.take(name, who)
            self.look()

    def take(self, name, who):
        if name in SERVICES:
            by = get_user_model().objects.get(pk=self.people[who].pk)
            SERVICES[name](Commitment, [self.record.pk], by=by)
        else:
            chosen = IntegrationSettings.load()
            setattr(chosen, name, who)
            change_settings(chosen)

    def look(self):
        record, chosen = Commitment.objects.get(pk=self.record.pk), IntegrationSettings.load()
        if record.state != State.ACCEPTED:
            return
        last = {record.reviewed_by_id, record.reviewed_for_id} - {None}
        first = {record.first_accepted_by_id, record.first_accepted_for_id} - {None}
        assert last
        if chosen.second_approver_above is not None and record.amount_to_show > chosen.second_approver_above:
            assert first
            assert not first & last
            assert record.first_digest == record.accepted_digest
        if chosen.forbid_self_approval:
            assert record.submitted_by_id not in first | last
        self.look_at_history(record)

    def look_at_history(self, record):
        """A hold that is on record ends before an acceptance, and each deputy says whose they are."""
        verbs = list(Event.history_of(record).order_by("pk").values_list("verb", flat=True))
        held = [verb for verb in verbs if verb in (Verb.HELD, Verb.RELEASED)]
        assert held[::2] == [Verb.HELD] * len(held[::2])
        deputy = self.people["deputy of ana"]
        mine = Event.history_of(record).filter(actor=deputy)
        assert all(event.on_behalf_of_id == Deputyship.objects.get(deputy=deputy).person_id for event in mine)
