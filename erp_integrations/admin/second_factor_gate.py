"""The second factor stands before every page: whoever has one shows it, whoever needs one sets it up first."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from erp_integrations.admin.sign_in_state import (
    SHOWN,
    came_by_provider,
    mark_of,
    page_asked_for,
    sign_in_of,
    to_page,
)
from erp_integrations.services.signing_in.second_factor import is_required_of

# What somebody reaches who has given the password only; and who has yet to set a second factor up.
BEFORE_CODE = {"second_factor_code", "admin:logout"}
BEFORE_SET_UP = {"second_factor", "admin:logout", "admin:jsi18n"}


class SecondFactorGate:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        if not request.user.is_authenticated or came_by_provider(request):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if is_code_missing(request):
            return None if name in BEFORE_CODE else to_page("second_factor_code", next=page_asked_for(request))
        if is_set_up_missing(request):
            return None if name in BEFORE_SET_UP else to_page("second_factor", next=page_asked_for(request))
        return None


def is_code_missing(request: HttpRequest) -> bool:
    sign_in = sign_in_of(request)
    return sign_in.has_second_factor and request.session.get(SHOWN) != mark_of(sign_in)


def is_set_up_missing(request: HttpRequest) -> bool:
    return not sign_in_of(request).has_second_factor and is_required_of(request.user)
