"""What a request knows of how somebody signed in, read once."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from erp_integrations.models import SignIn

# In the session: by what somebody came in beside the password, and which second factor they have shown.
BY_PROVIDER = "by_provider"
SHOWN = "second_factor_shown"


def sign_in_of(request: HttpRequest) -> SignIn:
    if not hasattr(request, "sign_in"):
        request.sign_in = SignIn.of(request.user)  # type: ignore[attr-defined]
    return request.sign_in  # type: ignore[attr-defined,no-any-return]


def mark_of(sign_in: SignIn) -> str:
    """Return what the session of somebody holds who has shown the second factor. A new one has another mark."""
    return sign_in.confirmed_at.isoformat() if sign_in.confirmed_at else ""


def came_by_provider(request: HttpRequest) -> bool:
    return bool(request.session.get(BY_PROVIDER))


def page_asked_for(request: HttpRequest) -> str:
    """Return the page that somebody is on: what they asked for or, when they sent something, where they sent it."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    path = f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
    return path if came_from.netloc == request.get_host() and is_ours(request, path) else reverse("admin:index")


def is_ours(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())


def safe_next(request: HttpRequest, given: Any) -> str:
    """Return where to go on to: an address of ours, or the start page."""
    return str(given) if given and is_ours(request, str(given)) else reverse("admin:index")


def to_page(name: str, **query: str) -> HttpResponseRedirect:
    return redirect(f"{reverse(name)}?{urlencode(query)}")
