"""Consents, tokens and connections: the identity service of the stand-in (Xero reference 1)."""

import base64
import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid4, uuid5

from connectors.xero.sandbox import kinds
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.kinds import Kind
from connectors.xero.sandbox.moments import moment, moment_after, read_moment
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.refusals import Refused
from connectors.xero.sandbox.scopes import KNOWN_SCOPES
from connectors.xero.sandbox.web_tokens import signed_token

DEFAULT_CLIENT = ("sandbox", "sandbox-secret")
ACCESS_SECONDS = 30 * 60
CODE_SECONDS = 5 * 60
REFRESH_SECONDS = 60 * 24 * 3600
GRACE = timedelta(minutes=30)
CUSTOM, CONSENT = "custom", "consent"
VERIFIER_LENGTHS = range(43, 129)


class Denied(Exception):
    """An OAuth error, answered with 400 and `{"error": …}`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Who calls the token endpoint; a public client (PKCE) shows no secret."""

    client_id: str
    has_secret: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What a person is asked to allow."""

    redirect_uri: str
    scope: str
    challenge: str
    tenant_ids: Sequence[str] = ()


class Identity:
    """One app and one user, who may let it into the organisation, and into others that hold no books.

    `redirect_uris` of None takes any address that Xero would let register. `others` are the names of the user's other
    organisations: they can be allowed and are listed, and every call to them is turned away.
    """

    def __init__(
        self,
        organisation: Organisation,
        *,
        client_id: str = DEFAULT_CLIENT[0],
        client_secret: str = DEFAULT_CLIENT[1],
        redirect_uris: Iterable[str] | None = None,
        others: Sequence[str] = (),
    ) -> None:
        self.organisation = organisation
        self.client_id = client_id
        self.client_secret = client_secret
        self.redirect_uris = None if redirect_uris is None else frozenset(redirect_uris)
        self.others = {str(uuid5(NAMESPACE_URL, name)): name for name in others}
        if not organisation.of(kinds.CONNECTIONS):
            self.reconnect()

    @property
    def tenants(self) -> Mapping[str, str]:
        """The names of all organisations of the user, by their ids; the one with books comes first."""
        return {self.organisation.tenant_id: str(self.organisation.profile["Name"]), **self.others}

    def client(self, client_id: str, secret: str | None) -> Client:
        if client_id != self.client_id or (secret is not None and secret != self.client_secret):
            raise Denied("invalid_client")
        return Client(client_id=client_id, has_secret=secret is not None)

    def accepts_redirect_to(self, uri: str) -> bool:
        """https anywhere and http on localhost; 127.0.0.1 is refused as Xero refuses it (Xero reference 1.1)."""
        if self.redirect_uris is not None:
            return uri in self.redirect_uris
        parts = urlsplit(uri)
        return (parts.scheme == "https" and bool(parts.hostname)) or (
            parts.scheme == "http" and parts.hostname == "localhost"
        )

    def allow(self, consent: Consent) -> str:
        """Connect what the user chose and return the code that the app exchanges for tokens.

        What was allowed before stays allowed: the next list of connections holds all of it (Xero reference 1.4).
        """
        code = secrets.token_urlsafe(32)
        with self.organisation.changing():
            event = str(uuid4())
            for tenant_id in consent.tenant_ids or (self.organisation.tenant_id,):
                self._connect(CONSENT, event, tenant_id)
            self._put(
                kinds.CODES,
                {
                    "Code": code,
                    "RedirectUri": consent.redirect_uri,
                    "Scope": consent.scope,
                    "Challenge": consent.challenge,
                    "EventID": event,
                    "ExpiresAt": self._in(CODE_SECONDS),
                },
            )
        return code

    def exchange_code(self, client: Client, form: Document) -> Document:
        """Give tokens for a code, once, to whoever shows the same address and the verifier or the secret."""
        with self.organisation.changing():
            code = self.organisation.of(kinds.CODES).get(form.get("code", ""))
            if code is None:
                raise Denied("invalid_grant")
            self.organisation.remove(kinds.CODES, code["Code"])
            if code["RedirectUri"] != form.get("redirect_uri") or self._is_past(code):
                raise Denied("invalid_grant")
            if not _proves(code["Challenge"], form.get("code_verifier", "")):
                raise Denied("invalid_grant")
            if not code["Challenge"] and not client.has_secret:
                raise Denied("invalid_client")
            return self._issue(code["Scope"], code["EventID"], is_public=not client.has_secret)

    def refresh(self, client: Client, form: Document) -> Document:
        """Give new tokens for a refresh token, which is good for 30 minutes more in case the answer is lost."""
        with self.organisation.changing():
            token = self.organisation.of(kinds.REFRESH_TOKENS).get(form.get("refresh_token", ""))
            if token is None or self._is_past(token):
                raise Denied("invalid_grant")
            if not client.has_secret and not token["IsPublic"]:
                raise Denied("invalid_client")
            if "UsedAt" not in token:
                self._put(kinds.REFRESH_TOKENS, token | {"UsedAt": moment(self.organisation.now())})
            elif self.organisation.now() > read_moment(token["UsedAt"]) + GRACE:
                raise Denied("invalid_grant")
            return self._issue(token["Scope"], token["EventID"], is_public=token["IsPublic"])

    def give_custom(self, client: Client, form: Document) -> Document:
        """Give an access token to a custom connection: no refresh token, it just asks again."""
        if not client.has_secret:
            raise Denied("invalid_client")
        scope = form.get("scope", "") or " ".join(sorted(KNOWN_SCOPES))
        check_scope(scope)
        with self.organisation.changing():
            return self._access(scope, CUSTOM, str(uuid4()))

    def revoke(self, token: str) -> None:
        """End a consent: its tokens no longer work, and the organisation is no longer connected by it."""
        with self.organisation.changing():
            if token in self.organisation.of(kinds.REFRESH_TOKENS):
                self.invalidate_refresh_tokens()
                self._disconnect(CONSENT)

    def authorise(self, bearer: str | None, tenant_id: str) -> Document:
        """Return the access token of an API call; raises Refused with 401 or 403."""
        token = self.access_token(bearer)
        is_named = tenant_id == self.organisation.tenant_id or (not tenant_id and token["Flow"] == CUSTOM)
        if not is_named or not self._connections(token["Flow"], self.organisation.tenant_id):
            raise Refused(403, "Forbidden", "AuthenticationUnsuccessful")
        return token

    def access_token(self, bearer: str | None) -> Document:
        token = self.organisation.of(kinds.ACCESS_TOKENS).get(bearer or "")
        if token is None:
            raise Refused(401, "Unauthorized", "AuthenticationUnsuccessful")
        if self._is_past(token):
            expired = read_moment(token["ExpiresAt"]).strftime("%m/%d/%Y %H:%M:%S")
            raise Refused(401, "Unauthorized", f"TokenExpired: token expired at {expired}")
        return token

    def connections(self, token: Document, event_id: str = "") -> list[Document]:
        """Return the connections that a token may see, in the form of /connections."""
        shown = self._connections(token["Flow"])
        hidden = ("Flow", "UpdatedDateUTC")
        return [
            {name: value for name, value in connection.items() if name not in hidden}
            for connection in shown
            if event_id in ("", connection["authEventId"])
        ]

    def remove_connection(self, token: Document, identity: str) -> bool:
        """Take one organisation away from whoever shows a token that sees it; the tokens go on for the others."""
        with self.organisation.changing():
            if identity not in {connection["id"] for connection in self._connections(token["Flow"])}:
                return False
            self.organisation.remove(kinds.CONNECTIONS, identity)
            return True

    def expire_access_tokens(self) -> None:
        with self.organisation.changing():
            for token in list(self.organisation.of(kinds.ACCESS_TOKENS).values()):
                self._put(kinds.ACCESS_TOKENS, token | {"ExpiresAt": self._in(0)})

    def invalidate_refresh_tokens(self) -> None:
        with self.organisation.changing():
            for token in list(self.organisation.of(kinds.REFRESH_TOKENS)):
                self.organisation.remove(kinds.REFRESH_TOKENS, token)

    def disconnect(self) -> None:
        """Do what a user does who takes the app's access away inside Xero."""
        with self.organisation.changing():
            self._disconnect(CUSTOM)
            self._disconnect(CONSENT)

    def reconnect(self) -> None:
        """Authorise the custom connection (again)."""
        with self.organisation.changing():
            self._connect(CUSTOM, str(uuid4()), self.organisation.tenant_id)

    def _issue(self, scope: str, event: str, *, is_public: bool) -> Document:
        answer = self._access(scope, CONSENT, event)
        scopes = scope.split()
        if "openid" in scopes:
            answer["id_token"] = signed_token({"auth_time": int(self.organisation.now().timestamp()), "sid": event})
        if "offline_access" in scopes:
            answer["refresh_token"] = secrets.token_urlsafe(32)
            self._put(
                kinds.REFRESH_TOKENS,
                {
                    "Token": answer["refresh_token"],
                    "ExpiresAt": self._in(REFRESH_SECONDS),
                    "Scope": scope,
                    "EventID": event,
                    "IsPublic": is_public,
                },
            )
        return answer

    def _access(self, scope: str, flow: str, event: str) -> Document:
        expires = int(self.organisation.now().timestamp()) + ACCESS_SECONDS
        claims = {"client_id": self.client_id, "authentication_event_id": event, "scope": scope.split(), "exp": expires}
        token = signed_token(claims | {"jti": secrets.token_hex(16)})
        self._put(
            kinds.ACCESS_TOKENS,
            {"Token": token, "ExpiresAt": self._in(ACCESS_SECONDS), "Scope": scope, "Flow": flow, "EventID": event},
        )
        return {"access_token": token, "expires_in": ACCESS_SECONDS, "token_type": "Bearer", "scope": scope}

    def _connect(self, flow: str, event: str, tenant_id: str) -> None:
        known = next(iter(self._connections(flow, tenant_id)), None)
        now = f"{moment(self.organisation.now())}0000"
        self._put(
            kinds.CONNECTIONS,
            {
                "id": known["id"] if known else str(uuid4()),
                "authEventId": event,
                "tenantId": tenant_id,
                "tenantType": "ORGANISATION",
                "tenantName": self.tenants[tenant_id],
                "createdDateUtc": known["createdDateUtc"] if known else now,
                "updatedDateUtc": now,
                "Flow": flow,
            },
        )

    def _connections(self, flow: str, tenant_id: str = "") -> list[Document]:
        connections = self.organisation.of(kinds.CONNECTIONS).values()
        return [one for one in connections if one["Flow"] == flow and tenant_id in ("", one["tenantId"])]

    def _disconnect(self, flow: str) -> None:
        for connection in self._connections(flow):
            self.organisation.remove(kinds.CONNECTIONS, connection["id"])

    def _put(self, kind: Kind, document: Document) -> None:
        self.organisation.put(kind, document)

    def _in(self, seconds: float) -> str:
        return moment_after(self.organisation.now(), seconds)

    def _is_past(self, document: Document) -> bool:
        return self.organisation.now() >= read_moment(document["ExpiresAt"])


def check_scope(scope: str) -> None:
    if set(scope.split()) - KNOWN_SCOPES:
        raise Denied("invalid_scope")


def _proves(challenge: str, verifier: str) -> bool:
    """Check a PKCE verifier against the S256 challenge it was announced with (Xero reference 1.2)."""
    if not challenge:
        return True
    digest = hashlib.sha256(verifier.encode()).digest()
    return len(verifier) in VERIFIER_LENGTHS and base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge
