"""Connecting to Xero through the browser: consent, choice of the organisation, and all that can go wrong in between."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.contrib.contenttypes.models import ContentType
from django.db import connection as database
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from connectors.xero.sandbox import Organisation, Sandbox
from erp_integrations.models import Connection, Consent, Event, ExportBatch, Vendor, Verb
from erp_integrations.models.export_batch import LEASE
from tests.factories import PASSWORD, AdminFactory, VendorFactory

pytestmark = pytest.mark.django_db
OTHER = "Harbor Ridge Property (stand-in)"
START_AGAIN = "Nothing was changed. Start again with the button below."


@pytest.fixture
def configured(sandbox, settings):
    """The stand-in, with the tool knowing its app and nobody having connected it."""
    return use(sandbox, settings)


@pytest.fixture
def several(settings):
    """A stand-in whose person has a second organisation."""
    with Sandbox(Organisation.seeded(), others=[OTHER]) as running:
        running.limits.per_minute = running.limits.per_day = 1_000_000
        yield use(running, settings)


def use(running, settings):
    settings.XERO_API_URL = settings.XERO_IDENTITY_URL = settings.XERO_LOGIN_URL = running.url
    settings.XERO_CLIENT_ID, settings.XERO_CLIENT_SECRET = running.client_id, running.client_secret
    return running


@pytest.fixture
def ada(db):
    return AdminFactory(first_name="Ada", last_name="Moreno")


@pytest.fixture
def admin_client(client, ada):
    client.force_login(ada)
    return client


def start(client):
    """Press the button, and return where the browser is sent."""
    answer = client.post(reverse("connect_xero"))
    assert answer.status_code == 302
    return answer["Location"]


def consent(address, answer="allow", organisations=()):
    """Answer the consent page, and return the query that comes back."""
    query = query_of(address)
    root = f"{urlsplit(address).scheme}://{urlsplit(address).netloc}"
    back = requests.post(
        f"{root}/identity/connect/authorize",
        data={**query, "answer": answer, "organisation": list(organisations)},
        headers={"Origin": root},
        allow_redirects=False,
        timeout=10,
    )
    return query_of(back.headers["Location"])


def query_of(address):
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def come_back(client, query):
    answer = client.get(reverse("connect_xero_done"), query, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def tokens_in_the_database():
    """Everything that the tables of consents and connections hold, as somebody reads it who has the file."""
    with database.cursor() as cursor:
        cursor.execute("SELECT * FROM erp_integrations_consent")
        rows = cursor.fetchall()
        cursor.execute("SELECT * FROM erp_integrations_connection")
        return repr(rows + cursor.fetchall())


def nothing_is_connected():
    kept = Consent.objects.exclude(tokens="", refresh_token="", verifier="").exists()
    return Connection.current() is None and not kept


def test_consent_connects_the_organisation(admin_client, configured, ada):
    page = come_back(admin_client, consent(start(admin_client)))
    assert f"Connected to {configured.organisation.profile['Name']}" in page
    assert "Ada Moreno" in page
    connection = Connection.current()
    assert connection.tenant_id == configured.organisation.tenant_id
    assert connection.kind == Connection.Kind.AUTHORISATION_CODE
    assert connection.refresh_token
    assert "accounting.invoices" in connection.scopes
    event = Event.history_of(connection).get()
    assert (event.verb, event.actor) == (Verb.CONNECTED, ada)


def test_page_explains_each_scope_and_names_the_redirect_address(admin_client, configured):
    page = admin_client.get(reverse("connect_xero")).content.decode()
    for scope in query_of(start(admin_client))["scope"].split():
        assert f"<code>{scope}</code>" in page
    assert "http://localhost:8000/connect/xero/done/" in page
    assert "Go to Xero and allow it" in page


def test_page_says_which_variable_is_missing(admin_client, settings):
    settings.XERO_CLIENT_ID, settings.XERO_CLIENT_SECRET = "an-id", ""
    page = admin_client.get(reverse("connect_xero")).content.decode()
    assert "<code>XERO_CLIENT_SECRET</code>" in page
    assert "<code>XERO_CLIENT_ID</code>" not in page
    assert "Go to Xero and allow it" not in page
    assert admin_client.post(reverse("connect_xero")).status_code == 200


def test_refused_consent_ends_in_a_sentence(admin_client, configured):
    page = come_back(admin_client, consent(start(admin_client), answer="refuse"))
    assert f"The access was not allowed at Xero. {START_AGAIN}" in page
    assert nothing_is_connected()


@pytest.mark.parametrize("changes", [{"state": "another"}, {"state": ""}])
def test_wrong_state_ends_in_a_sentence(admin_client, configured, changes):
    query = consent(start(admin_client))
    assert "does not belong to a connection that was started here" in come_back(admin_client, {**query, **changes})
    assert Connection.current() is None


def test_missing_state_ends_in_a_sentence(admin_client, configured):
    query = consent(start(admin_client))
    assert "does not belong to a connection" in come_back(admin_client, {"code": query["code"]})
    assert Connection.current() is None


def test_missing_code_ends_in_a_sentence(admin_client, configured):
    query = consent(start(admin_client))
    assert "Xero sent no code" in come_back(admin_client, {"state": query["state"]})
    assert nothing_is_connected()


def test_unknown_error_ends_in_a_sentence(admin_client, configured):
    state = query_of(start(admin_client))["state"]
    page = come_back(admin_client, {"state": state, "error": "<b>strange</b>"})
    assert "Xero did not go on (&lt;b&gt;strange&lt;/b&gt;)" in page
    assert nothing_is_connected()


def test_answer_that_comes_twice_leads_to_what_is_connected(admin_client, configured):
    query = consent(start(admin_client))
    come_back(admin_client, query)
    page = come_back(admin_client, query)
    assert "This answer from Xero was used already." in page
    assert "What is connected" in page
    assert len(configured.calls_to("POST", "/connect/token")) == 1
    assert Event.objects.filter(verb=Verb.CONNECTED).count() == 1


def test_double_click_on_the_button_connects_once(admin_client, configured):
    first, second = start(admin_client), start(admin_client)
    assert query_of(first)["state"] != query_of(second)["state"]
    assert "Connected to" in come_back(admin_client, consent(second))


def test_replayed_code_ends_in_a_sentence(admin_client, configured):
    query = consent(start(admin_client))
    come_back(admin_client, query)
    before = Connection.current()
    state = query_of(start(admin_client))["state"]
    page = come_back(admin_client, {"code": query["code"], "state": state})
    assert "its code works once, and for five minutes" in page
    assert Connection.current().refresh_token == before.refresh_token


def test_expired_code_ends_in_a_sentence(admin_client, configured):
    query = consent(start(admin_client))
    configured.organisation.now = lambda: timezone.now() + timedelta(minutes=6)
    assert "its code works once, and for five minutes" in come_back(admin_client, query)
    assert nothing_is_connected()


def test_wrong_secret_ends_in_a_sentence_that_names_the_variables(admin_client, configured, settings):
    settings.XERO_CLIENT_SECRET = "another"
    page = come_back(admin_client, consent(start(admin_client)))
    assert "Compare XERO_CLIENT_ID and XERO_CLIENT_SECRET" in page
    assert nothing_is_connected()


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/connect/token", "sign-in service does not answer"),
        ("/connections", "does not say which organisations there are"),
    ],
)
def test_silence_of_xero_ends_in_a_sentence(admin_client, configured, path, sentence):
    query = consent(start(admin_client))
    configured.faults.add("drop_before", path=path, times=1)
    page = come_back(admin_client, query)
    assert sentence in page
    assert "Start again" in page
    assert nothing_is_connected()


def test_consent_without_an_organisation_ends_in_a_sentence(admin_client, configured):
    query = consent(start(admin_client))
    configured.identity.disconnect()
    assert "No organisation was opened to this app" in come_back(admin_client, query)
    assert nothing_is_connected()


def test_half_an_hour_at_xero_is_too_long(admin_client, configured):
    query = consent(start(admin_client))
    Consent.objects.update(asked_at=timezone.now() - timedelta(minutes=31))
    assert "Half an hour has passed" in come_back(admin_client, query)
    assert nothing_is_connected()


def test_log_in_that_ended_in_between_ends_in_a_sentence(admin_client, configured, ada):
    query = consent(start(admin_client))
    admin_client.logout()
    at_the_door = admin_client.get(reverse("connect_xero_done"), query)
    assert at_the_door.status_code == 302
    form = {"username": ada.username, "password": PASSWORD}
    page = admin_client.post(at_the_door["Location"], form, follow=True).content.decode()
    assert "belongs to a log-in that has ended" in page
    assert Connection.current() is None


def test_answer_of_somebody_elses_consent_is_not_taken(admin_client, configured, client_of):
    query = consent(start(admin_client))
    assert "or to somebody else" in come_back(client_of(AdminFactory()), query)
    assert Connection.current() is None
    assert "Connected to" in come_back(admin_client, query)


@pytest.fixture
def client_of(db):
    def log_in(person):
        browser = Client()
        browser.force_login(person)
        return browser

    return log_in


# Several organisations


def allow_all(client, sandbox):
    return come_back(client, consent(start(client), organisations=sandbox.identity.tenants))


def choose(client, tenant_id, **more):
    form = {"organisation": tenant_id, **more}
    return client.post(reverse("connect_xero_choose"), form, follow=True).content.decode()


def test_one_of_several_organisations_is_chosen(admin_client, several):
    page = allow_all(admin_client, several)
    assert "Whose books do these records belong to?" in page
    assert OTHER in page
    assert Connection.current() is None
    assert "Connected to Harbor Ridge Builders" in choose(admin_client, several.organisation.tenant_id)
    assert Connection.objects.count() == 1
    assert several.calls_to("DELETE", "/connections") == []


def test_tokens_that_wait_for_the_choice_are_encrypted_and_gone_afterwards(admin_client, several):
    allow_all(admin_client, several)
    waiting = Consent.objects.get()
    assert waiting.refresh_token
    assert waiting.tokens not in tokens_in_the_database()
    assert waiting.refresh_token not in tokens_in_the_database()
    in_session = repr(dict(admin_client.session.items()))
    assert not any(secret in in_session for secret in (waiting.tokens, waiting.refresh_token))
    choose(admin_client, several.organisation.tenant_id)
    used = Consent.objects.get()
    assert (used.tokens, used.refresh_token, used.verifier) == ("", "", "")


def test_choice_is_made_once(admin_client, several):
    allow_all(admin_client, several)
    choose(admin_client, several.organisation.tenant_id)
    page = choose(admin_client, next(iter(several.identity.others)))
    assert "There is no organisation left to choose from." in page
    assert Connection.current().tenant_id == several.organisation.tenant_id


@pytest.mark.parametrize("tenant_id", ["", "another"])
def test_choice_of_nothing_keeps_the_question_open(admin_client, several, tenant_id):
    allow_all(admin_client, several)
    assert "Choose one of the organisations." in choose(admin_client, tenant_id)
    assert "Connected to" in choose(admin_client, several.organisation.tenant_id)


def test_nobody_else_makes_the_choice(admin_client, several, client_of):
    allow_all(admin_client, several)
    assert "no organisation left" in choose(client_of(AdminFactory()), several.organisation.tenant_id)
    assert Connection.current() is None


def test_another_session_of_the_same_person_does_not_make_the_choice(admin_client, several, client_of, ada):
    allow_all(admin_client, several)
    assert "no organisation left" in choose(client_of(ada), several.organisation.tenant_id)
    assert Connection.current() is None


def test_choice_that_nobody_makes_is_forgotten(admin_client, several):
    allow_all(admin_client, several)
    Consent.objects.update(answered_at=timezone.now() - timedelta(minutes=11))
    assert "no organisation left" in choose(admin_client, several.organisation.tenant_id)
    Consent.forget_abandoned()
    assert nothing_is_connected()


def test_none_of_them_can_be_chosen(admin_client, several):
    allow_all(admin_client, several)
    page = choose(admin_client, "", give_up="1")
    assert "No organisation was chosen. Nothing was changed." in page
    assert nothing_is_connected()


def test_another_organisation_than_that_of_the_records_is_refused(admin_client, several):
    Connection.objects.create(tenant_id=several.organisation.tenant_id, tenant_name="Harbor Ridge Builders")
    VendorFactory(synced=True)
    page = come_back(admin_client, consent(start(admin_client), organisations=several.identity.others))
    assert "The records of this installation are in Harbor Ridge Builders." in page
    assert Connection.objects.count() == 1
    assert not Consent.objects.exclude(refresh_token="").exists()


def test_another_organisation_is_refused_at_the_choice_and_the_right_one_still_taken(admin_client, several):
    Connection.objects.create(tenant_id=several.organisation.tenant_id, tenant_name="Harbor Ridge Builders")
    VendorFactory(synced=True)
    allow_all(admin_client, several)
    assert "needs its own installation" in choose(admin_client, next(iter(several.identity.others)))
    assert "Connected to" in choose(admin_client, several.organisation.tenant_id)


# One person authorises (R12)


def test_second_person_is_told_before_and_replaces_the_first(admin_client, configured, client_of, ada):
    come_back(admin_client, consent(start(admin_client)))
    first = Connection.current().refresh_token
    bea = AdminFactory(first_name="Bea", last_name="Novak")
    hers = client_of(bea)
    assert "your authorisation replaces that of Ada Moreno" in hers.get(reverse("connect_xero")).content.decode()
    come_back(hers, consent(start(hers)))
    connection = Connection.current()
    assert connection.authorised_by == bea
    assert connection.refresh_token != first
    event = Event.history_of(connection).first()
    assert (event.verb, event.actor) == (Verb.CONNECTED, bea)
    assert event.changes == [{"field": "authorised by", "from": "Ada Moreno", "to": "Bea Novak"}]


def test_whoever_authorised_renews_without_a_warning(admin_client, configured):
    come_back(admin_client, consent(start(admin_client)))
    assert "replaces" not in admin_client.get(reverse("connect_xero")).content.decode()


# Ending


def end(client):
    return client.post(reverse("disconnect_xero"), follow=True).content.decode()


def test_ending_revokes_at_xero_wipes_the_tokens_and_is_recorded(admin_client, configured, ada):
    come_back(admin_client, consent(start(admin_client)))
    assert "The connection to Harbor Ridge Builders (stand-in) was ended." in end(admin_client)
    connection = Connection.current()
    assert connection.status == Connection.Status.ENDED
    assert (connection.access_token, connection.refresh_token) == ("", "")
    assert len(configured.calls_to("POST", "/connect/revocation")) == 1
    event = Event.history_of(connection).first()
    assert (event.verb, event.actor) == (Verb.DISCONNECTED, ada)


def test_ending_leaves_other_organisations_of_the_person_alone(admin_client, several):
    allow_all(admin_client, several)
    choose(admin_client, several.organisation.tenant_id)
    end(admin_client)
    assert several.calls_to("POST", "/connect/revocation") == []
    names = [one["tenantName"] for one in several.identity.connections({"Flow": "consent"})]
    assert names == [OTHER]


def test_ending_while_xero_is_silent_still_wipes_the_tokens_and_says_so(admin_client, configured):
    come_back(admin_client, consent(start(admin_client)))
    configured.faults.add("drop_before", path="/connect/revocation", times=1)
    assert "Xero could not be told" in end(admin_client)
    assert Connection.current().refresh_token == ""


def test_ending_is_refused_while_a_request_is_on_its_way(admin_client, configured):
    come_back(admin_client, consent(start(admin_client)))
    kind = ContentType.objects.get_for_model(Vendor)
    ExportBatch.objects.create(content_type=kind, body=b"{}", lease_until=timezone.now() + LEASE)
    assert "Records are being exported right now" in end(admin_client)
    assert Connection.current().status == Connection.Status.CONNECTED


def test_page_before_ending_says_what_waits(admin_client, configured):
    come_back(admin_client, consent(start(admin_client)))
    VendorFactory(queued=True)
    assert "1 record waits to be exported" in admin_client.get(reverse("disconnect_xero")).content.decode()


def test_what_was_ended_can_be_connected_again(admin_client, configured):
    come_back(admin_client, consent(start(admin_client)))
    end(admin_client)
    assert "Connected to" in come_back(admin_client, consent(start(admin_client)))
    assert Connection.current().status == Connection.Status.CONNECTED


PAGES = ("connect_xero", "connect_xero_done", "connect_xero_choose", "connect_xero_connected", "disconnect_xero")


@pytest.mark.parametrize("who", ["approver", "viewer", "project_person"])
@pytest.mark.parametrize("name", PAGES)
def test_only_an_admin_connects(who, name, client, request):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse(name)).status_code == 403
    assert client.post(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_strangers_log_in_first(name, client, db):
    assert client.get(reverse(name))["Location"].startswith("/login/")


def test_deciding_needs_the_token_of_the_form(several, ada):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    for name in ("connect_xero", "connect_xero_choose", "disconnect_xero"):
        Consent.begin(ada, strict.session.session_key, name, "verifier")
        Connection.objects.get_or_create(tenant_id="t", tenant_name="Harbor Ridge")
        assert strict.post(reverse(name)).status_code == 403
