"""The catalogue: one row per kind of document, with how it is written for Xero and how Xero's answer is read.

Creates go out as PUT, which Xero never takes for an update: a code, a name or a number that exists already is refused
instead of overwritten (Xero reference 3.1). Every request asks for `summarizeErrors=false` (3.7), and for four decimals
where Xero has that switch (3.3).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec

from connectors.documents import (
    Bill,
    Contact,
    CreditNote,
    Document,
    Existing,
    ExistingLine,
    Item,
    Line,
    PurchaseOrder,
    PurchaseOrderChange,
    TrackingOption,
)

Json = dict[str, Any]
GONE = ("DELETED", "VOIDED")
ADDRESS_LINES = 4
NO_ID = "00000000-0000-0000-0000-000000000000"
ONE_BY_ONE = {"summarizeErrors": "false"}
FOUR_DECIMALS = {"unitdp": "4"}
MILLISECONDS = re.compile(r"/Date\((-?\d+)")
encoder = msgspec.json.Encoder(decimal_format="number")


INITIALS = ("id", "utc")


def pascal(name: str) -> str:
    """Return Xero's spelling of a field: `line_item_id` is LineItemID."""
    return "".join(part.upper() if part in INITIALS else part.capitalize() for part in name.split("_"))


class XeroTracking(msgspec.Struct, rename=pascal, omit_defaults=True):
    name: str = ""
    option: str = ""


class XeroLine(msgspec.Struct, rename=pascal, omit_defaults=True):
    """The fields of a line that an update must send back unchanged, since it replaces what it names (4.5)."""

    line_item_id: str | None = None
    description: str | None = None
    quantity: Decimal | None = None
    unit_amount: Decimal | None = None
    item_code: str | None = None
    account_code: str | None = None
    tax_type: str | None = None
    discount_rate: Decimal | None = None
    tracking: list[XeroTracking] = []


class XeroContactId(msgspec.Struct, rename=pascal):
    contact_id: str | None = None


class Element(msgspec.Struct, rename=pascal):
    """One element of a request or an answer, of whatever kind: what the receipts and the look-ups need of it."""

    item_id: str | None = None
    contact_id: str | None = None
    purchase_order_id: str | None = None
    invoice_id: str | None = None
    credit_note_id: str | None = None
    tracking_option_id: str | None = None
    code: str | None = None
    name: str | None = None
    contact_number: str | None = None
    purchase_order_number: str | None = None
    invoice_number: str | None = None
    credit_note_number: str | None = None
    date: str | None = None
    url: str | None = None
    status: str | None = None
    contact_status: str | None = None
    contact: XeroContactId | None = None
    line_items: list[XeroLine] = []
    has_errors: bool | None = None
    status_attribute_string: str | None = None
    # The element byte for byte, as it came.
    source: bytes = msgspec.field(default=b"", name="")


def same_text(sent: str | None, found: str | None) -> bool:
    return bool(sent) and (sent or "").casefold() == (found or "").casefold()


def same_lines(sent: Sequence[XeroLine], found: Sequence[XeroLine]) -> bool:
    return len(sent) == len(found) and all(same_line(one, other) for one, other in zip(sent, found, strict=True))


def same_line(sent: XeroLine, found: XeroLine) -> bool:
    return (sent.description, sent.quantity, sent.unit_amount, sent.item_code) == (
        found.description,
        found.quantity,
        found.unit_amount,
        found.item_code,
    )


def is_same_order(sent: Element, found: Element) -> bool:
    """An order number is free text: only the same company and the same lines make it our order."""
    return is_same_company(sent, found) and same_lines(sent.line_items, found.line_items)


def is_same_company(sent: Element, found: Element) -> bool:
    one, other = sent.contact or XeroContactId(), found.contact or XeroContactId()
    return same_text(one.contact_id, other.contact_id)


def is_same_credit_note(sent: Element, found: Element) -> bool:
    """The number of a supplier's credit note is free text: company, day and lines must be ours too."""
    same_day = day_of(sent.date) == day_of(found.date)
    return same_day and is_same_company(sent, found) and same_lines(sent.line_items, found.line_items)


