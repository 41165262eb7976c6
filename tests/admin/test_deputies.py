"""The page of deputies, and what a deputy sees."""

from datetime import timedelta

import pytest
from django.urls import reverse

from erp_integrations.models import Commitment, Connection, Deputyship, IntegrationSettings, State, ViewOnly
from erp_integrations.permissions import rights_of
from erp_integrations.services.deciding.carrying_out import NotPossible
from erp_integrations.services.deciding.deputising import name_deputy
from tests import factories
from tests.admin.conftest import act, list_url, page_url, text_of

A_DAY = timedelta(days=1)


def url():
    return reverse("deputies")


def posted(deputy, **more):
    today = Connection.today()
    return {"deputy": deputy.pk, "first_day": str(today), "last_day": str(today + A_DAY), **more}


def test_approver_names_their_deputy_and_ends_it(at_screen, approver, project_person):
    client = at_screen(approver)
    assert client.post(url(), posted(project_person)).status_code == 302
    row = Deputyship.objects.get()
    assert (row.person, row.deputy, row.named_by) == (approver, project_person, approver)
    assert project_person.username in text_of(client.get(url()))
    client.post(reverse("end_deputy", args=[row.pk]))
    row.refresh_from_db()
    assert row.ended_by == approver


def test_whom_it_is_for_is_asked_of_admins_only(at_screen, approver, admin_person, project_person):
    other = factories.ApproverFactory()
    at_screen(approver).post(url(), posted(project_person, person=other.pk))
    at_screen(admin_person).post(url(), posted(project_person, person=other.pk))
    assert list(Deputyship.objects.values_list("person", flat=True)) == [approver.pk, other.pk]


def test_admin_sees_all_and_others_see_their_own(at_screen, approver, admin_person):
    row = factories.DeputyshipFactory()
    assert row.deputy.username in text_of(at_screen(admin_person).get(url()))
    assert list(at_screen(approver).get(url()).context["current"]) == []


def test_refusal_is_told_at_the_form(at_screen, approver, viewer):
    assert "does more than look" in text_of(at_screen(approver).post(url(), posted(viewer)))
    assert not Deputyship.objects.exists()


def offered(page, field):
    return set(page.context["form"].fields[field].queryset)


def test_deputies_that_are_offered_are_those_whom_the_service_takes(at_screen, approver, project_person, admin_person):
    in_a_group, marked = factories.UserFactory(), factories.ApproverFactory()
    group = factories.GroupFactory()
    group.permissions.add(*rights_of("project person"))
    in_a_group.groups.add(group)
    ViewOnly.objects.create(person=marked)
    others = [marked, factories.ViewerFactory(), factories.UserFactory(), factories.ApproverFactory(is_active=False)]
    today = Connection.today()
    assert offered(at_screen(approver).get(url()), "deputy") == {project_person, admin_person, in_a_group}
    for person in others:
        with pytest.raises(NotPossible):
            name_deputy(approver, person, today, today, by=approver)


def test_admin_is_offered_those_alone_who_decide_on_something(at_screen, approver, project_person, admin_person):
    factories.ViewerFactory()
    factories.ApproverFactory(is_active=False)
    row = factories.DeputyshipFactory()
    assert offered(at_screen(admin_person).get(url()), "person") == {approver, row.person}


@pytest.mark.parametrize("preset", ["viewer", "project person"])
def test_who_names_nobody_is_told_nobodys_name(at_screen, preset):
    client = at_screen(factories.UserFactory(preset=preset))
    row = factories.DeputyshipFactory(deputy__first_name="Zoraida", person__first_name="Quirin")
    for page in (client.get(url()), client.post(url(), posted(row.deputy, person=row.person.pk))):
        assert "Zoraida" not in text_of(page)
        assert "Quirin" not in text_of(page)


@pytest.mark.parametrize("is_forbidden", [True, False])
def test_page_says_where_a_deputy_may_accept_what_they_sent(at_screen, approver, is_forbidden):
    IntegrationSettings.objects.update(forbid_self_approval=is_forbidden)
    told = "a deputy may accept in somebody's name what they sent" in text_of(at_screen(approver).get(url()))
    assert told is not is_forbidden


def test_somebody_elses_is_not_ended(at_screen, approver):
    row = factories.DeputyshipFactory()
    assert at_screen(approver).post(reverse("end_deputy", args=[row.pk])).status_code == 403
    assert at_screen(row.deputy).post(reverse("end_deputy", args=[row.pk])).status_code == 403
    row.refresh_from_db()
    assert row.ended_at is None


def test_looking_at_the_address_ends_nothing(at_screen):
    row = factories.DeputyshipFactory()
    assert at_screen(row.person).get(reverse("end_deputy", args=[row.pk]))["Location"] == reverse("deputies")
    row.refresh_from_db()
    assert row.ended_at is None


@pytest.mark.parametrize("address", [("deputies", []), ("end_deputy", [1])])
def test_anonymous_are_led_to_the_log_in(client, db, address):
    assert client.post(reverse(address[0], args=address[1])).status_code == 302


def test_who_decides_on_nothing_gets_no_form(at_screen, viewer):
    page = text_of(at_screen(viewer).get(url()))
    assert "You decide on no records" in page
    assert 'name="deputy"' not in page


def test_every_page_leads_to_deputies(at_screen, approver):
    assert f'href="{url()}"' in text_of(at_screen(approver).get(reverse("admin:index")))


def test_deputy_reads_on_every_page_for_whom_they_stand_in(at_screen):
    row = factories.DeputyshipFactory()
    page = text_of(at_screen(row.deputy).get(reverse("admin:index")))
    assert f"You stand in for {row.person.username} until" in page


@pytest.mark.parametrize("trait", ["to_come", "over"])
def test_outside_the_days_there_is_no_banner_and_no_button(at_screen, trait):
    past = {"first_day": Connection.today() - 3 * A_DAY} if trait == "over" else {}
    row = factories.DeputyshipFactory(**{trait: True}, **past)
    client, record = at_screen(row.deputy), factories.CommitmentFactory(submitted=True)
    assert "You stand in for" not in text_of(client.get(reverse("admin:index")))
    assert act(client, "accept", record).status_code == 403


def test_deputy_decides_and_the_history_says_for_whom(at_screen):
    row = factories.DeputyshipFactory()
    client, record = at_screen(row.deputy), factories.CommitmentFactory(submitted=True)
    assert 'value="accept"' in text_of(client.get(list_url(Commitment)))
    act(client, "accept", record)
    record.refresh_from_db()
    assert record.state == State.ACCEPTED
    assert f"{row.deputy.username} on behalf of {row.person.username}" in text_of(client.get(page_url(record)))


def test_deputy_gets_to_no_settings_people_or_connection(at_screen):
    chief = factories.UserFactory(is_superuser=True)
    row = factories.DeputyshipFactory(person=chief)
    client = at_screen(row.deputy)
    for name in (
        "admin:auth_user_changelist",
        "admin:auth_group_changelist",
        "admin:erp_integrations_sentmail_changelist",
    ):
        assert client.get(reverse(name)).status_code == 403
    assert client.post(reverse("connect_xero")).status_code == 403
