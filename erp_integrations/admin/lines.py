"""The lines of a record: a table to read, and an inline to change them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from erp_integrations.admin.forms import COUNTS, LineForm, LineFormSet
from erp_integrations.admin.generic import TabularInline
from erp_integrations.admin.money import as_money, as_number, as_quantity
from erp_integrations.admin.widgets import FORMFIELD_OVERRIDES, without_side_doors


@dataclass(frozen=True, slots=True)
class LineColumn:
    """`show` makes a cell of a line; `add` is what the foot of the column sums up."""

    title: Any
    show: Callable[[Any], Any]
    is_numeric: bool = False
    add: Callable[[Any], Decimal] | None = None


@dataclass(frozen=True, slots=True)
class LineTable:
    """How the lines of a type are shown. `lines_of` reads them from a record."""

    title: Any
    lines_of: Callable[[Any], Any]
    columns: Sequence[LineColumn]

    def build(self, record: Any) -> "BuiltTable":
        lines = list(self.lines_of(record))
        rows = [[(column, column.show(line)) for column in self.columns] for line in lines]
        feet = [
            (column, as_money(sum(map(column.add, lines), Decimal(0))) if column.add else "") for column in self.columns
        ]
        return BuiltTable(self.title, self.columns, rows, feet)


@dataclass(frozen=True, slots=True)
class BuiltTable:
    title: Any
    columns: Sequence[LineColumn]
    rows: list[list[tuple[LineColumn, Any]]]
    feet: list[tuple[LineColumn, Any]]


def money(title: Any, field: str) -> LineColumn:
    """A column of amounts, with its total below."""
    return LineColumn(
        title, lambda line: as_money(getattr(line, field)), is_numeric=True, add=lambda line: getattr(line, field)
    )


POSITION = LineColumn(_("No."), lambda line: line.position, is_numeric=True)
CODE = LineColumn(_("Budget code"), lambda line: line.budget_code or _("none"))
DESCRIPTION = LineColumn(_("Description"), lambda line: line.description)
QUANTITY = LineColumn(_("Quantity"), lambda line: as_quantity(line.quantity) if line.quantity else "", is_numeric=True)
UNIT_COST = LineColumn(
    _("Unit cost"), lambda line: as_number(line.unit_cost) if line.unit_cost else "", is_numeric=True
)
AMOUNT = money(_("Amount"), "amount")
CODED = (POSITION, CODE, DESCRIPTION, QUANTITY, UNIT_COST, AMOUNT)


class LineInline(TabularInline):
    """Lines are changed with their record, and locked with it: its rights are theirs."""

    form = LineForm
    formset: Any = LineFormSet
    formfield_overrides = FORMFIELD_OVERRIDES
    extra = 0
    autocomplete_fields: ClassVar[Any] = ("budget_code",)
    fields: ClassVar[Any] = ("position", "budget_code", "description", "quantity", "unit_cost", "amount")
    verbose_name_plural = _("lines")
    counts = COUNTS
    # What the total is called where the lines have more than one amount.
    total_title: Any = ""

    def is_open(self, request: HttpRequest, obj: Any) -> bool:
        name = self.parent_model._meta.model_name
        right = "add" if obj is None else "change"
        is_editable = obj is None or obj.pk is None or obj.is_editable
        return is_editable and request.user.has_perm(f"erp_integrations.{right}_{name}")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_open(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_open(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_open(request, obj)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return without_side_doors(super().formfield_for_dbfield(db_field, request, **kwargs))


class CommitmentLineChoice(LineInline):
    """A line that may refer to a line of the record's commitment, and to no other's."""

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        field: Any = formset.form.base_fields.get("commitment_line")
        if field is not None:
            choices = field.queryset
            field.queryset = choices.filter(commitment=obj.commitment_id) if obj else choices.none()
        return formset
