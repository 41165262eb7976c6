"""A project person's upload, in a browser: choose, look, load, and on to the list."""

import pytest
from playwright.sync_api import expect

from erp_integrations.models import CostType, State, Vendor
from tests.admin.conftest import list_url
from tests.browser.conftest import CHROMIUM, PHONE, WIDE, is_too_wide
from tests.factories import VendorFactory
from tests.services.uploading.files import csv_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    # pytest-base-url under pytest 9.
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found"),
    pytest.mark.usefixtures("chosen_settings"),
]
COMPANIES = csv_of(
    "vendors",
    "V-1,New name,917 S 3rd Ave,Yakima,WA,98902,USA,,,,true",
    "V-2,Baker Sons,,,,,,,,,true",
    "V-3,,,,,,,,,,true",
    name="Company list.csv",
)
CODES = csv_of("cost_types", name="codes.csv")


def payload(*files):
    return [{"name": file.name, "mimeType": "text/csv", "buffer": file.content} for file in files]


def test_choose_look_load_and_go_on(live_server, log_in, project_person, look):
    VendorFactory(source_id="V-1", name="Old name", address="", city="")
    page = log_in(project_person)
    page.set_viewport_size(WIDE)
    page.get_by_role("link", name="Upload", exact=True).click()
    page.set_input_files("#files", payload(COMPANIES, CODES))
    expect(page.locator("[data-chosen] li")).to_have_count(2)
    look("upload-chosen")
    page.get_by_role("button", name="See what would change").click()
    page.get_by_label("codes.csv").select_option("cost_types")
    look("upload-which")
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_role("heading", name="What would change")).to_be_visible()
    expect(page.locator("del", has_text="Old name")).to_be_visible()
    look("upload-preview")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download them all").click()
    assert "It is blank, but it is needed." in download.value.path().read_text(encoding="utf-8-sig")
    assert Vendor.objects.get().name == "Old name"
    page.get_by_label("Send what was loaded to ERP").check()
    page.get_by_role("button", name="Load", exact=True).click()
    expect(page.get_by_text("1 row was refused; everything else was loaded.")).to_be_visible()
    expect(page.get_by_text("Sent to ERP: 2. Not sent: 0.")).to_be_visible()
    look("upload-result")
    page.get_by_role("link", name="Companies: sent to ERP").click()
    assert page.url.endswith(f"{list_url(Vendor)}?worklist=ready_to_export")
    expect(page.get_by_text("Baker Sons")).to_be_visible()
    assert CostType.objects.count() == 2
    assert Vendor.objects.filter(state=State.SUBMITTED).count() == 2


def test_files_are_dropped_on_the_page(live_server, log_in, project_person):
    page = log_in(project_person)
    page.goto(f"{live_server.url}/upload/")
    dropped = page.evaluate_handle(
        """text => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([text], "cost_types.csv"));
            return transfer;
        }""",
        CODES.content.decode(),
    )
    page.dispatch_event("[data-dropzone]", "drop", {"dataTransfer": dropped})
    expect(page.locator("[data-chosen]")).to_contain_text("cost_types.csv")
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_text("2 new")).to_be_visible()


def test_too_much_is_said_before_it_is_sent(live_server, log_in, project_person, settings):
    settings.UPLOAD_MAX_BYTES = 50
    page = log_in(project_person)
    page.goto(f"{live_server.url}/upload/")
    page.set_input_files("#files", payload(COMPANIES))
    expect(page.locator("[data-too-large]")).to_be_visible()
    expect(page.get_by_role("button", name="See what would change")).to_be_disabled()


def test_it_works_without_script(live_server, browser, project_person, log_in, page):
    log_in(project_person)
    plain = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state()).new_page()
    plain.goto(f"{live_server.url}/upload/")
    plain.set_input_files("#files", payload(COMPANIES))
    plain.get_by_role("button", name="See what would change").click()
    plain.get_by_role("button", name="Load", exact=True).click()
    expect(plain.get_by_text("1 row was refused; everything else was loaded.")).to_be_visible()
    plain.context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_of_an_upload_is_wider_than_a_phone(live_server, log_in, project_person, theme, look, page):  # noqa: PLR0917 - fixtures
    long = csv_of(
        "vendors", f"V-{'1' * 90},{'Longname' * 25},,,,,,,,,true", "V-9,,,,,,,,,,true", name="L" * 120 + ".csv"
    )
    VendorFactory(source_id=f"V-{'1' * 90}")
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size(PHONE)
    log_in(project_person)
    for url in ("/upload/", "/upload/tables/"):
        page.goto(f"{live_server.url}{url}")
        assert not is_too_wide(page), url
        look(f"phone-{url.strip('/').replace('/', '-')}-{theme}")
    page.goto(f"{live_server.url}/upload/")
    page.set_input_files("#files", payload(long, CODES))
    page.get_by_role("button", name="See what would change").click()
    assert not is_too_wide(page)
    page.get_by_label("codes.csv").select_option("cost_types")
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_role("heading", name="What would change")).to_be_visible()
    assert not is_too_wide(page)
    look(f"phone-upload-preview-{theme}")
    page.get_by_role("button", name="Load", exact=True).click()
    expect(page.get_by_role("heading", name="What was loaded")).to_be_visible()
    assert not is_too_wide(page)
