"""The set-up list: a card on the start page while something is to do, and a page of its own for ever.

Whose part is done reads there what is left and who does it; whoever sees first that all is done, where the list is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required, user_passes_test
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from erp_integrations.models import IntegrationSettings, SetUpMark
from erp_integrations.permissions import require
from erp_integrations.services.setting_up import (
    NotPossible,
    Standing,
    can_be_marked_by,
    is_concerned,
    mark_needed,
    mark_not_needed,
    marks,
    put_away,
    standings,
)

# Where each step is done: the name of an address, and what to add to it.
WHERE = {
    "connect": ("connect_xero", ""),
    "category": ("admin:erp_integrations_integrationsettings_changelist", ""),
    "retainage": ("admin:erp_integrations_integrationsettings_changelist", ""),
    "accounts": ("admin:erp_integrations_integrationsettings_changelist", ""),
    "senders": ("admin:auth_user_add", ""),
    "approvers": ("admin:auth_user_add", ""),
    "codes": ("upload", ""),
    "send": ("admin:erp_integrations_budgetcode_changelist", "?worklist=not_sent"),
    "companies": ("admin:erp_integrations_vendor_changelist", "?worklist=ready_to_import"),
    "schedules": ("schedules", "#work-payments"),
    "mails": ("mail_preferences", ""),
    "export": ("admin:erp_integrations_budgetcode_changelist", "?worklist=ready_to_export"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A step as the screens show it. `url` is empty for who cannot do it now; `is_next` leads the way."""

    standing: Standing
    url: str
    is_next: bool

    @property
    def title(self) -> Any:
        return self.standing.step.title

    @property
    def action(self) -> Any:
        return self.standing.step.action


@dataclass(frozen=True, slots=True)
class SetUp:
    lines: Sequence[Line]

    @property
    def settled(self) -> int:
        return sum(line.standing.is_settled for line in self.lines)

    @property
    def is_done(self) -> bool:
        return self.settled == len(self.lines)

    @property
    def next(self) -> Line | None:
        return next((line for line in self.lines if line.is_next), None)

    @property
    def concerns_reader(self) -> bool:
        """Whether one of the open steps is the reader's."""
        return any(line.standing.is_mine and not line.standing.is_settled for line in self.lines)

    @property
    def left(self) -> Mapping[Any, Sequence[Any]]:
        """The titles of the open steps, by the sentence that says who does them."""
        titles: dict[Any, list[Any]] = {}
        for line in self.lines:
            if not line.standing.is_settled:
                titles.setdefault(str(line.standing.step.who), []).append(line.title)
        return titles


# What is left of the list when all of it was done once, whatever has become undone since.
ALL_DONE = SetUp(())


def set_up_of(request: HttpRequest, known: dict[str, SetUpMark]) -> SetUp:
    found = standings(request.user, known)
    first = next((standing for standing in found if standing.is_mine and standing.is_possible), None)
    return SetUp([Line(standing, url_of(standing), standing is first) for standing in found])


def url_of(standing: Standing) -> str:
    if not standing.is_mine or standing.obstacle:
        return ""
    name, addition = WHERE[standing.step.slug]
    return f"{reverse(name)}{addition}"


def next_step(request: HttpRequest) -> Line | None:
    """Return what this person can do next; None when nothing of it is left for them."""
    return set_up_of(request, marks()).next


def on_start_page(request: HttpRequest) -> SetUp | None:
    """Return the list for whom it concerns; once somebody has read that all is done, for nobody any more."""
    if not is_concerned(request.user):
        return None
    known = marks()
    finished = known.get(SetUpMark.FINISHED)
    if finished is None:
        return set_up_of(request, known)
    return None if finished.by else ALL_DONE


def for_those_concerned(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    return login_required(user_passes_test(concerned_or_refused)(view))


def concerned_or_refused(person: Any) -> bool:
    """Raises `PermissionDenied` for whoever can do none of the steps."""
    if not is_concerned(person):
        raise PermissionDenied
    return True


@for_those_concerned
@require_GET
def getting_started(request: HttpRequest) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("Getting started"),
        "set_up": set_up_of(request, marks()),
        "may_mark": can_be_marked_by(request.user),
    }
    return render(request, "admin/getting_started.html", context)


@for_those_concerned
@require_POST
def mark_step(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that a step is not needed here, or that it is after all."""
    require(request.user, "change", IntegrationSettings)
    try:
        if "needed" in request.POST:
            mark_needed(slug, by=request.user)
        else:
            mark_not_needed(slug, request.POST.get("note", ""), by=request.user)
    except NotPossible as reason:
        messages.error(request, str(reason))
    return redirect(f"{reverse('getting_started')}#step-{slug}")


@for_those_concerned
@require_POST
def put_set_up_away(request: HttpRequest) -> HttpResponse:
    put_away(by=request.user)
    return redirect("admin:index")
