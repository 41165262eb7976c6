"""Subcontractor invoices on the screens."""

from typing import Any

from django.contrib import admin
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from connectors.documents import CreditNote
from erp_integrations.admin.columns import RecordColumns, sorted_by, two_lines
from erp_integrations.admin.filters import CommitmentProjectFilter
from erp_integrations.admin.lines import CODED, CommitmentLineChoice, LineTable, money
from erp_integrations.admin.record import RecordAdmin
from erp_integrations.admin.worklists import WorklistFilter
from erp_integrations.mapping import document_kind, kind_in_xero
from erp_integrations.models import IntegrationSettings, State, SubcontractorInvoiceLine

RETAINAGE = (money(_("Retainage withheld"), "retainage_withheld"), money(_("Retainage released"), "retainage_released"))


class InvoiceLineInline(CommitmentLineChoice):
    model = SubcontractorInvoiceLine
    total_title = _("To pay: amounts, less retainage withheld, plus retainage released")
    fields = (
        "position",
        "commitment_line",
        "budget_code",
        "description",
        "quantity",
        "unit_cost",
        "amount",
        "retainage_withheld",
        "retainage_released",
    )


class InvoiceAdmin(RecordAdmin):
    name_column = sorted_by(RecordColumns.name_column, "number")
    company_column = sorted_by(RecordColumns.company_column, "commitment__vendor__name")
    search_fields = ("number", "commitment__number", "commitment__vendor__name", "commitment__project__name")
    list_filter = (WorklistFilter, CommitmentProjectFilter)
    list_select_related = ("commitment__project", "commitment__vendor", "submitted_by", "reviewed_by")
    list_display = (
        "name_column",
        "company_column",
        "due_column",
        "amount_column",
        "state_column",
        "stops_column",
        "sent_column",
        "xero_column",
    )
    fieldsets = (
        (None, {"fields": ("commitment", ("number", "status"))}),
        (_("Dates"), {"fields": (("period_start", "period_end"), ("billing_date", "due_date"))}),
    )
    autocomplete_fields = ("commitment",)
    inlines = (InvoiceLineInline,)
    details = ("commitment", "status", "period_start", "period_end", "billing_date", "due_date")
    line_table = LineTable(_("Lines"), lambda invoice: invoice.lines.all(), (*CODED, *RETAINAGE))
    what_it_becomes = _("a bill")

    def title_of(self, record: Any) -> str:
        return str(record.commitment)

    def becoming(self, record: Any) -> Any:
        is_there = record.state == State.SYNCED
        kind = kind_in_xero(record) if is_there else document_kind(record, IntegrationSettings.load())
        return _("a supplier credit note") if kind is CreditNote else self.what_it_becomes

    @admin.display(description=_("due"), ordering="due_date")
    def due_column(self, record: Any) -> SafeString | str:
        """A list is accepted from at once, so it too says what will be no bill."""
        if kind_in_xero(record) is CreditNote:
            return two_lines(_("credit note"), "")
        due = date_format(record.due_date, "DATE_FORMAT") if record.due_date else _("no due date")
        return two_lines(due, "")
