"""Every address of the tool: what it takes to look at it, and to post to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from erp_integrations.permissions import IMPORTS, JOURNALS, LISTS, RECORDS
from tests.matrix.people import Rights, app_of, rights

# What an address takes, beside rights.
ANYBODY, SIGNED_IN, NOBODY = "anybody", "signed in", "nobody"
# Whoever posts to it is signed in no longer.
SIGNS_OUT = "signs out"
# Posting is answered with 405, whoever posts.
NOT_POSTED = "not posted"
# Looking leads to the page with the button.
NOT_GET = "not get"
# One of several rights is enough where they stand side by side.
Needs = str | Rights | tuple[Rights, ...]


def right(function: str, *models: str) -> Rights:
    return rights((function, models))


@dataclass(frozen=True, slots=True)
class Address:
    """`values` names the parts of the address, or the key of the scene's objects whose number stands there."""

    get: Needs
    post: Needs
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Screen:
    """The usual five addresses of what is kept. A function that the tool does not have is None."""

    add: str | None = None
    change: str | None = None
    delete: str | None = None


PLAIN = Screen()
SCREENS: dict[str, Screen] = {
    **dict.fromkeys(RECORDS, Screen("add", "change", "delete")),
    **dict.fromkeys(("costcode", "costtype"), Screen("add", "change", "delete")),
    **dict.fromkeys((*IMPORTS, *JOURNALS, "sentmail", "connection"), PLAIN),
    **dict.fromkeys(("integrationsettings", "payment"), Screen(change="change")),
    "user": Screen("add", "change", "delete"),
    "group": Screen("add", "change", "delete"),
}
# These have a screen of their own no longer: their rows are shown on other pages.
WITHOUT_SCREEN = {"exportattempt", *LISTS} - {"costcode", "costtype"}


def screen_addresses() -> Iterator[tuple[str, Address]]:
    for model, screen in SCREENS.items():
        if model in WITHOUT_SCREEN:
            continue
        root, seen = f"{app_of(model)}/{model}/", right("view", model)
        one = {"object_id": model}
        yield root, Address(seen, seen)
        yield f"{root}add/", both(screen.add, model)
        yield f"{root}<path:object_id>/history/", Address(seen, seen, one)
        yield f"{root}<path:object_id>/delete/", both(screen.delete, model, one)
        posted = right(screen.change, model) if screen.change else NOBODY
        yield f"{root}<path:object_id>/change/", Address(seen, posted, one)
        yield f"{root}<path:object_id>/", Address(SIGNED_IN, SIGNED_IN, one)


def both(function: str | None, model: str, values: Mapping[str, str] | None = None) -> Address:
    needed: Needs = right(function, model) if function else NOBODY
    return Address(needed, needed, values or {})


def record_addresses() -> Iterator[tuple[str, Address]]:
    for model in RECORDS:
        root = f"erp_integrations/{model}/"
        yield f"{root}refresh/", Address(NOT_GET, right("sync", model))
        yield f"{root}link-all/", Address(NOT_GET, right("link", model))
    for model in ("project", "vendor"):
        yield f"erp_integrations/{model}/link-suggested/", Address(NOT_GET, right("link", model))


def both_ways(needs: Needs, **values: str) -> Address:
    """An address whose form may be posted by whoever sees it."""
    return Address(needs, needs, values)


def looked_at(needs: Needs, **values: str) -> Address:
    return Address(needs, NOT_POSTED, values)


def posted_to(needs: Needs, **values: str) -> Address:
    return Address(NOT_GET, needs, values)


