"""Connecting to Xero in the browser: consent at Xero, and back (authorisation code with PKCE)."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from connectors.errors import ConnectorError
from erp_integrations import wiring
from erp_integrations.models import Connection
from erp_integrations.services.connecting import connect
from erp_integrations.services.waking import wake_to_refresh

IN_SESSION = "xero_consent"
may_connect = permission_required("erp_integrations.change_connection", raise_exception=True)


def redirect_uri() -> str:
    """Return the address that Xero sends the browser back to. It has to be registered with the Xero app, exactly."""
    return f"{settings.SITE_URL}{reverse('connect_xero_done')}"


@login_required
@may_connect
@require_http_methods(["GET", "POST"])
def connect_xero(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and settings.XERO_CLIENT_ID:
        state = secrets.token_urlsafe(32)
        address, verifier = wiring.consent_url(redirect_uri(), state)
        request.session[IN_SESSION] = {"state": state, "verifier": verifier}
        return redirect(address)
    context = {
        **admin.site.each_context(request),
        "title": _("Connect to Xero"),
        "connection": Connection.current(),
        "redirect_uri": redirect_uri(),
        "has_client_id": bool(settings.XERO_CLIENT_ID),
    }
    return render(request, "admin/connect_xero.html", context)


@login_required
@may_connect
@require_GET
def connect_xero_done(request: HttpRequest) -> HttpResponse:
    """Take the code that Xero sends back. Each consent's state works once."""
    asked: dict[str, Any] = request.session.pop(IN_SESSION, {})
    if problem := problem_with(request, asked):
        messages.error(request, problem)
        return redirect("connect_xero")
    try:
        tokens, organisations = wiring.exchange(request.GET["code"], redirect_uri(), asked["verifier"])
        connection = connect(Connection.Kind.AUTHORISATION_CODE, tokens, organisations, by=request.user)
    except ConnectorError as error:
        messages.error(request, _("Xero did not connect: %(reason)s") % {"reason": error})
        return redirect("connect_xero")
    wake_to_refresh()
    messages.success(request, _("Connected to %(name)s.") % {"name": connection.tenant_name})
    return redirect("admin:index")


def problem_with(request: HttpRequest, asked: dict[str, Any]) -> str:
    """Return why an answer from the consent page cannot be used; empty if it can."""
    if not asked or not secrets.compare_digest(asked["state"], request.GET.get("state", "")):
        return _("This answer does not belong to the connection that you started. Start it again.")
    if error := request.GET.get("error"):
        return _("Xero's consent was not given (%(error)s). Nothing was connected.") % {"error": error}
    if not request.GET.get("code"):
        return _("Xero sent no code. Start the connection again.")
    return ""
