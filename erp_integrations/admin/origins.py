"""From where an event came: noted for every request, said in words, and filtered by."""

from collections.abc import Callable, Mapping
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from erp_integrations.admin.filters import ChoiceFilter
from erp_integrations.origin import COMMAND, RUN, SCHEDULE, SCREEN, UPLOAD, WORKER, come_from, coming_from
from erp_integrations.services.works import BY_SLUG

OURS = "erp_integrations_"
# What comes after the name of a model in the route of one of its screens.
PARTS: Mapping[str, Any] = {
    "changelist": gettext_lazy("list"),
    "change": gettext_lazy("page"),
    "add": gettext_lazy("form of a new one"),
    "delete": gettext_lazy("deleting"),
}
# The routes of other screens, by their first words.
SCREENS: tuple[tuple[str, Any], ...] = (
    ("upload", gettext_lazy("Upload")),
    ("one_upload", gettext_lazy("Upload")),
    ("name_tables", gettext_lazy("Upload")),
    ("apply_upload", gettext_lazy("Upload")),
    ("schedules", gettext_lazy("Schedules")),
    ("change_schedule", gettext_lazy("Schedules")),
    ("run_now", gettext_lazy("Schedules")),
    ("connect_xero", gettext_lazy("Connect to Xero")),
    ("disconnect_xero", gettext_lazy("Connect to Xero")),
    ("getting_started", gettext_lazy("Getting started")),
    ("mark_step", gettext_lazy("Getting started")),
    ("put_set_up_away", gettext_lazy("Getting started")),
    ("accountant_report", gettext_lazy("Accountant report")),
    ("account", gettext_lazy("Account")),
    ("end_sessions", gettext_lazy("Account")),
    ("second_factor", gettext_lazy("Second factor")),
    ("recovery_codes", gettext_lazy("Second factor")),
    ("login", gettext_lazy("Log in")),
    ("single_sign_on", gettext_lazy("Log in")),
    ("logout", gettext_lazy("Log out")),
    ("password_change", gettext_lazy("Change password")),
    ("password_reset", gettext_lazy("New password")),
    ("signing_in", gettext_lazy("signing in")),
    ("locked_log_ins", gettext_lazy("Locked log-ins")),
    ("approver_limits", gettext_lazy("Limits")),
    ("approver", gettext_lazy("Accounting approvers")),
    ("take_mark_off", gettext_lazy("Accounting approvers")),
    ("deputies", gettext_lazy("Deputies")),
    ("end_deputy", gettext_lazy("Deputies")),
    ("evidence", gettext_lazy("Evidence")),
    ("attach_evidence", gettext_lazy("Attach in Xero")),
    ("choose_language", gettext_lazy("Language")),
    ("mail_preferences", gettext_lazy("Mails and language")),
    ("drop_upload", gettext_lazy("Upload")),
    ("wrong_rows", gettext_lazy("Upload")),
    ("run_progress", gettext_lazy("Schedules")),
    ("record_by_key", gettext_lazy("record")),
    ("rules", gettext_lazy("Rules")),
    ("exchange", gettext_lazy("What is exchanged")),
    ("index", gettext_lazy("Start")),
)
PEOPLE = "auth_"
KINDS: Mapping[str, Any] = {
    SCREEN: gettext_lazy("a screen"),
    UPLOAD: gettext_lazy("an upload"),
    COMMAND: gettext_lazy("the command line"),
    SCHEDULE: gettext_lazy("the schedule"),
    RUN: gettext_lazy("a run that was asked for"),
    WORKER: gettext_lazy("the worker"),
}


class ScreenOrigin:
    """Names the screen that a request is for, by its route, while it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with coming_from(SCREEN):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        match = request.resolver_match
        come_from(SCREEN, match.url_name or "" if match else "")


class OriginFilter(ChoiceFilter):
    title = gettext_lazy("origin")
    parameter_name = "origin"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(kind, capfirst(str(words))) for kind, words in KINDS.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        kind = self.value()
        return queryset.filter(origin__startswith=kind) if kind in KINDS else queryset


def origin_in_words(token: str) -> str:
    """Return where an event came from, such as "Screen: Commitments, list"; empty for what was not noted."""
    kind, _colon, name = token.partition(":")
    say = SAYINGS.get(kind)
    return say(name) if say else token


def screen_in_words(name: str) -> str:
    text = _("Screen: %(name)s")
    if name.startswith((OURS, PEOPLE)):
        return text % {"name": model_screen(name)}
    known = next((words for first, words in SCREENS if name.startswith(first)), name)
    return text % {"name": known} if name else _("Screen")


def model_screen(name: str) -> str:
    app = "auth" if name.startswith(PEOPLE) else "erp_integrations"
    model, _underscore, part = name.removeprefix(f"{app}_").partition("_")
    try:
        title = str(capfirst(apps.get_model(app, model)._meta.verbose_name_plural))
    except LookupError:
        return name
    words = PARTS.get(part) or part.replace("_", " ")
    return _("%(records)s, %(part)s") % {"records": title, "part": words}


def work_title(slug: str) -> Any:
    return BY_SLUG[slug].title if slug in BY_SLUG else slug


SAYINGS: Mapping[str, Callable[[str], str]] = {
    SCREEN: screen_in_words,
    UPLOAD: lambda name: _("Upload: %(name)s") % {"name": name},
    COMMAND: lambda name: _("Command: %(name)s") % {"name": name},
    SCHEDULE: lambda slug: _("Schedule: %(name)s") % {"name": work_title(slug)},
    RUN: lambda slug: _("Run: %(name)s") % {"name": work_title(slug)},
    WORKER: lambda name: _("The worker"),
}
