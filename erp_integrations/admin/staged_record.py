"""Old links to what existed only in Xero lead to the list that it is in, or was in."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from erp_integrations.admin.journals import JournalAdmin
from erp_integrations.admin.worklists import ARCHIVED, PARAMETER, READY_TO_IMPORT
from erp_integrations.models import StagedKind, StagedRecord


class StagedRecordAdmin(JournalAdmin):
    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        self.refuse_strangers(request)
        kind = request.GET.get("kind", "")
        is_archived = request.GET.get("is_archived") in ("1", "True")
        return redirect(list_with(kind if kind in StagedKind.values else StagedKind.VENDOR, is_archived))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        self.refuse_strangers(request)
        row = StagedRecord.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        if row is None:
            messages.info(request, _("It does not exist only in Xero any more: it was added, linked or deleted there."))
            return redirect("admin:index")
        return redirect(list_with(row.kind, row.is_archived, row.erp_id))

    def refuse_strangers(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied


def list_with(kind: str, is_archived: bool, query: str = "") -> str:
    worklist = ARCHIVED if is_archived else READY_TO_IMPORT
    told = {PARAMETER: worklist.slug, **({"q": query} if query else {})}
    return f"{reverse(f'admin:erp_integrations_{kind}_changelist')}?{urlencode(told)}"
