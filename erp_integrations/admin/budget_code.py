"""Budget codes on the screens."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from erp_integrations.admin.columns import RecordColumns, sorted_by
from erp_integrations.admin.record import RecordAdmin
from erp_integrations.mapping.budget_code import full_name


class BudgetCodeAdmin(RecordAdmin):
    name_column = sorted_by(RecordColumns.name_column, "cost_code__code")
    search_fields = ("cost_code__code", "cost_code__name", "cost_type__code", "description")
    list_select_related = ("cost_code", "cost_type", "submitted_by", "reviewed_by")
    list_display = ("name_column", "state_column", "stops_column", "sent_column", "xero_column")
    fieldsets = (
        (None, {"fields": (("cost_code", "cost_type"), "description")}),
        (_("In Xero"), {"fields": (("purchase_account", "sales_account"), "custom_segments")}),
    )
    autocomplete_fields = ("cost_code", "cost_type")
    details = ("cost_code", "cost_type", "description", "purchase_account", "sales_account", "custom_segments")
    what_it_becomes = _("a product or service")

    def title_of(self, record: Any) -> str:
        return full_name(record)
