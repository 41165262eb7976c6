"""Job costs on the screens: to read, one project at a time as a rule."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from erp_integrations.admin.columns import two_lines
from erp_integrations.admin.cost_page import JobCostPage
from erp_integrations.admin.filters import ChoiceFilter, DateRangeFilter, ProjectFilter, choice_filter
from erp_integrations.admin.imported import ImportedChangeList, ImportedList
from erp_integrations.admin.in_xero import address_in_xero
from erp_integrations.admin.states import Pill
from erp_integrations.mapping.budget_code import full_name
from erp_integrations.models import CostKind
from erp_integrations.models.lines import LINES
from erp_integrations.services.works import JOB_COSTS

KIND_PILLS = {
    CostKind.ACCPAY: Pill(CostKind.ACCPAY.label, "blue"),
    CostKind.SPEND: Pill(CostKind.SPEND.label, "violet"),
    CostKind.ACCPAYCREDIT: Pill(_("Credit note"), "yellow"),
}


class CommitmentFilter(ChoiceFilter):
    title = _("cost")
    parameter_name = "cost"
    field = "is_commitment"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("True", _("Commitment costs")), ("False", _("Direct costs"))]


class CostChangeList(ImportedChangeList):
    """Rows are lines: a transaction may have several."""

    @property
    def counted(self) -> str:
        return str(LINES % {"n": self.result_count})

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list: list[Any] = list(self.result_list)
        for line in self.result_list:
            line.address = address_in_xero(request, line.kind, line.erp_id)


class CostLineColumns(ImportedList):
    """What the lists of costs and of costs left out have in common."""

    work = JOB_COSTS

    @admin.display(description=_("kind"))
    def kind_column(self, line: Any) -> str:
        return str(KIND_PILLS[CostKind(line.kind)])

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ImportedChangeList]:
        return CostChangeList

    @admin.display(description=_("number and company"))
    def company_column(self, line: Any) -> SafeString:
        """The number leads to the transaction in Xero, where its address is known."""
        number = line.number or _("no number")
        if not line.address:
            return two_lines(number, line.vendor_name)
        link = '<a href="{}" target="_blank" rel="noopener" title="{}"><span class="cell-main">{}</span></a>'
        aside = format_html('<span class="cell-aside" title="{}">{}</span>', line.vendor_name, line.vendor_name)
        return format_html(link, line.address, _("Look at it in Xero"), number) + aside

    @admin.display(description=_("description"))
    def description_column(self, line: Any) -> SafeString:
        return format_html('<span class="clamped" title="{}">{}</span>', line.description, line.description)


class JobCostAdmin(JobCostPage, CostLineColumns):
    list_display = (
        "date_column",
        "kind_column",
        "company_column",
        "project_column",
        "code_column",
        "description_column",
        "amount_column",
    )
    list_display_links = None
    list_filter = (ProjectFilter, choice_filter("kind"), CommitmentFilter, DateRangeFilter)
    list_select_related = ("project", "budget_code__cost_code", "budget_code__cost_type")
    search_fields = ("number", "vendor_name", "description")
    note = _("As Xero has them, before tax; credit notes are negative. They are changed in Xero.")

    @admin.display(description=_("kind"))
    def kind_column(self, line: Any) -> SafeString:
        """A bill that this tool exported, or was linked to, says so: it is no direct cost (R102, R156)."""
        mark = format_html('<span class="cell-aside">{}</span>', _("of a commitment")) if line.is_commitment else ""
        return format_html("{}{}", SafeString(super().kind_column(line)), mark)

    @admin.display(description=_("number and company"))
    def company_column(self, line: Any) -> SafeString:
        """The number leads to the line's own page, which leads on to Xero."""
        link = '<a href="{}"><span class="cell-main">{}</span></a>'
        aside = format_html('<span class="cell-aside" title="{}">{}</span>', line.vendor_name, line.vendor_name)
        url = reverse("admin:erp_integrations_jobcost_change", args=[line.pk])
        return format_html(link, url, line.number or _("no number")) + aside

    @admin.display(description=_("project"))
    def project_column(self, line: Any) -> SafeString:
        return two_lines(line.project.number, line.project.name)

    @admin.display(description=_("budget code"))
    def code_column(self, line: Any) -> SafeString:
        return two_lines(line.budget_code, full_name(line.budget_code))
