"""The only place that builds a connector from what is configured, and the only one that names `connectors.xero`."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import requests
from django.conf import settings as installation

from connectors.documents import Document
from connectors.errors import NotConnected, Refused
from connectors.ports import Ledger, TokenSet
from connectors.sentences import gettext as _
from connectors.xero.auth import (
    REFRESH_TOKEN_LIFE,
    SCOPE_TABLE,
    WORKING_SCOPES,
    App,
    Scope,
    XeroAuth,
    authorisation_url,
    exchange_code,
    new_verifier,
    organisations,
    remove_connection,
    request_tokens,
    revoke,
)
from connectors.xero.client import XeroClient
from connectors.xero.ledger import XeroLedger
from connectors.xero.redacting import redacted, redacted_path
from connectors.xero.resources import batch_to_body
from erp_integrations.models import CallJournal, Connection, ConnectionTokens, IntegrationSettings, OrganisationQuota

__all__ = [
    "bring_to_sandbox",
    "consent_url",
    "exchange",
    "ledger",
    "redacted",
    "redacted_path",
    "request_body",
    "serve_sandbox",
    "sign_in",
    "xero_app",
]

# A pile of some hundred papers takes the stand-in a second or two.
BOOKKEEPING_SECONDS = 60


def xero_app() -> App:
    """Return the Xero app that the environment names."""
    return App(
        client_id=installation.XERO_CLIENT_ID,
        client_secret=installation.XERO_CLIENT_SECRET,
        identity_url=installation.XERO_IDENTITY_URL,
        login_url=installation.XERO_LOGIN_URL,
    )


def ledger() -> Ledger:
    """Return the organisation that this installation is connected to; raises `NotConnected`."""
    connection = Connection.current()
    if connection is None:
        raise NotConnected(_("No Xero organisation is connected. An admin connects one."))
    if connection.status == Connection.Status.ENDED:
        raise NotConnected(_("The connection was ended by a person. An admin connects to Xero again."))
    custom = connection.kind == Connection.Kind.CUSTOM
    if connection.status == Connection.Status.EXPIRED and not custom:
        # Xero said that the refresh token is worth nothing any more: asking again each minute helps nobody.
        raise NotConnected(_("The authorisation has ended. An admin connects to Xero again."))
    client = XeroClient(
        installation.XERO_API_URL,
        connection.tenant_id,
        auth=XeroAuth(xero_app(), ConnectionTokens(connection), custom_connection=custom),
        quota=OrganisationQuota(connection.tenant_id),
        log=CallJournal(),
    )
    return XeroLedger(
        client,
        tracking_category=IntegrationSettings.load().tracking_category,
        is_doubtful=connection.status != Connection.Status.CONNECTED,
    )


def sign_in() -> tuple[TokenSet, list[tuple[str, str]]]:
    """Return the tokens of a custom connection, and the id and name of each organisation that they open.

    Raises `Refused` when Xero does not know the client id and secret, and `TryLater`.
    """
    return with_organisations(request_tokens(xero_app(), {"grant_type": "client_credentials"}))


def consent_url(redirect_uri: str, state: str) -> tuple[str, str]:
    """Return the address of Xero's consent page, and the PKCE verifier to keep until the browser is back."""
    verifier = new_verifier()
    return authorisation_url(xero_app(), redirect_uri=redirect_uri, state=state, verifier=verifier), verifier


def exchange(code: str, redirect_uri: str, verifier: str) -> tuple[TokenSet, list[tuple[str, str]]]:
    """Return the tokens for an authorisation code, and the organisations they open; raises `Refused`, `TryLater`."""
    return with_organisations(exchange_code(xero_app(), code=code, redirect_uri=redirect_uri, verifier=verifier))


def with_organisations(tokens: TokenSet) -> tuple[TokenSet, list[tuple[str, str]]]:
    """A practice is no organisation: it has no books of its own (Xero reference 1.5)."""
    found = organisations(installation.XERO_API_URL, tokens.access_token)
    own_books = [one for one in found if one.tenant_type in ("", "ORGANISATION")]
    return tokens, [(organisation.tenant_id, organisation.tenant_name) for organisation in own_books]


def scopes() -> Sequence[Scope]:
    """Return what the app asks Xero for, each with what for."""
    return SCOPE_TABLE


def missing_scopes(granted: str) -> list[Scope]:
    """Return what the tool works with and Xero did not grant; nothing where Xero did not say what it granted."""
    held = set(granted.split())
    return [scope for scope in SCOPE_TABLE if held and scope.name in WORKING_SCOPES - held]


def unused_tokens_end_at(connection: Connection) -> datetime | None:
    """Return when Xero forgets the authorisation if nothing renews it; None where there is nothing to forget."""
    return connection.renewed_at + REFRESH_TOKEN_LIFE if connection.refresh_token and connection.renewed_at else None


def end_at_xero(connection: Connection) -> None:
    """Take our organisation away from the app at Xero; raises `ConnectorError` when Xero does not.

    Revoking ends everything that the same person has opened to the app, and another installation may live on that. So
    it is done only where ours is the last organisation; otherwise only ours is taken away. A custom connection is ended
    in Xero's list of apps alone.
    """
    tokens = ConnectionTokens(connection)
    if connection.kind == Connection.Kind.CUSTOM or not connection.refresh_token:
        return
    access_token = XeroAuth(xero_app(), tokens, custom_connection=False).access_token()
    open_to_app = organisations(installation.XERO_API_URL, access_token)
    ours = [one for one in open_to_app if one.tenant_id == connection.tenant_id]
    if len(open_to_app) > len(ours):
        for one in ours:
            remove_connection(installation.XERO_API_URL, access_token, one.id)
        return
    kept = tokens.load()
    if kept:
        revoke(xero_app(), kept.refresh_token)


def request_body(document: Document) -> bytes:
    """Return the JSON that would be posted for one document. Goes nowhere, and needs no connection."""
    return batch_to_body([document])


def serve_sandbox(host: str, port: int, store: Path, others: Sequence[str] = ()) -> None:
    """Serve the stand-in organisation until the process is told to stop; the others can be allowed and are empty."""
    from connectors.xero.sandbox import serve  # noqa: PLC0415 - nothing but this command needs its web framework

    serve(host, port, store, others)


def bring_to_sandbox(pile: Sequence[Any]) -> None:
    """Have the bookkeeper of the stand-in organisation enter what is not entered yet; raises `Refused`.

    Xero itself has no such address: what people enter there, no app enters for them.
    """
    address = f"{installation.XERO_API_URL}/sandbox/bookkeeping"
    try:
        answer = requests.post(address, json=pile, timeout=BOOKKEEPING_SECONDS)
    except requests.RequestException as error:
        raise Refused(str(error)) from error
    if not answer.ok:
        raise Refused(f"{address}: {answer.text.strip()}")
