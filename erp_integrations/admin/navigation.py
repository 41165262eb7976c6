"""The sidebar, in the order of the work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from erp_integrations import models
from erp_integrations.admin.worklists import PARAMETER, Counts, all_counts, to_import
from erp_integrations.evidence.rights import types_for
from erp_integrations.models import EXPORTED_MODELS
from erp_integrations.permissions import codename
from erp_integrations.reports.building import REPORTS, Report
from erp_integrations.services.deciding.decidable import anything_is_kept_from, decidable
from erp_integrations.services.left_out import transactions_to_look_at
from erp_integrations.services.uploading import loadable

RECORDS, REPORTING = _("Records"), _("Reports")
LISTS, ADMINISTRATION = _("Lists"), _("Administration")
JOURNALS = _("Journals")
SECTIONS: tuple[tuple[Any, tuple[type[Model], ...]], ...] = (
    (RECORDS, EXPORTED_MODELS),
    (_("From Xero"), (models.Payment, models.JobCost, models.LeftOutCost)),
    (REPORTING, ()),
    (LISTS, (models.CostCode, models.CostType)),
    (JOURNALS, (models.Event, models.ExportBatch, models.SyncRun, models.ApiCall, models.SentMail)),
    (ADMINISTRATION, (models.IntegrationSettings, models.Connection, User, Group)),
)
# Shown on tabs of the lists of companies and projects.
WITHIN_OTHERS = {models.StagedRecord}
ICONS: Mapping[type[Model], str] = {
    models.BudgetCode: "tag",
    models.Project: "building",
    models.Vendor: "people",
    models.Commitment: "contract",
    models.CommitmentChangeOrder: "change",
    models.SubcontractorInvoice: "bill",
    models.CostCode: "list",
    models.CostType: "list",
    models.Payment: "payment",
    models.JobCost: "cost",
    models.LeftOutCost: "left-out",
    models.Event: "clock",
    models.ExportBatch: "send",
    models.SyncRun: "download",
    models.ApiCall: "plug",
    models.SentMail: "mail",
    models.IntegrationSettings: "settings",
    models.Connection: "link",
    User: "person",
    Group: "people",
}

ABOUT_PEOPLE = (
    ("approvers", _("Accounting approvers"), "done"),
    ("accountant_report", _("Accountant report"), "list"),
)
# Whoever may change one of these sets the installation up.
SET_UP_BY = (models.IntegrationSettings, models.Connection)

# Every page counts: no further than a number that says as much.
MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """`count` is what waits for this user, `failed` what failed and waits too.

    `to_import` is what exists only in Xero.
    """

    title: str
    url: str
    icon: str
    is_current: bool
    count: int = 0
    failed: int = 0
    to_import: int = 0

    @property
    def count_told(self) -> str:
        return str(self.count) if self.count < MOST_COUNTED else f"{MOST_COUNTED - 1}+"


@dataclass(frozen=True, slots=True)
class Section:
    title: Any
    entries: Sequence[Entry]


def sidebar(site: AdminSite, request: HttpRequest) -> list[Section]:
    """Return the sections with at least one list that the user may see. What has no row above comes last."""
    if not site.has_permission(request):
        return []
    named = {model for _title, models_of_section in SECTIONS for model in models_of_section}
    others = tuple(model for model in site._registry if model not in named | WITHIN_OTHERS)
    sections = [
        Section(title, [*pages(request, title), *entries(site, request, listed)])
        for title, listed in (*SECTIONS, (_("More"), others))
    ]
    return [section for section in sections if section.entries]


def entries(site: AdminSite, request: HttpRequest, listed: Sequence[type[Model]]) -> list[Entry]:
    return [entry(site, request, model) for model in listed if is_visible(site, request, model)]


def pages(request: HttpRequest, section: Any) -> list[Entry]:
    """Return the pages of a section that list no records."""
    if section is RECORDS and loadable(request.user):
        url = reverse("upload")
        return [Entry(str(_("Upload")), url, "upload", request.path.startswith(url))]
    if section is REPORTING and request.user.has_perm(codename("view", models.JobCost)):
        return [report_entry(request, report) for report in REPORTS.values()]
    if section is LISTS:
        named = (("rules", _("Rules"), "list"), ("exchange", _("What is exchanged"), "plug"))
        return [Entry(str(title), reverse(name), icon, request.path == reverse(name)) for name, title, icon in named]
    if section is JOURNALS and next(types_for(request.user), None):
        url = reverse("evidence")
        return [Entry(str(_("Evidence")), url, "shield", request.path.startswith(url))]
    if section is ADMINISTRATION:
        sees_people = request.user.has_perm(codename("view", User))
        return [
            *set_up_entry(request),
            page_entry(request, "schedules", _("Schedules"), "schedule"),
            *(page_entry(request, *page) for page in ABOUT_PEOPLE if sees_people),
        ]
    return []


def set_up_entry(request: HttpRequest) -> list[Entry]:
    """The set-up list stays within reach of admins for ever; others find theirs on the start page."""
    is_admin = any(request.user.has_perm(codename("change", model)) for model in SET_UP_BY)
    return [page_entry(request, "getting_started", _("Getting started"), "done")] if is_admin else []


def page_entry(request: HttpRequest, name: str, title: Any, icon: str) -> Entry:
    url = reverse(name)
    return Entry(str(title), url, icon, request.path.startswith(url))


def report_entry(request: HttpRequest, report: Report) -> Entry:
    url = reverse(f"admin:erp_integrations_{report.slug}_report")
    return Entry(str(report.title), url, "chart", request.path.startswith(url))


def is_visible(site: AdminSite, request: HttpRequest, model: type[Model]) -> bool:
    screen = site._registry.get(model)
    return screen is not None and screen.has_view_permission(request)


def entry(site: AdminSite, request: HttpRequest, model: type[Model]) -> Entry:
    opts = model._meta
    url = reverse(f"{site.name}:{opts.app_label}_{opts.model_name}_changelist")
    title, icon, is_current = (
        str(capfirst(opts.verbose_name_plural)),
        ICONS.get(model, "list"),
        request.path.startswith(url),
    )
    if model not in EXPORTED_MODELS:
        return Entry(title, url, icon, is_current, to_mend(request, model))
    counts = all_counts(request)[str(opts.model_name)]
    decides = request.user.has_perm(codename("export", model))
    waiting = waits_for(request, model, counts)
    worklist = "ready_to_export" if decides or not counts["sent_back"] else "sent_back"
    return Entry(
        title,
        f"{url}?{PARAMETER}={worklist}",
        icon,
        is_current,
        waiting,
        counts["failed"] if decides else 0,
        to_import(request, model) if request.user.has_perm(codename("import", model)) else 0,
    )


def to_mend(request: HttpRequest, model: type[Model]) -> int:
    """How many transactions are left out of all costs, for those who bring costs in; a thousand stands for more."""
    is_theirs = model is models.LeftOutCost and request.user.has_perm(codename("sync", models.JobCost))
    return transactions_to_look_at(MOST_COUNTED) if is_theirs else 0


def waits_for(request: HttpRequest, model: type[Model], counts: Counts) -> int:
    """How many records the user has to do something about: to decide, or to mend."""
    user = request.user
    decides, mends = user.has_perm(codename("export", model)), user.has_perm(codename("submit", model))
    return (to_decide(request, model, counts) if decides else 0) + counts["sent_back"] * int(mends)


def to_decide(request: HttpRequest, model: Any, counts: Counts) -> int:
    """How many records wait for this person; counted for them alone only where something may be kept from them."""
    waiting = counts["ready_to_export"] + counts["ready_to_update"]
    if not waiting or not is_kept_from(request):
        return waiting
    number: int = decidable(model, request.user).waiting().count()
    return number


def is_kept_from(request: HttpRequest) -> bool:
    """Read once for each request."""
    if not hasattr(request, "is_kept_from"):
        request.is_kept_from = anything_is_kept_from(request.user)  # type: ignore[attr-defined]
    return request.is_kept_from  # type: ignore[attr-defined,no-any-return]
