"""The headers of every answer: pages, refusals, errors, the entrance."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.admin.conftest import text_of
from tests.admin.signing_in import with_second_factor
from tests.admin.test_pages import all_pages, inspect
from tests.factories import AdminFactory, ViewerFactory

PROMISED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
OPEN = ("admin:login", "password_reset", "password_reset_done", "password_reset_complete", "admin:index", "account")


def assert_strict(response, what):
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy, what
    assert "default-src 'none'" in policy, what
    assert "camera=()" in response["Permissions-Policy"], what
    for name, value in PROMISED.items():
        assert response[name] == value, (what, name)


def test_policy_of_the_settings_has_nothing_unsafe():
    policy: dict[str, list[str]] = settings.SECURE_CSP
    sources = [str(source) for listed in policy.values() for source in listed]
    assert not [source for source in sources if "unsafe" in source or "*" in source]
    assert set(policy) >= {"script-src", "style-src", "form-action", "base-uri", "frame-ancestors"}


def test_every_page_has_the_headers(at_screen, admin_user):
    client = at_screen(admin_user)
    more = [reverse(name) for name in ("account", "second_factor", "locked_log_ins", "rules", "schedules")]
    for url in [*all_pages(), *more, reverse("signing_in_of", args=[ViewerFactory().pk])]:
        response = client.get(url)
        assert response.status_code == 200, url
        assert_strict(response, url)


def test_every_entrance_has_them(client, viewer):
    for name in OPEN:
        assert_strict(client.get(reverse(name)), name)
    assert_strict(client.post("/login/", {"username": "x", "password": "y"}), "refused")
    with_second_factor(viewer)
    client.force_login(viewer)
    assert_strict(client.get(reverse("second_factor_code")), "code")
    assert_strict(client.post("/logout/"), "out")


@pytest.mark.parametrize(
    ("path", "status", "host"),
    [("/", 400, "evil.example"), ("/auth/user/", 403, "testserver"), ("/nothing/here/", 404, "testserver")],
)
def test_every_error_has_them(at_screen, viewer, path, status, host):
    response = at_screen(viewer).get(path, headers={"Host": host})
    assert response.status_code == status
    assert_strict(response, status)


def test_form_that_is_too_old_is_refused_in_our_design(viewer):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(viewer)
    response = strict.post("/mail/")
    assert response.status_code == 403
    assert "load the page again" in text_of(response)
    assert inspect(response).forbidden == []
    assert_strict(response, "csrf")


def test_fault_of_ours_has_them(at_screen, viewer, monkeypatch):
    monkeypatch.setattr("erp_integrations.admin.start.start_page", lambda request: 1 / 0)
    client = at_screen(viewer)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert_strict(response, 500)


def test_locked_page_has_them(client, viewer, settings):
    settings.AXES_ENABLED = True
    for _number in range(5):
        response = client.post("/login/", {"username": viewer.username, "password": "wrong"})
    assert response.status_code == 429
    assert_strict(response, 429)


def test_own_files_have_them(client):
    response = client.get("/static/erp_integrations/design.css")
    assert_strict(response, "sheet")
    b"".join(response.streaming_content)


def test_admin_reaches_the_account_and_the_locks_from_every_page(at_screen):
    page = at_screen(AdminFactory()).get("/rules/").content.decode()
    assert f'href="{reverse("account")}"' in page
