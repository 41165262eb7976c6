"""Signing in at the provider, and back (OpenID Connect, authorisation code with PKCE).

It begins with a link, not with a form: providers lead on to others, and a policy for forms would have to name them all.
Nothing is changed by it but what the browser's own session remembers.
"""

import logging
import secrets
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from connectors import openid
from connectors.openid import NotGiven, ProviderError, Unreachable, Untrustworthy
from erp_integrations.admin.sign_in_state import safe_next, to_page
from erp_integrations.admin.signing_in import enter
from erp_integrations.models import Verb
from erp_integrations.models.sentences import gettext as _
from erp_integrations.services.signing_in import single_sign_on
from erp_integrations.services.signing_in.addresses import address_of
from erp_integrations.services.signing_in.noting import note
from erp_integrations.services.signing_in.single_sign_on import NotLetIn

IN_SESSION = "single_sign_on"
SENTENCES: dict[type[ProviderError], Any] = {
    Unreachable: gettext_lazy("%(provider)s does not answer. Try again in a few minutes, or tell an admin."),
    NotGiven: gettext_lazy("%(provider)s did not let you in. Try again, or ask whoever looks after it."),
    Untrustworthy: gettext_lazy(
        "The answer of %(provider)s could not be trusted, so nobody was signed in. Try again; if it stays so, tell an"
        " admin."
    ),
}
logger = logging.getLogger(__name__)


def redirect_uri() -> str:
    """Return the address that the provider sends the browser back to. It has to be registered there, exactly."""
    return f"{settings.SITE_URL}{reverse('single_sign_on_done')}"


@never_cache
@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    if not single_sign_on.is_offered():
        raise Http404
    go_on = safe_next(request, request.GET.get("next"))
    try:
        started = openid.start(single_sign_on.client(redirect_uri()))
    except ProviderError as error:
        return back(request, sentence_for(error), go_on)
    remembered = {"state": started.state, "nonce": started.nonce, "verifier": started.verifier, "next": go_on}
    request.session[IN_SESSION] = remembered
    return redirect(started.address)


@never_cache
@require_GET
def done(request: HttpRequest) -> HttpResponse:
    """Take the code that the provider sends back. Each sign-in's state works once."""
    if not single_sign_on.is_offered():
        raise Http404
    asked: dict[str, Any] = request.session.pop(IN_SESSION, {})
    go_on = safe_next(request, asked.get("next"))
    if problem := problem_with(request, asked):
        return back(request, problem, go_on)
    try:
        identity = openid.finish(
            single_sign_on.client(redirect_uri()),
            code=request.GET["code"],
            nonce=asked["nonce"],
            verifier=asked["verifier"],
        )
        person = single_sign_on.person_of(identity)
    except ProviderError as error:
        return back(request, sentence_for(error), go_on)
    except NotLetIn as reason:
        return back(request, str(reason), go_on)
    enter(request, person, by_provider=True)
    how = _("with %(provider)s") % single_sign_on.named()
    note(person, Verb.SIGNED_IN, how, by=person, address=address_of(request))
    return redirect(go_on)


def problem_with(request: HttpRequest, asked: dict[str, Any]) -> str:
    """Return why an answer cannot be used; empty if it can."""
    if not asked or not secrets.compare_digest(asked["state"].encode(), request.GET.get("state", "").encode()):
        return _("This answer does not belong to the log-in that you started here. Start it again.")
    if error := request.GET.get("error"):
        logger.info("The provider refused: %s", error)
        return str(SENTENCES[NotGiven]) % single_sign_on.named()
    if not request.GET.get("code"):
        return _("%(provider)s sent no code. Start the log-in again.") % single_sign_on.named()
    return ""


def sentence_for(error: ProviderError) -> str:
    """Return what people read; the reason itself is for the log."""
    logger.warning("Single sign-on failed: %s: %s", type(error).__name__, error)
    return str(SENTENCES[type(error)]) % single_sign_on.named()


def back(request: HttpRequest, problem: str, go_on: str) -> HttpResponse:
    messages.error(request, problem)
    return to_page("admin:login", next=go_on)


ADDRESSES = [
    path("", begin, name="single_sign_on"),
    path("done/", done, name="single_sign_on_done"),
]
