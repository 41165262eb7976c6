"""The page “Accounting approvers”: which functions each person may handle for which records (R7, R8)."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import Permission, User
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from erp_integrations.admin.approver_grid import COLUMNS, Column, Reader, all_people, features_by_name, row_of
from erp_integrations.admin.persons import name_of
from erp_integrations.models import ViewOnly
from erp_integrations.permissions import FEATURES, PRESET_TITLES, PRESETS, require
from erp_integrations.services import granting
from erp_integrations.services.granting.telling import in_words

PEOPLE_ON_A_PAGE = 25
EVERYBODY = "everybody"


class GridForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("Name"), required=False)
    type = forms.ChoiceField(label=gettext_lazy("Records"), required=False)
    who = forms.ChoiceField(
        label=gettext_lazy("People"),
        required=False,
        choices=[("", gettext_lazy("who may log in")), (EVERYBODY, gettext_lazy("everybody"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        titles = [(column.slug, capfirst(str(column.title))) for column in COLUMNS]
        self.fields["type"].choices = [("", _("all")), *titles]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = _("“%(value)s” cannot be chosen there, so it narrows nothing.")

    @property
    def columns(self) -> list[Column]:
        chosen = self.cleaned_data.get("type")
        return [column for column in COLUMNS if chosen in ("", None, column.slug)]

    def people(self) -> Any:
        people, said = all_people().order_by("username"), self.cleaned_data.get("q", "")
        if self.cleaned_data.get("who") != EVERYBODY:
            people = people.filter(is_active=True)
        return people.filter(named(said)) if said else people


# No database has a larger number.
LONGEST_NUMBER = 18


def named(text: str) -> Q:
    fields = ("username", "first_name", "last_name", "email")
    return Q.create([(f"{field}__icontains", text) for field in fields], connector=Q.OR)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def approvers(request: HttpRequest) -> HttpResponse:
    require(request.user, "view", User)
    if request.method == "POST":
        save_grid(request)
        return redirect(request.get_full_path())
    form = GridForm(request.GET)
    form.is_valid()
    people = Paginator(form.people(), PEOPLE_ON_A_PAGE)
    page = people.get_page(request.GET.get("page"))
    rights, reader = features_by_name(), Reader.of(request.user)
    context = {
        **admin.site.each_context(request),
        "title": _("Accounting approvers"),
        "form": form,
        "columns": [capfirst(str(column.title)) for column in form.columns],
        "rows": [row_of(person, form.columns, rights, reader) for person in page],
        "page": page,
        "reader": reader,
        "features": FEATURES,
        "is_filtered": bool(set(request.GET) - {"page"}),
    }
    return render(request, "admin/approvers.html", context)


def save_grid(request: HttpRequest) -> None:
    """Save person by person: what cannot be saved of one says why, and stops nobody else's."""
    require(request.user, "change", User)
    ids = ids_in(request.POST.getlist("person"))
    found = [save_row(request, person) for person in User.objects.filter(pk__in=ids).order_by("username")]
    if not any(found):
        messages.info(request, _("Nothing was changed."))


def save_row(request: HttpRequest, person: User) -> bool:
    """Give and take what was ticked and unticked since the page was made; return whether that was anything."""
    was = ids_in(request.POST.get(f"was-{person.pk}", "").split())
    now = ids_in(request.POST.getlist(f"right-{person.pk}"))
    if was == now:
        return False
    rights = Permission.objects.select_related("content_type")
    try:
        granting.change_rights(
            person,
            give=granting.with_sight(rights.filter(pk__in=now - was)),
            take=rights.filter(pk__in=was - now),
            by=request.user,
            shown=request.POST.get(f"shown-{person.pk}", ""),
        )
    except granting.NotGiven as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, changed_sentence(person, len(was ^ now)))
    return True


def ids_in(texts: list[str]) -> set[int]:
    return {int(text) for text in texts if text.isdecimal() and len(text) <= LONGEST_NUMBER}


def changed_sentence(person: User, number: int) -> str:
    return ngettext(
        "%(number)d right of %(person)s was changed.", "%(number)d rights of %(person)s were changed.", number
    ) % {"number": number, "person": name_of(person)}


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def approver_presets(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what each usual set of rights would give somebody and take from them, and give it."""
    person = person_to_change(request, pk)
    if request.method == "POST":
        return use_preset(request, person)
    context = {
        **admin.site.each_context(request),
        "title": _("Presets for %(person)s") % {"person": name_of(person)},
        "person": person,
        "name": name_of(person),
        "shown": granting.fingerprint(person),
        "offers": [offer_of(person, preset) for preset in PRESETS],
        "is_view_only": ViewOnly.marks(person),
    }
    return render(request, "admin/approver_presets.html", context)


def offer_of(person: User, preset: str) -> dict[str, Any]:
    change = granting.change_of(person, preset)
    return {
        "preset": preset,
        "title": PRESET_TITLES[preset],
        "change": change,
        "gives": sorted(in_words(right) for right in change.gives),
        "takes": sorted(in_words(right) for right in change.takes),
    }


def use_preset(request: HttpRequest, person: User) -> HttpResponse:
    preset = request.POST.get("preset", "")
    if preset not in PRESETS:
        raise Http404
    try:
        granting.use_preset(person, preset, by=request.user, shown=request.POST.get("shown", ""))
    except granting.NotGiven as reason:
        messages.error(request, str(reason))
        return redirect("approver_presets", person.pk)
    said = _("%(person)s now holds the preset “%(preset)s”, and nothing else in their own name.")
    messages.success(request, said % {"person": name_of(person), "preset": PRESET_TITLES[preset]})
    return redirect(grid_url(person))


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def take_mark_off(request: HttpRequest, pk: int) -> HttpResponse:
    """The step that has to come before anything is given to somebody who is marked as view-only (R9)."""
    person = person_to_change(request, pk)
    if request.method == "POST":
        try:
            granting.take_mark_off(person, by=request.user, shown=request.POST.get("shown", ""))
        except granting.NotGiven as reason:
            messages.error(request, str(reason))
            return redirect("take_mark_off", person.pk)
        said = _("%(person)s is not marked as view-only any more. They hold what they held: nothing was given.")
        messages.success(request, said % {"person": name_of(person)})
        return redirect(grid_url(person))
    context = {
        **admin.site.each_context(request),
        "title": _("View-only mark of %(person)s") % {"person": name_of(person)},
        "person": person,
        "name": name_of(person),
        "mark": ViewOnly.objects.filter(person=person).select_related("marked_by").first(),
        "shown": granting.fingerprint(person),
    }
    return render(request, "admin/approver_mark.html", context)


def person_to_change(request: HttpRequest, pk: int) -> User:
    require(request.user, "change", User)
    return get_object_or_404(User, pk=pk)


def grid_url(person: User) -> str:
    return f"{reverse('approvers')}#person-{person.pk}"


ADDRESSES = [
    path("", approvers, name="approvers"),
    path("<int:pk>/presets/", approver_presets, name="approver_presets"),
    path("<int:pk>/view-only/", take_mark_off, name="take_mark_off"),
]
