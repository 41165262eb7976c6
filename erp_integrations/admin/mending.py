"""What mends the costs of one job or one item that is not linked, said in words, with the way there for whoever may."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from erp_integrations.admin.start import list_of
from erp_integrations.admin.worklists import ARCHIVED, READY_TO_IMPORT, Worklist
from erp_integrations.models import BudgetCode, IntegrableRecord, LeftOut, Project, StagedKind, StagedRecord
from erp_integrations.models.name_key import key_of
from erp_integrations.permissions import codename
from erp_integrations.services.left_out import Group

# Whoever holds one of these can mend a record that is here.
MENDING_RIGHTS = ("submit", "export", "link")
# What can be done on each tab of what exists only in Xero.
STAGED_RIGHTS: Mapping[Worklist, tuple[str, ...]] = {READY_TO_IMPORT: ("import", "link"), ARCHIVED: ("import",)}


@dataclass(frozen=True, slots=True)
class Mend:
    """`url` is empty for those who may not mend it, and where no screen does."""

    sentence: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Mending:
    """The sentences for a record of `model` with the group's name: one to link, one that is linked to something else,
    none at all.
    """

    model: type[IntegrableRecord]
    parameter: str
    link_here: Any
    linked_elsewhere: Any
    none_here: Any


JOBS = Mending(
    Project,
    "job",
    _("Link or export the project “%(name)s”"),
    _("The project “%(name)s” is linked to another job: unlink it, or give the lines that job in Xero"),
    _("Link a project to the job “%(name)s”"),
)
ITEMS = Mending(
    BudgetCode,
    "item",
    _("Link or export the budget code “%(name)s”"),
    _("The budget code “%(name)s” is linked to another item: unlink it, or recode the line in Xero"),
    _("No budget code here is called “%(name)s”: add one to the list of budget codes, or recode the line in Xero"),
)
MENDED_BY: Mapping[LeftOut, Mending] = {LeftOut.JOB_NOT_LINKED: JOBS, LeftOut.ITEM_NOT_LINKED: ITEMS}


def mender(request: HttpRequest, mending: Mending, found: Sequence[Group]) -> Callable[[Group], Mend]:
    """Return what tells how a group is mended, reading what is here of all groups at once."""
    keys = [key_of(group.name) for group in found]
    rows = mending.model._default_manager.filter(name_key__in=keys).order_by("-erp_id")
    ours = {key: (pk, bool(erp_id)) for key, pk, erp_id in rows.values_list("name_key", "pk", "erp_id")}
    otherwise = staged_urls(request, found) if mending is JOBS else {}

    def mend(group: Group) -> Mend:
        pk, is_linked = ours.get(key_of(group.name), (None, False))
        if pk is not None and not (is_linked and group.key in otherwise):
            sentence = mending.linked_elsewhere if is_linked else mending.link_here
            return Mend(sentence % {"name": group.name}, record_url(request, mending.model, pk))
        url = otherwise.get(group.key, "") if mending is JOBS else add_url(request, mending.model)
        return Mend(mending.none_here % {"name": group.name}, url)

    return mend


def may(request: HttpRequest, model: type[Model], *functions: str) -> bool:
    """Whether somebody may see records of a type, and holds one of the functions for it."""
    sees = request.user.has_perm(codename("view", model))
    return sees and any(request.user.has_perm(codename(function, model)) for function in functions)


def record_url(request: HttpRequest, model: type[Model], pk: int) -> str:
    return address(model, "change", pk) if may(request, model, *MENDING_RIGHTS) else ""


def add_url(request: HttpRequest, model: type[Model]) -> str:
    return address(model, "add") if may(request, model, "add") else ""


def address(model: type[Model], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def staged_urls(request: HttpRequest, found: Sequence[Group]) -> dict[str, str]:
    """Return where jobs that exist only in Xero are offered: the id of the job → the tab, searched for its name."""
    if not request.user.has_perm(codename("view", StagedRecord)):
        return {}
    rows = StagedRecord.objects.filter(kind=StagedKind.PROJECT, erp_id__in=[group.key for group in found])
    return {row.erp_id: staged_url(request, row) for row in rows}


def staged_url(request: HttpRequest, row: StagedRecord) -> str:
    tab = ARCHIVED if row.is_archived else READY_TO_IMPORT
    is_allowed = may(request, Project, *STAGED_RIGHTS[tab])
    return f"{list_of(Project, tab.slug)}&{urlencode({'q': row.name})}" if is_allowed else ""
