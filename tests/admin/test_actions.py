"""What the buttons of a list do, for every type."""

from unittest.mock import patch

import pytest
from django_fsm import ConcurrentTransition

from erp_integrations.models import EXPORTED_MODELS, Commitment, Delivery, State
from tests.admin.conftest import act, list_url, text_of
from tests.factories import FACTORIES, CommitmentFactory

EVERY_TYPE = pytest.mark.parametrize("model", EXPORTED_MODELS, ids=lambda model: model.__name__)


@EVERY_TYPE
def test_project_person_sends_and_retrieves(at_screen, project_person, model):
    record, client = FACTORIES[model](), at_screen(project_person)
    assert "Sent to ERP" in text_of(act(client, "submit", record))
    record.refresh_from_db()
    assert record.state == State.SUBMITTED
    assert record.submitted_by == project_person
    act(client, "retrieve", record)
    record.refresh_from_db()
    assert record.state == State.RETRIEVED


@EVERY_TYPE
def test_approver_accepts(at_screen, approver, model):
    record = FACTORIES[model](submitted=True)
    response = act(at_screen(approver), "accept", record)
    record.refresh_from_db()
    assert response.status_code == 200
    assert (record.state, record.delivery, record.reviewed_by) == (State.ACCEPTED, Delivery.IDLE, approver)


@EVERY_TYPE
def test_approver_accepts_and_exports(at_screen, approver, model):
    record = FACTORIES[model](submitted=True)
    act(at_screen(approver), "accept_and_export", record)
    record.refresh_from_db()
    assert (record.state, record.delivery) == (State.ACCEPTED, Delivery.QUEUED)


@EVERY_TYPE
def test_approver_exports_what_is_accepted(at_screen, approver, model):
    record = FACTORIES[model](accepted=True)
    act(at_screen(approver), "export", record)
    record.refresh_from_db()
    assert record.delivery == Delivery.QUEUED


@EVERY_TYPE
def test_approver_rejects_with_a_reason(at_screen, approver, model):
    record = FACTORIES[model](submitted=True)
    act(at_screen(approver), "reject", record, reason="Wrong company.")
    record.refresh_from_db()
    assert (record.state, record.rejection_reason) == (State.REJECTED, "Wrong company.")


@pytest.mark.parametrize("reason", [{}, {"reason": "  "}], ids=["none", "blank"])
def test_reject_without_a_reason_asks_for_it_and_changes_nothing(at_screen, approver, reason):
    records = [CommitmentFactory(submitted=True), CommitmentFactory(submitted=True)]
    page = text_of(act(at_screen(approver), "reject", *records, **reason))
    assert 'name="reason"' in page
    for record in records:
        assert record.number in page
        assert f'name="_selected_action" value="{record.pk}"' in page
        record.refresh_from_db()
        assert record.state == State.SUBMITTED


def test_outcome_page_tells_what_became_of_each_record_and_what_was_not_done_comes_first(at_screen, approver):
    good, bad = CommitmentFactory(submitted=True), CommitmentFactory()
    response = act(at_screen(approver), "accept", good, bad)
    page = text_of(response)
    assert page.index(bad.number) < page.index(good.number)
    assert "Only a record that was sent and not yet decided on can be accepted." in page
    assert "Accepted. Export it when you are ready." in page
    assert "1,000.00" in page
    assert list_url(Commitment) in page


def test_bare_list_acts_on_records_that_another_worklist_shows(at_screen, approver):
    record = CommitmentFactory(failed=True)
    act(at_screen(approver), "export", record)
    record.refresh_from_db()
    assert record.delivery == Delivery.QUEUED


def test_record_that_left_the_worklist_meanwhile_is_told_about(at_screen, approver):
    record = CommitmentFactory(synced=True)
    data = {"action": "accept", "_selected_action": [record.pk], "index": "0", "select_across": "0"}
    page = text_of(at_screen(approver).post(f"{list_url(Commitment)}?worklist=ready_to_export", data))
    assert record.number in page
    assert "Only a record that was sent" in page


def test_select_across_means_the_whole_worklist(at_screen, approver):
    waiting = CommitmentFactory.create_batch(60, submitted=True)
    unsent = CommitmentFactory()
    data = {"action": "accept", "_selected_action": [waiting[0].pk], "index": "0", "select_across": "1"}
    page = text_of(at_screen(approver).post(f"{list_url(Commitment)}?worklist=ready_to_export", data))
    assert Commitment.objects.filter(state=State.ACCEPTED).count() == 60
    unsent.refresh_from_db()
    assert unsent.state == State.UNLINKED
    assert all(record.number in page for record in waiting)


def test_reject_across_asks_with_every_record_named(at_screen, approver):
    waiting = CommitmentFactory.create_batch(55, submitted=True)
    data = {"action": "reject", "_selected_action": [waiting[0].pk], "select_across": "1"}
    page = text_of(at_screen(approver).post(f"{list_url(Commitment)}?worklist=ready_to_export", data))
    assert page.count('name="_selected_action"') == 55


@pytest.mark.parametrize("number", ["abc", "-1", "9" * 40, ""])
def test_a_selection_that_is_no_record_is_no_error(at_screen, approver, number):
    data = {"action": "accept", "_selected_action": [number]}
    response = at_screen(approver).post(list_url(Commitment), data)
    assert response.status_code in (200, 302)


def test_unknown_action_changes_nothing(at_screen, approver):
    record = CommitmentFactory(submitted=True)
    response = act(at_screen(approver), "explode", record)
    record.refresh_from_db()
    assert response.status_code == 302
    assert record.state == State.SUBMITTED


def test_records_are_not_deleted_in_bulk(at_screen, admin_user):
    record = CommitmentFactory()
    act(at_screen(admin_user), "delete_selected", record, post="yes")
    assert Commitment.objects.filter(pk=record.pk).exists()


def test_get_with_an_action_changes_nothing(at_screen, approver):
    record = CommitmentFactory(submitted=True)
    query = {"action": "accept", "_selected_action": record.pk, "index": 0}
    at_screen(approver).get(list_url(Commitment), query)
    record.refresh_from_db()
    assert record.state == State.SUBMITTED


def test_another_decision_in_between_is_told_and_no_error(at_screen, approver):
    record = CommitmentFactory(submitted=True)
    with patch.object(Commitment, "save", side_effect=ConcurrentTransition("stale")):
        response = act(at_screen(approver), "accept", record)
    assert response.status_code == 200
    assert "Somebody else decided this record meanwhile" in text_of(response)


def test_outcome_page_leads_to_the_next_record_of_the_worklist(at_screen, approver):
    record, after = CommitmentFactory(submitted=True), CommitmentFactory(submitted=True)
    page = text_of(act(at_screen(approver), "accept", record, next_record=after.pk))
    assert f"Next: {after}" in page
