"""Bills and supplier credit notes: one life cycle for both (Xero reference 4.5 and 4.6)."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import uuid4

from connectors.xero.sandbox import kinds
from connectors.xero.sandbox.document_rules import (
    NOT_EDITABLE,
    NOT_FOUND,
    check_lengths,
    check_lock_dates,
    check_transition,
    check_url,
    chosen,
    contact_or_kept,
    currency,
    keep_contact,
    line_amount_types,
    rounding_amount,
    totals,
)
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.kinds import Kind
from connectors.xero.sandbox.lines import LineRules, read_lines, sent_or_kept
from connectors.xero.sandbox.money import ZERO
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.refusals import Rejected
from connectors.xero.sandbox.writing import Outcome, WriteOptions

TRANSITIONS: dict[str, tuple[str, ...]] = {
    "NEW": ("DRAFT", "SUBMITTED", "AUTHORISED"),
    "DRAFT": ("DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"),
    "SUBMITTED": ("SUBMITTED", "DRAFT", "AUTHORISED", "DELETED"),
    "AUTHORISED": ("AUTHORISED", "VOIDED"),
    "PAID": ("PAID",),
    "VOIDED": (),
    "DELETED": (),
}
GONE = ("VOIDED", "DELETED")
FINANCIAL = ("Date", "LineAmountTypes", "CurrencyCode", "Total")
FINANCIAL_ON_LINES = ("LineItemID", "Quantity", "UnitAmount", "LineAmount", "TaxType", "TaxAmount")
SENT_TOO_EARLY = "Only AUTHORISED invoices may have SentToContact updated."


@dataclass(frozen=True, slots=True, kw_only=True)
class Payable:
    """What tells a bill from a credit note. `settlements` name the lists that hold what has been paid or applied."""

    kind: Kind
    type: str
    word: str
    number_field: str
    kept: tuple[str, ...]
    settlements: tuple[str, ...]
    needs_due_date: bool


BILL = Payable(
    kind=kinds.INVOICES,
    type="ACCPAY",
    word="Invoice",
    number_field="InvoiceNumber",
    kept=("InvoiceNumber", "Date", "DueDate", "Url", "PlannedPaymentDate", "BrandingThemeID"),
    settlements=("Payments", "CreditNotes"),
    needs_due_date=True,
)
CREDIT_NOTE = Payable(
    kind=kinds.CREDIT_NOTES,
    type="ACCPAYCREDIT",
    word="Credit note",
    number_field="CreditNoteNumber",
    kept=("CreditNoteNumber", "Date", "DueDate", "BrandingThemeID"),
    settlements=("Payments", "Allocations"),
    needs_due_date=False,
)


def create(organisation: Organisation, payable: Payable, sent: Document, options: WriteOptions) -> Outcome:
    """Store a new document. Neither its number nor its Url has to be unique: the same body twice makes two of them."""
    if sent.get("Type") != payable.type:
        raise Rejected(f"The type {sent.get('Type', '')} is not kept here: this stand-in keeps {payable.type} only.")
    return _store(organisation, payable, None, sent, options)


def upsert(organisation: Organisation, payable: Payable, sent: Document, options: WriteOptions) -> Outcome:
    """Change the document of that id; without an id a number alone identifies nothing, so a new one is stored."""
    identity = sent.get(payable.kind.id_field)
    if not identity:
        return create(organisation, payable, sent, options)
    present = organisation.of(payable.kind).get(identity)
    if present is None or sent.get("Type", payable.type) != payable.type:
        raise Rejected(NOT_FOUND)
    return _store(organisation, payable, present, sent, options)


def _store(
    organisation: Organisation, payable: Payable, present: Document | None, sent: Document, options: WriteOptions
) -> Outcome:
    before = present["Status"] if present else None
    status: str = sent.get("Status") or before or "DRAFT"
    if (before, status) == ("PAID", "AUTHORISED"):
        status = "PAID"
    check_transition(TRANSITIONS, before, status, payable.word)
    if present and status in GONE:
        return Outcome(_end(organisation, payable, present, status))
    contact = contact_or_kept(organisation, present, sent)
    document = _build(organisation, payable, present, {**sent, "Status": status}, options)
    document["Contact"] = {"ContactID": contact["ContactID"]}
    if present and is_settled_in_part(payable, present):
        _check_settled_edit(present, document)
    keep_contact(organisation, contact)
    warnings = (SENT_TOO_EARLY,) if sent.get("SentToContact") and status not in ("AUTHORISED", "PAID") else ()
    return Outcome(organisation.put(payable.kind, settled(payable, document)), warnings)


def _end(organisation: Organisation, payable: Payable, present: Document, status: str) -> Document:
    """Void or delete; the lines and the total stay to be read (Xero reference 4.5)."""
    if is_settled_in_part(payable, present):
        raise Rejected(NOT_EDITABLE)
    check_lock_dates(organisation, present["Date"])
    return organisation.put(payable.kind, settled(payable, {**present, "Status": status}))


def _build(
    organisation: Organisation, payable: Payable, present: Document | None, sent: Document, options: WriteOptions
) -> Document:
    document = {**(present or _blank(organisation, payable)), **chosen(sent, (*payable.kept, "Status"))}
    is_posted = document["Status"] in ("AUTHORISED", "PAID")
    document |= currency(organisation, sent, present)
    document["LineAmountTypes"] = line_amount_types(sent, present, "Exclusive")
    check_lengths(document)
    check_url(document.get("Url"))
    check_lock_dates(organisation, document["Date"], present["Date"] if present else None)
    if payable.needs_due_date and document["Status"] != "DRAFT" and not document.get("DueDate"):
        raise Rejected("A due date must be specified.")
    rules = LineRules(amounts=document["LineAmountTypes"], unit_places=options.unit_places, is_posted=is_posted)
    kept = present["LineItems"] if present else ()
    document["LineItems"] = read_lines(organisation, sent_or_kept(sent, present), kept, rules)
    sums = totals(document["LineItems"], document["LineAmountTypes"])
    document.pop("RoundingAmount", None)
    document |= sums | rounding_amount(sent, present, sums)
    if document["Total"] < 0:
        raise Rejected("The document total cannot be negative.")
    return document


def _blank(organisation: Organisation, payable: Payable) -> Document:
    lists: Document = {name: [] for name in payable.settlements}
    today = organisation.today().isoformat()
    return {payable.kind.id_field: str(uuid4()), "Type": payable.type, "Date": today} | lists


def is_settled_in_part(payable: Payable, document: Document) -> bool:
    return any(document[name] for name in payable.settlements)


def _check_settled_edit(present: Document, document: Document) -> None:
    """Let only what is not money change once something has been paid or applied (Xero reference 4.5)."""
    same_contact = present["Contact"]["ContactID"] == document["Contact"]["ContactID"]
    has_credit = bool(present.get("CreditNotes") or present.get("Allocations"))
    if _financial(present) != _financial(document) or (has_credit and not same_contact):
        raise Rejected(NOT_EDITABLE)


def _financial(document: Document) -> tuple[object, ...]:
    lines = [tuple(line.get(name) for name in FINANCIAL_ON_LINES) for line in document["LineItems"]]
    return *(document[name] for name in FINANCIAL), lines


def settled(payable: Payable, document: Document) -> Document:
    """Bring what is due, and PAID or AUTHORISED, in line with the payments and credits of a document."""
    paid, applied = (_sum(document, name) for name in payable.settlements)
    due = ZERO if document["Status"] in GONE else document["Total"] - paid - applied
    amounts: Document = {"RemainingCredit": due}
    if payable is BILL:
        amounts = {"AmountDue": due, "AmountPaid": paid, "AmountCredited": applied}
    document = {name: value for name, value in document.items() if name != "FullyPaidOnDate"} | amounts
    if document["Status"] not in ("AUTHORISED", "PAID"):
        return document
    if due:
        return document | {"Status": "AUTHORISED"}
    days = [entry["Date"] for name in payable.settlements for entry in document[name]]
    return document | {"Status": "PAID", "FullyPaidOnDate": max(days, default=document["Date"])}


def _sum(document: Document, name: str) -> Decimal:
    return sum((entry.get("AppliedAmount", entry.get("Amount")) for entry in document[name]), ZERO)
