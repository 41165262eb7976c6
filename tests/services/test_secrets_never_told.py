"""Tokens and secrets stand in no event, in no line of the journal of calls, and in no log."""

import logging

import pytest
from django.db import connection

from connectors.errors import ConnectorError
from erp_integrations import wiring
from erp_integrations.models import ApiCall, Connection, ConnectionTokens, Event, IntegrationSettings
from erp_integrations.services.change_history import Secret, picture_of, text_of
from erp_integrations.services.configuring import change_settings
from erp_integrations.services.connecting import choose_tracking_category, connect
from erp_integrations.services.refreshing import read_everything
from tests import factories

pytestmark = pytest.mark.django_db


def everything_told(model):
    """Return all that the rows of a table hold, as one text."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {model._meta.db_table}")
        return repr(cursor.fetchall())


def test_no_token_is_told_anywhere(connected, settings, caplog):
    caplog.set_level(logging.DEBUG)
    tokens, organisations = wiring.sign_in()
    made = connect(Connection.Kind.CUSTOM, tokens, organisations, by=factories.AdminFactory())
    first = ConnectionTokens(made).load().access_token
    choose_tracking_category(wiring.ledger(), "Job")
    read_everything(wiring.ledger())
    ConnectionTokens(made).mark_disconnected()
    read_everything(wiring.ledger())
    second = ConnectionTokens(Connection.current()).load().access_token
    Connection.objects.update(access_token="worthless")
    wiring.ledger().tracking_categories()
    chosen = IntegrationSettings.load()
    chosen.tracking_category, chosen.retainage_item_code = "Job", "OTHER"
    change_settings(chosen)
    settings.XERO_CLIENT_SECRET = "wrong-client-secret"
    with pytest.raises(ConnectorError):
        wiring.sign_in()
    assert Event.objects.exists()
    assert ApiCall.objects.filter(status=401).exists()
    told = everything_told(Event) + everything_told(ApiCall) + caplog.text
    for secret in (first, second, connected.client_secret, "worthless", "wrong-client-secret"):
        assert secret
        assert secret not in told


@pytest.mark.parametrize("name", ["access_token", "refresh_token"])
def test_what_is_kept_encrypted_is_told_in_no_history(db, name):
    connection = factories.ConnectionFactory()
    with pytest.raises(Secret, match=name):
        text_of(connection, Connection._meta.get_field(name))
    assert not [label for label in picture_of(connection).texts if "token" in label]
