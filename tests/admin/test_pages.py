"""What every page has: no inline code, headings, the log-in, errors in our own design."""

from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from erp_integrations.models import EXPORTED_MODELS, Event, Verb
from tests.admin.conftest import act, list_url, page_url, text_of
from tests.factories import FACTORIES, PASSWORD, CommitmentFactory


class Inspector(HTMLParser):
    """Collects what a strict policy forbids, and what a reader's aids need."""

    def __init__(self):
        super().__init__()
        self.forbidden, self.headings, self.positive_tabs, self.unlabelled_headers = [], 0, [], 0

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.forbidden += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.forbidden.append(tag)
        for name in ("src", "href", "action"):
            if (given.get(name) or "").startswith(("http:", "https:", "//", "javascript:")):
                self.forbidden.append(f"{tag} {given[name]}")
        self.headings += tag == "h1"
        self.unlabelled_headers += tag == "th" and "scope" not in given and "class" not in given
        if int(given.get("tabindex") or 0) > 0:
            self.positive_tabs.append(tag)


def inspect(response):
    inspector = Inspector()
    inspector.feed(text_of(response))
    return inspector


def all_pages():
    for model in EXPORTED_MODELS:
        waiting, editable = FACTORIES[model](submitted=True), FACTORIES[model]()
        yield from (list_url(model), page_url(waiting), page_url(editable))
        yield reverse(f"admin:erp_integrations_{model._meta.model_name}_add")
        yield reverse(f"admin:erp_integrations_{model._meta.model_name}_delete", args=[editable.pk])
    Event.note(waiting, Verb.SUBMITTED)
    for name in ("costcode", "costtype", "event", "exportbatch", "apicall", "connection"):
        yield reverse(f"admin:erp_integrations_{name}_changelist")
    for name in ("auth_user_changelist", "auth_user_add", "auth_group_add", "index", "password_change"):
        yield reverse(f"admin:{name}")
    yield reverse("admin:erp_integrations_integrationsettings_change", args=[1])
    for name in ("connect_xero", "getting_started", "approvers", "accountant_report"):
        yield reverse(name)
    for name in ("upload", "upload_tables"):
        yield reverse(name)


def test_no_page_holds_code_or_styles_of_its_own(at_screen, admin_user):
    client = at_screen(admin_user)
    for url in [*all_pages(), reverse("admin:auth_user_change", args=[admin_user.pk])]:
        found = inspect(client.get(url))
        assert found.forbidden == [], url
        assert found.headings == 1, url
        assert found.positive_tabs == [], url


def test_pages_that_answer_a_decision_hold_none_either(at_screen, approver):
    record, client = CommitmentFactory(submitted=True), at_screen(approver)
    for response in (act(client, "reject", record), act(client, "accept", record)):
        assert inspect(response).forbidden == []
        assert inspect(response).headings == 1


def test_policy_allows_nothing_but_our_own_files(at_screen, viewer):
    policy = at_screen(viewer).get("/")["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy


def test_log_in_and_out(client, approver):
    assert inspect(client.get("/login/")).forbidden == []
    refused = client.post("/login/", {"username": approver.username, "password": "wrong"})
    assert "This username and this password do not go together" in text_of(refused)
    assert client.post("/login/", {"username": approver.username, "password": PASSWORD})["Location"] == "/"
    assert "You are logged out" in text_of(client.post("/logout/"))
    assert client.get("/")["Location"] == "/login/?next=/"


def test_people_change_their_own_password(at_screen, viewer):
    client = at_screen(viewer)
    new = "another long enough one"
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert "Your password is changed." in text_of(client.post("/password_change/", data, follow=True))


@pytest.mark.parametrize(("path", "status", "words"), [("/nothing/here/", 404, "There is nothing here")])
def test_errors_are_in_our_design(at_screen, viewer, path, status, words):
    response = at_screen(viewer).get(path)
    assert response.status_code == status
    assert words in text_of(response)
    assert inspect(response).forbidden == []


def test_refusal_is_in_our_design(at_screen, viewer):
    response = act(at_screen(viewer), "accept", CommitmentFactory(submitted=True))
    assert "You may not do that" in text_of(response)


def test_fault_of_ours_is_in_our_design(at_screen, viewer, monkeypatch):
    monkeypatch.setattr("erp_integrations.admin.start.start_page", lambda request: 1 / 0)
    client = at_screen(viewer)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "Something went wrong here" in text_of(response)


def test_keyboard_finds_the_main_part_first(at_screen, viewer):
    page = text_of(at_screen(viewer).get("/"))
    assert page.index("skip-link") < page.index("<nav")
    assert 'id="content-start"' in page


def test_index_of_an_app_is_the_start_page(at_screen, viewer):
    assert at_screen(viewer).get("/erp_integrations/")["Location"] == "/"


def test_form_that_was_open_too_long_is_refused_with_a_page_of_our_own(viewer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(viewer)
    refused = client.post("/mail/")
    assert refused.status_code == 403
    assert "Nothing was changed. Go back, load the page again" in text_of(refused)
    assert "<style" not in text_of(refused)