# Pages that are no list of what is kept, part by part.
CONNECTS, SETS, CHANGES_PEOPLE = (
    right("change", "connection"),
    right("change", "integrationsettings"),
    right("change", "user"),
)
# Whoever can do a step of the set-up list.
SETS_UP = (
    CONNECTS,
    SETS,
    right("add", "user") | CHANGES_PEOPLE,
    CHANGES_PEOPLE,
    right("add", "budgetcode"),
    right("submit", *RECORDS),
    right("import", "vendor"),
    right("link", "vendor"),
    right("export", *RECORDS),
)
SEES_EVIDENCE = right("view", "event", "exportbatch", "payment", *RECORDS[1:])
ABOUT_PEOPLE: dict[str, Address] = {
    "approvers/": Address(right("view", "user"), CHANGES_PEOPLE),
    "approvers/<int:pk>/presets/": both_ways(CHANGES_PEOPLE, pk="user"),
    "approvers/<int:pk>/view-only/": both_ways(CHANGES_PEOPLE, pk="user"),
    "approvers/<int:pk>/limits/": both_ways(CHANGES_PEOPLE, pk="user"),
    "accountants/": looked_at(right("view", "user")),
    # Everybody names their own deputy. Whoever changes people ends anybody's.
    "deputies/": both_ways(SIGNED_IN),
    "deputies/<int:pk>/end/": posted_to(CHANGES_PEOPLE, pk="deputyship"),
    "people/locked/": both_ways(CHANGES_PEOPLE),
    "people/<int:pk>/signing-in/": looked_at(CHANGES_PEOPLE, pk="user"),
    "people/<int:pk>/signing-in/<slug:name>/": posted_to(CHANGES_PEOPLE, pk="user", name="sessions"),
}
SIGNING_IN: dict[str, Address] = {
    "account/": looked_at(SIGNED_IN),
    "account/sessions/end/": posted_to(SIGNS_OUT),
    "account/second-factor/": both_ways(SIGNED_IN),
    "account/second-factor/off/": posted_to(SIGNED_IN),
    "account/second-factor/codes/": posted_to(SIGNED_IN),
    "language/": posted_to(ANYBODY),
    "login/code/": both_ways(SIGNED_IN),
    "login/provider/": looked_at(ANYBODY),
    "login/provider/done/": looked_at(ANYBODY),
    "password_reset/": both_ways(ANYBODY),
    "password_reset/done/": looked_at(ANYBODY),
    "reset/<uidb64>/<token>/": both_ways(ANYBODY, uidb64="x", token="x"),
    "reset/done/": looked_at(ANYBODY),
}
SETTING_UP: dict[str, Address] = {
    "start/": looked_at(SETS_UP),
    "start/put-away/": posted_to(SETS_UP),
    "start/<slug:slug>/": posted_to(SETS, slug="vendors"),
    "connect/xero/": both_ways(CONNECTS),
    "connect/xero/done/": looked_at(CONNECTS),
    "connect/xero/organisation/": both_ways(CONNECTS),
    "connect/xero/connected/": looked_at(CONNECTS),
    "connect/xero/end/": both_ways(CONNECTS),
}
EVIDENCE: dict[str, Address] = {
    "evidence/": looked_at(SEES_EVIDENCE),
    "evidence/<slug:kind>/<int:pk>.<slug:form>": looked_at(
        SEES_EVIDENCE, kind="kind", pk="subcontractorinvoice", form="json"
    ),
    "evidence/<slug:kind>/<int:pk>/attach/": both_ways(
        SEES_EVIDENCE | right("export", "subcontractorinvoice"), kind="kind", pk="synced invoice"
    ),
}

UPLOADS = right("add", *RECORDS) | right("change", *RECORDS)
UPLOAD = {"pk": "upload"}
REPORTS = right("view", "jobcost")
PAYMENT = {"pk": "payment"}
FILE = {**PAYMENT, "attachment_pk": "attachment"}

