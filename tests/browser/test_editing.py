"""A project person's lines, in a browser: sums while one types, keys, a phone."""

import pytest
from playwright.sync_api import expect

from erp_integrations.models import CommitmentLine, Event, SubcontractorInvoice
from erp_integrations.services.deleting import delete
from tests.admin.conftest import list_url, page_url
from tests.browser.conftest import CHROMIUM, PHONE, WIDE, is_too_wide
from tests.factories import (
    ChangeOrderFactory,
    CommitmentFactory,
    CommitmentLineFactory,
    InvoiceFactory,
    UnitCommitmentFactory,
    VendorFactory,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    # pytest-base-url under pytest 9.
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found"),
    pytest.mark.usefixtures("chosen_settings"),
]


@pytest.fixture
def editing(live_server, log_in, project_person):
    """Open the page of a record as somebody who may change it."""

    def opened(record, size=WIDE):
        page = log_in(project_person)
        page.set_viewport_size(size)
        page.goto(f"{live_server.url}{page_url(record)}")
        return page

    return opened


def sum_of(page, name):
    return page.locator(f"[data-sum-of={name}]")


@pytest.mark.parametrize(
    ("quantity", "cost", "amount"),
    [
        ("12.5", "7.4250", "92.81"),
        ("1", "1.0050", "1.01"),
        ("-1", "1.0050", "-1.01"),
        ("3", "0.3350", "1.01"),
        ("1", "2.6749", "2.67"),
        ("99999999.9999", "9999.9999", "999999989999.00"),
        (".5", "1.", "0.50"),
    ],
)
def test_blank_amount_shows_quantity_times_unit_cost_as_it_will_be_saved(editing, quantity, cost, amount):
    record = UnitCommitmentFactory()
    page = editing(record)
    page.fill("#id_lines-0-quantity", quantity)
    page.fill("#id_lines-0-unit_cost", cost)
    page.fill("#id_lines-0-amount", "")
    expect(page.locator("#id_lines-0-amount")).to_have_attribute("placeholder", amount)
    expect(sum_of(page, "amount")).to_have_text(f"{float(amount):,.2f}")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("was saved")).to_be_visible()
    assert str(CommitmentLine.objects.get(commitment=record).amount) == amount


def test_sums_follow_what_is_typed_and_removed(editing):
    record = CommitmentFactory()
    CommitmentLineFactory(commitment=record, position=2, amount="0.10")
    CommitmentLineFactory(commitment=record, position=3, amount="0.20")
    page = editing(record)
    total, note = page.locator(".record-amount [data-total]"), page.get_by_text("not saved yet")
    expect(total).to_have_text("1,000.30")
    expect(note).to_be_hidden()
    page.fill("#id_lines-0-amount", "1234567890123.45")
    expect(total).to_have_text("1,234,567,890,123.75")
    expect(note).to_be_visible()
    page.check("#id_lines-0-DELETE")
    expect(sum_of(page, "amount")).to_have_text("0.30")
    page.fill("#id_lines-1-amount", "a lot")
    expect(sum_of(page, "amount")).to_have_text("–")


def test_invoice_is_summed_up_with_its_retainage(editing, look):
    page = editing(InvoiceFactory())
    page.fill("#id_lines-0-amount", "1000")
    page.fill("#id_lines-0-retainage_withheld", "100.05")
    page.fill("#id_lines-0-retainage_released", "20")
    expect(sum_of(page, "retainage_withheld")).to_have_text("100.05")
    expect(page.locator(".lines-total output")).to_have_text("919.95")
    expect(page.locator(".record-amount [data-total]")).to_have_text("919.95")
    look("editing-invoice")


def test_lines_are_added_and_removed_by_keys(editing):
    record = CommitmentFactory()
    page = editing(record)
    add = page.get_by_role("button", name="Add another Line")
    add.focus()
    page.keyboard.press("Space")
    expect(page.locator("#lines-1 .select2-selection")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("Extra footing")
    for _field in ("quantity", "unit cost", "amount"):
        page.keyboard.press("Tab")
    page.keyboard.type("250")
    expect(sum_of(page, "amount")).to_have_text("1,250.00")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#lines-1")).to_have_count(0)
    expect(add).to_be_focused()
    expect(sum_of(page, "amount")).to_have_text("1,000.00")
    page.locator("#id_lines-0-amount").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(sum_of(page, "amount")).to_have_text("0.00")


@pytest.mark.parametrize("factory", [CommitmentFactory, ChangeOrderFactory, InvoiceFactory])
def test_lines_fit_their_page_wide_and_on_a_phone(editing, look, factory):
    record = factory(number="SC-" + "24017" * 8)
    page = editing(record)
    for name, size in (("wide", WIDE), ("phone", PHONE)):
        page.set_viewport_size(size)
        assert not is_too_wide(page)
        for scroller in page.locator(".scroller").all():
            assert scroller.evaluate("(box) => box.scrollWidth <= box.clientWidth")
        for field in page.locator("#lines-0 input:visible").all():
            box = field.bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= size["width"]
        expect(page.locator("#id_lines-0-amount")).to_be_visible()
        look(f"lines-{name}-{factory.__name__}")


def test_locked_lines_show_their_amounts_on_a_phone(live_server, log_in, viewer, look):
    invoice = InvoiceFactory(submitted=True)
    page = log_in(viewer)
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}{page_url(invoice)}")
    amount = page.locator(".record-lines tbody").get_by_text("400.00", exact=True)
    box = amount.bounding_box()
    assert 0 < box["x"] < box["x"] + box["width"] <= PHONE["width"]
    assert not is_too_wide(page)
    look("phone-lines")


def test_events_and_what_changed_are_read_on_a_phone(live_server, editing, project_person, look):
    record, gone = CommitmentFactory(), VendorFactory(name="Gone & Sons " * 6)
    page = editing(record, PHONE)
    page.fill("#id_title", "Concrete works and everything that belongs to them")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".changes ins")).to_have_text("is: Concrete works and everything that belongs to them")
    assert not is_too_wide(page)
    old = page_url(gone)
    delete(gone, by=project_person)
    for url in (list_url(Event), old):
        page.goto(f"{live_server.url}{url}")
        page.locator("summary", has_text="What it held").click()
        expect(page.locator(".changes-deleted").get_by_text("Gone & Sons").first).to_be_visible()
        assert not is_too_wide(page)
    look("phone-events")
    assert "record=" in page.url


def test_new_invoice_is_summed_up_too(live_server, log_in, project_person):
    page = log_in(project_person)
    page.goto(f"{live_server.url}{list_url(SubcontractorInvoice)}add/")
    page.get_by_role("button", name="Add another Line").click()
    page.fill("#id_lines-0-quantity", "2")
    page.fill("#id_lines-0-unit_cost", "10.125")
    expect(page.locator(".lines-total output")).to_have_text("20.25")
