"""The records while they are being built, before they become rows of a file."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

STATES = {
    "S": "synced",
    "W": "submitted",
    "A": "accepted",
    "R": "rejected",
    "T": "retrieved",
    "U": "unlinked",
}


@dataclass(frozen=True)
class BudgetCode:
    cost_code: str
    cost_type: str
    description: str
    state: str

    @property
    def key(self) -> str:
        return f"{self.cost_code}-{self.cost_type}"

    @property
    def source_id(self) -> str:
        return f"BC-{self.key}"


@dataclass(frozen=True)
class Line:
    """A line of money, or of a quantity at a unit cost; budget_code is the short key, 03-300-S."""

    budget_code: str
    description: str
    amount: Decimal
    quantity: Decimal | None = None
    unit_cost: Decimal | None = None
    step: Decimal = Decimal(1)


@dataclass(frozen=True)
class Commitment:
    source_id: str
    vendor: str
    method: str
    number: str
    title: str
    description: str
    status: str
    ship_via: str
    created_on: date
    state: str
    invoices: str
    percent_billed: int
    retainage_percent: int
    lines: tuple[Line, ...]

    @property
    def project(self) -> str:
        return self.source_id.split("-")[1]

    @property
    def kind(self) -> str:
        return "subcontract" if self.source_id.startswith("SC") else "purchase_order"

    @property
    def is_finished(self) -> bool:
        return self.percent_billed == 100


@dataclass(frozen=True)
class ChangeOrderLine:
    commitment_line: int | None
    line: Line


@dataclass(frozen=True)
class ChangeOrder:
    commitment: str
    number: str
    title: str
    status: str
    state: str
    lines: tuple[ChangeOrderLine, ...]

    @property
    def source_id(self) -> str:
        return f"{self.commitment}-{self.number}"


@dataclass(frozen=True)
class InvoiceLine:
    commitment_line: int
    line: Line
    retainage_withheld: Decimal = Decimal(0)
    retainage_released: Decimal = Decimal(0)


@dataclass(frozen=True)
class Invoice:
    commitment: str
    number: str
    period_start: date
    period_end: date
    billing_date: date
    due_date: date | None
    status: str
    state: str
    lines: tuple[InvoiceLine, ...]
