"""A list of records and the list of Xero's that it belongs to: when that was read, and reading it anew."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from connectors.errors import ConnectorError
from erp_integrations import wiring
from erp_integrations.admin.generic import ModelAdmin
from erp_integrations.admin.money import as_text
from erp_integrations.models import BudgetCode, ErpListReading, IntegrationSettings, Organisation, State
from erp_integrations.models.organisation import MOST_ITEMS
from erp_integrations.permissions import codename, require
from erp_integrations.services.refreshing import refresh_on_demand


@dataclass(frozen=True, slots=True)
class XeroLine:
    """What stands above a list: the name of Xero's list, when it was read, and what is to be known of it."""

    title: str
    read_at: datetime | None
    refresh_url: str
    sentence: str


class RefreshedList(ModelAdmin):
    """The part of a record list that knows Xero's list of the same things."""

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_refresh"
        view = self.admin_site.admin_view(require_POST(self.refresh_view))
        return [path("refresh/", view, name=name), *super().get_urls()]

    def refresh_view(self, request: HttpRequest) -> HttpResponse:
        """Read Xero's list now. Needs `sync_*`."""
        require(request.user, "sync", self.model)
        try:
            report = refresh_on_demand(self.model, wiring.ledger(), by=request.user)
        except ConnectorError as error:
            messages.error(request, str(error))
        else:
            tell = messages.error if report.problem else messages.success
            tell(request, f"{report}.")
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return redirect(f"{url}?{request.GET.urlencode()}")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"xero_line": self.xero_line(request), **(extra_context or {})})

    def xero_line(self, request: HttpRequest) -> XeroLine | None:
        erp_list = self.model.erp_list
        if erp_list is None:
            return None
        may_refresh = request.user.has_perm(codename("sync", self.model))
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_refresh")
        url = f"{address}?{request.GET.urlencode()}" if may_refresh else ""
        read_at = ErpListReading.objects.filter(list=erp_list).values_list("read_at", flat=True).first()
        sentence = head_room() if read_at and self.model is BudgetCode else ""
        return XeroLine(str(erp_list.label), read_at, url, sentence)


def head_room() -> str:
    """Say how many items there are, how many are on their way, and how many more there is room for (R21)."""
    known: Organisation = IntegrationSettings.load().organisation
    waiting = BudgetCode.objects.filter(erp_id="", state__in=(State.SUBMITTED, State.ACCEPTED)).count()
    counts = _("Xero has %(count)s of at most %(limit)s products and services, which leaves room for %(room)s.") % {
        "count": as_text(known.item_count, 0),
        "limit": as_text(MOST_ITEMS, 0),
        "room": as_text(known.item_room, 0),
    }
    queue = ngettext("%(waiting)s code is on its way.", "%(waiting)s codes are on their way.", waiting)
    return f"{counts} {queue % {'waiting': as_text(waiting, 0)}}"
