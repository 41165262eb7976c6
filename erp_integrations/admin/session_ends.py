"""Sessions that end: after a while without anything done, after some hours in any case, and when somebody says so."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse

from erp_integrations.admin.sign_in_state import page_asked_for, sign_in_of, to_page
from erp_integrations.models import Verb
from erp_integrations.services.signing_in.addresses import address_of
from erp_integrations.services.signing_in.noting import note
from erp_integrations.services.signing_in.sessions import BEGAN, begin_session, keep_alive, reason_to_end

# Pages that need nobody to be signed in. Here nobody is told that a session has ended.
OPEN_PATHS = ("/login/", "/logout/", "/password_reset/", "/reset/")
ENDED, LOST = "ended", "lost"


class SessionEnds:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            reason = reason_for(request)
        else:
            reason = "elsewhere" if had_session(request) and not request.path.startswith(OPEN_PATHS) else ""
        return to_log_in(request, reason) if reason else self.get_response(request)


def reason_for(request: HttpRequest) -> str:
    """Return why the session of somebody ends now, and end it; empty while it goes on."""
    session = request.session
    if BEGAN not in session:
        begin_session(session)
    reason = reason_to_end(session, sign_in_of(request))
    if reason:
        note(request.user, Verb.SIGNED_OUT, reason, address=address_of(request))
        logout(request)
    elif is_done_by_person(request):
        keep_alive(session)
    return reason


def had_session(request: HttpRequest) -> bool:
    """Whether the browser still bears the cookie of somebody who was signed in, and is not any more."""
    if not request.COOKIES.get(settings.SESSION_COOKIE_NAME):
        return False
    return SESSION_KEY in request.session or request.session.session_key is None


def is_done_by_person(request: HttpRequest) -> bool:
    """Scripts that look how far a run is keep nobody signed in. Browsers tell them apart (Fetch Metadata)."""
    by_script = request.headers.get("Sec-Fetch-Dest") == "empty"
    return not by_script and request.headers.get("Accept") != "application/json"


def to_log_in(request: HttpRequest, reason: str) -> HttpResponse:
    """Lead to the log-in page and back; what was being sent is lost, and the page says so."""
    sent = {} if request.method in ("GET", "HEAD") else {LOST: "1"}
    response = to_page("admin:login", next=page_asked_for(request), **{ENDED: reason}, **sent)
    response.delete_cookie(settings.SESSION_COOKIE_NAME, path=settings.SESSION_COOKIE_PATH)
    return response
