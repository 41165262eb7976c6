"""Everybody's own account: password, second factor, sessions, mails and language."""

from typing import Any

import segno
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from erp_integrations.admin.session_ends import ENDED
from erp_integrations.admin.sign_in_state import SHOWN, came_by_provider, mark_of, safe_next, sign_in_of, to_page
from erp_integrations.admin.signing_in import CodeForm
from erp_integrations.models import MailPreference, SignIn
from erp_integrations.services.signing_in import second_factor, sessions
from erp_integrations.services.signing_in.addresses import address_of
from erp_integrations.services.signing_in.noting import last_of
from erp_integrations.services.signing_in.second_factor import WrongCode

SHOWN_EVENTS = 8


@login_required
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("Account"),
        "sign_in": sign_in_of(request),
        "provider": settings.OIDC_NAME if sign_in_of(request).subject else "",
        "is_by_provider": came_by_provider(request),
        "idle_minutes": settings.SESSION_IDLE_MINUTES,
        "hours": settings.SESSION_HOURS,
        "language": MailPreference.of(request.user).get_language_display(),
        "events": last_of(request.user, SHOWN_EVENTS),
    }
    return render(request, "admin/account.html", context)


@login_required
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    sessions.sign_out_everywhere(request.user, address=address_of(request))
    logout(request)
    return to_page("admin:login", **{ENDED: "elsewhere"})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def second_factor_page(request: HttpRequest) -> HttpResponse:
    """Set the second factor up, or look at it. A POST without a code makes a key, one with a code confirms it."""
    go_on = request.POST.get("next", request.GET.get("next", ""))
    form = CodeForm(request.POST if "code" in request.POST else None)
    if request.method == "POST" and "code" not in request.POST:
        second_factor.begin(request.user)
        return to_page("second_factor", **({"next": go_on} if go_on else {}))
    if request.method == "POST" and form.is_valid():
        codes = tried(form, lambda code: second_factor.confirm(request.user, code, address=address_of(request)))
        if codes:
            remember_shown(request)
            return show_codes(request, codes, go_on)
    return render(request, "admin/second_factor.html", second_factor_context(request, form, go_on))


def second_factor_context(request: HttpRequest, form: CodeForm, go_on: str) -> dict[str, Any]:
    sign_in = SignIn.of(request.user)
    is_pending = sign_in.is_being_set_up
    return {
        **admin.site.each_context(request),
        "title": _("Second factor"),
        "form": form,
        "next": go_on,
        "sign_in": sign_in,
        "is_required": second_factor.is_required_of(request.user) and not came_by_provider(request),
        "secret": second_factor.secret_of(sign_in) if is_pending else "",
        "picture": picture_of(second_factor.enrolment_address(sign_in)) if is_pending else "",
        "codes_left": second_factor.recovery_codes_left(request.user),
    }


@never_cache
@login_required
@require_POST
def switch_off(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    if form.is_valid() and tried(form, lambda code: switched_off(request, code)):
        messages.success(request, _("The second factor is switched off."))
        return redirect("second_factor")
    return render(request, "admin/second_factor.html", second_factor_context(request, form, ""))


def switched_off(request: HttpRequest, code: str) -> bool:
    second_factor.switch_off(request.user, code, address=address_of(request))
    return True


@never_cache
@login_required
@require_POST
def new_codes(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    address = address_of(request)
    codes = (
        tried(form, lambda code: second_factor.renew_recovery_codes(request.user, code, address=address))
        if form.is_valid()
        else None
    )
    if codes:
        return show_codes(request, codes, "")
    return render(request, "admin/second_factor.html", second_factor_context(request, form, ""))


def tried(form: CodeForm, step: Any) -> Any:
    """Do something with the code that was typed; a code that is no good is told beside its field."""
    try:
        return step(form.cleaned_data["code"])
    except WrongCode as problem:
        form.add_error("code", str(problem))
        return None


def remember_shown(request: HttpRequest) -> None:
    """Whoever has just typed a code is not asked for another one."""
    request.session[SHOWN] = mark_of(SignIn.of(request.user))


def show_codes(request: HttpRequest, codes: list[str], go_on: str) -> HttpResponse:
    """Show recovery codes, this once: only what tells them again is kept."""
    context = {
        **admin.site.each_context(request),
        "title": _("Recovery codes"),
        "codes": codes,
        "next": safe_next(request, go_on),
    }
    return render(request, "admin/recovery_codes.html", context)


def picture_of(text: str) -> SafeString:
    """Return a QR code as SVG without any style of its own."""
    picture = segno.make(text, error="m").svg_inline(border=4, dark="#000", light="#fff", svgclass="qr", omitsize=True)
    return mark_safe(picture)  # noqa: S308 - made of numbers and of the colours above


ADDRESSES = [
    path("", account, name="account"),
    path("sessions/end/", end_sessions, name="end_sessions"),
    path("second-factor/", second_factor_page, name="second_factor"),
    path("second-factor/off/", switch_off, name="second_factor_off"),
    path("second-factor/codes/", new_codes, name="recovery_codes"),
]
