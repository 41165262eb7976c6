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
from tests.browser import entrances, scenery, scenery_rights, set_up
from tests.browser.conftest import CHROMIUM, PHONE, WIDE
from tests.browser.examining import Examiner
from tests.browser.no_pages import ROUTES, WITH_PAGE, instead_of_a_page, told_by
from tests.browser.statuses import ERRORS
from tests.matrix.addresses import ADDRESSES, filled
from tests.matrix.scene import scene_for

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    # pytest-base-url under pytest 9.
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found"),
]
LANGUAGES = [code for code, _name in settings.LANGUAGES]
STATIC = settings.BASE_DIR / "erp_integrations/static/erp_integrations"
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
    examiner.enter(everybody)
    return examiner


def test_each_address_without_a_page_is_known_as_such(connected, everybody):
    client, scene = Client(), scene_for(everybody)
    client.force_login(everybody)
    for route in ROUTES:
        answer = client.get(filled(route, ADDRESSES[route].values, scene))
        assert told_by(answer) == instead_of_a_page(route), route


@pytest.mark.parametrize("part", range(PARTS))
def test_every_address(connected, everybody, inside, part):
    scene = scene_for(everybody)
    for route in WITH_PAGE[part::PARTS]:
        inside.visit(route, filled(route, ADDRESSES[route].values, scene))


@pytest.mark.parametrize(
    "pages",
    [
        scenery.records_in_states,
        scenery.records_with_more,
        scenery.lists_and_reports,
        scenery_rights.rights_of_many,
        scenery_rights.records_that_wait,
        scenery_rights.evidence_of_many,
    ],
    ids=lambda f: f.__name__,
)
def test_every_state(connected, inside, pages):
    for name, path in list(pages()):
        inside.visit(name, path)


def test_uploads_that_wait(connected, everybody, inside):
    for name, path in scenery.waiting_uploads(everybody):
        inside.visit(name, path)
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
    inside.wrong += inside.each_time("light")


def test_what_only_a_post_shows(connected, inside):
    rows = scenery.rows_for_postings(connected)
    for posting in scenery.POSTINGS:
        inside.post(posting.name, posting.path(rows), posting.data(rows))


# Forms that are sent as they come, or with something wrong in them.
REFUSED = (
    (reverse("admin:password_change"), {"old_password": "wrong", "new_password1": "a", "new_password2": "b"}),
    (reverse("upload"), {}),
    (reverse("mail_preferences"), {"language": "xx"}),
    (reverse("deputies"), {"first_day": "2026-05-02", "last_day": "2026-05-01"}),
    (reverse("password_reset"), {"email": "nobody"}),
)


def test_forms_that_are_refused(connected, inside):
    for path, data in REFUSED:
        inside.post(f"refused {path}", path, data)
    for model in factories.FACTORIES:
        inside.page.goto(f"{inside.url}{list_url(model)}add/")
        for another in inside.page.locator(".add-row a").all():
            another.click()
        with inside.page.expect_navigation():
            inside.page.locator("[name=_save]").click()
        inside.examine(f"refused {model._meta.verbose_name}")


def test_pages_for_whoever_is_not_signed_in(examiner, everybody, settings):
    examiner.visit("log in", "/login/")
    entrances.choose_new_password(examiner, everybody)
    entrances.log_out(examiner, everybody)
    settings.AXES_ENABLED, settings.AXES_FAILURE_LIMIT = True, 2
    entrances.log_in_wrongly(examiner)


def test_log_in_with_a_provider(examiner, db, settings):
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = "https://id.example", "erp"
    settings.OIDC_NAME = "Harbor Ridge ID"
    examiner.visit("log in, with a provider too", "/login/?ended=elsewhere")
    settings.PASSWORD_LOGIN = False
    examiner.visit("log in, with a provider", "/login/")


def test_settings_that_send_back_what_was_accepted(connected, inside):
    factories.InvoiceFactory(accepted=True)
    inside.page.goto(f"{inside.url}{reverse('admin:erp_integrations_integrationsettings_change', args=[1])}")
    inside.page.locator("[name=bill_status]").select_option("DRAFT")
    with inside.page.expect_navigation():
        inside.page.locator("[name=_continue]").click()
    assert inside.page.locator("[name=is_agreed]").count()
    inside.examine("settings, asked again")


def test_second_factor(connected, inside, everybody):
    entrances.look_after_others(inside)
    entrances.set_second_factor_up(inside, everybody)
    entrances.type_code(inside, factories.ViewerFactory())


def test_setting_up(connected, examiner, everybody):
    session = examiner.enter(everybody)
    set_up.leave_out(examiner, everybody)
    set_up.connect(examiner, connected, everybody, session)
    set_up.lose_the_connection(examiner)
    set_up.finish(examiner, everybody)


def test_limits_and_deputies(connected, examiner):
    """What stops somebody, and for whom they stand in, is told beside the buttons and on every page."""
    record = factories.CommitmentFactory(submitted=True)
    limited, deputy = factories.ApprovalLimitFactory().person, factories.DeputyshipFactory().deputy
    for name, person in (("above the limit", limited), ("for another", deputy)):
        examiner.enter(person)
        examiner.visit(name, page_url(record))
        examiner.visit(f"deputies, {name}", reverse("deputies"))
    examiner.visit("evidence, hidden", reverse("evidence"), HTTPStatus.FORBIDDEN)


def test_error_pages(inside, settings):
    settings.ROOT_URLCONF = "tests.browser.statuses"
    for status in ERRORS:
        assert inside.page.goto(f"{inside.url}/status/{status}/").status == status
        inside.examine(f"error {status}")
    assert inside.page.goto(f"{inside.url}/status/posted/").status == HTTPStatus.METHOD_NOT_ALLOWED
    inside.examine("error 405")


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
    "is wider than the screen": """{
            const wide = add('div', '');
            document.body.append(wide);
            wide.style.cssText = 'width: 3000px; max-width: none; height: 9px';
        }""",
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


def test_scheme_decides_on_colours_only():
    """For this reason the dark scheme is asked about nothing else."""
    texts = {path.name: path.read_text() for path in STATIC.glob("*.*s")}
    assert {"design.css", "frame.js"} <= set(texts)
    assert not [name for name, text in texts.items() if "prefers-color-scheme" in text]