def day_of(date: str | None) -> str:
    """Return a date as 2026-03-31, which is how we write it; Xero answers in milliseconds (3.2)."""
    if milliseconds := MILLISECONDS.match(date or ""):
        return datetime.fromtimestamp(int(milliseconds[1]) / 1000, UTC).date().isoformat()
    return (date or "")[:10]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """How one kind of document travels. `key` names the field that we chose and that finds a document again.

    Without `has_own_key` others may bear the same: then `is_ours` has to prove whose a document is, and one that
    `may_be_ours` is for a person to look at.
    """

    name: str
    id: str
    key: str
    to_json: Callable[[Any], Json]
    method: str = "PUT"
    batch_size: int = 50
    params: Mapping[str, str]
    list_params: Mapping[str, str]
    is_paged: bool = True
    # What people call it in Xero, where that is not the key.
    title: str = ""
    has_own_key: bool = True
    is_ours: Callable[[Element, Element], bool] = lambda sent, found: True
    may_be_ours: Callable[[Element, Element], bool] = lambda sent, found: True

    def id_of(self, element: Element) -> str:
        value = getattr(element, self.id) or ""
        return "" if value == NO_ID else value

    def existing(self, element: Element) -> Existing:
        status = element.contact_status or element.status
        return Existing(
            erp_id=self.id_of(element),
            name=getattr(element, self.title or self.key) or "",
            is_gone=status in GONE,
            is_archived=status == "ARCHIVED",
            lines=tuple(
                ExistingLine(
                    line_id=line.line_item_id or "",
                    item_code=line.item_code or "",
                    description=line.description or "",
                    quantity=line.quantity or Decimal(0),
                    unit_amount=line.unit_amount or Decimal(0),
                )
                for line in element.line_items
            ),
        )

    def key_of(self, element: Element) -> str:
        """What finds a document again, as it compares: Xero may give a link back without its last slash."""
        return (getattr(element, self.key) or "").casefold().rstrip("/")


def without_blanks(fields: Json) -> Json:
    return {name: value for name, value in fields.items() if value not in ("", None, [], {})}


def item_to_json(item: Item) -> Json:
    purchase = without_blanks({"AccountCode": item.purchase_account, "TaxType": item.tax_type})
    sales = without_blanks({"AccountCode": item.sales_account})
    return without_blanks(
        {
            "Code": item.code,
            "Name": item.name,
            "Description": item.description,
            "PurchaseDescription": item.description,
            "PurchaseDetails": purchase,
            "SalesDetails": sales,
        }
    )


def option_to_json(option: TrackingOption) -> Json:
    return without_blanks({"TrackingOptionID": option.option_id, "Name": option.name})


def contact_to_json(contact: Contact) -> Json:
    """POBOX is what Xero's screens call the billing address (R128)."""
    lines = [line.strip() for line in contact.address.splitlines() if line.strip()]
    if len(lines) > ADDRESS_LINES:
        lines = [*lines[: ADDRESS_LINES - 1], ", ".join(lines[ADDRESS_LINES - 1 :])]
    address = without_blanks(
        {
            **{f"AddressLine{position}": line for position, line in enumerate(lines, start=1)},
            "City": contact.city,
            "Region": contact.region,
            "PostalCode": contact.postal_code,
            "Country": contact.country,
        }
    )
    phones = [("DEFAULT", contact.phone), ("FAX", contact.fax)]
    return without_blanks(
        {
            "Name": contact.name,
            "ContactNumber": contact.number,
            "EmailAddress": contact.email,
            "Addresses": [{"AddressType": "POBOX", **address}] if address else [],
            "Phones": [{"PhoneType": kind, "PhoneNumber": number} for kind, number in phones if number],
        }
    )


def line_to_json(line: Line) -> Json:
    tracking = line.tracking
    return without_blanks(
        {
            "ItemCode": line.item_code,
            "Description": line.description,
            "Quantity": line.quantity,
            "UnitAmount": line.unit_amount,
            "Tracking": [{"Name": tracking.category, "Option": tracking.option}] if tracking else [],
        }
    )


def purchase_order_to_json(order: PurchaseOrder) -> Json:
    return without_blanks(
        {
            "Contact": {"ContactID": order.contact_id},
            "PurchaseOrderNumber": order.number,
            "Reference": order.reference,
            "Date": order.date.isoformat(),
            "DeliveryInstructions": order.delivery_instructions,
            "LineAmountTypes": "Exclusive",
            "Status": order.status,
            "LineItems": [line_to_json(line) for line in order.lines],
        }
    )


def change_to_json(change: PurchaseOrderChange) -> Json:
    return {
        "PurchaseOrderID": change.order_id,
        "PurchaseOrderNumber": change.order_number,
        "LineItems": [*change.present_lines, *(line_to_json(line) for line in change.lines)],
    }


