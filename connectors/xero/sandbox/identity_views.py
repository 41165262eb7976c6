"""The token endpoints, /connections, and the page on which a person allows an app in."""

import base64
import binascii
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from connectors.xero.sandbox.api import no_bearer, refusal
from connectors.xero.sandbox.exchange import json_response, observed
from connectors.xero.sandbox.identity import Client, Consent, Denied, Identity, check_scope
from connectors.xero.sandbox.refusals import NotFound, Refused
from connectors.xero.sandbox.same_origin import is_same_origin
from connectors.xero.sandbox.standin import StandIn

CONNECTIONS = "/connections"
SCOPE_WORDS = {
    "accounting.invoices": "Read and write bills, credit notes and purchase orders",
    "accounting.transactions": "Read and write bills, payments and spend money transactions",
    "accounting.contacts": "Read and write contacts",
    "accounting.settings": "Read and write items, accounts and tracking categories",
    "accounting.payments": "Read and write payments",
    "accounting.banktransactions": "Read and write spend money transactions",
    "offline_access": "Keep working while you are not signed in",
}
SIGN_IN_SCOPES = ("openid", "profile", "email")


def add_identity_views(app: Flask, standin: StandIn) -> None:
    identity = standin.identity

    def token() -> Response:
        return _oauth_answer(identity)

    def revocation() -> Response:
        try:
            _client(identity)
        except Denied as denied:
            return json_response({"error": str(denied)}, 400)
        identity.revoke(request.form.get("token", ""))
        return Response(status=200)

    def connections(connection_id: str = "") -> Response:
        return _connections(identity, connection_id)

    app.add_url_rule("/connect/token", "token", observed(standin, token), methods=["POST"])
    app.add_url_rule("/connect/revocation", "revocation", observed(standin, revocation), methods=["POST"])
    view = observed(standin, connections)
    app.add_url_rule(CONNECTIONS, "connections", view, methods=["GET"])
    app.add_url_rule(f"{CONNECTIONS}/<connection_id>", "connection", view, methods=["DELETE"])
    app.wsgi_app = _with_connections_in_any_case(app.wsgi_app)  # type: ignore[method-assign, assignment]
    app.add_url_rule(
        "/identity/connect/authorize", "authorize", lambda: _consent_page(standin), methods=["GET", "POST"]
    )


def _with_connections_in_any_case(application: WSGIApplication) -> WSGIApplication:
    """The specification writes /Connections, the documentation /connections, and Xero takes either."""

    def run(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"].lower().startswith(CONNECTIONS):
            environ["PATH_INFO"] = environ["PATH_INFO"].lower()
        return application(environ, start_response)

    return run


def _oauth_answer(identity: Identity) -> Response:
    grants = {
        "authorization_code": identity.exchange_code,
        "refresh_token": identity.refresh,
        "client_credentials": identity.give_custom,
    }
    try:
        grant = grants.get(request.form.get("grant_type", ""))
        if grant is None:
            raise Denied("unsupported_grant_type")
        return json_response(grant(_client(identity), request.form.to_dict()))
    except Denied as denied:
        return json_response({"error": str(denied)}, 400)


def _client(identity: Identity) -> Client:
    """Read who calls from the Basic header, or from the form as public clients write it."""
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return identity.client(request.form.get("client_id", ""), request.form.get("client_secret"))
    try:
        client_id, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Denied("invalid_client") from error
    return identity.client(client_id, secret)


def _connections(identity: Identity, connection_id: str) -> Response:
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        answer = no_bearer()
        return Response(answer.text, answer.status, content_type=answer.content_type)
    try:
        token = identity.access_token(bearer)
    except Refused as refused:
        return json_response(refusal(refused).payload, refused.status)
    if request.method == "GET":
        return json_response(identity.connections(token, request.args.get("authEventId", "")))
    return Response(status=204) if identity.remove_connection(token, connection_id.lower()) else _unknown_connection()


def _unknown_connection() -> Response:
    return Response(str(NotFound()), 404, content_type="text/plain; charset=utf-8")


def _consent_page(standin: StandIn) -> BaseResponse | str | tuple[str, int]:
    """Ask whether the app may come in. What is wrong with the address or the client is shown here and sent nowhere."""
    if problem := _problem_to_show(standin.identity):
        return _consent_problem(*problem)
    if error := _error_to_send_back():
        return _redirected({"error": error})
    if request.method == "GET":
        return _question(standin.identity)
    if request.values.get("answer") != "allow":
        return _redirected({"error": "access_denied"})
    if not _chosen(standin.identity):
        return _question(standin.identity, nothing_chosen=True)
    return _allowed(standin.identity)


def _question(identity: Identity, *, nothing_chosen: bool = False) -> str:
    asked = request.args if request.method == "GET" else request.form
    kept = {name: value for name, value in asked.items() if name not in ("answer", "organisation")}
    return render_template(
        "consent.html", asked=kept, words=_scope_words(), tenants=identity.tenants, nothing_chosen=nothing_chosen
    )


def _chosen(identity: Identity) -> list[str]:
    """Return the organisations that were ticked; somebody who has only one is not asked which."""
    if len(identity.tenants) == 1:
        return list(identity.tenants)
    return [tenant_id for tenant_id in request.values.getlist("organisation") if tenant_id in identity.tenants]


def _allowed(identity: Identity) -> BaseResponse:
    asked = request.values
    consent = Consent(
        redirect_uri=asked.get("redirect_uri", ""),
        scope=asked.get("scope", ""),
        challenge=asked.get("code_challenge", ""),
        tenant_ids=_chosen(identity),
    )
    return _redirected({"code": identity.allow(consent), "scope": consent.scope})


def _problem_to_show(identity: Identity) -> tuple[str, str] | None:
    redirect_uri = request.values.get("redirect_uri", "")
    if request.values.get("client_id") != identity.client_id:
        return "unauthorized_client", "Unknown client or client not enabled."
    if not identity.accepts_redirect_to(redirect_uri):
        return "invalid_request", f"Invalid redirect_uri: {redirect_uri or 'none'}"
    if request.method == "POST" and not is_same_origin(request):
        return "invalid_request", "This form was sent from another page."
    return None


def _consent_problem(error: str, detail: str) -> tuple[str, int]:
    return render_template("consent_problem.html", error=error, detail=detail), 400


def _error_to_send_back() -> str:
    asked = request.values
    if asked.get("response_type") != "code":
        return "unsupported_response_type"
    if asked.get("code_challenge") and asked.get("code_challenge_method") != "S256":
        return "invalid_request"
    try:
        check_scope(asked.get("scope", ""))
    except Denied as denied:
        return str(denied)
    return "" if asked.get("scope") else "invalid_scope"


def _redirected(values: dict[str, str]) -> BaseResponse:
    parts = urlsplit(request.values["redirect_uri"])
    query = [*parse_qsl(parts.query), *values.items()]
    if state := request.values.get("state"):
        query.append(("state", state))
    return redirect(urlunsplit(parts._replace(query=urlencode(query))))


def _scope_words() -> list[str]:
    scopes = [scope for scope in request.values.get("scope", "").split() if scope not in SIGN_IN_SCOPES]
    return [_words_for(scope) for scope in scopes]


def _words_for(scope: str) -> str:
    name = scope.removesuffix(".read")
    words = SCOPE_WORDS.get(name, name)
    return words.replace("Read and write", "Read") if scope != name else words
