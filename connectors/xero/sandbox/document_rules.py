"""What purchase orders, bills, credit notes and bank transactions have in common."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

from connectors.xero.sandbox import contacts, kinds
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.money import CURRENCY_RATE_PLACES, SAME_CURRENCY, ZERO, rounded
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.refusals import Rejected

NO_CONTACT = "A Contact must be specified for this type of transaction"
NOT_FOUND = "The document with the supplied id was not found for this endpoint."
NOT_EDITABLE = "This document cannot be edited as it has a payment or credit note allocated to it."
LINE_AMOUNT_TYPES = ("Exclusive", "Inclusive", "NoTax")
LENGTHS = {"InvoiceNumber": 255, "CreditNoteNumber": 255, "Reference": 255, "PurchaseOrderNumber": 255}
LARGEST_ROUNDING = Decimal("0.10")
NAMES_OF_A_CONTACT = ("ContactID", "ContactNumber", "Name")
LOCK_DATES = {
    "PeriodLockDate": "The document date cannot be before the period lock date, currently set at {}",
    "EndOfYearLockDate": "The document date cannot be before the end of year lock date, currently set at {}",
}
# Xero fills these in; a body that brings them along is not a change.
ENVELOPE_ONLY = frozenset(["HasAttachments", "HasErrors", "HasValidationErrors"])


def contact_or_kept(organisation: Organisation, present: Document | None, sent: Document) -> Document:
    if present is None or "Contact" in sent:
        return contact_for(organisation, sent)
    return organisation.contacts[present["Contact"]["ContactID"]]


def contact_for(organisation: Organisation, sent: Document) -> Document:
    """Return the contact of a bill as it shall be stored beside it.

    An unknown name makes a contact, and anything beyond the id changes the contact that is there (Xero reference 4.3).
    """
    wanted = sent.get("Contact", {})
    if not any(wanted.get(name) for name in NAMES_OF_A_CONTACT):
        raise Rejected(NO_CONTACT)
    try:
        present = contacts.matching(organisation, wanted)
        alone = set(wanted) - ENVELOPE_ONLY <= {"ContactID"}
        contact = present if present and alone else contacts.planned(organisation, present, wanted)
    except Rejected as refused:
        raise Rejected(nested={"Contact": refused.messages}) from refused
    return active(contact)


def active(contact: Document) -> Document:
    if contact["ContactStatus"] != "ACTIVE":
        raise Rejected(f"The contact {contact['Name']} is archived and cannot be used on a transaction.")
    return contact


def keep_contact(organisation: Organisation, contact: Document) -> None:
    """Store a contact that a bill made, changed or turned into a supplier; the last alone leaves no new stamp."""
    present = organisation.contacts.get(contact["ContactID"])
    if contact != present:
        organisation.put(kinds.CONTACTS, contact)
    if not contact["IsSupplier"]:
        present = organisation.contacts[contact["ContactID"]]
        organisation.put(kinds.CONTACTS, {**present, "IsSupplier": True}, bump=False)


def line_amount_types(sent: Document, present: Document | None, default: str) -> str:
    chosen = str(sent.get("LineAmountTypes") or (present or {}).get("LineAmountTypes") or default)
    if chosen not in LINE_AMOUNT_TYPES:
        raise Rejected(f"The LineAmountTypes value {chosen} is not valid.")
    return chosen


def currency(organisation: Organisation, sent: Document, present: Document | None) -> Document:
    """Return the currency of a document and its rate; others than the subscribed ones are refused (reference 4.5)."""
    base = organisation.profile["BaseCurrency"]
    kept = {**(present or {}), **sent}
    code = kept.get("CurrencyCode") or base
    if code == base:
        return {"CurrencyCode": base, "CurrencyRate": SAME_CURRENCY}
    subscribed = organisation.of(kinds.CURRENCIES).get(code)
    if subscribed is None:
        raise Rejected(f"Organisation is not subscribed to currency {code}")
    is_same = present is not None and present["CurrencyCode"] == code
    rate = sent.get("CurrencyRate") or (present["CurrencyRate"] if present and is_same else subscribed["Rate"])
    return {"CurrencyCode": code, "CurrencyRate": rounded(rate, CURRENCY_RATE_PLACES)}


def check_lengths(document: Document) -> None:
    problems = [
        f"The field {name} must not be longer than {longest} characters."
        for name, longest in LENGTHS.items()
        if len(document.get(name, "")) > longest
    ]
    if problems:
        raise Rejected(*problems)


def check_url(url: str | None) -> None:
    if not url:
        return
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise Rejected("Url must be a valid absolute url")
    if "xero" in url.lower():
        raise Rejected("Url must not contain the word xero")


def check_lock_dates(organisation: Organisation, *days: str | None) -> None:
    """Refuse a document in a locked period, be it by its old date or by its new one."""
    for name, message in LOCK_DATES.items():
        locked = organisation.profile.get(name)
        if locked and any(day and day <= locked for day in days):
            raise Rejected(message.format(date.fromisoformat(locked).strftime("%d %B %Y")))


def check_transition(allowed: Mapping[str, Sequence[str]], before: str | None, after: str, word: str) -> None:
    if after not in allowed[before or "NEW"]:
        raise Rejected(f"{word} not of valid status for {'modification' if before else 'creation'}")


def totals(lines: Sequence[Document], amounts: str) -> Document:
    """Sum the lines; tax has been rounded line by line before (Xero reference 3.3)."""
    amount = sum((line["LineAmount"] for line in lines), ZERO)
    tax = sum((line["TaxAmount"] for line in lines), ZERO)
    if amounts == "Inclusive":
        return {"SubTotal": amount - tax, "TotalTax": tax, "Total": amount}
    return {"SubTotal": amount, "TotalTax": tax, "Total": amount + tax}


def rounding_amount(sent: Document, present: Document | None, sums: Document) -> Document:
    """Return the total of a document, and what it differs by from its lines (Xero reference 3.3).

    A total may be off by up to 0.10 where all three totals are sent, and stays so while the lines add up to the same.
    """
    off = sent["Total"] - sums["Total"] if "Total" in sent else _rounding_before(present, sums)
    if abs(off) > LARGEST_ROUNDING or ("Total" in sent and off and not {"SubTotal", "TotalTax"} <= sent.keys()):
        raise Rejected("The invoice total does not equal the sum of the lines.")
    return {"RoundingAmount": off, "Total": sums["Total"] + off} if off else {}


def _rounding_before(present: Document | None, sums: Document) -> Decimal:
    rounding: Decimal = (present or {}).get("RoundingAmount", ZERO)
    return rounding if present and all(present[name] == sums[name] for name in ("SubTotal", "TotalTax")) else ZERO


def chosen(sent: Document, names: Sequence[str]) -> Document:
    return {name: sent[name] for name in names if name in sent}
