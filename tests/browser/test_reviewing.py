"""An approver's morning, in a browser."""

import json

import pytest
from playwright.sync_api import expect

from erp_integrations.mapping import document_for
from erp_integrations.models import Commitment, Delivery, IntegrationSettings, State
from erp_integrations.wiring import request_body
from tests.admin.conftest import list_url, page_url
from tests.browser.conftest import CHROMIUM, PHONE, WIDE, is_too_wide
from tests.factories import CommitmentFactory, InvoiceFactory, VendorFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    # pytest-base-url under pytest 9.
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found"),
    pytest.mark.usefixtures("chosen_settings"),
]
READY = "?worklist=ready_to_export"


def test_select_all_accept_and_export(live_server, log_in, approver, look):
    commitments = CommitmentFactory.create_batch(3, submitted=True)
    page = log_in(approver)
    page.set_viewport_size(WIDE)
    page.get_by_role("link", name="Commitments").first.click()
    assert page.url.endswith(f"/erp_integrations/commitment/{READY}")
    expect(page.get_by_role("button", name="Accept and export")).to_be_disabled()
    page.locator("#action-toggle").check()
    expect(page.locator("[data-selected]")).to_have_text("3 selected")
    expect(page.locator("[data-sum]")).to_have_text("3,000.00")
    look("list-selected")
    page.get_by_role("button", name="Accept and export").click()
    for commitment in commitments:
        expect(page.get_by_role("link", name=str(commitment))).to_be_visible()
    look("outcomes")
    assert Commitment.objects.filter(delivery=Delivery.QUEUED).count() == 3


def test_reject_asks_for_the_reason(live_server, log_in, approver, look):
    commitment = CommitmentFactory(submitted=True)
    page = log_in(approver)
    page.goto(f"{live_server.url}{list_url(Commitment)}{READY}")
    page.locator("[name=_selected_action]").check()
    page.get_by_role("button", name="Reject…").click()
    look("reason")
    page.get_by_label("Why?").fill("The company is wrong.")
    page.get_by_role("button", name="Reject").click()
    expect(page.get_by_text("Its sender can change it")).to_be_visible()
    commitment.refresh_from_db()
    assert (commitment.state, commitment.rejection_reason) == (State.REJECTED, "The company is wrong.")


def test_keys_move_select_and_decide(live_server, log_in, approver):
    CommitmentFactory(submitted=True)
    last = CommitmentFactory(submitted=True)
    page = log_in(approver)
    page.goto(f"{live_server.url}{list_url(Commitment)}{READY}")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-selected]")).to_have_text("1 selected")
    page.keyboard.press("a")
    page.wait_for_selector(".outcome")
    last.refresh_from_db()
    assert last.state == State.ACCEPTED


def test_record_page_shows_what_will_be_posted(live_server, log_in, approver, look):
    invoice = InvoiceFactory(submitted=True)
    page = log_in(approver)
    page.set_viewport_size(WIDE)
    page.goto(f"{live_server.url}{page_url(invoice)}")
    expect(page.get_by_role("heading", name="What will be posted")).to_be_visible()
    page.get_by_text("The JSON").click()
    shown = json.loads(page.locator(".source pre").inner_text())
    assert shown == json.loads(request_body(document_for(invoice, IntegrationSettings.load())))["Invoices"][0]
    look("record")
    page.locator("summary", has_text="Reject").click()
    page.get_by_label("Why is it rejected?").fill("Retainage is missing.")
    page.locator(".asks-box").get_by_role("button", name="Reject").click()
    expect(page.get_by_text("Its sender can change it")).to_be_visible()
    invoice.refresh_from_db()
    assert invoice.rejection_reason == "Retainage is missing."


def test_viewer_has_no_buttons(live_server, log_in, viewer):
    commitment = CommitmentFactory(submitted=True)
    page = log_in(viewer)
    for url in (f"{list_url(Commitment)}{READY}", page_url(commitment)):
        page.goto(f"{live_server.url}{url}")
        assert page.locator("[name=action], [name=_save], [name=_selected_action]").count() == 0


def test_project_person_adds_a_line(live_server, log_in, project_person, look):
    commitment = CommitmentFactory()
    page = log_in(project_person)
    page.set_viewport_size(WIDE)
    page.goto(f"{live_server.url}{page_url(commitment)}")
    page.get_by_role("button", name="Add another Line").click()
    page.fill("#id_lines-1-description", "Extra footing")
    page.fill("#id_lines-1-amount", "250.00")
    page.locator("#lines-1 .select2-selection").click()
    page.locator(".select2-results__option", has_text=commitment.lines.get().budget_code.item_code).first.click()
    look("editing")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("was saved")).to_be_visible()
    assert commitment.lines.get(position=2).budget_code == commitment.lines.get(position=1).budget_code


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_wider_than_a_phone(live_server, log_in, approver, theme, look, page):  # noqa: PLR0917 - fixtures
    commitment = CommitmentFactory(submitted=True, title="A very long title " * 8, number="SC-" + "24017" * 8)
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/login/")
    assert not is_too_wide(page)
    look(f"phone-login-{theme}")
    log_in(approver)
    for name, url in (("start", "/"), ("list", f"{list_url(Commitment)}{READY}"), ("record", page_url(commitment))):
        page.goto(f"{live_server.url}{url}")
        assert not is_too_wide(page), url
        look(f"phone-{name}-{theme}")
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.locator(".outcome")).to_be_visible()
    assert not is_too_wide(page)
    look(f"phone-outcomes-{theme}")


def test_sidebar_opens_and_closes_on_a_phone(live_server, log_in, approver, page):
    page.set_viewport_size(PHONE)
    log_in(approver)
    expect(page.locator("#sidebar")).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(page.locator("#sidebar")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#sidebar")).to_be_hidden()


def test_theme_is_chosen_by_a_button(live_server, log_in, viewer):
    page = log_in(viewer)
    page.emulate_media(color_scheme="light")
    page.locator(".theme-toggle").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_unsaved_figures_are_not_left_behind_when_a_record_is_sent(live_server, log_in, project_person):
    vendor = VendorFactory(rejected=True, name="Old name")
    page = log_in(project_person)
    page.goto(f"{live_server.url}{page_url(vendor)}")
    page.locator("#id_name").fill("New name")
    page.get_by_role("button", name="Send to ERP again").click()
    expect(page.get_by_text("Save it first.")).to_be_visible()
    vendor.refresh_from_db()
    assert vendor.state == State.REJECTED