def bill_to_json(bill: Bill) -> Json:
    """What Xero's screens call the Reference of a bill is InvoiceNumber here (R162)."""
    return without_blanks(
        {
            "Type": "ACCPAY",
            "Contact": {"ContactID": bill.contact_id},
            "InvoiceNumber": bill.number,
            "Date": bill.date.isoformat() if bill.date else "",
            "DueDate": bill.due_date.isoformat() if bill.due_date else "",
            "Url": bill.url,
            "LineAmountTypes": "Exclusive",
            "Status": bill.status,
            "LineItems": [line_to_json(line) for line in bill.lines],
        }
    )


def credit_note_to_json(note: CreditNote) -> Json:
    """Like a bill's, but for the due date and the link: a credit note has neither (Xero reference 4.6)."""
    return without_blanks(
        {
            "Type": "ACCPAYCREDIT",
            "Contact": {"ContactID": note.contact_id},
            "CreditNoteNumber": note.number,
            "Date": note.date.isoformat() if note.date else "",
            "LineAmountTypes": "Exclusive",
            "Status": note.status,
            "LineItems": [line_to_json(line) for line in note.lines],
        }
    )


RESOURCES: dict[type[Document], Resource] = {
    Item: Resource(
        name="Items",
        id="item_id",
        key="code",
        to_json=item_to_json,
        batch_size=100,
        params=ONE_BY_ONE | FOUR_DECIMALS,
        list_params=FOUR_DECIMALS,
        is_paged=False,
        is_ours=lambda sent, found: same_text(sent.name, found.name),
    ),
    TrackingOption: Resource(
        name="Options",
        id="tracking_option_id",
        key="name",
        to_json=option_to_json,
        batch_size=1,
        params={},
        list_params={"includeArchived": "true"},
    ),
    Contact: Resource(
        name="Contacts",
        id="contact_id",
        key="contact_number",
        title="name",
        to_json=contact_to_json,
        params=ONE_BY_ONE,
        list_params={"includeArchived": "true"},
    ),
    PurchaseOrder: Resource(
        name="PurchaseOrders",
        id="purchase_order_id",
        key="purchase_order_number",
        to_json=purchase_order_to_json,
        params=ONE_BY_ONE,
        list_params={"order": "UpdatedDateUTC ASC"},
        is_ours=is_same_order,
    ),
    PurchaseOrderChange: Resource(
        name="PurchaseOrders",
        id="purchase_order_id",
        key="purchase_order_id",
        title="purchase_order_number",
        to_json=change_to_json,
        method="POST",
        params=ONE_BY_ONE,
        list_params={},
    ),
    Bill: Resource(
        name="Invoices",
        id="invoice_id",
        key="url",
        title="invoice_number",
        to_json=bill_to_json,
        params=ONE_BY_ONE | FOUR_DECIMALS,
        list_params={"where": 'Type=="ACCPAY"', "order": "UpdatedDateUTC ASC"} | FOUR_DECIMALS,
    ),
    CreditNote: Resource(
        name="CreditNotes",
        id="credit_note_id",
        key="credit_note_number",
        to_json=credit_note_to_json,
        params=ONE_BY_ONE | FOUR_DECIMALS,
        list_params={"where": 'Type=="ACCPAYCREDIT"', "order": "UpdatedDateUTC ASC"} | FOUR_DECIMALS,
        has_own_key=False,
        is_ours=is_same_credit_note,
        may_be_ours=is_same_company,
    ),
}


def batch_to_body(documents: Sequence[Document]) -> bytes:
    """Return the request body for documents of one kind. A tracking option travels alone and without an envelope."""
    kind = type(documents[0])
    resource = RESOURCES[kind]
    rows = [resource.to_json(document) for document in documents]
    return encoder.encode(rows[0] if kind is TrackingOption else {resource.name: rows})


def elements_of(resource: Resource, content: bytes) -> list[Element]:
    """Read the elements of a request or an answer; raises `msgspec.DecodeError` when it is not what Xero writes."""
    envelope = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
    if resource.name not in envelope:
        return [element_of(content)]
    return [element_of(raw) for raw in msgspec.json.decode(envelope[resource.name], type=list[msgspec.Raw])]


def element_of(raw: bytes | msgspec.Raw) -> Element:
    element = msgspec.json.decode(raw, type=Element)
    element.source = bytes(raw)
    return element
