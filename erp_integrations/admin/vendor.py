"""Companies on the screens."""

from typing import Any

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from erp_integrations.admin.columns import RecordColumns, sorted_by, two_lines
from erp_integrations.admin.filters import ActiveFilter
from erp_integrations.admin.record import RecordAdmin
from erp_integrations.admin.staged_list import StagedCompanies
from erp_integrations.admin.staged_tabs import StagedTabs
from erp_integrations.admin.worklists import WorklistFilter


class VendorAdmin(StagedTabs, RecordAdmin):
    staged_list = StagedCompanies
    name_column = sorted_by(RecordColumns.name_column, "name")
    search_fields = ("name", "city", "email")
    list_filter = (WorklistFilter, ActiveFilter)
    list_display = ("name_column", "contact_column", "state_column", "stops_column", "sent_column", "xero_column")
    fieldsets = (
        (None, {"fields": (("name", "is_active"),)}),
        (_("Address"), {"fields": ("address", ("city", "region"), ("postal_code", "country"))}),
        (_("How to reach it"), {"fields": ("email", ("business_phone", "business_fax"))}),
    )
    details = (
        "name",
        "address",
        "city",
        "region",
        "postal_code",
        "country",
        "business_phone",
        "business_fax",
        "email",
        "is_active",
    )
    what_it_becomes = _("a contact")

    def title_of(self, record: Any) -> str:
        return ", ".join(part for part in (record.city, record.region) if part)

    def company_of(self, record: Any) -> None:
        return None

    @admin.display(description=_("how to reach it"))
    def contact_column(self, record: Any) -> SafeString:
        return two_lines(record.email, record.business_phone)
