"""Addresses behind a button: whoever opens or reloads one is led back to the page on which the button stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from erp_integrations.admin.worklists import PARAMETER, READY_TO_IMPORT
from erp_integrations.models import EXPORTED_MODELS, StagedKind
from erp_integrations.permissions import codename

WRONG_METHOD = 405


@dataclass(frozen=True, slots=True)
class Back:
    """`page` names the address of the page, `places` what of the button's own address stands in it too.

    `sees` is the right without which nobody sees that page, where the button's address does not ask for it by itself.
    """

    page: str
    places: tuple[str, ...] = ()
    sees: str = ""
    worklist: str = ""
    is_told: bool = True

    def url(self, request: HttpRequest, kwargs: Mapping[str, Any]) -> str:
        """Return the page's address, with what was asked of it as it was."""
        asked = request.GET.urlencode() or (urlencode({PARAMETER: self.worklist}) if self.worklist else "")
        url = reverse(self.page, args=[kwargs[place] for place in self.places])
        return f"{url}?{asked}" if asked else url


def list_of(model: Any, worklist: str = "") -> Back:
    return Back(f"admin:{name_of(model)}_changelist", sees=codename("view", model), worklist=worklist)


def one_of(model_name: str) -> Back:
    return Back(f"admin:erp_integrations_{model_name}_change", ("pk",), sees=f"erp_integrations.view_{model_name}")


def name_of(model: Any) -> str:
    return f"{model._meta.app_label}_{model._meta.model_name}"


# The button's address, by its name, and where its page is.
BACK: Mapping[str, Back] = {
    **{f"admin:{name_of(model)}_refresh": list_of(model) for model in EXPORTED_MODELS},
    **{f"admin:{name_of(model)}_link_all": list_of(model, "not_sent") for model in EXPORTED_MODELS},
    **{f"admin:{name_of(kind.model)}_link_suggested": list_of(kind.model, READY_TO_IMPORT.slug) for kind in StagedKind},
    "admin:erp_integrations_project_add_code": one_of("project"),
    "admin:erp_integrations_payment_attach": one_of("payment"),
    "admin:erp_integrations_payment_detach": one_of("payment"),
    "admin:erp_integrations_payment_remove": one_of("payment"),
    **dict.fromkeys(("name_tables", "apply_upload", "drop_upload"), Back("one_upload", ("pk",))),
    **dict.fromkeys(("change_schedule", "run_now"), Back("schedules")),
    "put_set_up_away": Back("admin:index"),
    "mark_step": Back("getting_started"),
    "end_deputy": Back("deputies"),
    "signing_in_step": Back("signing_in_of", ("pk",)),
    "end_sessions": Back("account"),
    **dict.fromkeys(("second_factor_off", "recovery_codes"), Back("second_factor")),
    # These two stand on every page, for whoever is signed in or not.
    **dict.fromkeys(("choose_language", "admin:logout"), Back("admin:index", is_told=False)),
}


class LeadsBack:
    """Middleware. Views say themselves that they are only posted to, after they have asked who it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != WRONG_METHOD:
            return response
        match = request.resolver_match
        back = BACK.get(match.view_name) if match and request.method == "GET" else None
        return lead(request, back, match.kwargs) if match and back else refused(request, response)


def lead(request: HttpRequest, back: Back, kwargs: Mapping[str, Any]) -> HttpResponse:
    if back.sees and not request.user.has_perm(back.sees):
        raise PermissionDenied
    if back.is_told:
        messages.info(request, _("Nothing was changed: this is done with its button, not by opening its address."))
    return redirect(back.url(request, kwargs))


def refused(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give an empty answer the page of the tool's other refusals."""
    response.content = render_to_string("405.html", request=request)
    return response
