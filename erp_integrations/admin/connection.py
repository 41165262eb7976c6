"""The connection to Xero: to look at. Its tokens are never shown."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from erp_integrations.admin.history_page import HistoryOnPage
from erp_integrations.admin.moments import exactly
from erp_integrations.admin.states import Pill
from erp_integrations.models import Connection

PILLS = {
    Connection.Status.CONNECTED: Pill(Connection.Status.CONNECTED.label, "green"),
    Connection.Status.DISCONNECTED: Pill(Connection.Status.DISCONNECTED.label, "red"),
    Connection.Status.EXPIRED: Pill(Connection.Status.EXPIRED.label, "red"),
}


class ConnectionAdmin(HistoryOnPage):
    list_display = ("tenant_name", "status_column", "kind", "connected_column", "authorised_by")
    list_select_related = ("authorised_by",)
    actions = None
    change_list_template = "admin/connections.html"
    fields = ("tenant_name", "status", "kind", "tenant_id", "connected_at", "authorised_by")
    sortable_by = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("erp_integrations.view_connection")

    @admin.display(description=_("status"))
    def status_column(self, connection: Connection) -> Any:
        return str(PILLS[Connection.Status(connection.status)])

    @admin.display(description=_("connected"))
    def connected_column(self, connection: Connection) -> Any:
        return exactly(connection.connected_at)