ADDRESSES: dict[str, Address] = {
    "r/<str:key>/": Address(SIGNED_IN, SIGNED_IN, {"key": "key"}),
    "rules/": Address(SIGNED_IN, SIGNED_IN),
    "exchange/": Address(SIGNED_IN, SIGNED_IN),
    "upload/": Address(UPLOADS, UPLOADS),
    "upload/tables/": Address(UPLOADS, NOT_POSTED),
    "upload/tables/<str:name>.csv": Address(UPLOADS, NOT_POSTED, {"name": "table"}),
    "upload/<int:pk>/": Address(UPLOADS, NOT_POSTED, UPLOAD),
    "upload/<int:pk>/tables/": Address(NOT_GET, UPLOADS, UPLOAD),
    "upload/<int:pk>/apply/": Address(NOT_GET, UPLOADS, UPLOAD),
    "upload/<int:pk>/drop/": Address(NOT_GET, UPLOADS, UPLOAD),
    "upload/<int:pk>/wrong.csv": Address(UPLOADS, NOT_POSTED, UPLOAD),
    "schedules/": Address(SIGNED_IN, NOT_POSTED),
    "schedules/runs/<int:pk>/": Address(right("view", "jobcost"), NOT_POSTED, {"pk": "syncrun"}),
    "schedules/<slug:slug>/": Address(NOT_GET, right("change", "integrationsettings"), {"slug": "work"}),
    "schedules/<slug:slug>/run/": Address(NOT_GET, right("sync", "jobcost"), {"slug": "work"}),
    **ABOUT_PEOPLE,
    **SIGNING_IN,
    **SETTING_UP,
    **EVIDENCE,
    "mail/": Address(SIGNED_IN, SIGNED_IN),
    "mail/<int:pk>/": Address(right("change", "user"), right("change", "user"), {"pk": "user"}),
    "reports/job_costs/": Address(REPORTS, NOT_POSTED),
    "reports/budget/": Address(REPORTS, NOT_POSTED),
    "reports/<str:slug>/<str:measure_slug>/": Address(
        REPORTS, NOT_POSTED, {"slug": "report", "measure_slug": "measure"}
    ),
    "": Address(SIGNED_IN, SIGNED_IN),
    "login/": Address(ANYBODY, ANYBODY),
    "logout/": Address(NOT_GET, SIGNED_IN),
    "password_change/": Address(SIGNED_IN, SIGNED_IN),
    "password_change/done/": Address(SIGNED_IN, NOT_POSTED),
    # Django's own: each answers by the right to view what is asked for.
    "autocomplete/": Address(NOBODY, NOT_POSTED),
    "jsi18n/": Address(SIGNED_IN, NOT_POSTED),
    "r/<path:content_type_id>/<path:object_id>/": Address(
        SIGNED_IN, SIGNED_IN, {"content_type_id": "x", "object_id": "x"}
    ),
    "^(?P<app_label>erp_integrations|auth)/$": Address(SIGNED_IN, SIGNED_IN, {"app_label": "auth"}),
    "(?P<url>.*)$": Address(SIGNED_IN, SIGNED_IN, {"url": "no-such-page"}),
    "erp_integrations/project/<int:pk>/add-code/": Address(NOT_GET, right("change", "project"), {"pk": "project"}),
    "erp_integrations/payment/<int:pk>/attach/": Address(NOT_GET, right("change", "payment"), PAYMENT),
    "erp_integrations/payment/<int:pk>/attachments/<int:attachment_pk>/": Address(
        right("view", "payment"), NOT_POSTED, FILE
    ),
    "erp_integrations/payment/<int:pk>/attachments/<int:attachment_pk>/delete/": Address(
        NOT_GET, right("change", "payment"), FILE
    ),
    "erp_integrations/payment/<int:pk>/remove/": Address(NOT_GET, right("delete", "payment"), PAYMENT),
    "auth/user/<id>/password/": Address(right("change", "user"), right("change", "user"), {"id": "user"}),
    **dict(record_addresses()),
    **dict(screen_addresses()),
    # There is one row of settings, and the address of their list leads to it.
    "erp_integrations/integrationsettings/": Address(SIGNED_IN, SIGNED_IN),
    # Whoever adds a person gives them their rights, so Django asks for both.
    "auth/user/add/": Address(
        right("add", "user") | right("change", "user"), right("add", "user") | right("change", "user")
    ),
    # What the list of payments is posted to is the removal of several, and nothing else.
    "erp_integrations/payment/": Address(right("view", "payment"), right("delete", "payment")),
    # What exists only in Xero is shown on tabs of other lists, where this address leads to.
    "erp_integrations/stagedrecord/<path:object_id>/change/": Address(
        right("view", "stagedrecord"), right("view", "stagedrecord"), {"object_id": "stagedrecord"}
    ),
}


def routes(resolver: URLResolver | None = None, above: str = "") -> Iterator[str]:
    """Return every route that the tool answers, as Django writes it."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = f"{above}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern, route)


def filled(route: str, values: Mapping[str, str], scene: Mapping[str, Any]) -> str:
    """Return an address of a route, with the scene's objects in its places."""
    told = route.removeprefix("^").removesuffix("$")
    for name, key in values.items():
        for place in placeholders(name):
            told = told.replace(place, str(scene.get(key, key)))
    return f"/{told}"


def placeholders(name: str) -> Iterator[str]:
    yield from (f"<{kind}{name}>" for kind in ("", "path:", "int:", "str:", "slug:"))
    yield "(?P<app_label>erp_integrations|auth)" if name == "app_label" else f"(?P<{name}>.*)"
