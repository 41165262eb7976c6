"""Who we are to Xero: tokens by client credentials, or by authorisation code with PKCE and rotating refresh tokens.

Xero reference 1. A refresh token is used once; whoever refreshes holds `TokenStore.refreshing`, reads again, and saves
the new pair before using it. When the answer to a refresh is lost, the old token still works for 30 minutes, so trying
again with what is stored is right.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlencode

import msgspec
import requests
from requests.auth import AuthBase

from connectors.errors import NotConnected, Refused, TryLater
from connectors.ports import TokenSet, TokenStore
from connectors.sentences import gettext as _
from connectors.sentences import gettext_noop


@dataclass(frozen=True, slots=True)
class Scope:
    """Something the app asks for, and what for, in words that a bookkeeper would use."""

    name: str
    reason: str


# Granular scopes: all that an app made since March 2026 can get (Xero reference 1.6).
SCOPE_TABLE = (
    Scope("openid", gettext_noop("To let you log in at Xero.")),
    Scope("profile", gettext_noop("To let you log in at Xero: your name. It is not kept here.")),
    Scope("email", gettext_noop("To let you log in at Xero: your e-mail address. It is not kept here.")),
    Scope("offline_access", gettext_noop("To go on working while you are not logged in: at night, and every hour.")),
    Scope(
        "accounting.invoices",
        gettext_noop("To write purchase orders, bills and supplier credit notes, and to see what became of them."),
    ),
    Scope("accounting.contacts", gettext_noop("To find your suppliers among the contacts, and to add new ones.")),
    Scope(
        "accounting.settings",
        gettext_noop(
            "To add budget codes as items and projects as options of the tracking category, and to read accounts, tax"
            " rates and lock dates."
        ),
    ),
    Scope(
        "accounting.attachments",
        gettext_noop("To attach the evidence of a decision to the bill or order it was about, when you ask for it."),
    ),
    Scope(
        "accounting.payments.read",
        gettext_noop("To read what was paid on the bills. No payment is ever made or changed from here."),
    ),
    Scope(
        "accounting.banktransactions.read",
        gettext_noop("To read money spent on a job without a bill, for the job costs. The bank feed is left alone."),
    ),
)
SCOPES = " ".join(scope.name for scope in SCOPE_TABLE)
# What an access token can be used for; the others are about the log-in and do not come back in every answer.
WORKING_SCOPES = frozenset(scope.name for scope in SCOPE_TABLE if scope.name.startswith("accounting."))
# A refresh token that was not used for so long is worth nothing (Xero reference 1.4).
REFRESH_TOKEN_LIFE = timedelta(days=60)
TIMEOUT = (5, 15)
EARLY = timedelta(seconds=60)
RETRY_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """The Xero app that a connection is made through, and where its identity service answers."""

    client_id: str
    client_secret: str
    identity_url: str
    login_url: str


class TokenAnswer(msgspec.Struct):
    access_token: str
    expires_in: int
    refresh_token: str = ""
    scope: str = ""


class Organisation(msgspec.Struct, rename="camel"):
    """One row of GET /connections."""

    id: str
    tenant_id: str
    tenant_type: str = ""
    tenant_name: str = ""


class XeroAuth(AuthBase):
    """Signs requests with a valid access token, refreshing it first when it is about to expire."""

    def __init__(self, app: App, store: TokenStore, *, custom_connection: bool) -> None:
        self.app = app
        self.store = store
        self.custom_connection = custom_connection

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.access_token()}"
        return request

    def access_token(self) -> str:
        """Return a token that is valid for at least a minute; raises `NotConnected` or `TryLater`."""
        tokens = self.store.load()
        if tokens and tokens.expires_at - EARLY > datetime.now(UTC):
            return tokens.access_token
        return self.renew(used=bearer(tokens) if tokens else "")

    def renew(self, *, used: str) -> str:
        """Replace the token that a request was signed with, unless another process has done so meanwhile."""
        with self.store.refreshing():
            current = self.store.load()
            if current and bearer(current) != used and current.expires_at > datetime.now(UTC):
                return current.access_token
            try:
                tokens = request_tokens(self.app, self.grant(current))
            except Refused as refusal:
                self.store.mark_expired()
                raise NotConnected(
                    _("Xero did not renew the authorisation (%(reason)s). Connect again.") % {"reason": refusal}
                ) from refusal
            self.store.save(tokens)
            return tokens.access_token

    def grant(self, tokens: TokenSet | None) -> dict[str, str]:
        if self.custom_connection:
            return {"grant_type": "client_credentials"}
        if not tokens or not tokens.refresh_token:
            raise NotConnected(_("Nobody has authorised this connection yet. Connect to Xero first."))
        return {"grant_type": "refresh_token", "refresh_token": tokens.refresh_token}


def bearer(tokens: TokenSet) -> str:
    """Return the header that a request bears."""
    return f"Bearer {tokens.access_token}"


def request_tokens(app: App, grant: Mapping[str, str]) -> TokenSet:
    """Return the token set for a grant; raises `Refused` with OAuth's error code, or `TryLater`."""
    asked_at = datetime.now(UTC)
    try:
        answer = requests.post(
            f"{app.identity_url}/connect/token", data=grant, auth=(app.client_id, app.client_secret), timeout=TIMEOUT
        )
    except requests.RequestException as error:
        raise TryLater(_("Xero's sign-in service does not answer."), until=asked_at + RETRY_AFTER) from error
    if answer.status_code in (400, 401):
        raise Refused(oauth_error(answer))
    if not answer.ok:
        raise TryLater(_("Xero's sign-in service is out of order."), until=asked_at + RETRY_AFTER)
    try:
        tokens = msgspec.json.decode(answer.content, type=TokenAnswer)
    except msgspec.DecodeError as error:
        raise TryLater(_("Xero's sign-in service cannot be understood."), until=asked_at + RETRY_AFTER) from error
    return TokenSet(
        access_token=tokens.access_token,
        expires_at=asked_at + timedelta(seconds=tokens.expires_in),
        refresh_token=tokens.refresh_token,
        scope=tokens.scope,
    )


