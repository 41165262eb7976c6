"""The files that are loaded, in their order: for each column its kind, whether it may be blank, what it refers to."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Field, Model

from erp_integrations.models import (
    BudgetCode,
    Commitment,
    CommitmentChangeOrder,
    CommitmentChangeOrderLine,
    CommitmentLine,
    CostCode,
    CostType,
    IntegrableRecord,
    Project,
    ProjectBudgetCode,
    SubcontractorInvoice,
    SubcontractorInvoiceLine,
    Vendor,
)
from erp_integrations.services.loading.cells import (
    Parse,
    boolean,
    choice,
    day,
    decimal,
    email,
    position,
    reference,
    text,
)

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file and field of a model. `blank` is what a blank cell stands for where it is not required.

    A column that `may_be_absent` need not be in a file at all: then what is kept stays as it is, and a new record gets
    what its model gives it.
    """

    name: str
    parse: Parse
    is_required: bool
    blank: Any = ""
    refers_to: type[Model] | None = None
    may_be_absent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file.

    `key` are the columns that say which record a row is; `unique` are others that no two records share.
    `header` is the column with the record that a line is part of: the lines in a file are all of them.
    `owner` is the column with the record that rows are only added to: those that a file leaves out stay (R33).
    """

    name: str
    model: type[Model]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ()
    header: str = ""
    owner: str = ""

    def __str__(self) -> str:
        return f"{self.name}.csv"

    @property
    def has_states(self) -> bool:
        return issubclass(self.model, IntegrableRecord)

    def field(self, column: str) -> "Field[Any, Any]":
        field = self.model._meta.get_field(column)
        assert isinstance(field, Field)
        return field


@dataclass(frozen=True, slots=True)
class Step:
    """What is loaded together: a table of records and, where they have lines, the table of those."""

    table: Table
    lines: Table | None = None

    @property
    def tables(self) -> Iterator[Table]:
        yield self.table
        if self.lines:
            yield self.lines


def required(name: str, parse: Parse) -> Column:
    return Column(name, parse, is_required=True)


def optional(name: str, parse: Parse, blank: Any = "") -> Column:
    return Column(name, parse, is_required=False, blank=blank)


def may_be_absent(name: str, parse: Parse, blank: Any = "") -> Column:
    return replace(optional(name, parse, blank), may_be_absent=True)


def refers(name: str, to: type[Model]) -> Column:
    return Column(name, reference, is_required=True, refers_to=to)


def may_refer(name: str, to: type[Model], parse: Parse = reference) -> Column:
    return Column(name, parse, is_required=False, blank=None, refers_to=to)


COSTS = (
    may_refer("budget_code", BudgetCode),
    optional("description", text),
    optional("quantity", decimal, blank=ZERO),
    optional("unit_cost", decimal, blank=ZERO),
    required("amount", decimal),
)

COST_CODES = Table(
    name="cost_codes",
    model=CostCode,
    key=("code",),
    columns=(required("code", text), required("name", text)),
)
COST_TYPES = Table(
    name="cost_types",
    model=CostType,
    key=("code",),
    columns=(required("code", text), required("name", text)),
)
BUDGET_CODES = Table(
    name="budget_codes",
    model=BudgetCode,
    key=("source_id",),
    unique=("cost_code", "cost_type"),
    columns=(
        required("source_id", text),
        refers("cost_code", CostCode),
        refers("cost_type", CostType),
        optional("description", text),
        may_be_absent("purchase_account", text),
        may_be_absent("sales_account", text),
        may_be_absent("custom_segments", text),
    ),
)
VENDORS = Table(
    name="vendors",
    model=Vendor,
    key=("source_id",),
    columns=(
        required("source_id", text),
        required("name", text),
        optional("address", text),
        optional("city", text),
        optional("region", text),
        optional("postal_code", text),
        optional("country", text),
        optional("business_phone", text),
        optional("business_fax", text),
        optional("email", email),
        required("is_active", boolean),
    ),
)
PROJECTS = Table(
    name="projects",
    model=Project,
    key=("source_id",),
    columns=(
        required("source_id", text),
        required("number", text),
        required("name", text),
        required("is_active", boolean),
        may_be_absent("is_integrated", boolean, blank=True),
        may_be_absent("started_on", day, blank=None),
        may_be_absent("sub_job_of", text),
    ),
)
PROJECT_BUDGET_CODES = Table(
    name="project_budget_codes",
    model=ProjectBudgetCode,
    key=("project", "budget_code"),
    owner="project",
    columns=(
        refers("project", Project),
        refers("budget_code", BudgetCode),
        optional("original_amount", decimal, blank=ZERO),
    ),
)
COMMITMENTS = Table(
    name="commitments",
    model=Commitment,
    key=("source_id",),
    columns=(
        required("source_id", text),
        refers("project", Project),
        refers("vendor", Vendor),
        required("kind", choice),
        required("accounting_method", choice),
        required("number", text),
        optional("title", text),
        optional("description", text),
        optional("status", text, blank="draft"),
        optional("ship_via", text),
        required("created_on", day),
    ),
)
COMMITMENT_LINES = Table(
    name="commitment_lines",
    model=CommitmentLine,
    key=("commitment", "position"),
    header="commitment",
    columns=(
        refers("commitment", Commitment),
        required("position", position),
        *COSTS,
        may_be_absent("is_subcontractor_sov", boolean, blank=False),
    ),
)
CHANGE_ORDERS = Table(
    name="change_orders",
    model=CommitmentChangeOrder,
    key=("source_id",),
    columns=(
        required("source_id", text),
        refers("commitment", Commitment),
        required("number", text),
        optional("title", text),
        optional("status", text, blank="draft"),
    ),
)
CHANGE_ORDER_LINES = Table(
    name="change_order_lines",
    model=CommitmentChangeOrderLine,
    key=("change_order", "position"),
    header="change_order",
    columns=(
        refers("change_order", CommitmentChangeOrder),
        required("position", position),
        may_refer("commitment_line", CommitmentLine, parse=position),
        *COSTS,
    ),
)
INVOICES = Table(
    name="invoices",
    model=SubcontractorInvoice,
    key=("source_id",),
    columns=(
        required("source_id", text),
        refers("commitment", Commitment),
        required("number", text),
        optional("period_start", day, blank=None),
        optional("period_end", day, blank=None),
        optional("billing_date", day, blank=None),
        optional("due_date", day, blank=None),
        optional("status", text, blank="draft"),
    ),
)
INVOICE_LINES = Table(
    name="invoice_lines",
    model=SubcontractorInvoiceLine,
    key=("invoice", "position"),
    header="invoice",
    columns=(
        refers("invoice", SubcontractorInvoice),
        required("position", position),
        may_refer("commitment_line", CommitmentLine, parse=position),
        *COSTS,
        optional("retainage_withheld", decimal, blank=ZERO),
        optional("retainage_released", decimal, blank=ZERO),
    ),
)

STEPS = (
    Step(COST_CODES),
    Step(COST_TYPES),
    Step(BUDGET_CODES),
    Step(VENDORS),
    Step(PROJECTS),
    Step(PROJECT_BUDGET_CODES),
    Step(COMMITMENTS, COMMITMENT_LINES),
    Step(CHANGE_ORDERS, CHANGE_ORDER_LINES),
    Step(INVOICES, INVOICE_LINES),
)
TABLES = {table.name: table for step in STEPS for table in step.tables}
