"""The set-up list on the start page and on its own."""

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from erp_integrations.models import Connection, SetUpMark
from erp_integrations.services.setting_up.steps import STEPS
from tests.admin.conftest import list_url, text_of
from tests.factories import AdminFactory, BudgetCodeFactory

pytestmark = pytest.mark.django_db
CARD = 'class="card set-up"'


@pytest.fixture
def at(admin_person):
    client = Client()
    client.force_login(admin_person)
    return client


def test_start_page_leads_an_admin_to_the_first_step(at):
    page = text_of(at.get("/"))
    assert CARD in page
    assert "0 of 12 done" in page or "1 of 12 done" in page
    assert '<a class="button button-main" href="/connect/xero/">Connect to Xero' in page


def test_next_step_is_the_first_that_is_possible_and_the_readers(at):
    Connection.objects.create(tenant_id="t", tenant_name="Harbor Ridge")
    assert at.get("/").context["set_up"].next.standing.step.slug == "category"


def test_project_person_is_led_to_the_upload_then_to_the_codes_and_reads_afterwards_who_goes_on(
    at_screen, project_person
):
    client = at_screen(project_person)
    assert client.get("/").context["set_up"].next.url == reverse("upload")
    code = BudgetCodeFactory()
    assert client.get("/").context["set_up"].next.url == f"{list_url(type(code))}?worklist=not_sent"
    BudgetCodeFactory(submitted=True)
    page = text_of(client.get("/"))
    assert CARD not in page
    assert "Your part of getting started is done" in page
    told = "Link the companies that are in Xero already, Export the first record"
    assert f'{told} <span class="muted">– An approver does this.</span>' in page
    assert f'href="{reverse("getting_started")}"' in page


def test_viewer_sees_no_list(at_screen, viewer):
    client = at_screen(viewer)
    assert CARD not in text_of(client.get("/"))
    assert client.get(reverse("getting_started")).status_code == 403


def test_strangers_log_in_first(client):
    assert client.get(reverse("getting_started"))["Location"].startswith("/login/")
    assert client.post(reverse("mark_step", args=["companies"]))["Location"].startswith("/login/")


def test_finished_list_is_gone_from_the_start_page_and_stays_in_the_sidebar(at):
    SetUpMark.objects.create(step=SetUpMark.FINISHED)
    page = text_of(at.get("/"))
    assert "All steps of getting started are done." in page
    page = text_of(at.post(reverse("put_set_up_away"), follow=True))
    assert "All steps of getting started are done." not in page
    assert CARD not in page
    assert f'href="{reverse("getting_started")}"' in text_of(at.get("/"))
    assert "Connect to Xero" in text_of(at.get(reverse("getting_started")))


def test_who_completes_the_list_reads_that_it_is_done(at, at_screen, approver, viewer):
    for step in STEPS:
        SetUpMark.objects.create(step=step.slug, note="Not here.")
    for client in (at, at_screen(approver)):
        assert "All steps of getting started are done." in text_of(client.get("/"))
    assert "All steps" not in text_of(at_screen(viewer).get("/"))
    at_screen(approver).post(reverse("put_set_up_away"))
    assert "All steps" not in text_of(at.get("/"))


def test_sidebar_leads_admins_there_and_nobody_else(at, at_screen, approver):
    link = f'<li><a href="{reverse("getting_started")}">'
    assert link in text_of(at.get("/"))
    assert link not in text_of(at_screen(approver).get("/"))


def test_page_says_what_is_not_yet_possible_and_who_does_what_is_not_the_readers(at):
    page = text_of(at.get(reverse("getting_started")))
    assert "Connect to Xero first." in page
    assert "A project person does this." in page
    assert "An approver does this." in page
    assert 'href="/upload/"' not in page.partition('class="card set-up"')[2]


def test_every_link_of_the_list_leads_to_a_page(at):
    Connection.objects.create(tenant_id="t", tenant_name="Harbor Ridge")
    lines = at.get(reverse("getting_started")).context["set_up"].lines
    urls = {line.url.partition("#")[0] for line in lines if line.url}
    assert len(urls) >= 5
    assert {at.get(url, follow=True).status_code for url in urls} == {200}


def leave_out(client, slug="companies", **form):
    return text_of(client.post(reverse("mark_step", args=[slug]), form, follow=True))


def test_step_is_left_out_with_a_note_and_taken_back(at, admin_person):
    page = leave_out(at, note="No suppliers <yet>.")
    assert "No suppliers &lt;yet&gt;." in page
    assert SetUpMark.objects.get().by == admin_person
    leave_out(at, needed="1")
    assert not SetUpMark.objects.exists()


def test_step_is_not_left_out_without_a_reason(at):
    assert "Say in a few words why" in leave_out(at, note="")
    assert not SetUpMark.objects.exists()


def test_only_an_admin_leaves_a_step_out(at_screen, approver, project_person, viewer):
    for person in (approver, project_person, viewer):
        client = at_screen(person)
        assert client.post(reverse("mark_step", args=["companies"]), {"note": "No."}).status_code == 403
        assert "Not needed for us" not in text_of(client.get(reverse("getting_started")))


def test_leaving_out_is_posted_with_the_token_of_the_form(admin_person):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin_person)
    assert strict.post(reverse("mark_step", args=["companies"]), {"note": "No."}).status_code == 403
    assert strict.get(reverse("mark_step", args=["companies"]))["Location"] == reverse("getting_started")


def queries_of(client):
    client.get("/")
    with CaptureQueriesContext(database) as captured:
        client.get("/")
    return len(captured)


def test_list_costs_the_start_page_three_queries_and_one_once_it_is_finished(at_screen):
    client = at_screen(AdminFactory())
    unfinished = queries_of(client)
    SetUpMark.objects.create(step=SetUpMark.FINISHED, by=AdminFactory())
    finished = queries_of(client)
    assert unfinished - finished <= 2
    for _ in range(5):
        BudgetCodeFactory()
    assert queries_of(client) - finished <= 2
