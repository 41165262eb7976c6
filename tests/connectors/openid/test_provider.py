"""What proves who somebody is, and what does not. Over real HTTP, with a provider that lies."""

from dataclasses import replace

import pytest

from connectors import openid
from connectors.openid import Client, NotGiven, Unreachable, Untrustworthy
from connectors.openid.identity import identity_from
from tests.connectors.openid.provider import CLIENT_ID, CLIENT_SECRET, Provider

REDIRECT = "http://localhost:8000/login/provider/done/"


@pytest.fixture
def provider():
    with Provider() as running:
        yield running


@pytest.fixture
def client(provider):
    return Client(issuer=provider.url, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, redirect_uri=REDIRECT)


def sign_in(client, provider, **changes):
    started = openid.start(client)
    back = provider.consent(started.address)
    assert back["state"] == started.state
    given = {"code": back["code"], "nonce": started.nonce, "verifier": started.verifier} | changes
    return openid.finish(client, **given)


def test_code_is_exchanged_for_a_proven_identity(client, provider):
    provider.claims |= {"preferred_username": "grace", "given_name": "Grace", "family_name": "Okafor"}
    identity = sign_in(client, provider)
    assert (identity.issuer, identity.subject) == (provider.url, "0001")
    assert (identity.email, identity.is_email_verified) == ("grace@harborridge.example", True)
    assert (identity.username, identity.first_name, identity.last_name) == ("grace", "Grace", "Okafor")


def test_each_sign_in_has_its_own_state_nonce_and_verifier(client):
    one, other = openid.start(client), openid.start(client)
    assert not {one.state, one.nonce, one.verifier} & {other.state, other.nonce, other.verifier}


@pytest.mark.parametrize("signature", ["none", "another key", "public key"])
def test_signature_that_is_not_the_providers_proves_nothing(client, provider, signature):
    provider.signs_with = signature
    with pytest.raises(Untrustworthy):
        sign_in(client, provider)


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "another application"},
        {"aud": "another application", "azp": "erp"},
        {"aud": ["erp", "another"], "azp": "another"},
        {"iss": "https://another.example"},
        {"nonce": "of another sign-in"},
        {"exp": 1_000_000_000},
        {"iat": 4_000_000_000},
        {"nbf": 4_000_000_000},
    ],
    ids=str,
)
def test_claim_that_is_wrong_proves_nothing(client, provider, wrong):
    provider.lie = lambda claims: claims | wrong
    with pytest.raises(Untrustworthy):
        sign_in(client, provider)


@pytest.mark.parametrize("missing", ["aud", "iss", "nonce", "exp", "sub"])
def test_claim_that_is_missing_proves_nothing(client, provider, missing):
    provider.lie = lambda claims: {name: value for name, value in claims.items() if name != missing}
    with pytest.raises(Untrustworthy):
        sign_in(client, provider)


def test_clock_of_the_provider_may_be_a_minute_off(client, provider):
    provider.lie = lambda claims: claims | {"exp": claims["iat"] - 60, "iat": claims["iat"] + 60}
    assert sign_in(client, provider).subject == "0001"


def test_keys_are_read_once_and_again_when_the_provider_signs_with_a_new_one(client, provider):
    sign_in(client, provider)
    sign_in(client, provider)
    assert provider.key_reads == 1
    provider.renew_key()
    assert sign_in(client, provider).subject == "0001"
    assert provider.key_reads == 2


def test_code_of_somebody_else_is_worth_nothing_without_the_verifier(client, provider):
    with pytest.raises(NotGiven):
        sign_in(client, provider, verifier="x" * 64)


def test_code_works_once(client, provider):
    started = openid.start(client)
    code = provider.consent(started.address)["code"]
    openid.finish(client, code=code, nonce=started.nonce, verifier=started.verifier)
    with pytest.raises(NotGiven):
        openid.finish(client, code=code, nonce=started.nonce, verifier=started.verifier)


def test_address_that_is_not_in_the_token_is_asked_for(client, provider):
    del provider.claims["email"]
    provider.user_info = {"sub": "0001", "email": "grace@harborridge.example", "email_verified": True}
    assert sign_in(client, provider).email == "grace@harborridge.example"


def test_what_is_told_of_somebody_else_is_not_believed(client, provider):
    del provider.claims["email"]
    provider.user_info = {"sub": "0002", "email": "admin@harborridge.example", "email_verified": True}
    with pytest.raises(Untrustworthy):
        sign_in(client, provider)


def test_provider_that_calls_itself_otherwise_is_not_believed(client, provider):
    with pytest.raises(Untrustworthy):
        openid.start(replace(client, issuer=provider.url + "/"))


def test_provider_that_does_not_answer_is_unreachable(client, provider):
    provider.close()
    with pytest.raises(Unreachable):
        openid.start(client)


@pytest.mark.parametrize("value", ["false", 1, None])
def test_only_a_clear_yes_verifies_an_address(client, provider, value):
    provider.claims["email_verified"] = value
    assert not sign_in(client, provider).is_email_verified


@pytest.mark.parametrize("subject", [None, "", 7, ["7"], {"id": 7}])
def test_identity_without_a_text_for_a_subject_is_nobodys(subject):
    """Two of them would be one and the same person."""
    with pytest.raises(Untrustworthy):
        identity_from("https://provider.example", {"sub": subject, "email": "ana@example.com", "email_verified": True})
