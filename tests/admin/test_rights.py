"""Who sees what, and what happens to those who try more."""

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied

from erp_integrations.models import EXPORTED_MODELS, State
from tests.admin.conftest import act, list_url, page_url, text_of
from tests.factories import FACTORIES, CommitmentFactory

EVERY_TYPE = pytest.mark.parametrize("model", EXPORTED_MODELS, ids=lambda model: model.__name__)
SENDING, REVIEWING = ("submit", "retrieve"), ("accept", "accept_and_export", "export", "reject")


@EVERY_TYPE
@pytest.mark.parametrize("action", [*SENDING, *REVIEWING])
def test_viewer_is_refused_every_action(at_screen, viewer, model, action):
    record = FACTORIES[model](submitted=True)
    response = act(at_screen(viewer), action, record, reason="Because.")
    record.refresh_from_db()
    assert response.status_code == 403
    assert record.state == State.SUBMITTED


@pytest.mark.parametrize("action", REVIEWING)
def test_project_person_is_refused_what_approvers_do(at_screen, project_person, action):
    assert act(at_screen(project_person), action, CommitmentFactory(submitted=True), reason="x").status_code == 403


@pytest.mark.parametrize("action", SENDING)
def test_approver_is_refused_what_project_people_do(at_screen, approver, action):
    assert act(at_screen(approver), action, CommitmentFactory()).status_code == 403


@pytest.mark.parametrize("action", [*SENDING, *REVIEWING])
def test_admin_is_refused_what_approvers_and_project_people_do(at_screen, admin_person, action):
    assert act(at_screen(admin_person), action, CommitmentFactory(submitted=True), reason="x").status_code == 403


def test_refusal_comes_before_the_selection_is_looked_at(at_screen, viewer):
    record = CommitmentFactory(submitted=True)
    assert at_screen(viewer).post(list_url(type(record)), {"action": "accept"}).status_code == 403


@EVERY_TYPE
def test_viewer_sees_lists_and_pages_without_a_button(at_screen, viewer, model):
    record, client = FACTORIES[model](submitted=True), at_screen(viewer)
    for url in (list_url(model), f"{list_url(model)}?worklist=ready_to_export", page_url(record)):
        response = client.get(url)
        assert response.status_code == 200
        page = text_of(response)
        assert 'name="action"' not in page
        assert 'name="_save"' not in page
        assert 'name="_selected_action"' not in page


@EVERY_TYPE
def test_approver_sees_the_buttons_that_the_state_allows(at_screen, approver, model):
    page = text_of(at_screen(approver).get(page_url(FACTORIES[model](submitted=True))))
    assert 'value="accept_and_export"' in page
    assert 'value="reject"' in page
    assert 'value="export"' not in page
    assert 'value="submit"' not in page


def test_anonymous_people_are_asked_to_log_in(client, db):
    record = CommitmentFactory(submitted=True)
    for url in ("/", list_url(type(record)), page_url(record)):
        assert client.get(url)["Location"].startswith("/login/")
    assert act(client, "accept", record).status_code == 302
    record.refresh_from_db()
    assert record.state == State.SUBMITTED


def test_people_without_any_right_see_no_list(at_screen, django_user_model):
    nobody = django_user_model.objects.create_user("nobody", is_staff=True)
    assert at_screen(nobody).get(list_url(type(CommitmentFactory()))).status_code == 403
    assert at_screen(nobody).get("/").status_code == 200


def test_screens_of_the_queue_are_gone(at_screen, admin_user):
    assert at_screen(admin_user).get("/django_q/schedule/").status_code == 404


@EVERY_TYPE
@pytest.mark.parametrize("is_change", [False, True])
def test_record_is_not_saved_for_a_viewer_where_the_form_forgot_to_ask(rf, viewer, model, is_change):
    """Forms save by themselves, so the right is asked for once more where they do."""
    request, record = rf.post("/"), FACTORIES[model]()
    request.user = viewer
    with pytest.raises(PermissionDenied):
        admin.site.get_model_admin(model).save_model(request, record, None, is_change)
