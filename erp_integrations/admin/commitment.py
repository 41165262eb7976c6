"""Commitments on the screens."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from erp_integrations.admin.columns import RecordColumns, sorted_by
from erp_integrations.admin.filters import ProjectFilter, choice_filter
from erp_integrations.admin.lines import CODED, LineColumn, LineInline, LineTable
from erp_integrations.admin.money import as_money
from erp_integrations.admin.record import RecordAdmin
from erp_integrations.admin.worklists import WorklistFilter
from erp_integrations.models import CommitmentLine


def ordered(line: CommitmentLine) -> Decimal:
    """The subcontractor's own detail is no part of the order (R53)."""
    return Decimal(0) if line.is_subcontractor_sov else line.amount


ORDERED = LineColumn(
    _("Amount"),
    lambda line: _("not exported") if line.is_subcontractor_sov else as_money(line.amount),
    is_numeric=True,
    add=ordered,
)


class CommitmentLineInline(LineInline):
    model = CommitmentLine
    fields = (*LineInline.fields, "is_subcontractor_sov")


class CommitmentAdmin(RecordAdmin):
    name_column = sorted_by(RecordColumns.name_column, "number")
    company_column = sorted_by(RecordColumns.company_column, "vendor__name")
    search_fields = ("number", "title", "vendor__name", "project__name", "project__number")
    list_filter = (WorklistFilter, ProjectFilter, choice_filter("kind"))
    list_select_related = ("project", "vendor", "submitted_by", "reviewed_by")
    fieldsets = (
        (None, {"fields": (("number", "title"), ("project", "vendor"))}),
        (
            _("Contract"),
            {"fields": (("kind", "accounting_method"), ("status", "created_on"), "ship_via", "description")},
        ),
    )
    autocomplete_fields = ("project", "vendor")
    inlines = (CommitmentLineInline,)
    details = (
        "project",
        "vendor",
        "kind",
        "accounting_method",
        "status",
        "created_on",
        "ship_via",
        "description",
    )
    line_table = LineTable(_("Lines"), lambda commitment: commitment.lines.all(), (*CODED[:-1], ORDERED))
    what_it_becomes = _("a purchase order")
