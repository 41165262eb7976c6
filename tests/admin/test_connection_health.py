"""The connection's health: the mark in the frame, the banner, and whom they are for."""

from datetime import timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from erp_integrations import wiring
from erp_integrations.models import ApiCall, CallQuota, Connection
from tests.admin.conftest import text_of, worker_lives
from tests.factories import AdminFactory, UserFactory

EVERY_SCOPE = " ".join(scope.name for scope in wiring.scopes())
AGAIN = 'href="/connect/xero/">Connect again</a>'


@pytest.fixture
def harbor(db):
    """A connection that a person authorised, in order, with a worker that lives."""
    worker_lives()
    return Connection.objects.create(
        tenant_id="t",
        tenant_name="Harbor Ridge",
        kind=Connection.Kind.AUTHORISATION_CODE,
        refresh_token="r",
        renewed_at=timezone.now(),
        scopes=EVERY_SCOPE,
    )


@pytest.fixture
def ada(db):
    return AdminFactory(first_name="Ada", last_name="Moreno")


def change(connection, **values):
    Connection.objects.filter(pk=connection.pk).update(**values)


def page_of(client):
    return text_of(client.get(reverse("rules")))


def banner_of(client):
    _before, found, rest = page_of(client).partition('class="banner"')
    return rest.partition("</div>")[0] if found else ""


LOST = [
    ("expired", "The authorisation for Harbor Ridge is no longer valid"),
    ("disconnected", "Harbor Ridge does not let the tool in any more"),
    ("ended", "The connection to Harbor Ridge was ended"),
]


@pytest.mark.parametrize(("status", "sentence"), LOST)
def test_lost_connection_is_told_to_all(harbor, at_screen, viewer, status, sentence):
    change(harbor, status=status, status_since=timezone.now() - timedelta(hours=3))
    assert sentence in banner_of(at_screen(viewer))
    assert "3 h ago" in banner_of(at_screen(viewer))


def test_who_may_connect_gets_a_button_and_whose_work_stops_a_name(harbor, ada, at_screen, approver, viewer):
    change(harbor, status="expired")
    assert AGAIN in banner_of(at_screen(ada))
    assert "Ask Ada Moreno to connect again." in banner_of(at_screen(approver))
    assert AGAIN not in banner_of(at_screen(approver))
    assert "Ask" not in banner_of(at_screen(viewer))


def test_nothing_is_said_while_all_is_well(harbor, ada, at_screen):
    assert banner_of(at_screen(ada)) == ""


def test_missing_scope_is_told_to_those_concerned(harbor, ada, at_screen, approver, viewer):
    change(harbor, scopes=EVERY_SCOPE.replace("accounting.contacts ", ""))
    assert "Missing: accounting.contacts." in banner_of(at_screen(ada))
    assert AGAIN in banner_of(at_screen(ada))
    assert "Ask Ada Moreno" in banner_of(at_screen(approver))
    assert banner_of(at_screen(viewer)) == ""


def test_scopes_that_xero_did_not_tell_are_not_missing(harbor, ada, at_screen):
    change(harbor, scopes="")
    assert banner_of(at_screen(ada)) == ""


def test_scopes_of_the_log_in_are_not_missed(harbor, ada, at_screen):
    change(harbor, scopes=EVERY_SCOPE.replace("openid profile email offline_access ", ""))
    assert banner_of(at_screen(ada)) == ""


def test_limit_of_the_day_is_told_and_nobody_connects_because_of_it(harbor, ada, at_screen):
    CallQuota.objects.create(tenant_id="t", blocked_until=timezone.now() + timedelta(hours=5))
    assert "Xero takes no more calls until" in banner_of(at_screen(ada))
    assert AGAIN not in banner_of(at_screen(ada))


def test_limit_of_the_minute_shows_in_the_mark_only(harbor, ada, at_screen):
    CallQuota.objects.create(tenant_id="t", blocked_until=timezone.now() + timedelta(seconds=40))
    assert banner_of(at_screen(ada)) == ""
    assert "Waits for Xero" in page_of(at_screen(ada))


def test_limit_of_another_organisation_says_nothing(harbor, ada, at_screen):
    CallQuota.objects.create(tenant_id="another", blocked_until=timezone.now() + timedelta(hours=5))
    assert banner_of(at_screen(ada)) == ""


@pytest.mark.parametrize(("unused", "is_told"), [(49, False), (51, True)])
def test_unused_authorisation_is_told_ten_days_ahead(harbor, ada, at_screen, unused, is_told):
    change(harbor, renewed_at=timezone.now() - timedelta(days=unused))
    assert ("Xero forgets it on" in banner_of(at_screen(ada))) is is_told


def test_custom_connection_has_nothing_that_xero_could_forget(harbor, ada, at_screen):
    change(harbor, refresh_token="", renewed_at=timezone.now() - timedelta(days=59))
    assert banner_of(at_screen(ada)) == ""


def test_mark_tells_the_organisation_and_the_last_answer(harbor, ada, at_screen):
    now = timezone.now()
    for minutes, status in ((20, 200), (7, 304), (1, 403)):
        ApiCall.objects.create(started_at=now - timedelta(minutes=minutes), method="GET", status=status, duration=1)
    page = page_of(at_screen(ada))
    mark = page[page.index('class="side-connection"') : page.index("<nav")]
    assert "Harbor Ridge" in mark
    assert "Connected" in mark
    assert "7 min ago" in mark


def test_mark_is_for_those_who_may_look_at_the_connection(harbor, at_screen):
    assert 'class="side-connection"' not in page_of(at_screen(UserFactory()))


def test_health_takes_one_query_on_a_page_of_all_that_may_be_said(harbor, viewer, at_screen):
    client = at_screen(viewer)
    client.get(reverse("rules"))
    with CaptureQueriesContext(database) as captured:
        client.get(reverse("rules"))
    tables = ("erp_integrations_connection", "erp_integrations_apicall", "erp_integrations_callquota")
    assert sum(any(f'"{table}"' in query["sql"] for table in tables) for query in captured) == 1


# The page of the connection


def connection_page(client, connection):
    answer = client.get(reverse("admin:erp_integrations_connection_change", args=[connection.pk]))
    assert answer.status_code == 200
    return text_of(answer)


def test_page_tells_who_authorised_when_and_how_old_the_tokens_are_without_showing_them(harbor, ada, at_screen):
    change(harbor, authorised_by=ada, renewed_at=timezone.now() - timedelta(minutes=12), refresh_token="secret-r")
    page = connection_page(at_screen(ada), harbor)
    assert "Ada Moreno" in page
    assert "12 min ago" in page
    assert "accounting.banktransactions.read" in page
    assert "secret-r" not in page
    assert "End the connection…" in page


def test_page_names_the_missing_scope_and_what_it_is_for(harbor, ada, at_screen):
    change(harbor, scopes=EVERY_SCOPE.replace("accounting.payments.read ", ""))
    page = connection_page(at_screen(ada), harbor)
    assert "<code>accounting.payments.read</code>: To read what was paid on the bills." in page


def test_viewer_looks_at_the_page_and_changes_nothing(harbor, viewer, at_screen):
    page = connection_page(at_screen(viewer), harbor)
    assert "End the connection" not in page
    assert "Connect again" not in page
