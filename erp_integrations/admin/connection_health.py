"""How the connection to Xero stands: a mark in the frame of every page, a sentence in the banner when it matters."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from erp_integrations import wiring
from erp_integrations.admin.moments import ago
from erp_integrations.admin.persons import name_of
from erp_integrations.models import EXPORTED_MODELS, ApiCall, CallQuota, Connection
from erp_integrations.permissions import codename

# A limit of the minute is over before anybody has read of it.
LONG_WAIT = timedelta(minutes=5)
# So long before Xero forgets an authorisation that nothing used, people are told.
WARN_AHEAD = timedelta(days=10)
MOST_TO_ASK = 3
BACKEND = "django.contrib.auth.backends.ModelBackend"


def connection_to_show() -> Connection | None:
    """Return the connection with what its health is read from, in one query."""
    quota = CallQuota.objects.filter(tenant_id=OuterRef("tenant_id")).values("blocked_until")[:1]
    answered = ApiCall.objects.filter(status__gte=200, status__lt=400).order_by("-started_at")
    found: Connection | None = (
        Connection.objects.select_related("authorised_by")
        .annotate(blocked_until=Subquery(quota), last_answer_at=Subquery(answered.values("started_at")[:1]))
        .order_by("-connected_at")
        .first()
    )
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """One way in which a connection can stand. `concerns_all`: whoever looks is told, else who can act or waits for it.

    `sentence` is empty where there is nothing to say. `mends`: connecting again mends it.
    """

    applies: Callable[[Any], bool]
    tone: str
    word: Any
    sentence: Callable[[Any], Any]
    concerns_all: bool = False
    mends: bool = True


def blocked_for(connection: Any) -> timedelta:
    until: datetime | None = connection.blocked_until
    return until - timezone.now() if until else timedelta(0)


def ends_soon(connection: Any) -> bool:
    end = wiring.unused_tokens_end_at(connection)
    return end is not None and end - timezone.now() < WARN_AHEAD


def none_sentence(connection: None) -> Any:
    return _("No Xero organisation is connected: nothing can be exported.")


def ended_sentence(connection: Connection) -> Any:
    text = _("The connection to {name} was ended ({since}): nothing can be exported.")
    return format_html(text, name=connection.tenant_name, since=ago(connection.status_since))


def expired_sentence(connection: Connection) -> Any:
    text = _("The authorisation for {name} is no longer valid (since {since}): nothing can be exported.")
    return format_html(text, name=connection.tenant_name, since=ago(connection.status_since))


def turned_away_sentence(connection: Connection) -> Any:
    text = _("{name} does not let the tool in any more (since {since}): nothing can be exported.")
    return format_html(text, name=connection.tenant_name, since=ago(connection.status_since))


def scopes_sentence(connection: Connection) -> Any:
    names = ", ".join(scope.name for scope in wiring.missing_scopes(connection.scopes))
    return _("Xero does not allow all that the tool works with. Missing: %(names)s.") % {"names": names}


def waiting_sentence(connection: Any) -> Any:
    if blocked_for(connection) < LONG_WAIT:
        return ""
    until = date_format(timezone.localtime(connection.blocked_until), "j M, H:i")
    return _("Xero takes no more calls until %(until)s; what is accepted is exported then.") % {"until": until}


def ending_sentence(connection: Connection) -> Any:
    end = wiring.unused_tokens_end_at(connection)
    day = date_format(timezone.localtime(end), "DATE_FORMAT") if end else ""
    return _("Nothing has used the authorisation for a long time: Xero forgets it on %(day)s.") % {"day": day}


# The first that applies is how the connection stands.
STANDINGS = (
    Standing(
        lambda connection: connection is None,
        "red",
        gettext_lazy("Not connected"),
        none_sentence,
        concerns_all=True,
    ),
    Standing(
        lambda connection: connection.status == Connection.Status.ENDED,
        "red",
        Connection.Status.ENDED.label,
        ended_sentence,
        concerns_all=True,
    ),
    Standing(
        lambda connection: connection.status == Connection.Status.EXPIRED,
        "red",
        Connection.Status.EXPIRED.label,
        expired_sentence,
        concerns_all=True,
    ),
    Standing(
        lambda connection: connection.status == Connection.Status.DISCONNECTED,
        "red",
        gettext_lazy("Turned away"),
        turned_away_sentence,
        concerns_all=True,
    ),
    Standing(
        lambda connection: bool(wiring.missing_scopes(connection.scopes)),
        "yellow",
        gettext_lazy("Not all is allowed"),
        scopes_sentence,
    ),
    Standing(
        lambda connection: blocked_for(connection) > timedelta(0),
        "yellow",
        gettext_lazy("Waits for Xero"),
        waiting_sentence,
        mends=False,
    ),
    Standing(ends_soon, "yellow", gettext_lazy("Ends soon"), ending_sentence),
    Standing(lambda connection: True, "green", Connection.Status.CONNECTED.label, lambda connection: ""),
)


def standing_of(connection: Connection | None) -> Standing:
    return next(standing for standing in STANDINGS if standing.applies(connection))


def warning(request: HttpRequest, connection: Connection | None) -> Any:
    """Return the sentence of the banner with what to do about it; None where nobody has to know."""
    standing = standing_of(connection)
    sentence = standing.sentence(connection)
    if not sentence or not (standing.concerns_all or may_connect(request.user) or works_with_it(request.user)):
        return None
    return format_html("{} {}", sentence, remedy(request, connection) if standing.mends else "")


def remedy(request: HttpRequest, connection: Connection | None) -> Any:
    """Return the way to connect, for who may and is not there already, or whom to ask."""
    person, address = request.user, reverse("connect_xero")
    if may_connect(person):
        text = _("Connect again") if connection else _("Connect to Xero")
        link = '<a class="button button-small" href="{}">{}</a>'
        return format_html(link, address, text) if request.path != address else ""
    if works_with_it(person) and (names := whom_to_ask()):
        return _("Ask %(names)s to connect again.") % {"names": names}
    return ""


def may_connect(person: Any) -> bool:
    return bool(person.has_perm(codename("change", Connection)))


def works_with_it(person: Any) -> bool:
    """Whether the work of somebody stops with the connection."""
    return any(person.has_perm(codename("export", model)) for model in EXPORTED_MODELS)


def whom_to_ask() -> str:
    """Return the names of some who may connect; asked for only while the connection needs them."""
    people = get_user_model()._default_manager.with_perm(
        codename("change", Connection), backend=BACKEND, include_superusers=False
    )
    return _(" or ").join(name_of(person) for person in people.order_by("pk")[:MOST_TO_ASK])


@dataclass(frozen=True, slots=True)
class Mark:
    """What the foot of the sidebar shows of the connection."""

    name: str
    word: Any
    tone: str
    last_answer_at: datetime | None
    url: str


def mark(request: HttpRequest, connection: Any) -> Mark | None:
    """Return the mark for those who may look at the connection."""
    if not request.user.has_perm(codename("view", Connection)):
        return None
    standing = standing_of(connection)
    url = reverse("admin:erp_integrations_connection_changelist")
    if connection is None:
        return Mark(_("Xero"), standing.word, standing.tone, None, url)
    url = reverse("admin:erp_integrations_connection_change", args=[connection.pk])
    return Mark(connection.tenant_name, standing.word, standing.tone, connection.last_answer_at, url)
