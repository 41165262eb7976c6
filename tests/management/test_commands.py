"""The commands, as somebody types them."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection as database

from erp_integrations.models import Connection, Delivery, IntegrationSettings, State, SyncRun
from tests import factories
from tests.journeys import world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reachable(sandbox, settings):
    """The stand-in is configured and not connected yet."""
    settings.XERO_API_URL = settings.XERO_IDENTITY_URL = sandbox.url
    settings.XERO_CLIENT_ID, settings.XERO_CLIENT_SECRET = sandbox.client_id, sandbox.client_secret
    return sandbox


def test_connect_xero_takes_the_only_organisation_and_the_category(reachable, capsys):
    call_command("connect_xero", "--tracking-category", "job")
    connection = Connection.current()
    assert (connection.tenant_id, connection.kind) == (reachable.organisation.tenant_id, Connection.Kind.CUSTOM)
    assert IntegrationSettings.load().tracking_category == "Job"
    assert "Connected to" in capsys.readouterr().out


def test_connect_xero_again_keeps_one_connection(reachable):
    call_command("connect_xero")
    call_command("connect_xero")
    assert Connection.objects.count() == 1


def test_connect_xero_names_the_categories_that_there_are(reachable):
    with pytest.raises(CommandError, match="These are active: Job"):
        call_command("connect_xero", "--tracking-category", "Region")


def test_connect_xero_without_credentials_says_what_to_set(settings):
    settings.XERO_CLIENT_ID = ""
    with pytest.raises(CommandError, match="XERO_CLIENT_ID"):
        call_command("connect_xero")


def test_connect_xero_with_a_wrong_secret_fails_with_a_sentence(reachable, settings):
    settings.XERO_CLIENT_SECRET = "wrong"
    with pytest.raises(CommandError, match="invalid_client"):
        call_command("connect_xero")


def test_tokens_are_not_readable_in_the_database(reachable):
    call_command("connect_xero")
    token = Connection.current().access_token
    with database.cursor() as cursor:
        cursor.execute("SELECT access_token FROM erp_integrations_connection")
        (stored,) = cursor.fetchone()
    assert token
    assert token not in stored


def test_tokens_can_be_read_with_an_older_key(reachable, settings):
    call_command("connect_xero")
    token = Connection.current().access_token
    settings.FIELD_KEYS = ["a new key", *settings.FIELD_KEYS]
    assert Connection.current().access_token == token


@pytest.mark.parametrize("command", ["export_accepted", "settle_exports"])
def test_commands_without_a_connection_say_who_mends_it(command, db):
    with pytest.raises(CommandError, match="An admin connects one"):
        call_command(command)


def test_export_accepted_posts_what_is_queued(connected, approver, capsys):
    vendor = factories.VendorFactory(submitted=True)
    world.accept(vendor, by=approver)
    call_command("export_accepted")
    assert "1 synced" in capsys.readouterr().out
    assert world.fresh(vendor).state == State.SYNCED


def test_export_accepted_fails_when_a_record_was_refused(connected, approver):
    vendor = factories.VendorFactory(submitted=True, name="Harbor Office Supply")
    world.accept(vendor, by=approver)
    with pytest.raises(CommandError, match="Failed to export"):
        call_command("export_accepted")


def test_export_accepted_under_a_limit_is_no_failure(connected, approver, capsys):
    vendor = factories.VendorFactory(submitted=True)
    world.accept(vendor, by=approver)
    connected.faults.add("too_many", path="Contacts", problem="day", retry_after=3600)
    call_command("export_accepted")
    assert "The rest waits until" in capsys.readouterr().out


def test_settle_exports_tells_what_it_found(connected, approver, capsys):
    vendor = factories.VendorFactory(submitted=True)
    connected.faults.add("drop_after_commit", method="PUT", path="Contacts")
    world.export(vendor, by=approver)
    assert world.fresh(vendor).delivery == Delivery.UNKNOWN
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=5)):
        call_command("settle_exports")
    assert "1 synced" in capsys.readouterr().out


def test_refresh_lists_tells_each_list_and_what_was_read(connected, capsys):
    call_command("refresh_lists")
    out = capsys.readouterr().out
    assert "Contacts: 4 of 6\n" in out
    assert f"Contacts: {len(connected.organisation.contacts)} read." in out
    assert SyncRun.objects.get().trigger == SyncRun.Trigger.COMMAND


def test_refresh_lists_twice_has_nothing_new_to_read_and_is_no_failure(connected):
    call_command("refresh_lists", verbosity=0)
    call_command("refresh_lists", verbosity=0)
    assert SyncRun.objects.filter(status="done").count() == 2


def test_refresh_lists_shows_a_bar_in_a_terminal(connected):
    class Terminal(StringIO):
        def isatty(self):
            return True

    terminal = Terminal()
    call_command("refresh_lists", stdout=terminal)
    assert "\r[####################..........] Contacts: 4 of 6" in terminal.getvalue()
    assert terminal.getvalue().rstrip().endswith("read.")


def test_refresh_lists_without_a_connection_fails_and_stands_in_the_journal(db):
    with pytest.raises(CommandError, match="An admin connects one"):
        call_command("refresh_lists")
    assert SyncRun.objects.get().status == "failed"


def test_refresh_lists_fails_when_a_list_cannot_be_read(connected):
    connected.faults.add("truncated_json", path="Contacts", times=99)
    with pytest.raises(CommandError, match="Contacts"):
        call_command("refresh_lists", verbosity=0)


def test_refresh_lists_under_a_limit_is_not_done(connected):
    connected.faults.add("too_many", path="Contacts", problem="day", retry_after=3600)
    with pytest.raises(CommandError, match="no more calls for now"):
        call_command("refresh_lists", verbosity=0)