def oauth_error(answer: requests.Response) -> str:
    try:
        return str(msgspec.json.decode(answer.content, type=dict[str, object]).get("error", "refused"))
    except msgspec.DecodeError:
        return f"status {answer.status_code}"


def authorisation_url(app: App, *, redirect_uri: str, state: str, verifier: str) -> str:
    """Return the address of Xero's consent page (authorisation code with PKCE, S256)."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": redirect_uri,
        "scope": SCOPES,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return f"{app.login_url}/identity/connect/authorize?{urlencode(query)}"


def new_verifier() -> str:
    """Return a PKCE code verifier: 43 to 128 unreserved characters."""
    return secrets.token_urlsafe(64)


def exchange_code(app: App, *, code: str, redirect_uri: str, verifier: str) -> TokenSet:
    """Return the first token set for an authorisation code, which works once and for five minutes."""
    grant = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, "code_verifier": verifier}
    return request_tokens(app, grant)


def organisations(api_url: str, access_token: str) -> list[Organisation]:
    """Return the organisations that a token may see (GET /connections; counts against no limit)."""
    try:
        answer = requests.get(
            f"{api_url}/connections",
            headers={"Authorization": f"Bearer {access_token}", "Accept": "application/json"},
            timeout=TIMEOUT,
        )
        answer.raise_for_status()
        return msgspec.json.decode(answer.content, type=list[Organisation])
    except (requests.RequestException, msgspec.DecodeError) as error:
        later = datetime.now(UTC) + RETRY_AFTER
        raise TryLater(_("Xero does not say which organisations there are."), until=later) from error


def remove_connection(api_url: str, access_token: str, connection_id: str) -> None:
    """Take one organisation away from the app (DELETE /connections/{id}); the others stay open to the token.

    One that is gone already is as good as removed. Raises `TryLater`.
    """
    try:
        answer = requests.delete(
            f"{api_url}/connections/{connection_id}",
            headers={"Authorization": f"Bearer {access_token}", "Accept": "application/json"},
            timeout=TIMEOUT,
        )
        if answer.status_code != HTTPStatus.NOT_FOUND:
            answer.raise_for_status()
    except requests.RequestException as error:
        later = datetime.now(UTC) + RETRY_AFTER
        raise TryLater(_("Xero did not take the organisation away from the app."), until=later) from error


def revoke(app: App, refresh_token: str) -> None:
    """End the consent: its tokens, and every organisation that its person has opened to the app. Raises `TryLater`."""
    try:
        answer = requests.post(
            f"{app.identity_url}/connect/revocation",
            data={"token": refresh_token},
            auth=(app.client_id, app.client_secret),
            timeout=TIMEOUT,
        )
        answer.raise_for_status()
    except requests.RequestException as error:
        later = datetime.now(UTC) + RETRY_AFTER
        raise TryLater(_("Xero did not end the authorisation."), until=later) from error
