"""Tokens: custom connections, authorisation code with PKCE, rotating refresh tokens."""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from connectors.errors import NotConnected, Refused, TryLater
from connectors.ports import TokenSet
from connectors.xero import auth
from connectors.xero.sandbox import Organisation, Sandbox

REDIRECT = "http://localhost:8000/connect/done/"


class Store:
    """A token store in memory, with a lock as its lease."""

    def __init__(self, tokens=None):
        self.tokens = tokens
        self.lock = threading.Lock()
        self.saved = []
        self.is_expired = False

    def load(self):
        return self.tokens

    def save(self, tokens):
        self.tokens = tokens
        self.saved.append(tokens)

    @contextmanager
    def refreshing(self):
        with self.lock:
            yield

    def mark_expired(self):
        self.is_expired = True

    def mark_disconnected(self):
        raise AssertionError("Nothing here is turned away by the organisation.")


@pytest.fixture
def running():
    with Sandbox(organisation=Organisation.seeded()) as sandbox:
        yield sandbox


@pytest.fixture
def app(running):
    return auth.App(
        client_id=running.client_id,
        client_secret=running.client_secret,
        identity_url=running.url,
        login_url=running.url,
    )


def consent(app, verifier, state="a state"):
    """Walk through the consent page as a person does, and return where it sends the browser back to."""
    browser = requests.Session()
    page = auth.authorisation_url(app, redirect_uri=REDIRECT, state=state, verifier=verifier)
    query = {name: values[0] for name, values in parse_qs(urlsplit(page).query).items()}
    assert browser.get(page).status_code == 200
    answer = browser.post(
        f"{app.login_url}/identity/connect/authorize",
        data={**query, "answer": "allow"},
        headers={"Origin": app.login_url},
        allow_redirects=False,
    )
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def authorised(app):
    verifier = auth.new_verifier()
    code = consent(app, verifier)["code"]
    return auth.exchange_code(app, code=code, redirect_uri=REDIRECT, verifier=verifier)


def stale(tokens):
    return TokenSet(access_token=tokens.access_token, refresh_token=tokens.refresh_token, expires_at=datetime.now(UTC))


def test_custom_connection_gets_a_token_by_asking(app):
    store = Store()
    signer = auth.XeroAuth(app, store, custom_connection=True)
    assert signer.access_token() == store.tokens.access_token
    assert store.tokens.refresh_token == ""


def test_valid_token_is_used_without_asking_again(app):
    store = Store()
    signer = auth.XeroAuth(app, store, custom_connection=True)
    assert signer.access_token() == signer.access_token()
    assert len(store.saved) == 1


def test_authorisation_code_brings_tokens_for_the_organisation(app, running):
    tokens = authorised(app)
    (organisation,) = auth.organisations(running.url, tokens.access_token)
    assert organisation.tenant_id == running.organisation.tenant_id
    assert tokens.refresh_token


def test_state_comes_back_as_it_was_sent(app):
    assert consent(app, auth.new_verifier(), state="x y/z")["state"] == "x y/z"


def test_code_is_worth_nothing_without_its_verifier(app):
    code = consent(app, auth.new_verifier())["code"]
    with pytest.raises(Refused):
        auth.exchange_code(app, code=code, redirect_uri=REDIRECT, verifier=auth.new_verifier())


def test_refresh_replaces_both_tokens(app):
    first = authorised(app)
    store = Store(stale(first))
    auth.XeroAuth(app, store, custom_connection=False).access_token()
    assert store.tokens.access_token != first.access_token
    assert store.tokens.refresh_token != first.refresh_token


def test_two_processes_that_refresh_together_use_one_refresh_token(app):
    store = Store(stale(authorised(app)))
    signers = [auth.XeroAuth(app, store, custom_connection=False) for _ in range(4)]
    got = []
    threads = [threading.Thread(target=lambda signer=signer: got.append(signer.access_token())) for signer in signers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.saved) == 1
    assert set(got) == {store.tokens.access_token}


def test_answer_to_a_refresh_that_was_lost_is_no_harm(app, running):
    store = Store(stale(authorised(app)))
    running.faults.add("drop_after_commit", method="POST", path="/connect/token")
    signer = auth.XeroAuth(app, store, custom_connection=False)
    with pytest.raises(TryLater):
        signer.access_token()
    assert signer.access_token() == store.tokens.access_token


def test_revoked_authorisation_asks_for_a_person(app, running):
    store = Store(stale(authorised(app)))
    running.faults.add("invalidate_refresh_token")
    with pytest.raises(NotConnected, match="Connect again"):
        auth.XeroAuth(app, store, custom_connection=False).access_token()
    assert store.is_expired


def test_connection_that_nobody_authorised_says_so(app):
    with pytest.raises(NotConnected, match="Nobody has authorised"):
        auth.XeroAuth(app, Store(), custom_connection=False).access_token()


def test_silent_sign_in_service_is_tried_later(app, running):
    running.faults.add("drop_before", method="POST", path="/connect/token")
    with pytest.raises(TryLater) as caught:
        auth.XeroAuth(app, Store(), custom_connection=True).access_token()
    assert caught.value.until - datetime.now(UTC) < timedelta(minutes=2)
