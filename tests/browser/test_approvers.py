"""An admin at the grid of rights, in a browser: what is changed is seen before it is saved, and saved with a click."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.conftest import CHROMIUM, PHONE, WIDE, is_too_wide
from tests.factories import AdminFactory, ApproverFactory, UserFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    # pytest-base-url under pytest 9.
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found"),
    pytest.mark.usefixtures("chosen_settings"),
]


@pytest.fixture
def nina(transactional_db):
    return UserFactory(username="nina", first_name="Nina", last_name="Berg")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_clicks_are_counted_undone_and_saved(live_server, log_in, look, nina, size):
    ApproverFactory(first_name="Grace", last_name="Okafor")
    page = log_in(AdminFactory())
    page.set_viewport_size(size)
    page.goto(f"{live_server.url}{reverse('approvers')}")
    assert not is_too_wide(page)
    save = page.get_by_role("button", name="Save")
    expect(save).to_be_disabled()
    approve = page.get_by_role("checkbox", name="Accept and export: commitments, Nina Berg")
    approve.check()
    page.get_by_role("checkbox", name="Send: companies, Nina Berg").check()
    expect(page.get_by_role("status").filter(has_text="2 changes")).to_be_visible()
    look(f"approvers-{size['width']}")
    page.get_by_role("button", name="Undo").click()
    expect(approve).not_to_be_checked()
    expect(save).to_be_disabled()
    approve.check()
    save.click()
    expect(page.get_by_text("1 right of Nina Berg was changed.")).to_be_visible()
    expect(approve).to_be_checked()
    assert type(nina).objects.get(pk=nina.pk).has_perm("erp_integrations.export_commitment")
