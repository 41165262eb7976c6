"""A connection that a person has ended stays ended, whatever other processes were doing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from connectors.errors import NotConnected, TryLater
from connectors.ports import TokenSet
from erp_integrations import wiring
from erp_integrations.models import Connection, ConnectionTokens, Consent
from erp_integrations.services import consenting
from erp_integrations.services.connecting import connect, disconnect
from erp_integrations.services.notifying import noticing
from tests.factories import AdminFactory, ApproverFactory

pytestmark = pytest.mark.django_db


def fresh_tokens(scope=""):
    return TokenSet(access_token="a", expires_at=datetime.now(UTC) + timedelta(minutes=30), scope=scope)


def quietly(connection):
    """Xero takes note."""


def ended(by=None):
    connection = Connection.objects.create(tenant_id="t", tenant_name="Harbor Ridge")
    disconnect(connection, quietly, by=by or AdminFactory())
    return Connection.objects.get()


def test_nothing_goes_out_any_more(connected):
    Connection.objects.update(status=Connection.Status.ENDED)
    with pytest.raises(NotConnected, match="ended by a person"):
        wiring.ledger()


def test_whoever_was_still_renewing_does_not_bring_it_back():
    tokens = ConnectionTokens(ended())
    tokens.save(fresh_tokens())
    tokens.mark_expired()
    tokens.mark_disconnected()
    connection = Connection.objects.get()
    assert (connection.status, connection.access_token) == (Connection.Status.ENDED, "")


def test_ending_is_no_loss_that_anybody_is_told_of():
    ApproverFactory(email="grace@harborridge.example")
    ended()
    assert noticing.notice_lost_connection() == 0


def test_xero_that_does_not_answer_holds_nobody_up():
    def silent(connection):
        raise TryLater("Xero does not answer.", until=datetime.now(UTC))

    connection = Connection.objects.create(tenant_id="t", tenant_name="Harbor Ridge", refresh_token="r")
    assert disconnect(connection, silent, by=AdminFactory()) == "Xero does not answer."
    assert Connection.objects.get().refresh_token == ""


def never_asked(code: str, verifier: str) -> Any:
    raise AssertionError("Xero is not asked for somebody who may not connect.")


def test_only_those_who_may_connect_connect_and_end():
    approver = ApproverFactory()
    connection = Connection.objects.create(tenant_id="t", tenant_name="Harbor Ridge")
    consent = Consent.begin(approver, "session", "state", "verifier")
    for act in (
        lambda: disconnect(connection, quietly, by=approver),
        lambda: connect(Connection.Kind.CUSTOM, fresh_tokens(), [("t", "Harbor Ridge")], by=approver),
        lambda: consenting.begin("session", "another", "verifier", by=approver),
        lambda: consenting.receive({"state": "state"}, never_asked, by=approver, session="session"),
        lambda: consenting.choose(consent, "t", by=approver),
        lambda: consenting.give_up(consent, by=approver),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_moment_of_the_loss_is_kept_while_it_lasts():
    connection = Connection.objects.create(tenant_id="t", tenant_name="Harbor Ridge")
    tokens = ConnectionTokens(connection)
    tokens.mark_disconnected()
    lost_at = Connection.objects.get().status_since
    tokens.mark_disconnected()
    assert Connection.objects.get().status_since == lost_at > connection.status_since
    tokens.save(fresh_tokens())
    assert Connection.objects.get().status_since > lost_at


def test_renewal_keeps_what_xero_allows_where_its_answer_says_nothing_of_it():
    connection = Connection.objects.create(tenant_id="t", tenant_name="Harbor Ridge")
    tokens = ConnectionTokens(connection)
    tokens.save(fresh_tokens("accounting.invoices"))
    tokens.save(fresh_tokens())
    assert Connection.objects.get().scopes == "accounting.invoices"
    assert Connection.objects.get().renewed_at is not None
