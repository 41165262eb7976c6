"""Projects on the screens."""

from typing import Any

from django.contrib import admin
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from erp_integrations.admin.columns import RecordColumns, sorted_by
from erp_integrations.admin.filters import ActiveFilter
from erp_integrations.admin.lines import LineColumn, LineInline, LineTable, money
from erp_integrations.admin.moments import ago
from erp_integrations.admin.record import RecordAdmin
from erp_integrations.admin.worklists import WorklistFilter
from erp_integrations.mapping.budget_code import full_name
from erp_integrations.models import ProjectBudgetCode


class BudgetCodesInline(LineInline):
    model = ProjectBudgetCode
    fields = ("budget_code", "original_amount")
    formset = BaseInlineFormSet
    verbose_name_plural = _("budget codes")


class ProjectAdmin(RecordAdmin):
    name_column = sorted_by(RecordColumns.name_column, "number")
    search_fields = ("number", "name")
    list_filter = (WorklistFilter, ActiveFilter)
    list_display = ("name_column", "codes_column", "state_column", "stops_column", "sent_column", "xero_column")
    fieldsets = (
        (None, {"fields": (("number", "name"), ("started_on", "sub_job_of"), ("is_active", "is_integrated"))}),
    )
    inlines = (BudgetCodesInline,)
    details = ("number", "name", "started_on", "sub_job_of", "is_active", "is_integrated")
    what_it_becomes = _("a tracking option")
    line_table = LineTable(
        _("Budget codes"),
        lambda project: project.project_budget_codes.all(),
        (
            LineColumn(_("Budget code"), lambda row: row.budget_code),
            LineColumn(_("Description"), lambda row: full_name(row.budget_code)),
            LineColumn(_("In Xero"), lambda row: _("yes") if row.budget_code.erp_id else _("not yet")),
            LineColumn(_("Exported with the project"), lambda row: ago(row.exported_at)),
            money(_("Original budget"), "original_amount"),
        ),
    )

    def title_of(self, record: Any) -> str:
        return str(record.name)

    @admin.display(description=_("budget codes"))
    def codes_column(self, record: Any) -> int:
        return len(record.project_budget_codes.all())
