"""Where the reports are, below the address of the tool."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from erp_integrations.admin.reports.pages import number_page, report_page
from erp_integrations.reports.building import REPORTS


def addresses(site: AdminSite) -> list[URLPattern]:
    guarded, numbers = site.admin_view(report_page), site.admin_view(number_page)
    pages = [
        path(f"reports/{slug}/", guarded, {"slug": slug}, name=f"erp_integrations_{slug}_report") for slug in REPORTS
    ]
    number = path("reports/<str:slug>/<str:measure_slug>/", numbers, name="erp_integrations_report_number")
    return [*pages, number]
