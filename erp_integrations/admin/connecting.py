"""Connecting to Xero in the browser, step by step (authorisation code with PKCE), and ending the connection."""

import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from connectors.errors import Refused
from erp_integrations import wiring
from erp_integrations.admin.getting_started import next_step
from erp_integrations.models import EXPORTED_MODELS, Connection, Consent, Delivery
from erp_integrations.services import consenting
from erp_integrations.services.connecting import disconnect, exports_under_way
from erp_integrations.services.consenting import TwiceAnswered
from erp_integrations.services.waking import wake_to_refresh

NEEDED = ("XERO_CLIENT_ID", "XERO_CLIENT_SECRET")
View = Callable[[HttpRequest], HttpResponse]


def connecting(*methods: str) -> Callable[[View], View]:
    """Make a view for those who may connect. No page of it is kept by the browser: going back asks again."""

    def make(view: View) -> View:
        may_connect = permission_required("erp_integrations.change_connection", raise_exception=True)
        return login_required(may_connect(never_cache(require_http_methods(methods)(view))))

    return make


def redirect_uri() -> str:
    """Return the address that Xero sends the browser back to. It has to be registered with the Xero app, exactly."""
    return f"{settings.SITE_URL}{reverse('connect_xero_done')}"


def page(request: HttpRequest, template: str, title: str, step: int, **context: Any) -> HttpResponse:
    everywhere = {**admin.site.each_context(request), "title": title, "step": step, "steps": steps(step)}
    return render(request, f"admin/{template}.html", {**everywhere, **context})


def steps(current: int) -> list[tuple[int, str, str]]:
    """Return number, name and standing of each step."""
    names = (_("What will happen"), _("Allow it at Xero"), _("Choose the organisation"), _("Connected"))
    return [
        (number, name, "done" if number < current else "current" if number == current else "")
        for number, name in enumerate(names, start=1)
    ]


@connecting("GET", "POST")
def connect_xero(request: HttpRequest) -> HttpResponse:
    missing = [name for name in NEEDED if not getattr(settings, name)]
    if request.method == "POST" and not missing:
        state = secrets.token_urlsafe(32)
        address, verifier = wiring.consent_url(redirect_uri(), state)
        consenting.begin(session_of(request), state, verifier, by=request.user)
        return redirect(address)
    connection = Connection.objects.select_related("authorised_by").order_by("-connected_at").first()
    return page(
        request,
        "connect_xero",
        _("Connect to Xero"),
        1,
        connection=connection,
        replaces=connection and connection.authorised_by not in (None, request.user),
        redirect_uri=redirect_uri(),
        missing=missing,
        scopes=[(scope.name, _(scope.reason)) for scope in wiring.scopes()],
    )


def session_of(request: HttpRequest) -> str:
    return request.session.session_key or ""


@connecting("GET")
def connect_xero_done(request: HttpRequest) -> HttpResponse:
    """Take what Xero's consent page sends back, and lead on to a page whose address holds none of it."""

    def exchange(code: str, verifier: str) -> Any:
        return wiring.exchange(code, redirect_uri(), verifier)

    try:
        connection = consenting.receive(request.GET.dict(), exchange, by=request.user, session=session_of(request))
    except TwiceAnswered as again:
        return led_on_after(request, again)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("connect_xero")
    return welcome(connection) if connection else redirect("connect_xero_choose")


def led_on_after(request: HttpRequest, again: TwiceAnswered) -> HttpResponse:
    """Lead somebody who went back to where the connection stands now: to the choice, to what is connected, or anew."""
    messages.warning(request, str(again))
    if Consent.to_choose(request.user, session_of(request)):
        return redirect("connect_xero_choose")
    connection = Connection.current()
    is_connected = connection is not None and connection.status == Connection.Status.CONNECTED
    return redirect("connect_xero_connected" if is_connected else "connect_xero")


def welcome(connection: Connection) -> HttpResponse:
    wake_to_refresh()
    return redirect("connect_xero_connected")


@connecting("GET", "POST")
def connect_xero_choose(request: HttpRequest) -> HttpResponse:
    consent = Consent.to_choose(request.user, session_of(request))
    if consent is None:
        return led_on_after(request, TwiceAnswered(_("There is no organisation left to choose from.")))
    if request.method == "POST":
        return chosen(request, consent)
    current = Connection.current()
    return page(
        request,
        "connect_choose",
        _("Choose the organisation"),
        3,
        organisations=consent.organisations,
        current=current.tenant_id if current else "",
    )


def chosen(request: HttpRequest, consent: Consent) -> HttpResponse:
    if "give_up" in request.POST:
        consenting.give_up(consent, by=request.user)
        messages.warning(request, _("No organisation was chosen. Nothing was changed."))
        return redirect("connect_xero")
    try:
        return welcome(consenting.choose(consent, request.POST.get("organisation", ""), by=request.user))
    except TwiceAnswered as again:
        return led_on_after(request, again)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("connect_xero_choose")


@connecting("GET")
def connect_xero_connected(request: HttpRequest) -> HttpResponse:
    connection = Connection.objects.select_related("authorised_by").order_by("-connected_at").first()
    if connection is None or connection.status != Connection.Status.CONNECTED:
        return redirect("connect_xero")
    return page(
        request,
        "connect_connected",
        _("Connected to %(name)s") % {"name": connection.tenant_name},
        4,
        connection=connection,
        missing=wiring.missing_scopes(connection.scopes),
        next=next_step(request),
    )


@connecting("GET", "POST")
def disconnect_xero(request: HttpRequest) -> HttpResponse:
    connection = Connection.current()
    if connection is None or connection.status == Connection.Status.ENDED:
        return redirect("connect_xero")
    if request.method == "POST":
        return ended(request, connection)
    waiting = sum(model._default_manager.filter(delivery=Delivery.QUEUED).count() for model in EXPORTED_MODELS)
    return page(
        request,
        "disconnect_xero",
        _("End the connection"),
        0,
        connection=connection,
        is_custom=connection.kind == Connection.Kind.CUSTOM,
        is_exporting=exports_under_way(),
        waiting=waiting,
    )


def ended(request: HttpRequest, connection: Connection) -> HttpResponse:
    try:
        problem = disconnect(connection, wiring.end_at_xero, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("disconnect_xero")
    messages.success(request, _("The connection to %(name)s was ended.") % {"name": connection.tenant_name})
    if problem:
        text = _("Xero could not be told (%(problem)s). Take the app away there: Settings, Connected apps.")
        messages.warning(request, text % {"problem": problem})
    return redirect("connect_xero")
