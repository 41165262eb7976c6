"""How long somebody stays signed in, and what ends that."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy

from erp_integrations.models import SignIn, Verb, events_last
from erp_integrations.models.sentences import gettext as _
from erp_integrations.services.signing_in.noting import note
from erp_integrations.services.signing_in.second_factor import locked, require_over

# What a session holds about itself, times in seconds since 1970.
BEGAN, LAST_ACTIVE = "began", "last_active"
# How exactly the last activity is kept: each time it is, the session is written.
GRAIN_SECONDS = 60
REASONS = {
    "idle": gettext_lazy("You were signed out because nothing happened for a while."),
    "length": gettext_lazy("You were signed out because a session lasts %(hours)s hours at most."),
    "elsewhere": gettext_lazy("Your session has ended: you were signed out everywhere, or your password was changed."),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """In seconds."""

    idle: int
    length: int

    @classmethod
    def chosen(cls) -> "Limits":
        return cls(settings.SESSION_IDLE_MINUTES * 60, settings.SESSION_HOURS * 3600)


def begin_session(session: Any) -> None:
    session[BEGAN] = session[LAST_ACTIVE] = seconds_now()


def reason_to_end(session: Any, sign_in: SignIn) -> str:
    """Return why a session is over, as a key of REASONS; empty while it goes on."""
    now, limits = seconds_now(), Limits.chosen()
    began = session[BEGAN]
    if sign_in.sessions_from and datetime.fromtimestamp(began, UTC) < sign_in.sessions_from:
        return "elsewhere"
    if now - began >= limits.length:
        return "length"
    return "idle" if now - session[LAST_ACTIVE] >= limits.idle else ""


def keep_alive(session: Any) -> None:
    if seconds_now() - session[LAST_ACTIVE] >= GRAIN_SECONDS:
        session[LAST_ACTIVE] = seconds_now()


def reason_told(name: str) -> str:
    """Return the sentence of the log-in page; empty for a reason that there is not."""
    reason = REASONS.get(name)
    return str(reason) % {"hours": settings.SESSION_HOURS} if reason else ""


def sign_out_everywhere(person: Any, *, address: str = "") -> None:
    """End all sessions of a person, this one too."""
    end_sessions(person)
    note(person, Verb.SIGNED_OUT, _("everywhere"), by=person, address=address)


def end_sessions_of(person: Any, *, by: Any) -> None:
    """End somebody else's sessions."""
    require_over(by, person)
    end_sessions(person)
    note(person, Verb.SIGNED_OUT, _("everywhere, by an admin"), by=by)


@events_last()
def end_sessions(person: Any) -> None:
    sign_in = locked(person)
    sign_in.sessions_from = timezone.now()
    sign_in.save(update_fields=["sessions_from"])


def seconds_now() -> float:
    return timezone.now().timestamp()
