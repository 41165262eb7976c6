"""From where an event came: noted for every request, and said in words."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from erp_integrations.origin import SCREEN, come_from, coming_from


class ScreenOrigin:
    """Names the screen that a request is for, by its route, while it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with coming_from(SCREEN):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        match = request.resolver_match
        come_from(SCREEN, match.url_name or "" if match else "")
