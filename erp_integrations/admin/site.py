"""The admin site, which is the whole tool."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

# This module is imported while the apps load, before there are models: what reads them is imported where it is used.


class ErpAdminSite(AdminSite):
    site_header = site_title = _("ERP Integrations")
    index_title = _("Start")
    site_url = None
    enable_nav_sidebar = False
    empty_value_display = "–"

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        from erp_integrations.admin.deputies import standing_in  # noqa: PLC0415
        from erp_integrations.admin.health import mark_for, warnings_for  # noqa: PLC0415
        from erp_integrations.admin.navigation import sidebar  # noqa: PLC0415

        return {
            **super().each_context(request),
            "sidebar": sidebar(self, request),
            "health_warnings": warnings_for(request),
            "standing_in": standing_in(request),
            "connection_mark": mark_for(request),
        }

    def get_urls(self) -> list[Any]:
        from erp_integrations.admin.reports.addresses import addresses  # noqa: PLC0415

        return [*addresses(self), *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        from erp_integrations.admin.start import start_page  # noqa: PLC0415

        return super().index(request, {**start_page(request), **(extra_context or {})})

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        from erp_integrations.admin.signing_in import log_in  # noqa: PLC0415

        return log_in(request, {**self.each_context(request), **(extra_context or {})})

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        from erp_integrations.admin.signing_in import note_log_out  # noqa: PLC0415

        note_log_out(request)
        return super().logout(request, extra_context)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        from erp_integrations.admin.signing_in import note_password_change  # noqa: PLC0415

        response = super().password_change(request, extra_context)
        note_password_change(request, response)
        return response

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> Any:
        """There is one start page, and no other list of lists."""
        return redirect("admin:index")


class ErpAdminConfig(AdminConfig):
    default_site = "erp_integrations.admin.site.ErpAdminSite"

    def ready(self) -> None:
        super().ready()
        from django.contrib.admin import site  # noqa: PLC0415

        from erp_integrations.admin.registry import register_screens  # noqa: PLC0415

        register_screens(site)
