"""Change orders on the screens."""

from django.utils.translation import gettext_lazy as _

from erp_integrations.admin.columns import RecordColumns, sorted_by
from erp_integrations.admin.filters import CommitmentProjectFilter
from erp_integrations.admin.lines import CODED, CommitmentLineChoice, LineColumn, LineTable
from erp_integrations.admin.record import RecordAdmin
from erp_integrations.admin.worklists import WorklistFilter
from erp_integrations.models import CommitmentChangeOrderLine

CHANGED_LINE = LineColumn(
    _("Changes line"), lambda line: line.commitment_line.position if line.commitment_line else _("new"), is_numeric=True
)


class ChangeOrderLineInline(CommitmentLineChoice):
    model = CommitmentChangeOrderLine
    fields = ("position", "commitment_line", "budget_code", "description", "quantity", "unit_cost", "amount")


class ChangeOrderAdmin(RecordAdmin):
    name_column = sorted_by(RecordColumns.name_column, "number")
    company_column = sorted_by(RecordColumns.company_column, "commitment__vendor__name")
    search_fields = ("number", "title", "commitment__number", "commitment__vendor__name", "commitment__project__name")
    list_filter = (WorklistFilter, CommitmentProjectFilter)
    list_select_related = ("commitment__project", "commitment__vendor", "submitted_by", "reviewed_by")
    fieldsets = ((None, {"fields": ("commitment", ("number", "title"), "status")}),)
    autocomplete_fields = ("commitment",)
    inlines = (ChangeOrderLineInline,)
    details = ("commitment", "status")
    line_table = LineTable(_("Lines"), lambda change: change.lines.all(), (CODED[0], CHANGED_LINE, *CODED[1:]))
    what_it_becomes = _("further lines of its purchase order")
