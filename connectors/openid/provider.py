"""The provider's addresses and its answers. What it says of itself, and its keys, are kept for an hour."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session

from connectors.openid.errors import NotGiven, Unreachable, Untrustworthy
from connectors.openid.identity import Identity, identity_from, proven

SCOPE = "openid profile email"
TIMEOUT = (5, 15)
KEEP_SECONDS = 3600
WELL_KNOWN = "/.well-known/openid-configuration"
# Address → when it was read, what it said.
_read: dict[str, tuple[float, dict[str, Any]]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """This installation, as it is registered with the provider."""

    issuer: str
    client_id: str
    client_secret: str
    redirect_uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A sign-in that was begun: where the browser goes, and what has to be remembered until it comes back."""

    address: str
    state: str
    nonce: str
    verifier: str


def start(client: Client) -> Started:
    """Raises `Unreachable`."""
    state, nonce, verifier = (secrets.token_urlsafe(48) for _n in range(3))
    with session_of(client) as session:
        address, _state = session.create_authorization_url(
            described(client)["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
        )
    return Started(address=address, state=state, nonce=nonce, verifier=verifier)


def finish(client: Client, *, code: str, nonce: str, verifier: str) -> Identity:
    """Exchange the code that the browser brought for a proven identity; raises a `ProviderError`."""
    about = described(client)
    with session_of(client) as session:
        tokens = fetch_tokens(session, about, code, verifier)
        claims = proven(
            tokens.get("id_token", ""),
            lambda anew: read(about["jwks_uri"], anew=anew),
            issuer=client.issuer,
            client_id=client.client_id,
            nonce=nonce,
            access_token=tokens.get("access_token", ""),
        )
        if "email" not in claims and about.get("userinfo_endpoint"):
            claims = {**user_info(session, about["userinfo_endpoint"], claims["sub"]), **claims}
    return identity_from(client.issuer, claims)


def session_of(client: Client) -> Any:
    return OAuth2Session(
        client.client_id,
        client.client_secret,
        scope=SCOPE,
        redirect_uri=client.redirect_uri,
        code_challenge_method="S256",
        default_timeout=TIMEOUT,
    )


def described(client: Client) -> dict[str, Any]:
    """Return what the provider says of itself (OpenID Connect Discovery 4)."""
    about = read(f"{client.issuer.rstrip('/')}{WELL_KNOWN}")
    if about.get("issuer") != client.issuer:
        raise Untrustworthy(f"{client.issuer} calls itself {about.get('issuer')}")
    missing = {"authorization_endpoint", "token_endpoint", "jwks_uri"} - set(about)
    if missing:
        raise Unreachable(f"{client.issuer} does not name its {', '.join(sorted(missing))}")
    return about


def fetch_tokens(session: Any, about: Mapping[str, Any], code: str, verifier: str) -> dict[str, Any]:
    try:
        return dict(session.fetch_token(about["token_endpoint"], code=code, code_verifier=verifier))
    except OAuthError as error:
        raise NotGiven(str(error)) from error
    except (requests.RequestException, ValueError) as error:
        raise Unreachable(f"{about['token_endpoint']}: {error}") from error


def user_info(session: Any, address: str, subject: str) -> dict[str, Any]:
    """Return more about whom the token is about; about anybody else it is worth nothing (Core 5.3.2)."""
    try:
        answer = session.get(address)
        answer.raise_for_status()
        claims = msgspec.json.decode(answer.content, type=dict[str, Any])
    except (requests.RequestException, msgspec.DecodeError) as error:
        raise Unreachable(f"{address}: {error}") from error
    if claims.get("sub") != subject:
        raise Untrustworthy("The user info is about somebody else.")
    return claims


def read(address: str, *, anew: bool = False) -> dict[str, Any]:
    """Return a JSON object from the provider, kept for an hour unless it is to be read anew; raises `Unreachable`."""
    read_at, kept = _read.get(address, (0.0, {}))
    if kept and not anew and time.monotonic() - read_at < KEEP_SECONDS:
        return kept
    try:
        answer = requests.get(address, timeout=TIMEOUT, headers={"Accept": "application/json"})
        answer.raise_for_status()
        said = msgspec.json.decode(answer.content, type=dict[str, Any])
    except (requests.RequestException, msgspec.DecodeError) as error:
        raise Unreachable(f"{address}: {error}") from error
    _read[address] = (time.monotonic(), said)
    return said
