"""With keys alone: whatever the focus is on can be seen, and a day's work needs no mouse."""

import pytest
from playwright.sync_api import expect

from erp_integrations.models import Commitment, State
from tests.admin.conftest import list_url, page_url
from tests.browser.conftest import CHROMIUM, PHONE, WIDE
from tests.browser.examining import SCHEMES
from tests.factories import PASSWORD, CommitmentFactory, CommitmentLineFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    # pytest-base-url under pytest 9.
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found"),
    pytest.mark.usefixtures("chosen_settings"),
]
MOST_STEPS = 200
# What is wrong with what has the focus, of which five places are looked at; null where the walk is over.
FOCUS = """() => {
    const at = document.activeElement;
    if (at === document.body) {
        return null;
    }
    const box = at.getBoundingClientRect();
    const style = getComputedStyle(at);
    const places = [[0.5, 0.5], [0.1, 0.1], [0.9, 0.1], [0.1, 0.9], [0.9, 0.9]];
    const isSeen = places.some(([x, y]) => {
        const on = document.elementFromPoint(box.x + box.width * x, box.y + box.height * y);
        return on && (at.contains(on) || on.contains(at));
    });
    const hasOutline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const name = at.outerHTML.slice(0, 120);
    return [isSeen ? "" : `hidden: ${name}`, hasOutline ? "" : `without an outline: ${name}`].filter(Boolean);
}"""


def go_to(page, target):
    """Press Tab until something has the focus."""
    for _step in range(MOST_STEPS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The keyboard does not lead to {target}.")


def test_sign_in_choose_accept_and_read_what_came_of_it(live_server, page, approver, complaints):
    commitment, other = CommitmentFactory.create_batch(2, submitted=True)
    page.goto(f"{live_server.url}/login/")
    page.keyboard.type(approver.username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    go_to(page, page.locator(".sidebar").get_by_role("link", name="Commitments"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Commitments")
    row = page.locator("#result_list tbody tr").filter(has_text=commitment.number)
    go_to(page, row.get_by_role("checkbox"))
    page.keyboard.press("Space")
    go_to(page, page.get_by_role("button", name="Accept", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Done")).to_be_visible()
    go_to(page, page.get_by_role("link", name="Back to the list"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Commitments")
    states = dict(Commitment.objects.values_list("pk", "state"))
    assert states == {commitment.pk: State.ACCEPTED, other.pk: State.SUBMITTED}


def test_first_key_leads_past_the_sidebar(live_server, log_in, viewer):
    page = log_in(viewer)
    page.goto(f"{live_server.url}{list_url(Commitment)}")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_sidebar_of_a_phone_takes_the_focus_and_gives_it_back(live_server, log_in, viewer):
    page = log_in(viewer)
    page.set_viewport_size(PHONE)
    menu = page.get_by_role("button", name="Menu")
    go_to(page, menu)
    page.keyboard.press("Enter")
    expect(page.locator(".brand")).to_be_focused()
    for _step in range(MOST_STEPS):
        page.keyboard.press("Tab")
        assert not page.evaluate("document.activeElement.closest('main') !== null")
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1440", "390"])
def test_focus_is_seen_wherever_it_goes(live_server, log_in, project_person, size, scheme):  # noqa: PLR0917 - fixtures
    commitment = CommitmentFactory()
    for position in range(2, 6):
        CommitmentLineFactory(commitment=commitment, position=position)
    CommitmentFactory.create_batch(12)
    page = log_in(project_person)
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for url in ("/", f"{list_url(Commitment)}?worklist=not_sent", page_url(commitment)):
        page.goto(f"{live_server.url}{url}")
        assert list(walk(page)) == [], url


def walk(page):
    """Go through a page with Tab, and say what cannot be seen."""
    for _step in range(MOST_STEPS):
        page.keyboard.press("Tab")
        told = page.evaluate(FOCUS)
        if told is None:
            return
        yield from told
    raise AssertionError("The walk does not end.")


def test_chosen_scheme_is_there_before_the_page_and_not_on_paper(live_server, log_in, viewer):
    page = log_in(viewer)
    page.emulate_media(color_scheme="light")
    page.get_by_role("button", name="Toggle theme").click()
    page.add_init_script(
        "new MutationObserver((_, me) => { if (document.body) {"
        " window.schemeAtFirst = document.documentElement.dataset.theme; me.disconnect(); } })"
        ".observe(document, { childList: true, subtree: true })"
    )
    page.goto(f"{live_server.url}/rules/")
    assert page.evaluate("window.schemeAtFirst") == "dark"
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
