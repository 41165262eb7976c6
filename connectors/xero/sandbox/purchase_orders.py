"""Purchase orders: an existing contact, a unique number, tracking by name (Xero reference 4.4)."""

from itertools import count
from uuid import uuid4

from connectors.xero.sandbox import kinds
from connectors.xero.sandbox.document_rules import (
    NO_CONTACT,
    NOT_FOUND,
    active,
    check_lengths,
    check_transition,
    chosen,
    currency,
    line_amount_types,
    totals,
)
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.lines import LineRules, read_lines, sent_or_kept
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.refusals import Rejected
from connectors.xero.sandbox.writing import Outcome, WriteOptions

EDITABLE = ("DRAFT", "SUBMITTED", "AUTHORISED", "BILLED", "DELETED")
# There is no official table. That nothing leaves BILLED or DELETED, and that AUTHORISED never goes back, is the
# careful reading.
TRANSITIONS: dict[str, tuple[str, ...]] = {
    "NEW": ("DRAFT", "SUBMITTED", "AUTHORISED", "BILLED"),
    "DRAFT": EDITABLE,
    "SUBMITTED": EDITABLE,
    "AUTHORISED": ("AUTHORISED", "BILLED", "DELETED"),
    "BILLED": (),
    "DELETED": (),
}
KEPT = (
    "PurchaseOrderNumber",
    "Reference",
    "Date",
    "DeliveryDate",
    "ExpectedArrivalDate",
    "DeliveryAddress",
    "AttentionTo",
    "Telephone",
    "DeliveryInstructions",
    "BrandingThemeID",
    "Status",
)
DELIVERY_INSTRUCTIONS_LENGTH = 500
UNIT_PLACES = 4
NUMBER_TAKEN = "Order number must be unique"
SENT_TOO_EARLY = "Only AUTHORISED and BILLED purchase orders may have SentToContact updated."


def create(organisation: Organisation, sent: Document, options: WriteOptions) -> Outcome:
    return _store(organisation, None, sent)


def upsert(organisation: Organisation, sent: Document, options: WriteOptions) -> Outcome:
    identity = sent.get("PurchaseOrderID")
    if not identity:
        return _store(organisation, None, sent)
    if identity not in organisation.purchase_orders:
        raise Rejected(NOT_FOUND)
    return _store(organisation, organisation.purchase_orders[identity], sent)


def _store(organisation: Organisation, present: Document | None, sent: Document) -> Outcome:
    before: str | None = present["Status"] if present else None
    status: str = sent.get("Status") or before or "DRAFT"
    check_transition(TRANSITIONS, before, status, "Purchase order")
    if present and status == "DELETED":
        return Outcome(organisation.put(kinds.PURCHASE_ORDERS, {**present, "Status": status}))
    order = _build(organisation, present, {**sent, "Status": status})
    if present is None or "Contact" in sent:
        order["Contact"] = {"ContactID": _contact(organisation, sent)["ContactID"]}
    warnings = (SENT_TOO_EARLY,) if sent.get("SentToContact") and status not in ("AUTHORISED", "BILLED") else ()
    order["SentToContact"] = bool(sent.get("SentToContact", order.get("SentToContact"))) and not warnings
    return Outcome(organisation.put(kinds.PURCHASE_ORDERS, order), warnings)


def _build(organisation: Organisation, present: Document | None, sent: Document) -> Document:
    order = {**(present or _blank(organisation)), **chosen(sent, KEPT)}
    order.setdefault("PurchaseOrderNumber", _next_number(organisation))
    order |= currency(organisation, sent, present)
    order["LineAmountTypes"] = line_amount_types(sent, present, "Exclusive")
    check_lengths(order)
    _check_number(organisation, order)
    if len(order.get("DeliveryInstructions", "")) > DELIVERY_INSTRUCTIONS_LENGTH:
        raise Rejected(
            f"The field DeliveryInstructions must not be longer than {DELIVERY_INSTRUCTIONS_LENGTH} characters."
        )
    rules = LineRules(
        amounts=order["LineAmountTypes"], unit_places=UNIT_PLACES, takes_discount=True, takes_tracking_ids=False
    )
    lines = read_lines(organisation, sent_or_kept(sent, present), (present or {}).get("LineItems", ()), rules)
    return order | {"LineItems": lines} | totals(lines, order["LineAmountTypes"])


def _blank(organisation: Organisation) -> Document:
    return {"PurchaseOrderID": str(uuid4()), "Date": organisation.today().isoformat()}


def _contact(organisation: Organisation, sent: Document) -> Document:
    """Return the contact of an order by id or number: an order never makes a contact, nor changes one."""
    wanted = sent.get("Contact", {})
    contact = organisation.contacts.get(wanted.get("ContactID", ""))
    if contact is None and "ContactID" not in wanted:
        contact = organisation.contacts.first("ContactNumber", wanted.get("ContactNumber", ""))
    if contact is None:
        raise Rejected(NO_CONTACT)
    return active(contact)


def _check_number(organisation: Organisation, order: Document) -> None:
    """Refuse a number that another order has; the number of a deleted order is free again."""
    holders = organisation.purchase_orders.find("PurchaseOrderNumber", order["PurchaseOrderNumber"])
    if any(
        holder["PurchaseOrderID"] != order["PurchaseOrderID"] and holder["Status"] != "DELETED" for holder in holders
    ):
        raise Rejected(NUMBER_TAKEN)


def _next_number(organisation: Organisation) -> str:
    numbers = (f"PO-{number:04d}" for number in count(len(organisation.purchase_orders) + 1))
    return next(number for number in numbers if not organisation.purchase_orders.find("PurchaseOrderNumber", number))
