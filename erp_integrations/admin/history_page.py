"""Where the history of something is: on its own page, from the one trail of events. Django's own log is not kept."""

from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from erp_integrations.admin.generic import ModelAdmin


class HistoryOnPage(ModelAdmin):
    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return redirect(f"{self.url_of(unquote(object_id))}#history")

    def url_of(self, pk: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[pk])
