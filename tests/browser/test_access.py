"""Every page is free of what axe finds, in every language, light and dark, on a desk and on a phone.

The pages that a GET shows come from the table of addresses, so that a new one is looked at by itself.
"""

from http import HTTPStatus
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from erp_integrations.models import Commitment
from tests import factories
from tests.admin.conftest import list_url, page_url
from tests.browser import scenery
from tests.browser.conftest import CHROMIUM, PHONE, WIDE
from tests.browser.examining import Examiner
from tests.browser.statuses import ERRORS
from tests.matrix.addresses import ADDRESSES, NOT_GET, filled
from tests.matrix.scene import scene_for

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    # pytest-base-url under pytest 9.
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found"),
]
LANGUAGES = [code for code, _name in settings.LANGUAGES]
ROUTES = sorted(route for route, address in ADDRESSES.items() if address.get != NOT_GET)
# As many parts as keep several processes busy.
PARTS = 4


@pytest.fixture(params=LANGUAGES)
def language(request: Any) -> str:
    return str(request.param)


@pytest.fixture
def everybody(db: None) -> Any:
    """Somebody with every right that there is."""
    person = factories.UserFactory(first_name="Ana", last_name="Ruiz", email="ana@example.com")
    person.user_permissions.set(Permission.objects.all())
    return person


@pytest.fixture
def examiner(browser, live_server, language):
    """A browser that is not signed in; a test ends with nothing wrong."""
    context = browser.new_context(viewport=WIDE, reduced_motion="reduce")
    examiner = Examiner(context, live_server.url, language)
    yield examiner
    context.close()
    assert not examiner.wrong, "\n".join(examiner.wrong)


@pytest.fixture
def inside(examiner, everybody):
    """The same, signed in."""
    enter(examiner, everybody)
    return examiner


def enter(examiner: Examiner, person: Any) -> None:
    client = Client()
    client.force_login(person)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies["sessionid"].value, "url": examiner.url}
    examiner.context.add_cookies([cookie])


def is_page(examiner: Examiner, path: str) -> bool:
    """Whether an address answers with a page of its own: not with a file, nor another address, nor a refusal."""
    answer = examiner.context.request.get(f"{examiner.url}{path}", max_redirects=0)
    return answer.status == HTTPStatus.OK and "text/html" in answer.headers["content-type"]


def visit(examiner: Examiner, name: str, path: str) -> None:
    examiner.page.goto(f"{examiner.url}{path}")
    examiner.examine(name)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_address(connected, everybody, inside, part):
    scene = scene_for(everybody)
    for route in ROUTES[part::PARTS]:
        path = filled(route, ADDRESSES[route].values, scene)
        if is_page(inside, path):
            visit(inside, route, path)


@pytest.mark.parametrize(
    "pages", [scenery.records_in_states, scenery.records_with_more, scenery.lists_and_reports], ids=lambda f: f.__name__
)
def test_every_state(connected, inside, pages):
    for name, path in list(pages()):
        visit(inside, name, path)


def test_uploads_that_wait(connected, everybody, inside):
    for name, path in scenery.waiting_uploads(everybody):
        visit(inside, name, path)
    with inside.page.expect_navigation():
        inside.page.locator("form[action$='/apply/']").evaluate("form => form.requestSubmit()")
    inside.examine("upload result")


def press(selector: str) -> Any:
    return lambda page: page.locator(selector).first.click()


def test_what_opens_on_a_page(connected, inside):
    sent, unsent = factories.CommitmentFactory(submitted=True), factories.CommitmentFactory()
    factories.JobCostFactory()
    openings = {
        f"{list_url(Commitment)}?worklist=ready_to_export": press("[data-opens=keys]"),
        page_url(sent): press(".asks > summary"),
        page_url(unsent): press(".select2-selection"),
        reverse("admin:erp_integrations_budget_report"): press(".tip"),
    }
    for path, open_something in openings.items():
        inside.page.goto(f"{inside.url}{path}")
        open_something(inside.page)
        inside.examine(f"opened on {path}")
        inside.page.set_viewport_size(WIDE)
    inside.page.set_viewport_size(PHONE)
    inside.page.goto(inside.url)
    press("[data-toggles=sidebar]")(inside.page)
    inside.wrong += inside.each_time()


def test_what_only_a_post_shows(connected, inside):
    rows = scenery.rows_for_postings(connected)
    for posting in scenery.POSTINGS:
        post(inside, posting.path(rows), posting.data(rows))
        inside.examine(posting.name)


