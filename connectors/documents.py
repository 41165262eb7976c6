"""What crosses the border to an accounting system: one frozen dataclass per kind of document.

Money and quantities are Decimal in the organisation's currency, dates are dates without time, ids are opaque strings
of the other system. A document holds no row of ours, so what was accepted can be compared with what would be sent.
"""

import datetime
import hashlib
import json
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A product or service; costs are coded to it (R119, R120)."""

    code: str
    name: str
    description: str = ""
    purchase_account: str = ""
    sales_account: str = ""
    tax_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackingOption:
    """A job, as one option of the tracking category chosen for jobs (R122-R124). `option_id` is set for an update."""

    category: str
    name: str
    option_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A company to buy from (R125-R130). `number` is our own key, which Xero keeps beside its own id."""

    number: str
    name: str
    email: str = ""
    phone: str = ""
    fax: str = ""
    address: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracking:
    """A line's job, by names: purchase orders refuse ids alone (Xero reference 4.2)."""

    category: str
    option: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of an order, a bill or a credit note. Its amount is quantity x unit_amount, rounded half up to cents."""

    item_code: str
    description: str
    quantity: Decimal
    unit_amount: Decimal
    tracking: Tracking | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseOrder:
    """A commitment (R133-R142)."""

    number: str
    contact_id: str
    contact_name: str
    date: datetime.date
    reference: str
    delivery_instructions: str
    status: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseOrderChange:
    """Lines to append to an order that exists (R143-R151).

    `present_lines` are the order's lines as the other system has them now. Only it can tell them, so they are filled in
    just before sending (`Ledger.complete`) and are no part of what a person accepts.
    """

    order_number: str
    order_id: str
    contact_name: str
    lines: tuple[Line, ...]
    present_lines: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """A subcontractor invoice (R158-R169). `url` leads back to our record and is unique: bill numbers are not."""

    contact_id: str
    contact_name: str
    number: str
    date: datetime.date | None
    due_date: datetime.date | None
    url: str
    status: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNote:
    """A subcontractor invoice below zero. The lines are as posted: their signs are turned, so the total is above zero.

    It has no link back to our record, and its number need not be unique there.
    """

    contact_id: str
    contact_name: str
    number: str
    date: datetime.date | None
    status: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExistingLine:
    """A line of a document that the other system has."""

    line_id: str
    item_code: str
    description: str
    quantity: Decimal
    unit_amount: Decimal


class TermsKind(Enum):
    """What the day of payment terms counts from."""

    DAYS_AFTER_BILL = "days after the bill's date"
    DAYS_AFTER_MONTH = "days after the end of the bill's month"
    DAY_OF_MONTH = "of the bill's month"
    DAY_OF_NEXT_MONTH = "of the month after the bill's"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentTerms:
    """When the bills of a contact fall due: a number of days, or a day of a month."""

    day: int
    kind: TermsKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Existing:
    """What the other system has under an id of its own. `name` is what people call it there: its code, name or number.

    `is_gone`: it was deleted or voided. `is_archived`: it is there, and new documents may not use it. `is_closed`: it
    takes no more lines. `merged_into` is the id of the contact that took its place. `changed_at` is the other system's
    own time. Which of the others are filled depends on the kind and on how it was asked for.
    """

    erp_id: str
    name: str
    title: str = ""
    is_gone: bool = False
    is_archived: bool = False
    is_closed: bool = False
    lines: tuple[ExistingLine, ...] = ()
    account: str = ""
    tax_type: str = ""
    rate: Decimal = Decimal(0)
    merged_into: str = ""
    contact: Contact | None = None
    terms: PaymentTerms | None = None
    changed_at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account of the chart. `takes_lines`: a line may be coded to it."""

    code: str
    name: str
    is_active: bool
    takes_lines: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRate:
    """`rate` is in percent. `is_for_costs`: purchases may bear it."""

    code: str
    name: str
    rate: Decimal
    is_active: bool
    is_for_costs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """The organisation itself. Documents dated until `locked_until`, that day included, are turned down.

    `short_code` is what the addresses of its pages call it. `time_zone` is where its days begin, such as
    America/Chicago; empty where that is not known.
    """

    name: str
    locked_until: datetime.date | None
    short_code: str = ""
    time_zone: str = ""


class CostKind(StrEnum):
    """The transactions that bring costs, in Xero's words (R99-R101)."""

    BILL = "ACCPAY"
    SPEND = "SPEND"
    CREDIT_NOTE = "ACCPAYCREDIT"


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """One line of a transaction. `amount` is net of tax, in the organisation's currency, negative on a credit note.

    `job_id` is the id of the tracking option in the category of the jobs. Ids and names are empty where there are none.
    """

    line_id: str
    description: str
    amount: Decimal
    item_id: str = ""
    item_code: str = ""
    job_id: str = ""
    job_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CostTransaction:
    """A bill, a spend or a supplier credit note, as it is now.

    `is_gone`: deleted or voided. `is_approved`: it counts (R105, A18). `payment_ids` are the payments that still stand;
    None where the other system does not tell. `changed_at` is the other system's own time.
    """

    kind: CostKind
    erp_id: str
    number: str
    contact_name: str
    date: datetime.date | None
    status: str
    is_approved: bool
    is_gone: bool
    lines: tuple[CostLine, ...]
    payment_ids: tuple[str, ...] | None = None
    changed_at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BillPayment:
    """A payment of a bill, in the bill's currency (R176-R180). `changed_at` is None where only the bill told of it."""

    erp_id: str
    bill_id: str
    amount: Decimal
    date: datetime.date
    reference: str = ""
    is_deleted: bool = False
    changed_at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page[Row]:
    """One page of a stream, the newest change first. `count` is how many pages there are; 0 where it is not told.

    `unreadable` are the ids of what stood on it and is written as nothing should be written there.
    """

    rows: tuple[Row, ...]
    number: int
    count: int = 0
    unreadable: tuple[str, ...] = ()

    @property
    def is_last(self) -> bool:
        """A page may be smaller than was asked for, so only the count ends a stream, or an empty page without one."""
        return self.count <= self.number if self.count else not (self.rows or self.unreadable)


Document = Item | TrackingOption | Contact | PurchaseOrder | PurchaseOrderChange | Bill | CreditNote


def digest(document: Document) -> str:
    """The SHA-256, in hexadecimal, of everything a person accepts in a document."""
    if isinstance(document, PurchaseOrderChange):
        document = replace(document, order_id="", present_lines=())
    content = {"kind": type(document).__name__, **asdict(document)}
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
