"""The tool's addresses, with some that end in each error page."""

from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import path

from config.urls import urlpatterns as of_the_tool

ERRORS: dict[int, type[Exception]] = {
    400: SuspiciousOperation,
    403: PermissionDenied,
    404: Http404,
    500: RuntimeError,
}


def fail(request: HttpRequest, status: int) -> Any:
    raise ERRORS[status]


def posted(request: HttpRequest) -> HttpResponse:
    return HttpResponseNotAllowed(["POST"])


urlpatterns = [path("status/<int:status>/", fail), path("status/posted/", posted), *of_the_tool]
