"""An approver at payments and costs, in a browser: number, attachments, removing, and what a phone shows."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from erp_integrations.models import Event, JobCost, LeftOut, LeftOutCost, Payment, Verb
from erp_integrations.services.attaching import MOST_BYTES
from tests.admin.conftest import list_url, page_url
from tests.browser.conftest import CHROMIUM, PHONE, is_too_wide
from tests.factories import JobCostFactory, LeftOutCostFactory, PaymentFactory
from tests.services.payments.files import EXE, PDF

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    # pytest-base-url under pytest 9.
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found"),
    pytest.mark.usefixtures("chosen_settings"),
]


def payload(name, content=PDF):
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def test_approver_numbers_a_payment_and_keeps_files_with_it(live_server, log_in, approver, look):
    payment = PaymentFactory()
    page = log_in(approver)
    page.goto(f"{live_server.url}{list_url(Payment)}")
    page.get_by_role("link", name="15 Apr 2026").click()
    page.get_by_role("textbox", name="Payment number").fill("CHK 1044")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The payment number was saved.")).to_be_visible()
    page.set_input_files("#files", [payload("remittance.pdf"), payload("setup.pdf", EXE)])
    expect(page.locator("[data-chosen] li")).to_have_count(2)
    page.get_by_role("button", name="Attach", exact=True).click()
    expect(page.get_by_text("“remittance.pdf” was attached.")).to_be_visible()
    expect(page.get_by_text("“setup.pdf” was not attached: what is in it is no PDF.")).to_be_visible()
    expect(page.get_by_text("There is room for 9 more.")).to_be_visible()
    look("payment-attached")
    with page.expect_download() as download:
        page.get_by_role("link", name="remittance.pdf").click()
    assert download.value.suggested_filename == "remittance.pdf"
    assert download.value.path().read_bytes() == PDF
    page.locator("summary", has_text="Delete remittance.pdf").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("“remittance.pdf” was deleted.")).to_be_visible()
    payment.refresh_from_db()
    assert payment.number == "CHK 1044"
    assert Event.history_of(payment).count() == 3


def test_file_that_is_too_large_is_told_by_its_name_before_it_is_sent(live_server, log_in, approver, look):
    page = log_in(approver)
    page.goto(f"{live_server.url}{page_url(PaymentFactory())}")
    attach = page.get_by_role("button", name="Attach", exact=True)
    page.set_input_files("#files", [payload("remittance.pdf"), payload("scan.pdf", PDF.ljust(MOST_BYTES + 1))])
    expect(page.get_by_role("alert")).to_contain_text("More than 10.0\xa0MB: “scan.pdf”. Split or shrink it")
    expect(attach).to_be_disabled()
    look("payment-too-large")
    page.set_input_files("#files", [payload("remittance.pdf")])
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(attach).to_be_enabled()
    page.set_input_files("#files", [payload(f"{n}.pdf", PDF.ljust(MOST_BYTES)) for n in range(3)])
    expect(page.get_by_text("These are more than 20.0\xa0MB together.")).to_be_visible()
    expect(attach).to_be_disabled()


def test_approver_removes_payments_that_are_deleted_in_xero(live_server, log_in, approver, look):
    PaymentFactory(notes="It stands")
    alone, *many = PaymentFactory.create_batch(3, deleted=True, amount=Decimal("33.33"))
    page = log_in(approver)
    page.goto(f"{live_server.url}{page_url(alone)}")
    page.locator("summary", has_text="Remove from the list").click()
    page.get_by_label("Why is it removed?").fill("The check bounced.")
    look("payment-remove")
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_text("The payment was removed.")).to_be_visible()
    page.locator("#action-toggle").check()
    page.get_by_role("button", name="Remove from the list…").click()
    expect(page.get_by_role("heading", name="Remove 2 payments from the list")).to_be_visible()
    look("payments-remove")
    page.get_by_label("Why?").fill("Voided.")
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_text("2 payments were removed.")).to_be_visible()
    assert Payment.objects.get().notes == "It stands"
    assert Event.objects.filter(verb=Verb.DELETED).count() == 3
    assert not Payment.objects.filter(pk__in=[payment.pk for payment in many]).exists()


def test_a_chosen_project_and_a_clicked_reason_narrow_their_lists(live_server, log_in, approver):
    cost = JobCostFactory()
    JobCostFactory(description="Of another project")
    LeftOutCostFactory(reason=LeftOut.NO_ITEM)
    LeftOutCostFactory(description="Without a job")
    page = log_in(approver)
    page.goto(f"{live_server.url}{list_url(JobCost)}")
    expect(page.get_by_text("Of another project")).to_be_visible()
    page.get_by_label("Project").select_option(str(cost.project_id))
    expect(page.get_by_text("Of another project")).to_have_count(0)
    expect(page.locator(".list-total")).to_contain_text("100.00")
    page.goto(f"{live_server.url}{list_url(LeftOutCost)}")
    page.get_by_role("link", name="It has no item").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(1)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_is_wider_than_a_phone(live_server, log_in, approver, theme, look, page):  # noqa: PLR0917 - fixtures
    payment = PaymentFactory(notes="x" * 200, number="9" * 200, deleted=True)
    JobCostFactory(description="y" * 300, vendor_name="z" * 200, number="n" * 200)
    for reason in LeftOut.values:
        LeftOutCostFactory(reason=reason, job_id="1", job_name="j" * 90, item_code="i" * 60, vendor_name="v" * 200)
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size(PHONE)
    log_in(approver)
    urls = {
        "payments": list_url(Payment),
        "payment": page_url(payment),
        "invoice": page_url(payment.invoice),
        "commitment": page_url(payment.invoice.commitment),
        "costs": list_url(JobCost),
        "left-out": list_url(LeftOutCost),
        "exchange": "/exchange/",
    }
    for name, url in urls.items():
        page.goto(f"{live_server.url}{url}")
        look(f"phone-{name}-{theme}")
        assert not is_too_wide(page), name
