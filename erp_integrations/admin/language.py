"""In which language somebody reads the tool: what they chose, kept with them; before they log in, kept in a cookie."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from erp_integrations.models import MailPreference

A_YEAR = 365 * 24 * 60 * 60


class PersonsLanguage:
    """Middleware that speaks the language of whoever is logged in. For all others `LocaleMiddleware` has chosen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = language_of(request)
        if chosen:
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen
        return self.get_response(request)


def language_of(request: HttpRequest) -> str:
    """Return the language that somebody who is logged in reads; empty for all others.

    Who never chose one keeps what they chose before they logged in, or has the installation's.
    """
    if not request.user.is_authenticated:
        return ""
    kept = MailPreference.objects.filter(person=request.user.pk).values_list("language", flat=True).first()
    chosen = kept or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on: to this browser, and to the person, in mails too, if one is logged in."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest()
    if request.user.is_authenticated:
        MailPreference.objects.update_or_create(person=request.user, defaults={"language": language})
    response = HttpResponseRedirect(where_from(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def where_from(request: HttpRequest) -> str:
    """Return the page on which somebody chose, or the start page: never one of another site."""
    page = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if is_ours else reverse("admin:index")


def languages(request: Any) -> dict[str, Any]:
    """Context processor: what the switch offers, each language by its own name."""
    return {"languages": settings.LANGUAGES}
