"""The Accountant report: who holds which function for which records, since when, given by whom, through what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from erp_integrations.admin.approvers import GridForm
from erp_integrations.admin.persons import name_of
from erp_integrations.admin.reports.files import csv_response
from erp_integrations.admin.rights import ROWS
from erp_integrations.deputies import PASSED_ON
from erp_integrations.models import ApprovalLimit, Deputyship, ViewOnly
from erp_integrations.permissions import FUNCTIONS, codename, does_something, require
from erp_integrations.reports.sheet import Column, Sheet
from erp_integrations.services.granting.holdings import Given, Holding, all_given, holdings_of
from erp_integrations.services.granting.reach import Reach

# What stands in the choice of functions beside the functions.
BUT_SEEING, EVERYTHING = "", "everything"


class AccountantForm(GridForm):
    function = forms.ChoiceField(label=gettext_lazy("Functions"), required=False)
    field_order = ("q", "function", "type", "who")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = [(str(model._meta.model_name), capfirst(str(model._meta.verbose_name_plural))) for model in ROWS]
        self.fields["type"].choices = [("", _("all")), *types]  # type: ignore[attr-defined]
        functions = [(BUT_SEEING, _("all but seeing")), (EVERYTHING, _("all")), *FUNCTIONS.items()]
        self.fields["function"].choices = functions  # type: ignore[attr-defined]

    def wants(self, holding: Holding) -> bool:
        function, kind = self.cleaned_data.get("function", ""), self.cleaned_data.get("type", "")
        is_function = {BUT_SEEING: holding.function != "view", EVERYTHING: True}.get(
            function, holding.function == function
        )
        is_told = holding.model in ROWS and does_something(holding.function, holding.model)
        return is_told and is_function and kind in ("", holding.model._meta.model_name)

    @property
    def is_narrowed(self) -> bool:
        """Whether people without anything that was asked for are left out."""
        return bool(self.cleaned_data.get("function") or self.cleaned_data.get("type"))


@dataclass(frozen=True, slots=True)
class Line:
    """Functions that somebody holds for the same records, through the same, since the same moment."""

    kind: str
    functions: str
    group: str
    since: datetime | None
    given_by: User | None


@dataclass(frozen=True, slots=True)
class Accountant:
    """`holdings` is in the order of the types and functions. A superuser has none: they may do everything.

    `deputyships` are those of today by which they may do what was asked for, too; `limit` is theirs, if there is one.
    """

    person: User
    name: str
    is_view_only: bool
    holdings: Sequence[Holding]
    limit: ApprovalLimit | None
    deputyships: Sequence[Deputyship]

    @property
    def holds_anything(self) -> bool:
        return bool(self.holdings or self.deputyships or self.person.is_superuser)

    @property
    def lines(self) -> Iterator[Line]:
        for (model, group, since, by), found in groupby(
            self.holdings, lambda held: (held.model, held.group, held.since, held.given_by)
        ):
            functions = ", ".join(str(FUNCTIONS[held.function]) for held in found)
            yield Line(capfirst(str(model._meta.verbose_name_plural)), functions, group, since, by)


def order_of(holding: Holding) -> tuple[Any, ...]:
    since = holding.since.timestamp() if holding.since else 0
    by = holding.given_by.pk if holding.given_by else 0
    return (ROWS.index(holding.model), holding.group, since, by, list(FUNCTIONS).index(holding.function))


def accountants(form: AccountantForm) -> Iterator[Accountant]:
    given, reach = all_given(), Reach.of_today()
    for person in form.people():
        found = accountant(person, form, given, reach)
        if found.holds_anything or not form.is_narrowed:
            yield found


def accountant(person: User, form: AccountantForm, given: Given, reach: Reach) -> Accountant:
    held = [] if person.is_superuser else [each for each in holdings_of(person, given) if form.wants(each)]
    rows = [row for row in reach.stood_in_for_by(person) if not form.is_narrowed or passes_on(row.person, form)]
    limit = reach.limit_of(person)
    return Accountant(person, name_of(person), ViewOnly.marks(person), sorted(held, key=order_of), limit, rows)


def passes_on(person: User, form: AccountantForm) -> bool:
    """Whether somebody's deputy may do anything of what was asked for."""
    everything = (Holding(function, model) for model in ROWS for function in FUNCTIONS)
    held = everything if person.is_superuser else holdings_of(person, {})
    return any(form.wants(each) and codename(each.function, each.model) in PASSED_ON for each in held)


@login_required
@never_cache
@require_GET
def accountant_report(request: HttpRequest) -> HttpResponseBase:
    require(request.user, "view", User)
    form = AccountantForm(request.GET)
    is_understood = form.is_valid()
    found = list(accountants(form))
    # A file of more than was asked for would pass for what was asked for.
    if is_understood and request.GET.get("file") == "csv":
        return csv_response(sheet_of(found), f"accountants-{timezone.localdate().isoformat()}.csv")
    context = {
        **admin.site.each_context(request),
        "title": _("Accountant report"),
        "form": form,
        "accountants": found,
        "is_filtered": bool(request.GET),
        "today": timezone.localdate(),
    }
    return render(request, "admin/accountant_report.html", context)


# The file: one line for each right


def sheet_of(found: Sequence[Accountant]) -> Sheet:
    titles = (
        _("Person"),
        _("Log-in"),
        _("May log in"),
        _("View-only"),
        _("Last sign-in"),
        _("Limit: amount of a record"),
        _("Limit: projects"),
        _("Stands in today for"),
        _("Records"),
        _("Function"),
        _("Through"),
        _("Since"),
        _("Given by"),
    )
    rows = (row for accountant in found for row in file_rows(accountant))
    return Sheet(_("Accountant report"), [Column(title) for title in titles], rows, ())


def file_rows(accountant: Accountant) -> Iterator[Sequence[str]]:
    person = accountant.person
    facts = (
        accountant.name,
        person.get_username(),
        yes_or_no(person.is_active),
        yes_or_no(accountant.is_view_only),
        moment(person.last_login),
        *limit_facts(accountant.limit),
        "; ".join(map(deputyship_in_words, accountant.deputyships)),
    )
    if person.is_superuser:
        yield (*facts, _("everything"), _("everything"), _("superuser"), "", "")
    elif not accountant.holdings:
        yield (*facts, "", _("nothing"), "", "", "")
    for held in accountant.holdings:
        yield (*facts, *rights_of(held))


def limit_facts(limit: ApprovalLimit | None) -> tuple[str, str]:
    """Return up to which amount and on which projects; empty for any."""
    if limit is None:
        return "", ""
    amount = "" if limit.highest_amount is None else str(limit.highest_amount)
    return amount, "; ".join(map(str, limit.projects.all()))


def deputyship_in_words(row: Deputyship) -> str:
    return f"{name_of(row.person)} ({row.first_day.isoformat()} – {row.last_day.isoformat()})"


def rights_of(held: Holding) -> tuple[str, ...]:
    kind, function = named(held.model), str(FUNCTIONS[held.function])
    if held.group:
        return (kind, function, _("group %(group)s") % {"group": held.group}, "", "")
    if held.given is None:
        return (kind, function, _("own right"), _("before this was kept"), "")
    return (kind, function, _("own right"), moment(held.since), name_of(held.given_by))


def named(model: type[Model]) -> str:
    return str(capfirst(str(model._meta.verbose_name_plural)))


def yes_or_no(answer: bool) -> str:
    return _("yes") if answer else _("no")


def moment(at: datetime | None) -> str:
    return timezone.localtime(at).isoformat(sep=" ", timespec="minutes") if at else ""
