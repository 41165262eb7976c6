"""One line of a transaction on a page of its own: what it is, in words, and where to look at it in Xero."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from erp_integrations.admin.imported import ImportedList
from erp_integrations.admin.in_xero import address_in_xero
from erp_integrations.admin.money import as_money
from erp_integrations.permissions import codename

# The states of bills, credit notes and bank transactions, as the settings call them.
STATUS_IN_WORDS: Mapping[str, Any] = {
    "DRAFT": _("Draft"),
    "SUBMITTED": _("Awaiting approval"),
    "AUTHORISED": _("Approved"),
    "PAID": _("Paid"),
}

WHAT_IT_IS: Any = (
    ("kind_words", "number_words", "date_column"),
    ("company_words", "amount_words", "status_words"),
    "description",
)
IN_XERO: tuple[Any, Any] = (_("In Xero"), {"fields": (("job_words", "item_words", "id_words"),)})


class CostPage(ImportedList):
    """Of the ids only the transaction's is shown: it is what one searches for in Xero."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return flatten_fieldsets(self.get_fieldsets(request, obj))

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        line = super().get_object(request, *args, **kwargs)
        if line is not None:
            line.address = address_in_xero(request, line.kind, line.erp_id)
        return line

    @admin.display(description=_("company"))
    def company_words(self, line: Any) -> Any:
        return line.vendor_name or "–"

    @admin.display(description=_("kind"))
    def kind_words(self, line: Any) -> str:
        return str(line.get_kind_display())

    @admin.display(description=_("number"))
    def number_words(self, line: Any) -> Any:
        number = line.number or _("no number")
        if not line.address:
            return number
        link = '{} <a href="{}" target="_blank" rel="noopener">{}</a>'
        return format_html(link, number, line.address, _("Look at it in Xero"))

    @admin.display(description=_("amount before tax"))
    def amount_words(self, line: Any) -> Any:
        return as_money(line.amount)

    @admin.display(description=_("state in Xero"))
    def status_words(self, line: Any) -> Any:
        return STATUS_IN_WORDS.get(line.status, line.status.capitalize())

    @admin.display(description=_("job in Xero"))
    def job_words(self, line: Any) -> Any:
        return line.job_name or _("no job")

    @admin.display(description=_("item in Xero"))
    def item_words(self, line: Any) -> Any:
        return line.item_code or _("no item")

    @admin.display(description=_("Xero id"))
    def id_words(self, line: Any) -> str:
        return str(line.erp_id)


class JobCostPage(CostPage):
    """The project and the budget code lead to their pages, for those who may see them."""

    fieldsets = (
        (None, {"fields": WHAT_IT_IS}),
        (_("Counted in"), {"fields": (("project_words", "code_words", "cost_words"),)}),
        IN_XERO,
    )

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        line = super().get_object(request, *args, **kwargs)
        if line is not None:
            line.project_link = link_to(request, line.project)
            line.code_link = link_to(request, line.budget_code)
        return line

    @admin.display(description=_("as"))
    def cost_words(self, line: Any) -> Any:
        return _("Commitment cost") if line.is_commitment else _("Direct cost")

    @admin.display(description=_("project"))
    def project_words(self, line: Any) -> Any:
        return line.project_link

    @admin.display(description=_("budget code"))
    def code_words(self, line: Any) -> Any:
        return line.code_link


class LeftOutPage(CostPage):
    fieldsets = ((None, {"fields": WHAT_IT_IS}), (_("Why it is left out"), {"fields": ("reason",)}), IN_XERO)


def link_to(request: HttpRequest, record: Model) -> Any:
    opts = record._meta
    if not request.user.has_perm(codename("view", type(record))):
        return str(record)
    url = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk])
    return format_html('<a href="{}">{}</a>', url, record)
