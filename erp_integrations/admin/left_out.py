"""Costs left out, on the screens: how much for which reason, what to do about it, and the lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from erp_integrations.admin.columns import two_lines
from erp_integrations.admin.cost_page import LeftOutPage
from erp_integrations.admin.filters import ChoiceFilter, DateRangeFilter, FieldChoiceFilter, choice_filter
from erp_integrations.admin.job_cost import CostLineColumns
from erp_integrations.admin.mending import MENDED_BY, Mend, mender
from erp_integrations.models import LeftOut, LeftOutCost
from erp_integrations.services.left_out import Reason, Sum, overview


class ChosenFilter(ChoiceFilter):
    """Narrows the list to what the address names: nobody chooses it from a list of all. `named_by` is its name."""

    named_by: str

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        value = request.GET.get(self.parameter_name or "", "")
        lines = LeftOutCost.objects.filter(**{self.field: value}) if value else LeftOutCost.objects.none()
        name = lines.values_list(self.named_by, flat=True).order_by("-pk").first()
        return [] if name is None else [(value, name)]


class JobFilter(ChosenFilter):
    title = gettext_lazy("job")
    parameter_name, field, named_by = "job", "job_id", "job_name"


class ItemFilter(ChosenFilter):
    title = gettext_lazy("item")
    parameter_name, field, named_by = "item", "item_code", "item_code"


class ReasonFilter(FieldChoiceFilter):
    """Without a reason the list is of what somebody may want to mend, as the sentence above it says."""

    title = gettext_lazy("reason")
    parameter_name = field = "reason"

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return super().queryset(request, queryset) if self.value() in LeftOut.values else queryset.to_look_at()


@dataclass(frozen=True, slots=True)
class GroupRow:
    name: str
    sum: Sum
    url: str
    mend: Mend


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """`url` narrows the list below to the reason."""

    title: Any
    what_to_do: Any
    sum: Sum
    url: str
    is_current: bool
    groups: Sequence[GroupRow]


def overview_page(request: HttpRequest) -> dict[str, Any]:
    told = overview()
    return {
        "to_look_at": told.to_look_at,
        "reasons": [row_of(request, reason) for reason in told.reasons],
        "retainage": row_of(request, told.retainage) if told.retainage else None,
    }


def row_of(request: HttpRequest, reason: Reason) -> ReasonRow:
    url = f"?{urlencode({'reason': reason.reason.value})}"
    is_current = request.GET.get("reason") == reason.reason
    return ReasonRow(reason.reason.label, reason.what_to_do, reason.sum, url, is_current, groups(request, reason))


def groups(request: HttpRequest, reason: Reason) -> list[GroupRow]:
    mending = MENDED_BY.get(reason.reason)
    if mending is None or not reason.groups:
        return []
    mend = mender(request, mending, reason.groups)
    return [
        GroupRow(
            group.name,
            group.sum,
            f"?{urlencode({'reason': reason.reason.value, mending.parameter: group.key})}",
            mend(group),
        )
        for group in reason.groups
    ]


class LeftOutCostAdmin(LeftOutPage, CostLineColumns):
    change_list_template = "admin/left_out_list.html"
    list_display = (
        "date_column",
        "kind_column",
        "company_column",
        "job_column",
        "description_column",
        "reason_column",
        "amount_column",
    )
    list_display_links = None
    list_filter = (ReasonFilter, choice_filter("kind"), JobFilter, ItemFilter, DateRangeFilter)
    search_fields = ("number", "vendor_name", "description", "job_name", "item_code")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"overview": overview_page(request), **(extra_context or {})})

    @admin.display(description=gettext_lazy("job and item"))
    def job_column(self, line: Any) -> SafeString:
        return two_lines(line.job_name or _("no job"), line.item_code or _("no item"))

    @admin.display(description=gettext_lazy("why"))
    def reason_column(self, line: Any) -> str:
        return str(line.get_reason_display())
