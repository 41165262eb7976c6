"""Starting long work in a browser: its bar moves, and its card says what came of it."""

import pytest
from playwright.sync_api import expect

from erp_integrations import wiring
from erp_integrations.models import RunStatus, SyncRun
from erp_integrations.services.running import run
from erp_integrations.services.works import LISTS
from tests.browser.conftest import CHROMIUM, PHONE, WIDE, is_too_wide
from tests.factories import AdminFactory, SyncRunFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    # pytest-base-url under pytest 9.
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found"),
    pytest.mark.usefixtures("chosen_settings"),
]


def test_bar_of_a_run_moves_until_the_result_is_there(connected, live_server, log_in, approver, look):
    page = log_in(approver)
    page.set_viewport_size(WIDE)
    page.get_by_role("link", name="Schedules").click()
    card = page.locator("#work-lists")
    card.get_by_role("button", name="Run now").click()
    expect(card.get_by_text("The worker begins as soon as it is free.")).to_be_visible()
    expect(card.get_by_role("button", name="Run now")).to_be_disabled()

    def look_in_the_middle(step, done, total):
        if step == "Purchase orders":
            expect(card.get_by_text("Contacts: 4 of 6")).to_be_visible()
            expect(card.get_by_text("Running", exact=True)).to_be_visible()
            assert card.locator("progress").evaluate("bar => [bar.value, bar.max]") == [4, 6]
            look("run-under-way")
            page.set_viewport_size(PHONE)
            assert not is_too_wide(page)
            look("run-under-way-phone")

    assert run(LISTS, wiring.ledger, listen=look_in_the_middle).status == RunStatus.DONE
    expect(card.locator("progress")).to_have_count(0)
    expect(card.get_by_text(f"Contacts: {len(connected.organisation.contacts)} read.")).to_be_visible()
    expect(card.get_by_role("button", name="Run now")).to_be_enabled()
    assert SyncRun.objects.count() == 1


def test_schedule_asks_for_a_time_only_where_it_has_one(live_server, log_in, look):
    page = log_in(AdminFactory())
    page.set_viewport_size(WIDE)
    page.get_by_role("link", name="Schedules").click()
    card = page.locator("#work-lists")
    expect(card.get_by_label("At")).to_be_hidden()
    card.get_by_label("How often").select_option("Daily")
    card.get_by_label("At").fill("05:45")
    card.get_by_role("button", name="Save").click()
    expect(page.get_by_text("daily at 05:45 (UTC) from now on")).to_be_visible()
    look("schedules")


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_journal_of_runs_fits(size, live_server, log_in, approver, look):
    SyncRunFactory(finished=True, done=7, total=7, calls=9)
    failed = SyncRunFactory(finished=True, status="failed", result="Contacts: Xero did not answer.")
    page = log_in(approver)
    page.set_viewport_size(size)
    page.goto(f"{live_server.url}/erp_integrations/syncrun/")
    expect(page.get_by_text("Contacts: 12 read.")).to_be_visible()
    assert not is_too_wide(page)
    look(f"runs-{size['width']}")
    page.goto(f"{live_server.url}/erp_integrations/syncrun/{failed.pk}/change/")
    expect(page.get_by_text("Xero did not answer")).to_be_visible()
    assert not is_too_wide(page)
    look(f"run-{size['width']}")
