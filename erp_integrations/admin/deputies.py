"""Who stands in for whom: each names their own deputy, admins everybody's."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from erp_integrations.admin.persons import name_of
from erp_integrations.admin.widgets import DateInput
from erp_integrations.deputies import deputyships_of, own_rights
from erp_integrations.models import Connection, Deputyship, IntegrationSettings
from erp_integrations.services.deciding.carrying_out import NotPossible
from erp_integrations.services.deciding.deputising import (
    DECIDING,
    end_deputyship,
    name_deputy,
    who_can_be_stood_in_for,
    who_can_stand_in,
)

# So many that are over are listed.
MOST_PAST = 20


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return name_of(obj)


class DeputyForm(forms.Form):
    """An admin says for whom; for everybody else it is themselves."""

    person = PersonField(
        label=gettext_lazy("For"),
        queryset=User.objects.none(),
        error_messages={"invalid_choice": gettext_lazy("Choose somebody who may log in and decides on records.")},
    )
    deputy = PersonField(
        label=gettext_lazy("Deputy"),
        queryset=User.objects.none(),
        error_messages={"invalid_choice": gettext_lazy("Choose somebody else who may log in and does more than look.")},
    )
    first_day = forms.DateField(label=gettext_lazy("From"), widget=DateInput())
    last_day = forms.DateField(
        label=gettext_lazy("Until"), widget=DateInput(), help_text=gettext_lazy("This day included.")
    )

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        fields: dict[str, Any] = self.fields
        if may_name(by):
            fields["deputy"].queryset = by_name(who_can_stand_in()).exclude(pk=by.pk)
        self.fields["first_day"].initial = Connection.today()
        if sees_all(by):
            fields["person"].queryset = by_name(who_can_be_stood_in_for())
        else:
            del self.fields["person"]


def by_name(people: QuerySet[User]) -> QuerySet[User]:
    return people.order_by("first_name", "last_name", "username")


def sees_all(person: Any) -> bool:
    return bool(person.has_perm("auth.change_user"))


def may_name(person: Any) -> bool:
    """Whether somebody has decisions to pass on, or does it for others. Nobody else is told who works here."""
    return sees_all(person) or bool(own_rights(person) & DECIDING)


@login_required
@require_http_methods(["GET", "POST"])
def deputies(request: HttpRequest) -> HttpResponse:
    form = DeputyForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid() and name_from(request, form):
        return redirect("deputies")
    today = Connection.today()
    seen = Deputyship.objects.select_related("person", "deputy", "named_by", "ended_by")
    mine = seen if sees_all(request.user) else seen.filter(person=request.user)
    context = {
        **admin.site.each_context(request),
        "title": _("Deputies"),
        "form": form,
        "may_name": may_name(request.user),
        "sees_all": sees_all(request.user),
        "may_accept_own": not IntegrationSettings.load().forbid_self_approval,
        "stands_in": seen.filter(deputy=request.user).in_force_or_to_come(today),
        "current": mine.in_force_or_to_come(today),
        "past": past(mine, today),
        "today": today,
    }
    return render(request, "admin/deputies.html", context)


def past(rows: Any, today: Any) -> Sequence[Deputyship]:
    over = rows.exclude(pk__in=rows.in_force_or_to_come(today).values("pk"))
    return list(over.order_by("-last_day", "-pk")[:MOST_PAST])


def name_from(request: HttpRequest, form: DeputyForm) -> bool:
    """Name the deputy that a form tells; where that is not possible, the form says why."""
    told = form.cleaned_data
    person = told.get("person") or request.user
    try:
        row = name_deputy(person, told["deputy"], told["first_day"], told["last_day"], by=request.user)
    except NotPossible as reason:
        form.add_error(None, str(reason))
        return False
    text = _("%(deputy)s stands in for %(person)s from %(first)s to %(last)s.")
    told = {"deputy": name_of(row.deputy), "person": name_of(row.person), **days(row)}
    messages.success(request, text % told)
    return True


def days(row: Deputyship) -> dict[str, str]:
    return {"first": date_format(row.first_day, "DATE_FORMAT"), "last": date_format(row.last_day, "DATE_FORMAT")}


@login_required
@require_POST
def end_deputy(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Deputyship.objects.select_related("deputy"), pk=pk)
    if row.person_id != request.user.pk and not sees_all(request.user):
        raise PermissionDenied
    try:
        end_deputyship(pk, by=request.user)
        messages.success(request, _("%(deputy)s stands in no longer.") % {"deputy": name_of(row.deputy)})
    except NotPossible as reason:
        messages.error(request, str(reason))
    return redirect("deputies")


def standing_in(request: HttpRequest) -> list[str]:
    """Return a sentence for each person whom the reader stands in for today."""
    if not request.user.is_authenticated:
        return []
    text = _("You stand in for %(person)s until %(day)s.")
    return [
        text % {"person": name_of(row.person), "day": date_format(row.last_day, "DATE_FORMAT")}
        for row in deputyships_of(request.user)
    ]


ADDRESSES = [
    path("", deputies, name="deputies"),
    path("<int:pk>/end/", end_deputy, name="end_deputy"),
]