FILL_IN = """([action, data]) => {
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action });
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    for (const [name, values] of Object.entries({ ...data, csrfmiddlewaretoken: token })) {
        for (const value of [values].flat()) {
            form.append(Object.assign(document.createElement("input"), { name, value }));
        }
    }
    document.body.append(form);
    form.submit();
}"""


def post(examiner: Examiner, path: str, data: Any) -> None:
    """Send what a form would send, from a page that is there."""
    page = examiner.page
    page.goto(f"{examiner.url}/")
    with page.expect_navigation():
        page.evaluate(FILL_IN, [path, data])


# Forms that are sent as they come, or with something wrong in them.
REFUSED = (
    (reverse("admin:password_change"), {"old_password": "wrong", "new_password1": "a", "new_password2": "b"}),
    (reverse("upload"), {}),
    (reverse("mail_preferences"), {"language": "xx"}),
)


def test_forms_that_are_refused(connected, inside):
    for path, data in REFUSED:
        post(inside, path, data)
        inside.examine(f"refused {path}")
    for model in factories.FACTORIES:
        inside.page.goto(f"{inside.url}{list_url(model)}add/")
        for another in inside.page.locator(".add-row a").all():
            another.click()
        with inside.page.expect_navigation():
            inside.page.locator("[name=_save]").click()
        inside.examine(f"refused {model._meta.verbose_name}")


def test_pages_for_whoever_is_not_signed_in(examiner, everybody):
    visit(examiner, "log in", "/login/")
    examiner.page.get_by_role("textbox").first.fill("nobody")
    examiner.page.locator("#id_password").fill("wrong")
    with examiner.page.expect_navigation():
        examiner.page.keyboard.press("Enter")
    examiner.examine("log in, refused")
    enter(examiner, everybody)
    examiner.page.goto(examiner.url)
    with examiner.page.expect_navigation():
        examiner.page.locator("form[action='/logout/']").evaluate("form => form.submit()")
    examiner.examine("logged out")


def test_error_pages(inside, settings):
    settings.ROOT_URLCONF = "tests.browser.statuses"
    for status in ERRORS:
        assert inside.page.goto(f"{inside.url}/status/{status}/").status == status
        inside.examine(f"error {status}")


# What a page may get wrong, and what is then told of it.
FAULTS = {
    "color-contrast": "add('p', 'pale').style.color = '#bbb'",
    "target-size": """const box = add('p', '');
        for (const text of "ab") {
            const small = document.createElement("button");
            small.style.cssText = "all: unset; font-size: 8px";
            small.textContent = text;
            box.append(small);
        }""",
    "label:": "add('input', '')",
    "region:": "document.body.append(Object.assign(document.createElement('p'), { textContent: 'outside' }))",
    "is wider than the screen": "add('div', '').style.width = '3000px'",
    "has 2 headings": "add('h1', 'another')",
    "is said to be in xx": "document.documentElement.lang = 'xx'",
    "has no title": "document.title = ''",
    "names nowhere, which is not there": "add('p', '').setAttribute('aria-describedby', 'nowhere')",
    "does not say what is wrong": "add('div', '').className = 'has-errors'",
    "script-src": "add('script', '1')",
    "style-src": "add('p', '').setAttribute('style', 'color: red')",
    "img-src": "add('img', '').src = 'https://elsewhere.example/one.png'",
    "says: mistaken": "console.error('mistaken')",
}
ADD = "const add = (name, textContent) => {"
ADD += " const made = Object.assign(document.createElement(name), { textContent });"
ADD += " document.querySelector('main').append(made); return made; };"


@pytest.mark.parametrize("language", LANGUAGES[:1], indirect=True)
def test_each_fault_is_found(examiner):
    for told, fault in FAULTS.items():
        examiner.page.goto(f"{examiner.url}/login/")
        examiner.page.evaluate(f"() => {{ {ADD} {fault}; }}")
        examiner.examine("faulty")
        assert any(told in wrong for wrong in examiner.wrong), (told, examiner.wrong)
        examiner.wrong.clear()


@pytest.mark.parametrize("language", LANGUAGES[:1], indirect=True)
def test_policy_allows_nothing_unsafe_and_no_other_host(examiner):
    policy = examiner.page.goto(f"{examiner.url}/login/").headers["content-security-policy"]
    assert "unsafe-" not in policy
    allowed = {source for rule in policy.split(";") for source in rule.split()[1:] if "form-action" not in rule}
    assert allowed <= {"'none'", "'self'", "data:"}
