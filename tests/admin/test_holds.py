"""Putting on hold and releasing, at a list and on a record's page."""

import pytest

from erp_integrations.models import EXPORTED_MODELS, State, Vendor
from tests.admin.conftest import act, list_url, page_url, text_of
from tests.factories import FACTORIES, CommitmentFactory, VendorFactory

EVERY_TYPE = pytest.mark.parametrize("model", EXPORTED_MODELS, ids=lambda model: model.__name__)


@EVERY_TYPE
def test_approver_holds_and_releases(at_screen, approver, model):
    record, client = FACTORIES[model](submitted=True), at_screen(approver)
    assert act(client, "hold", record, note="Waits for the waiver.").status_code == 200
    record.refresh_from_db()
    assert (record.is_held, record.held_by, record.hold_note) == (True, approver, "Waits for the waiver.")
    act(client, "release", record)
    record.refresh_from_db()
    assert not record.is_held


@pytest.mark.parametrize("note", [{}, {"note": "  "}], ids=["none", "blank"])
def test_hold_without_a_note_asks_for_it_and_changes_nothing(at_screen, approver, note):
    records = [CommitmentFactory(submitted=True), CommitmentFactory(submitted=True)]
    page = text_of(act(at_screen(approver), "hold", *records, **note))
    assert 'name="note"' in page
    assert all(f'name="_selected_action" value="{record.pk}"' in page for record in records)
    for record in records:
        record.refresh_from_db()
        assert not record.is_held


@pytest.mark.parametrize("action", ["hold", "release"])
@pytest.mark.parametrize("person", ["viewer", "project_person", "admin_person"])
def test_nobody_else_holds_or_releases(at_screen, request, person, action):
    record = VendorFactory(submitted=True, held=action == "release")
    response = act(at_screen(request.getfixturevalue(person)), action, record, note="No.")
    record.refresh_from_db()
    assert response.status_code == 403
    assert record.is_held == (action == "release")


def test_held_record_leaves_its_worklist_for_one_of_its_own(at_screen, approver):
    client, record = at_screen(approver), VendorFactory(submitted=True, held=True)
    waiting = client.get(f"{list_url(Vendor)}?worklist=ready_to_export")
    held = client.get(f"{list_url(Vendor)}?worklist=on_hold")
    assert list(waiting.context["cl"].result_list) == []
    assert list(held.context["cl"].result_list) == [record]
    assert "The lien waiver is missing." in text_of(held)
    tabs = {str(tab.title): tab.count for tab in held.context["cl"].tabs}
    assert (tabs["On hold"], tabs["All"]) == (1, 1)


def test_worklist_of_holds_offers_what_ends_them(at_screen, approver):
    VendorFactory(submitted=True, held=True)
    page = text_of(at_screen(approver).get(f"{list_url(Vendor)}?worklist=on_hold"))
    offered = {name for name in ("accept", "export", "hold", "release", "reject") if f'value="{name}"' in page}
    assert offered == {"release", "reject"}


def test_nothing_on_hold_is_no_tab(at_screen, approver):
    VendorFactory(submitted=True)
    tabs = at_screen(approver).get(list_url(Vendor)).context["cl"].tabs
    assert "On hold" not in {str(tab.title) for tab in tabs}


def test_page_of_a_held_record_says_who_holds_it_and_why(at_screen, approver):
    record = CommitmentFactory(submitted=True, held=True, held_by=approver)
    response = at_screen(approver).get(page_url(record))
    assert "The lien waiver is missing." in text_of(response)
    assert f"Put on hold by {approver.username}" in text_of(response)
    assert [button.action.name for button in response.context["page"].buttons] == ["reject", "release"]


def test_in_bulk_a_held_record_is_told_beside_the_others(at_screen, approver):
    free, held = VendorFactory(submitted=True), VendorFactory(submitted=True, held=True)
    page = text_of(act(at_screen(approver), "accept", free, held))
    assert "1 record was left as it is" in page
    assert "The lien waiver is missing." in page
    held.refresh_from_db()
    assert held.state == State.SUBMITTED
