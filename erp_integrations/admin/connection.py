"""The connection to Xero: to look at. Of its tokens only the age is shown."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from erp_integrations.admin.history_page import HistoryOnPage
from erp_integrations.admin.moments import ago, exactly
from erp_integrations.admin.persons import name_of
from erp_integrations.admin.states import Pill
from erp_integrations.models import ApiCall, Connection, Event
from erp_integrations.wiring import missing_scopes, unused_tokens_end_at

MOST_EVENTS = 20

PILLS = {
    Connection.Status.CONNECTED: Pill(Connection.Status.CONNECTED.label, "green"),
    Connection.Status.DISCONNECTED: Pill(Connection.Status.DISCONNECTED.label, "red"),
    Connection.Status.EXPIRED: Pill(Connection.Status.EXPIRED.label, "red"),
    Connection.Status.ENDED: Pill(Connection.Status.ENDED.label, "grey"),
}


class ConnectionAdmin(HistoryOnPage):
    list_display = ("tenant_name", "status_column", "kind", "connected_column", "authorised_by_column")
    list_select_related = ("authorised_by",)
    actions = None
    change_list_template = "admin/connections.html"
    change_form_template = "admin/connection.html"
    fieldsets = (
        (
            _("State"),
            {"fields": (("tenant_name", "status_column"), ("since_column", "last_answer"), ("kind", "tenant_id"))},
        ),
        (
            _("Authorisation"),
            {
                "fields": (
                    ("authorised_by_column", "connected_column"),
                    ("renewed_column", "ends_column"),
                    "granted_column",
                )
            },
        ),
    )
    sortable_by = ()

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        connection = self.get_object(request, object_id)
        further = further_of(connection) if connection else {}
        return super().change_view(request, object_id, *args, **{**kwargs, "extra_context": further})

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

    @admin.display(description=_("since"))
    def since_column(self, connection: Connection) -> Any:
        return ago(connection.status_since)

    @admin.display(description=_("last call that was answered"))
    def last_answer(self, connection: Connection) -> Any:
        answered = ApiCall.objects.filter(status__gte=200, status__lt=400)
        return ago(answered.values_list("started_at", flat=True).first())

    @admin.display(description=_("authorised by"))
    def authorised_by_column(self, connection: Connection) -> str:
        return name_of(connection.authorised_by)

    @admin.display(description=_("tokens renewed"))
    def renewed_column(self, connection: Connection) -> Any:
        return ago(connection.renewed_at)

    @admin.display(description=_("ends if nothing uses it"))
    def ends_column(self, connection: Connection) -> Any:
        return exactly(unused_tokens_end_at(connection))

    @admin.display(description=_("allowed by Xero"))
    def granted_column(self, connection: Connection) -> str:
        return ", ".join(connection.scopes.split()) or gettext("Xero has not told yet.")


def further_of(connection: Connection) -> dict[str, Any]:
    """Return what the page tells beside the fields."""
    missing = [(scope.name, gettext(scope.reason)) for scope in missing_scopes(connection.scopes)]
    is_current = connection == Connection.current()
    return {
        "connection": connection,
        "missing_scopes": missing,
        "can_be_ended": is_current and connection.status != Connection.Status.ENDED,
        "is_current": is_current,
        "events": Event.history_of(connection)[:MOST_EVENTS],
    }
