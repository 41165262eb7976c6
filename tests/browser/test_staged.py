"""An approver goes through what exists only in Xero, in a browser."""

import pytest
from playwright.sync_api import expect

from erp_integrations import wiring
from erp_integrations.models import ErpList, Project, StagedRecord, State, Vendor
from erp_integrations.services.refreshing import refresh_lists
from erp_integrations.services.staging import stage
from tests.admin.conftest import list_url
from tests.browser.conftest import CHROMIUM, PHONE, WIDE, is_too_wide
from tests.factories import ProjectFactory, VendorFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    # pytest-base-url under pytest 9.
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found"),
]


@pytest.fixture
def read(connected):
    """Xero's lists, with a job in them, as they are known here."""
    (category_id,) = connected.organisation.tracking_categories
    connected.bookkeeper.add_job(category_id, "24-017 Harbor Street")
    refresh_lists(wiring.ledger(), [ErpList.CONTACT, ErpList.JOB])
    return connected


def row(page, name):
    return page.locator("#result_list tbody tr").filter(has_text=name)


def label_of(line, column):
    """What stands before a cell where the list has no head."""
    return line.locator(f".field-{column}_column").evaluate("cell => getComputedStyle(cell, '::before').content")


def test_one_company_is_added_another_linked_a_third_archived(live_server, log_in, approver, read, look):
    ours = VendorFactory(name="Padre Island Roofing, Inc.", city="Corpus Christi")
    page = log_in(approver)
    page.set_viewport_size(WIDE)
    page.goto(f"{live_server.url}{list_url(Vendor)}")
    page.get_by_role("button", name="Refresh from Xero").click()
    page.locator(".tabs").get_by_role("link", name="Ready to import").click()
    expect(row(page, "Padre Island Roofing")).to_contain_text("same name")
    assert label_of(row(page, "Padre Island Roofing"), "seen") == "none"
    look("staged-companies")
    row(page, "Harbor Office Supply").get_by_role("button", name="Add").click()
    expect(page.get_by_text("Added. It stands for “Harbor Office Supply” in Xero.")).to_be_visible()
    look("staged-added")
    page.get_by_role("link", name="Back to the list").click()
    row(page, "Padre Island Roofing").get_by_role("button", name="Link").click()
    expect(page.get_by_role("radio", name=ours.name)).to_be_checked()
    look("staged-link")
    page.get_by_role("button", name="Link", exact=True).click()
    expect(page.get_by_text("Linked to “Padre Island Roofing”.")).to_be_visible()
    page.get_by_role("link", name="Back to the list").click()
    row(page, "City of Corpus Christi Permits").get_by_role("checkbox").check()
    page.get_by_role("button", name="Archive", exact=True).click()
    page.get_by_role("link", name="Back to the list").click()
    page.locator(".tabs").get_by_role("link", name="Archived").click()
    expect(row(page, "City of Corpus Christi Permits")).to_be_visible()
    look("staged-archived")
    assert set(Vendor.objects.synced().values_list("erp_name", flat=True)) == {
        "Harbor Office Supply",
        "Padre Island Roofing",
    }
    assert StagedRecord.objects.archived().get().name == "City of Corpus Christi Permits"


def test_job_is_added_on_a_phone_under_the_number_that_is_given(live_server, log_in, approver, read, look):
    template = ProjectFactory(number="23-001", name="Depot")
    ProjectFactory(number="24-017X", name="Harbor Streets")
    stage(ErpList.JOB)
    page = log_in(approver)
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}{list_url(Project)}?worklist=ready_to_import")
    assert not is_too_wide(page)
    labels = [label_of(row(page, "24-017 Harbor Street"), column) for column in ("seen", "match")]
    assert labels == ['"First seen"', '"Probably the same as"']
    look("staged-jobs-phone")
    row(page, "24-017 Harbor Street").get_by_role("button", name="Add").click()
    assert not is_too_wide(page)
    expect(page.get_by_label("Number")).to_have_value("24-017")
    page.get_by_label("Name", exact=True).fill("Harbor Street Depot")
    page.get_by_label("Budget codes like those of").select_option(str(template))
    look("staged-add-phone")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("link", name="24-017 Harbor Street Depot")).to_be_visible()
    project = Project.objects.get(number="24-017")
    assert (project.state, project.erp_name) == (State.SYNCED, "24-017 Harbor Street")
    assert project.budget_codes.count() == 1


@pytest.mark.usefixtures("read")
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_look_alike_is_added_after_one_more_question_and_a_wrong_name_comes_back(
    live_server, log_in, approver, look, size
):
    VendorFactory(name="Núñez Masonry LLC", synced=True)
    VendorFactory(name="Padre Island Roofing", rejected=True)
    stage(ErpList.CONTACT)
    page = log_in(approver)
    page.set_viewport_size(size)
    page.goto(f"{live_server.url}{list_url(Vendor)}?worklist=ready_to_import")
    look(f"staged-tags-{size['width']}")
    row(page, "Nunez Masonry").get_by_role("button", name="Add").click()
    expect(page.get_by_text("“Núñez Masonry LLC” is here already")).to_be_visible()
    assert not is_too_wide(page)
    look(f"staged-confirm-{size['width']}")
    page.get_by_role("button", name="Add it all the same").click()
    expect(page.get_by_text("Added. It stands for “Nunez Masonry” in Xero.")).to_be_visible()
    page.get_by_role("link", name="Back to the list").click()
    row(page, "Padre Island Roofing").get_by_role("button", name="Link").click()
    expect(page.get_by_role("radio", name="Not this one")).to_be_checked()
    page.get_by_role("combobox").fill("Núñez Masonry LLC")
    page.get_by_role("button", name="Link", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("is linked to")
    expect(page.get_by_role("combobox")).to_have_value("Núñez Masonry LLC")
    assert not is_too_wide(page)
    look(f"staged-again-{size['width']}")
