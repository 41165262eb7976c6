"""Commitments on the screens."""

from django.utils.translation import gettext_lazy as _

from erp_integrations.admin.columns import RecordColumns, sorted_by
from erp_integrations.admin.filters import ProjectFilter, choice_filter
from erp_integrations.admin.lines import CODED, LineInline, LineTable
from erp_integrations.admin.record import RecordAdmin
from erp_integrations.admin.worklists import WorklistFilter
from erp_integrations.models import CommitmentLine


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
    line_table = LineTable(_("Lines"), lambda commitment: commitment.lines.all(), CODED)
    what_it_becomes = _("a purchase order")
