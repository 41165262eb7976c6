"""Limits on the screens: the page that sets them, and what they stop."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from erp_integrations.models import ApprovalLimit, Commitment, IntegrationSettings, State
from erp_integrations.services.deciding.limiting import set_limit
from tests import factories
from tests.admin.conftest import act, list_url, page_url, text_of


def url_of(person):
    return reverse("approver_limits", args=[person.pk])


def test_admin_sets_the_limits_of_an_approver(at_screen, admin_person, approver):
    project, client = factories.ProjectFactory(), at_screen(admin_person)
    response = client.post(url_of(approver), {"highest_amount": "50000", "projects": [project.pk]})
    assert response.status_code == 302
    limit = ApprovalLimit.objects.get(person=approver)
    assert (limit.highest_amount, list(limit.projects.all())) == (Decimal(50000), [project])
    page = text_of(client.get(url_of(approver)))
    assert "checked" in page
    assert "Budget codes and companies belong to no project" in page


def test_page_of_a_person_leads_to_their_limits(at_screen, admin_person, approver):
    page = at_screen(admin_person).get(reverse("admin:auth_user_change", args=[approver.pk]))
    assert url_of(approver) in text_of(page)


@pytest.mark.parametrize("person", ["viewer", "project_person", "approver"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_else_gets_there(at_screen, request, person, method):
    other = factories.ApproverFactory()
    response = getattr(at_screen(request.getfixturevalue(person)), method)(url_of(other), {"highest_amount": "1"})
    assert response.status_code == 403
    assert not ApprovalLimit.objects.exists()


def test_anonymous_are_led_to_the_log_in(client, approver):
    assert client.get(url_of(approver)).status_code == 302


def test_own_limits_are_not_widened_and_the_form_says_so(at_screen, admin_person):
    factories.ApprovalLimitFactory(person=admin_person)
    response = at_screen(admin_person).post(url_of(admin_person), {"highest_amount": "501"})
    assert "Nobody widens their own limits." in text_of(response)
    assert ApprovalLimit.objects.get().highest_amount == Decimal(500)


def test_older_page_does_not_undo_what_another_admin_set_meanwhile(at_screen, admin_person, approver):
    project, client = factories.ProjectFactory(), at_screen(admin_person)
    shown = client.get(url_of(approver)).context["form"]["shown"].value()
    set_limit(approver, highest_amount=Decimal(500), projects=[], by=factories.AdminFactory())
    told = {"highest_amount": "", "projects": [project.pk]}
    page = text_of(client.post(url_of(approver), {**told, "shown": shown}, follow=True))
    assert "Somebody else changed the limits of" in page
    assert 'value="500.00"' in page
    assert ApprovalLimit.objects.get().highest_amount == Decimal(500)
    shown = client.get(url_of(approver)).context["form"]["shown"].value()
    client.post(url_of(approver), {**told, "shown": shown})
    assert ApprovalLimit.objects.get().project_ids == {project.pk}


def test_older_page_does_not_undo_other_projects_either(at_screen, admin_person, approver):
    client = at_screen(admin_person)
    limit = factories.ApprovalLimitFactory(person=approver)
    shown = client.get(url_of(approver)).context["form"]["shown"].value()
    limit.projects.set([factories.ProjectFactory()])
    client.post(url_of(approver), {"highest_amount": "400", "shown": shown})
    limit = ApprovalLimit.objects.get()
    assert (limit.highest_amount, len(limit.project_ids)) == (Decimal(500), 1)


@pytest.mark.parametrize("amount", ["-1", "much"])
def test_amount_that_is_none_is_refused(at_screen, admin_person, approver, amount):
    response = at_screen(admin_person).post(url_of(approver), {"highest_amount": amount})
    assert response.status_code == 200
    assert not ApprovalLimit.objects.exists()


# What they stop


def stopped(response):
    return {button.action.name for button in response.context["page"].buttons if button.is_stopped}


def test_record_above_the_limit_has_stopped_buttons_and_says_why(at_screen):
    record = factories.CommitmentFactory(submitted=True, number="SC-012")
    response = at_screen(factories.ApprovalLimitFactory().person).get(page_url(record))
    assert stopped(response) == {"accept", "accept_and_export"}
    assert "SC-012 is 1,000.00, above your limit of 500.00." in text_of(response)


def test_record_of_another_project_has_every_decision_stopped(at_screen):
    person = factories.ApprovalLimitFactory(projects=[factories.ProjectFactory()]).person
    response = at_screen(person).get(page_url(factories.CommitmentFactory(submitted=True)))
    assert stopped(response) == {"accept", "accept_and_export", "reject", "hold", "link"}
    assert "not one of your projects" in text_of(response)


def test_record_of_another_project_is_not_offered_for_selection(at_screen):
    mine, other = factories.CommitmentFactory(submitted=True), factories.CommitmentFactory(submitted=True)
    person = factories.ApprovalLimitFactory(projects=[mine.project]).person
    page = text_of(at_screen(person).get(list_url(Commitment)))
    assert f'name="_selected_action" value="{mine.pk}"' in page
    assert f'name="_selected_action" value="{other.pk}"' not in page


def test_what_somebody_may_not_accept_does_not_wait_for_them(at_screen):
    mine = factories.CommitmentFactory(submitted=True, line__amount=Decimal(400))
    factories.CommitmentFactory(submitted=True)
    factories.CommitmentFactory(submitted=True, project=mine.project)
    person = factories.ApprovalLimitFactory(projects=[mine.project]).person
    assert waiting_for(at_screen(person)) == 1
    assert waiting_for(at_screen(factories.ApproverFactory())) == 3


def waiting_for(client):
    sections = client.get(reverse("admin:index")).context["sidebar"]
    return next(entry.count for section in sections for entry in section.entries if entry.title == "Commitments")


def test_bulk_result_says_of_each_why_it_was_left(at_screen):
    small = factories.CommitmentFactory(submitted=True, line__amount=Decimal(400))
    large = factories.CommitmentFactory(submitted=True)
    page = text_of(act(at_screen(factories.ApprovalLimitFactory().person), "accept", small, large))
    assert "above your limit of 500.00" in page
    small.refresh_from_db()
    large.refresh_from_db()
    assert (small.state, large.state) == (State.ACCEPTED, State.SUBMITTED)


# Second approver, self-approval


def test_list_and_page_show_that_one_of_two_accepted(at_screen, approver):
    IntegrationSettings.objects.update(second_approver_above=Decimal(100))
    record = factories.CommitmentFactory(submitted=True)
    assert "a second approver has to accept it" in text_of(act(at_screen(approver), "accept_and_export", record))
    client = at_screen(factories.ApproverFactory())
    assert "Accepted by 1 of 2" in text_of(client.get(list_url(Commitment)))
    assert f"{approver.username} accepted it: 1 of 2." in text_of(client.get(page_url(record)))


def test_first_of_two_has_stopped_buttons_and_nothing_waiting(at_screen, approver):
    IntegrationSettings.objects.update(second_approver_above=Decimal(100))
    client, record = at_screen(approver), factories.CommitmentFactory(submitted=True)
    act(client, "accept", record)
    response = client.get(page_url(record))
    assert {"accept", "accept_and_export"} == stopped(response)
    assert "You accepted it already." in text_of(response)
    assert waiting_for(client) == 0
    assert waiting_for(at_screen(factories.ApproverFactory())) == 1


def test_sender_has_stopped_buttons_when_the_setting_says_so(at_screen, approver):
    IntegrationSettings.objects.update(forbid_self_approval=True)
    record = factories.CommitmentFactory(submitted=True, submitted_by=approver)
    client = at_screen(approver)
    response = client.get(page_url(record))
    assert stopped(response) == {"accept", "accept_and_export"}
    assert "You sent it yourself" in text_of(response)
    assert waiting_for(client) == 0


def test_threshold_is_set_with_the_question_how_many_it_sends_back(at_screen, admin_person, approver):
    record = factories.CommitmentFactory(accepted=True, reviewed_by=approver, reviewed_at=timezone.now())
    url = reverse("admin:erp_integrations_integrationsettings_change", args=[IntegrationSettings.load().pk])
    client = at_screen(admin_person)
    form = client.get(url).context["adminform"].form
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    data = {**data, "approved_statuses": "approved", "second_approver_above": "100"}
    data = {name: value for name, value in data.items() if value is not False}
    assert "1 accepted record would be posted or accepted differently" in text_of(client.post(url, data))
    assert IntegrationSettings.load().second_approver_above is None
    assert client.post(url, {**data, "is_agreed": "1"}).status_code == 302
    record.refresh_from_db()
    assert (IntegrationSettings.load().second_approver_above, record.is_accepted_once) == (Decimal(100), True)
