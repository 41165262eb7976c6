"""What somebody sees who has typed too many wrong passwords."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from erp_integrations.services.signing_in.addresses import counted_address
from erp_integrations.services.signing_in.throttling import locked_until

TOO_MANY_REQUESTS = 429


def locked_out(request: HttpRequest, credentials: Any = None, *others: Any) -> HttpResponse:
    """Take the place of the log-in page's answer (AXES_LOCKOUT_CALLABLE)."""
    username = str(request.POST.get("username", ""))
    until = locked_until(username, counted_address(request))
    context = {"site_header": admin.site.site_header, "site_title": admin.site.site_title, "until": until}
    response = render(request, "admin/locked_out.html", context, status=TOO_MANY_REQUESTS)
    response["Retry-After"] = str(max(1, int((until - timezone.now()).total_seconds())))
    return response
