"""Logging in and out: the password, then the second factor where there is one."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from erp_integrations.admin.session_ends import ENDED, LOST
from erp_integrations.admin.sign_in_state import BY_PROVIDER, SHOWN, mark_of, safe_next, sign_in_of
from erp_integrations.models import SignIn, Verb
from erp_integrations.models.sentences import gettext as _
from erp_integrations.services.signing_in import second_factor, single_sign_on
from erp_integrations.services.signing_in.addresses import address_of
from erp_integrations.services.signing_in.noting import note, person_named
from erp_integrations.services.signing_in.passwords import note_new_password
from erp_integrations.services.signing_in.second_factor import TooSoon, WrongCode
from erp_integrations.services.signing_in.sessions import begin_session, reason_told

FOUND = 302


class LogInForm(AdminAuthenticationForm):
    """Says the same of a wrong password, of a name that nobody has and of a log-in that is switched off."""

    error_messages = dict.fromkeys(
        ("invalid_login", "inactive"),
        gettext_lazy(
            "This username and this password do not go together, or the log-in is switched off. Capital and small"
            " letters differ. If it stays so, ask an admin."
        ),
    )

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        if not settings.PASSWORD_LOGIN and not user.is_superuser:
            text = _("Passwords are not used here. Log in with %(provider)s.")
            raise ValidationError(text % {"provider": settings.OIDC_NAME}, code="no_passwords")


class LogInView(LoginView):
    form_class = LogInForm
    template_name = "admin/login.html"

    def form_valid(self, form: Any) -> HttpResponse:
        person = form.get_user()
        enter(self.request, person)
        if not SignIn.of(person).has_second_factor:
            note(person, Verb.SIGNED_IN, _("with the password"), by=person, address=address_of(self.request))
        return redirect(self.get_success_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        note_failure(self.request, str(form.data.get("username", "")))
        return super().form_invalid(form)


def log_in(request: HttpRequest, context: dict[str, Any]) -> Any:
    go_on = safe_next(request, request.POST.get("next", request.GET.get("next")))
    if request.method == "GET" and admin.site.has_permission(request):
        return redirect(go_on)
    shown = {
        **context,
        "title": _("Log in"),
        "app_path": request.get_full_path(),
        "username": request.user.get_username(),
        "next": go_on,
        "ended": reason_told(request.GET.get(ENDED, "")),
        "is_lost": LOST in request.GET,
        "provider": settings.OIDC_NAME if single_sign_on.is_offered() else "",
        "has_passwords": settings.PASSWORD_LOGIN,
    }
    return LogInView.as_view(extra_context=shown)(request)


def enter(request: HttpRequest, person: Any, *, by_provider: bool = False) -> None:
    """Begin a session, in which nothing is left of one before."""
    for mark in (BY_PROVIDER, SHOWN):
        request.session.pop(mark, None)
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    begin_session(request.session)
    if by_provider:
        request.session[BY_PROVIDER] = True


def note_failure(request: HttpRequest, username: str) -> None:
    """Write down whom somebody tried to be. While a name is locked nothing is: whoever goes on trying fills no journal.

    A name that nobody has leaves nothing but the counter.
    """
    counted = getattr(request, "axes_failures_since_start", None)
    is_locked = getattr(request, "axes_locked_out", False)
    person = person_named(username)
    if person is None or (is_locked and counted is None):
        return
    note(person, Verb.NOT_SIGNED_IN, address=address_of(request))
    if is_locked:
        note(person, Verb.LOCKED, _("too many wrong passwords"), address=address_of(request))


def note_log_out(request: HttpRequest) -> None:
    if request.method == "POST" and request.user.is_authenticated:
        note(request.user, Verb.SIGNED_OUT, by=request.user, address=address_of(request))


def note_password_change(request: HttpRequest, response: Any) -> None:
    if request.method == "POST" and response.status_code == FOUND and request.user.is_authenticated:
        note_new_password(request.user, address=address_of(request))


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        ),
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def second_factor_code(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor of somebody who has given the password."""
    go_on = safe_next(request, request.POST.get("next", request.GET.get("next")))
    if not sign_in_of(request).has_second_factor or request.session.get(SHOWN) == mark_of(sign_in_of(request)):
        return redirect(go_on)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and has_shown(request, form):
        return redirect(go_on)
    context = {**entrance_context(), "title": _("Second factor"), "form": form, "next": go_on}
    return render(request, "admin/second_factor_code.html", context)


def has_shown(request: HttpRequest, form: CodeForm) -> bool:
    address = address_of(request)
    try:
        how = second_factor.check(request.user, form.cleaned_data["code"])
    except WrongCode as problem:
        form.add_error("code", str(problem))
        if not isinstance(problem, TooSoon):
            note(request.user, Verb.NOT_SIGNED_IN, _("wrong second factor"), address=address)
        return False
    request.session.cycle_key()
    begin_session(request.session)
    request.session[SHOWN] = mark_of(sign_in_of(request))
    note(request.user, Verb.SIGNED_IN, _("with the password"), how, by=request.user, address=address)
    warn_of_few_codes(request)
    return True


def warn_of_few_codes(request: HttpRequest) -> None:
    left = second_factor.recovery_codes_left(request.user)
    if left < second_factor.FEW_CODES:
        text = _("You have %(n)s recovery codes left. Make new ones at Account, Second factor.")
        messages.warning(request, text % {"n": left})


def entrance_context() -> dict[str, Any]:
    return {"site_header": admin.site.site_header, "site_title": admin.site.site_title}
