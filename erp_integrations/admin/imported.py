"""Lists of what came from Xero: to look at, with the total of all that is listed."""

from decimal import Decimal
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from erp_integrations.admin.history_page import HistoryOnPage
from erp_integrations.admin.money import as_money
from erp_integrations.models.sums import from_cents, in_cents
from erp_integrations.services.works import Work


class TotalPaginator(Paginator):  # type: ignore[type-arg]
    """Counts the rows and adds them up in one query, however many pages there are. `counting` are those that count."""

    object_list: Any
    counting = Q()

    @cached_property
    def figures(self) -> dict[str, int]:
        aggregates = {"rows": Count("pk"), "cents": in_cents("amount", only=self.counting or None)}
        figures: dict[str, int] = self.object_list.order_by().aggregate(**aggregates)
        return figures

    @property
    def count(self) -> int:
        return self.figures["rows"]

    @property
    def total(self) -> Decimal:
        return from_cents(self.figures["cents"])


class ImportedChangeList(ChangeList):
    paginator: TotalPaginator
    filter_specs: Any

    @property
    def is_narrowed(self) -> bool:
        return any(spec.value() for spec in self.filter_specs)

    @property
    def total(self) -> Decimal:
        return self.paginator.total

    @property
    def project(self) -> Any:
        """The name of the project that the list is narrowed to; empty for all."""
        spec = next((spec for spec in self.filter_specs if getattr(spec, "parameter_name", "") == "project"), None)
        return dict(spec.lookup_choices).get(spec.value(), "") if spec else ""


class ImportedList(HistoryOnPage):
    """Nobody adds or deletes what Xero has. `note` is what stands above the list in small letters, `work` brings it."""

    change_list_template = "admin/imported_list.html"
    paginator: ClassVar[Any] = TotalPaginator
    list_per_page = 50
    list_max_show_all = 50
    show_full_result_count = False
    sortable_by: ClassVar[Any] = ()
    actions: Any = None
    empty_value_display = ""
    note: Any = ""
    work: ClassVar[Work]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ImportedChangeList

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        context = {"note": self.note, "sync_url": self.sync_url(request), **(extra_context or {})}
        return super().changelist_view(request, context)

    def sync_url(self, request: HttpRequest) -> str:
        """Where “Sync now” posts to. Without an address there is no such button."""
        return reverse("run_now", args=[self.work.slug]) if self.work.may_be_run_by(request.user) else ""

    @admin.display(description=_("date"), ordering="date")
    def date_column(self, row: Any) -> str:
        return date_format(row.date, "DATE_FORMAT") if row.date else "–"

    @admin.display(description=_("amount"), ordering="amount")
    def amount_column(self, row: Any) -> Any:
        return as_money(row.amount)
