"""How other people sign in, for admins: invitations, lost telephones, sessions, locks."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from erp_integrations.admin.persons import name_of
from erp_integrations.models import SignIn
from erp_integrations.services.signing_in import passwords, second_factor, sessions, single_sign_on, throttling
from erp_integrations.services.signing_in.noting import last_of

may_change_people = permission_required("auth.change_user", raise_exception=True)
# What the page offers: name in the address → what is done, and what is said afterwards.
STEPS: dict[str, tuple[Callable[..., object], Any]] = {
    "invite": (passwords.invite, gettext_lazy("The invitation is on its way.")),
    "second-factor": (second_factor.reset, gettext_lazy("The second factor is taken away.")),
    "sessions": (sessions.end_sessions_of, gettext_lazy("All sessions are ended.")),
    "unlink": (single_sign_on.unlink, gettext_lazy("The link is undone. The next sign-in makes a new one.")),
}


def person_or_refused(request: HttpRequest, pk: int) -> Any:
    """Return a person whom somebody may look after: as on the screen of people, not oneself."""
    person = get_object_or_404(User, pk=pk)
    if not admin.site.get_model_admin(User).has_change_permission(request, person):
        raise PermissionDenied
    return person


@login_required
@may_change_people
@require_GET
def signing_in_of(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_or_refused(request, pk)
    context = {
        **admin.site.each_context(request),
        "title": _("How %(person)s signs in") % {"person": name_of(person)},
        "person": person,
        "is_own": person.pk == request.user.pk,
        "sign_in": SignIn.of(person),
        "provider": settings.OIDC_NAME,
        "can_be_invited": passwords.can_be_invited(person),
        "events": last_of(person),
    }
    return render(request, "admin/signing_in_of.html", context)


@login_required
@may_change_people
@require_POST
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    if name not in STEPS:
        raise Http404
    person = person_or_refused(request, pk)
    act, said = STEPS[name]
    act(person, by=request.user)
    messages.success(request, str(said))
    return redirect("signing_in_of", pk=pk)


@login_required
@may_change_people
@require_http_methods(["GET", "POST"])
def locked_log_ins(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        throttling.release(request.POST.get("username", ""), request.POST.get("address", ""), by=request.user)
        messages.success(request, _("Released. It can be tried again at once."))
        return redirect("locked_log_ins")
    context = {**admin.site.each_context(request), "title": _("Locked log-ins"), "locks": throttling.locks()}
    return render(request, "admin/locked_log_ins.html", context)


ADDRESSES = [
    path("locked/", locked_log_ins, name="locked_log_ins"),
    path("<int:pk>/signing-in/", signing_in_of, name="signing_in_of"),
    path("<int:pk>/signing-in/<slug:name>/", step, name="signing_in_step"),
]
