"""The second factor in a browser, from the picture to the recovery code."""

import re

import pytest

from tests.admin.signing_in import code_of
from tests.browser.conftest import CHROMIUM, PHONE, WIDE, is_too_wide
from tests.factories import ViewerFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    # pytest-base-url under pytest 9.
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found"),
    pytest.mark.usefixtures("chosen_settings"),
]


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_person_sets_a_second_factor_up_and_logs_in_with_it(log_in, live_server, look, size):
    person = ViewerFactory()
    page = log_in(person)
    page.set_viewport_size(size)
    page.goto(f"{live_server.url}/account/second-factor/")
    page.get_by_role("button", name="Set up").click()
    picture = page.locator(".qr").bounding_box()
    assert picture["width"] > 150
    assert picture["width"] == pytest.approx(picture["height"], abs=2)
    look(f"second_factor_{size['width']}")
    page.get_by_label("The six digits that the app shows now").fill(code_of(person))
    page.get_by_role("button", name="Switch on").click()
    codes = re.findall(r"[a-z2-7]{4}(?:-[a-z2-7]{4}){3}", page.locator(".recovery-codes").inner_text())
    assert len(codes) == 10
    assert not is_too_wide(page)
    page.context.clear_cookies()
    log_in(person)
    assert page.get_by_role("heading", name="Second factor").is_visible()
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(f"{live_server.url}/")
