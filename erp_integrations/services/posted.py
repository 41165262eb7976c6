"""What goes to Xero, made readable: the JSON that is posted, in the words of Xero's own screens."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import msgspec
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from connectors.documents import (
    Bill,
    Contact,
    CreditNote,
    Document,
    Item,
    PurchaseOrder,
    PurchaseOrderChange,
    TrackingOption,
)
from erp_integrations.services.elements import sent_element

Json = Mapping[str, Any]
ORDER_STATUS = {"DRAFT": _("Draft"), "SUBMITTED": _("Awaiting approval"), "AUTHORISED": _("Approved")}
BILL_STATUS = {"DRAFT": _("Draft"), "SUBMITTED": _("Awaiting approval"), "AUTHORISED": _("Awaiting payment")}
TAX = {"Exclusive": _("Tax exclusive"), "Inclusive": _("Tax inclusive"), "NoTax": _("No tax")}


@dataclass(frozen=True, slots=True)
class PostedLine:
    item: str
    description: str
    quantity: Decimal
    unit_amount: Decimal
    job: str
    is_there_already: bool

    @property
    def amount(self) -> Decimal:
        return (self.quantity * self.unit_amount).quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document: its labelled fields, its lines, and the very JSON."""

    title: Any
    fields: Sequence[tuple[Any, Any]]
    lines: Sequence[PostedLine]
    source: str

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines if not line.is_there_already), Decimal("0.00"))


Reader = Callable[[Json], Any]


def plain(name: str) -> Reader:
    return lambda element: element.get(name)


def day(name: str) -> Reader:
    return lambda element: date_format(date.fromisoformat(element[name]), "DATE_FORMAT") if element.get(name) else None


def word(name: str, words: Mapping[str, Any]) -> Reader:
    return lambda element: words.get(element.get(name, ""), element.get(name))


def inside(name: str, key: str) -> Reader:
    return lambda element: (element.get(name) or {}).get(key)


def phone(kind: str) -> Reader:
    return lambda element: next(
        (entry["PhoneNumber"] for entry in element.get("Phones", []) if entry["PhoneType"] == kind), None
    )


def address(element: Json) -> str | None:
    parts = [value for entry in element.get("Addresses", []) for name, value in entry.items() if name != "AddressType"]
    return ", ".join(parts) or None


# One row for each field of a document: what Xero's screens call it, and how it is read from the JSON.
FIELDS: Mapping[type[Document], tuple[Any, Sequence[tuple[Any, Reader]]]] = {
    Item: (
        _("Product or service"),
        (
            (_("Code"), plain("Code")),
            (_("Name"), plain("Name")),
            (_("Sales description"), plain("Description")),
            (_("Purchases description"), plain("PurchaseDescription")),
            (_("Purchases account"), inside("PurchaseDetails", "AccountCode")),
            (_("Tax rate"), inside("PurchaseDetails", "TaxType")),
        ),
    ),
    TrackingOption: (
        _("Tracking option"),
        ((_("Option name"), plain("Name")), (_("Option id"), plain("TrackingOptionID"))),
    ),
    Contact: (
        _("Contact"),
        (
            (_("Contact name"), plain("Name")),
            (_("Contact number"), plain("ContactNumber")),
            (_("Email"), plain("EmailAddress")),
            (_("Billing address"), address),
            (_("Phone"), phone("DEFAULT")),
            (_("Fax"), phone("FAX")),
        ),
    ),
    PurchaseOrder: (
        _("Purchase order"),
        (
            (_("Order number"), plain("PurchaseOrderNumber")),
            (_("Reference"), plain("Reference")),
            (_("Date"), day("Date")),
            (_("Status"), word("Status", ORDER_STATUS)),
            (_("Amounts are"), word("LineAmountTypes", TAX)),
            (_("Delivery instructions"), plain("DeliveryInstructions")),
            (_("Contact id"), inside("Contact", "ContactID")),
        ),
    ),
    PurchaseOrderChange: (
        _("Lines added to a purchase order"),
        ((_("Order number"), plain("PurchaseOrderNumber")), (_("Order id"), plain("PurchaseOrderID"))),
    ),
    Bill: (
        _("Bill"),
        (
            (_("Reference"), plain("InvoiceNumber")),
            (_("Date"), day("Date")),
            (_("Due date"), day("DueDate")),
            (_("Status"), word("Status", BILL_STATUS)),
            (_("Amounts are"), word("LineAmountTypes", TAX)),
            (_("Link back to this tool"), plain("Url")),
            (_("Contact id"), inside("Contact", "ContactID")),
        ),
    ),
    CreditNote: (
        _("Supplier credit note"),
        (
            (_("Reference"), plain("CreditNoteNumber")),
            (_("Date"), day("Date")),
            (_("Status"), word("Status", BILL_STATUS)),
            (_("Amounts are"), word("LineAmountTypes", TAX)),
            (_("Contact id"), inside("Contact", "ContactID")),
        ),
    ),
}


def elements_of(body: bytes) -> list[Json]:
    """Return the documents of a request's body. A tracking option travels without an envelope."""
    content = json.loads(body, parse_float=Decimal, parse_int=Decimal)
    listed = next((value for value in content.values() if isinstance(value, list)), None)
    return listed if listed is not None else [content]


def read_sheet(kind: type[Document], body: bytes, position: int = 0, *, company: str = "") -> Sheet:
    """Make one document of a body readable. Xero's JSON names a contact by its id only, so the name comes from us."""
    element = elements_of(body)[position]
    title, fields = FIELDS[kind]
    shown = [(label, value) for label, read in fields if (value := read(element)) not in (None, "")]
    if company:
        shown.insert(0, (_("Contact"), company))
    lines = [read_line(line) for line in element.get("LineItems", [])]
    return Sheet(title, shown, lines, msgspec.json.format(sent_element(body, position).source, indent=2).decode())


def read_line(line: Json) -> PostedLine:
    tracking = line.get("Tracking") or []
    return PostedLine(
        item=line.get("ItemCode", ""),
        description=line.get("Description", ""),
        quantity=Decimal(line.get("Quantity", 0)),
        unit_amount=Decimal(line.get("UnitAmount", 0)),
        job=", ".join(entry["Option"] for entry in tracking),
        is_there_already="LineItemID" in line,
    )
