"""A report, in a browser: with keys alone, on a desk and on a phone."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.conftest import CHROMIUM, PHONE, WIDE, is_too_wide
from tests.factories import ChangeOrderFactory, JobCostFactory, PaymentFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    # pytest-base-url under pytest 9.
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found"),
    pytest.mark.usefixtures("chosen_settings"),
]


@pytest.fixture
def report_url(live_server):
    payment = PaymentFactory()
    ChangeOrderFactory(commitment=payment.invoice.commitment)
    JobCostFactory(project=payment.project, of_commitment=True, amount="12345678.90")
    JobCostFactory(project=payment.project, date=date(2026, 5, 1))
    return live_server.url + reverse("admin:erp_integrations_budget_report")


def test_number_leads_to_its_transactions(log_in, viewer, report_url, look):
    page = log_in(viewer)
    page.set_viewport_size(WIDE)
    page.goto(report_url)
    look("report")
    page.locator("tfoot .number").nth(2).click()
    expect(page.locator(".record-amount")).to_have_text("1,250.00")
    expect(page.locator(".table-transactions tfoot")).to_contain_text("1,250.00")
    look("number")


def test_meaning_of_a_column_is_told_by_key(log_in, viewer, report_url):
    page = log_in(viewer)
    page.goto(report_url)
    meaning = page.locator("#tip-committed")
    expect(meaning).to_be_hidden()
    page.get_by_role("button", name="What is “Committed”?").focus()
    page.keyboard.press("Enter")
    expect(meaning).to_be_visible()
    expect(meaning).to_contain_text("agreed with subcontractors")
    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()


def test_first_column_stays_when_a_phone_scrolls(log_in, viewer, report_url, look):
    page = log_in(viewer)
    page.set_viewport_size(PHONE)
    page.goto(report_url)
    assert not is_too_wide(page)
    name = page.locator(".report-table tbody th").first
    before = name.bounding_box()["x"]
    page.locator(".scroller").first.evaluate("scroller => { scroller.scrollLeft = 400 }")
    assert name.bounding_box()["x"] == before
    look("report-phone")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["desk", "phone"])
def test_pages_fit(log_in, viewer, report_url, size):
    page = log_in(viewer)
    page.set_viewport_size(size)
    for url in (report_url, f"{report_url}?by=budget_code", f"{report_url}left_to_bill/"):
        page.goto(url)
        assert not is_too_wide(page), url


def test_choice_of_a_project_applies_at_once(log_in, viewer, report_url):
    page = log_in(viewer)
    page.goto(report_url)
    page.get_by_label("Project").select_option(index=1)
    expect(page.locator("#id_by")).to_have_value("budget_code")
