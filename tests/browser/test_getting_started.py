"""A newcomer sets an empty tool up in a browser, led by the list on the start page alone, until all of it is done."""

from pathlib import Path

import pytest
from django.conf import settings as installation
from django.utils.csp import CSP
from playwright.sync_api import expect

from connectors.xero.sandbox import Organisation, Sandbox
from erp_integrations import tasks
from erp_integrations.models import BudgetCode, Connection, IntegrationSettings, SetUpMark, State
from tests.admin.conftest import worker_lives
from tests.browser.conftest import CHROMIUM, PHONE, WIDE, is_too_wide
from tests.factories import PASSWORD, AdminFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    # pytest-base-url under pytest 9.
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found"),
]
OTHER = "Harbor Ridge Property (stand-in)"
NAMES = ("cost_codes", "cost_types", "budget_codes", "vendors")
FILES = [str(Path(installation.BASE_DIR) / "demo" / f"{name}.csv") for name in NAMES]
CHOSEN = {
    "Tracking category": "Job",
    "Retainage item": "retainage",
    "Default purchase account": "310",
    "Default tax type": "INPUT",
}


@pytest.fixture
def xero(settings, live_server):
    """A stand-in whose person has two organisations, and an installation that knows its app and nothing else."""
    with Sandbox(Organisation.seeded(), others=[OTHER]) as running:
        running.limits.per_minute = running.limits.per_day = 1_000_000
        settings.XERO_API_URL = settings.XERO_IDENTITY_URL = settings.XERO_LOGIN_URL = running.url
        settings.XERO_CLIENT_ID, settings.XERO_CLIENT_SECRET = running.client_id, running.client_secret
        settings.XERO_CALLS_PER_MINUTE = settings.XERO_CALLS_PER_DAY = 1_000_000
        settings.SITE_URL = live_server.url
        settings.EMAIL = {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
        settings.SECURE_CSP = {**settings.SECURE_CSP, "form-action": [CSP.SELF, running.url]}
        worker_lives()
        yield running


@pytest.fixture
def seen(page, look):
    """Look at a page wide and narrow, light and dark, and find that it fits."""

    def at(name):
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            look(f"{name}-{theme}")
            page.set_viewport_size(PHONE)
            assert not is_too_wide(page), name
            look(f"{name}-{theme}-phone")
            page.set_viewport_size(WIDE)
        page.emulate_media(color_scheme="light")

    return at


def card(page):
    return page.get_by_role("heading", name="Getting started", exact=True)


def start_page(page):
    page.get_by_role("link", name="Start", exact=True).first.click()


def allow(page, *organisations):
    page.get_by_role("button", name="Go to Xero and allow it").click()
    for name in organisations:
        page.get_by_label(name).check()
    page.get_by_role("button", name="Allow access").click()


def add_user(page, username, preset):
    page.get_by_role("link", name="Add a user").click()
    page.get_by_label("Username").fill(username)
    page.get_by_label("Set of rights").select_option(label=preset)
    page.get_by_role("textbox", name="Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password once more").fill(PASSWORD)
    page.get_by_role("button", name="Save", exact=True).click()
    start_page(page)


def change_person(page, username):
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("link", name="Log in again").click()
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def connect(page, xero, seen):
    page.locator("#step-connect").get_by_role("link", name="Connect to Xero").click()
    seen("connect")
    allow(page, xero.organisation.profile["Name"], OTHER)
    seen("connect-choose")
    page.get_by_label(xero.organisation.profile["Name"]).check()
    page.get_by_role("button", name="Connect this organisation").click()
    expect(page.get_by_role("heading", name="Connected to Harbor Ridge Builders")).to_be_visible()
    seen("connected")
    assert Connection.current().tenant_id == xero.organisation.tenant_id
    # What the worker does as soon as it is told that there is a connection.
    tasks.refresh_lists()


def choose_settings(page):
    page.get_by_role("link", name="Choose the category").click()
    expect(page.get_by_text("In Xero: Job")).to_be_visible()
    for label, value in CHOSEN.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Save the settings").click()
    expect(page.get_by_text("The settings were saved.")).to_be_visible()
    assert IntegrationSettings.load().retainage_item_code == "RETAINAGE"
    start_page(page)


def switch_payments_on(page):
    page.get_by_role("link", name="Look at the schedules").click()
    payments = page.locator("#work-payments")
    payments.get_by_label("How often").select_option("hourly")
    payments.get_by_role("button", name="Save").click()
    start_page(page)


def leave_mails_out(page):
    page.get_by_role("link", name="All steps, and what each is for").click()
    mails = page.locator("#step-mails")
    mails.get_by_text("Not needed for us").click()
    mails.get_by_label("Why it is not needed").fill("We look in each day.")
    mails.get_by_role("button", name="Leave it out").click()
    expect(mails.get_by_text("We look in each day.")).to_be_visible()


def load_files(page):
    page.get_by_role("link", name="Upload files").click()
    page.set_input_files("#files", FILES)
    page.get_by_role("button", name="See what would change").click()
    page.get_by_label("Send what was loaded to ERP").check()
    page.get_by_role("button", name="Load", exact=True).click()
    expect(page.get_by_text("Sent to ERP:")).to_be_visible()
    assert BudgetCode.objects.filter(state=State.SUBMITTED).exists()
    start_page(page)


def link_a_company(page):
    page.get_by_role("link", name="Look at the companies").click()
    page.get_by_role("button", name="Refresh from Xero").click()
    page.get_by_role("button", name="Link all…").click()
    page.get_by_role("group", name="Cascade Concrete and Pumping").get_by_role("radio").first.check()
    page.get_by_role("button", name="Link all that are chosen").click()
    expect(page.get_by_text("Nothing was posted.")).to_be_visible()
    start_page(page)


def export_a_code(page):
    page.get_by_role("link", name="Look at the budget codes").click()
    page.locator("input[name=_selected_action]").first.check()
    page.get_by_role("button", name="Accept and export").click()
    expect(page.get_by_role("heading", name="Done")).to_be_visible()
    tasks.export_records()
    start_page(page)


def test_newcomer_follows_the_list_until_all_is_done(xero, log_in, seen):
    page = log_in(AdminFactory(username="ada"))
    page.set_viewport_size(WIDE)
    seen("set-up-start")
    page.get_by_role("link", name="All steps, and what each is for").click()
    seen("set-up-list")
    connect(page, xero, seen)
    choose_settings(page)
    add_user(page, "paul", "Project person: enters records and sends them")
    add_user(page, "grace", "Approver: accepts, rejects and exports")
    switch_payments_on(page)
    leave_mails_out(page)
    expect(page.get_by_role("heading", name="8 of 12 done")).to_be_visible()
    seen("set-up-list-later")
    change_person(page, "paul")
    load_files(page)
    expect(card(page)).to_have_count(0)
    expect(page.get_by_role("heading", name="Your part of getting started is done")).to_be_visible()
    seen("set-up-part-done")
    change_person(page, "grace")
    seen("set-up-approver")
    link_a_company(page)
    export_a_code(page)
    assert len(xero.organisation.items) == 2
    expect(card(page)).to_have_count(0)
    expect(page.get_by_role("heading", name="Everything is set up")).to_be_visible()
    seen("set-up-all-done")
    tasks.tidy_up()
    assert SetUpMark.objects.filter(step=SetUpMark.FINISHED).exists()
    change_person(page, "ada")
    page.get_by_role("button", name="Put it away").click()
    expect(page.get_by_role("heading", name="Everything is set up")).to_have_count(0)
    page.get_by_role("link", name="Getting started").click()
    expect(page.get_by_role("heading", name="12 of 12 done")).to_be_visible()
    seen("set-up-done")


def test_refused_consent_and_the_way_back_end_in_sentences(xero, log_in, complaints):
    page = log_in(AdminFactory())
    page.set_viewport_size(WIDE)
    page.get_by_role("link", name="Connect to Xero").first.click()
    page.get_by_role("button", name="Go to Xero and allow it").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("The access was not allowed at Xero. Nothing was changed.")).to_be_visible()
    page.get_by_role("button", name="Go to Xero and allow it").click()
    page.get_by_role("button", name="Allow access").click()
    expect(page.get_by_role("alert")).to_have_text("Choose at least one organisation, or cancel.")
    page.get_by_label(xero.organisation.profile["Name"]).check()
    page.get_by_role("button", name="Allow access").click()
    expect(page.get_by_role("heading", name="Connected to Harbor Ridge Builders")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Allow access").click()
    expect(page.get_by_text("This answer from Xero was used already.")).to_be_visible()
    expect(page.get_by_role("heading", name="What is connected")).to_be_visible()
    assert Connection.objects.count() == 1
