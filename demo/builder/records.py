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


@dataclass(frozen=True)
class PaperLine:
    """The job and the item are as Xero calls them; either may be blank."""

    job: str
    item: str
    account: str
    description: str
    amount: Decimal


@dataclass(frozen=True)
class Paper:
    """A bill, a credit note or a spend that the bookkeeper entered in Xero."""

    kind: str
    number: str
    contact: str
    dated: date
    lines: tuple[PaperLine, ...]
    status: str = ""
    due_date: date | None = None
    paid_from: str = ""


@dataclass(frozen=True)
class Payment:
    """A payment of a bill by its number in Xero, which is that of the order if there is one, and by its date."""

    bill: str
    bill_date: date
    paid_on: date
    amount: Decimal
    reference: str
    paid_from: str
    is_deleted: bool = False
