"""Connecting to Xero through the browser."""

from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.urls import reverse

from erp_integrations.models import Connection
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_client(client, sandbox, settings):
    settings.XERO_API_URL = settings.XERO_IDENTITY_URL = settings.XERO_LOGIN_URL = sandbox.url
    settings.XERO_CLIENT_ID, settings.XERO_CLIENT_SECRET = sandbox.client_id, sandbox.client_secret
    client.force_login(factories.AdminFactory())
    return client


def start(client):
    """Press the button, and return where the browser is sent."""
    answer = client.post(reverse("connect_xero"))
    assert answer.status_code == 302
    return answer["Location"]


def consent(address, answer="allow"):
    """Answer the consent page, and return the query that comes back."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    root = f"{urlsplit(address).scheme}://{urlsplit(address).netloc}"
    back = requests.post(
        f"{root}/identity/connect/authorize",
        data={**query, "answer": answer},
        headers={"Origin": root},
        allow_redirects=False,
        timeout=10,
    )
    return {name: values[0] for name, values in parse_qs(urlsplit(back.headers["Location"]).query).items()}


def come_back(client, query):
    return client.get(reverse("connect_xero_done"), query, follow=True).content.decode()


def test_consent_connects_the_organisation(admin_client, sandbox):
    page = come_back(admin_client, consent(start(admin_client)))
    assert sandbox.organisation.profile["Name"] in page
    connection = Connection.current()
    assert connection.tenant_id == sandbox.organisation.tenant_id
    assert connection.kind == Connection.Kind.AUTHORISATION_CODE
    assert connection.refresh_token


def test_refused_consent_ends_in_a_sentence(admin_client):
    assert "consent was not given" in come_back(admin_client, consent(start(admin_client), answer="refuse"))
    assert Connection.current() is None


def test_wrong_state_ends_in_a_sentence(admin_client):
    query = consent(start(admin_client))
    assert "does not belong" in come_back(admin_client, {**query, "state": "another"})
    assert Connection.current() is None


def test_answer_that_comes_twice_ends_in_a_sentence(admin_client):
    query = consent(start(admin_client))
    come_back(admin_client, query)
    assert "does not belong" in come_back(admin_client, query)


def test_replayed_code_ends_in_a_sentence(admin_client):
    query = consent(start(admin_client))
    come_back(admin_client, query)
    state = parse_qs(urlsplit(start(admin_client)).query)["state"][0]
    assert "Xero did not connect" in come_back(admin_client, {"code": query["code"], "state": state})


@pytest.mark.parametrize("who", ["approver", "viewer", "project_person"])
def test_only_an_admin_connects(who, client, request):
    client.force_login(request.getfixturevalue(who))
    assert client.post(reverse("connect_xero")).status_code == 403
    assert client.get(reverse("connect_xero_done")).status_code == 403
