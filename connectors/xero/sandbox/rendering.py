"""Stored documents in the shape that Xero answers with (Xero reference 3.1, 3.2 and the R facts of section 4)."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from connectors.xero.sandbox import kinds
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.kinds import Kind
from connectors.xero.sandbox.moments import wire_date, wire_moment
from connectors.xero.sandbox.money import SAME_CURRENCY, rounded
from connectors.xero.sandbox.organisation import Organisation

DATES = frozenset(
    "Date DueDate DeliveryDate ExpectedArrivalDate PlannedPaymentDate FullyPaidOnDate PeriodLockDate "
    "EndOfYearLockDate".split()
)
MOMENTS = frozenset(["UpdatedDateUTC", "CreatedDateUTC"])
DATE_STRINGS = frozenset(["Date", "DueDate", "DeliveryDate"])
ADDRESS_TYPES = ("STREET", "POBOX")
PHONE_TYPES = ("DDI", "DEFAULT", "FAX", "MOBILE")
CONTACT_DETAILS = ("ContactPersons", "PaymentTerms", "MergedToContactID", "PurchasesDefaultAccountCode")
SUMMARY_LEAVES_OUT = ("Payments", "HasAttachments")
UNSTAMPED = (kinds.TAX_RATES, kinds.TRACKING_CATEGORIES, kinds.TRACKING_OPTIONS)
STAMPED_TWICE = (kinds.INVOICES, kinds.CREDIT_NOTES, kinds.PAYMENTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How much of a document is shown. `summary` is the form of lists without `page` (Xero reference 3.4)."""

    unit_places: int = 2
    summary: bool = False
    summary_only: bool = False


FULL = View(unit_places=4)


def render(organisation: Organisation, kind: Kind, document: Document, view: View = FULL) -> Document:
    shown = dated(document)
    if kind in UNSTAMPED:
        del shown["UpdatedDateUTC"]
    if kind in STAMPED_TWICE:
        shown["UpdatedDateUTCString"] = f"{document['UpdatedDateUTC'][:19]}+00:00"
    if special := RENDERERS.get(kind.plural):
        special(organisation, shown, view)
    if shown.get("HasAttachments") is False:
        owner = f"{kind.plural}/{document[kind.id_field]}"
        shown["HasAttachments"] = bool(organisation.of(kinds.ATTACHMENTS).find("Of", owner))
    return shown


def dated(document: Document) -> Document:
    """Copy a document with its dates as Xero writes them, each beside its text form."""
    shown: Document = {}
    for name, value in document.items():
        if name in DATES:
            shown[name] = wire_date(value)
            if name in DATE_STRINGS:
                shown[f"{name}String"] = f"{value}T00:00:00"
        elif name in MOMENTS:
            shown[name] = wire_moment(value)
        else:
            shown[name] = value
    return shown


def render_organisation(organisation: Organisation) -> Document:
    return {**dated(organisation.profile), "Addresses": [], "Phones": [], "ExternalLinks": [], "PaymentTerms": {}}


def _item(organisation: Organisation, item: Document, view: View) -> None:
    for side in ("PurchaseDetails", "SalesDetails"):
        details = item.get(side, {})
        if "UnitPrice" in details:
            details = {**details, "UnitPrice": rounded(details["UnitPrice"], view.unit_places)}
        item[side] = details
    item["IsTrackedAsInventory"] = False


def _category(organisation: Organisation, category: Document, view: View) -> None:
    identity = category["TrackingCategoryID"]
    options = organisation.tracking_options.find("TrackingCategoryID", identity)
    category["Options"] = [
        render(organisation, kinds.TRACKING_OPTIONS, option) for option in options if option["Status"] != "DELETED"
    ]


def _option(organisation: Organisation, option: Document, view: View) -> None:
    del option["TrackingCategoryID"]
    option |= {
        "HasValidationErrors": False,
        "IsDeleted": option["Status"] == "DELETED",
        "IsArchived": option["Status"] == "ARCHIVED",
        "IsActive": option["Status"] == "ACTIVE",
    }


def _contact(organisation: Organisation, contact: Document, view: View) -> None:
    """Show every type of address and phone, with only the type where it is blank (Xero reference 3.1)."""
    addresses = {address["AddressType"]: address for address in contact.get("Addresses", ())}
    phones = {phone["PhoneType"]: phone for phone in contact.get("Phones", ())}
    contact["Addresses"] = [addresses.get(name, {"AddressType": name}) for name in ADDRESS_TYPES]
    contact["Phones"] = [phones.get(name, {"PhoneType": name}) for name in PHONE_TYPES]
    contact |= {"ContactGroups": [], "HasAttachments": False, "HasValidationErrors": False}
    if view.summary or view.summary_only:
        for name in CONTACT_DETAILS:
            contact.pop(name, None)
    else:
        contact.setdefault("ContactPersons", [])


def contact_reference(organisation: Organisation, contact_id: str) -> Document:
    """Return a contact as it appears inside a document: by its name of today, without its details."""
    contact = organisation.contacts[contact_id]
    return {
        "ContactID": contact_id,
        "Name": contact["Name"],
        "Addresses": [],
        "Phones": [],
        "ContactGroups": [],
        "ContactPersons": [],
        "HasValidationErrors": False,
    }


def _document(organisation: Organisation, document: Document, view: View) -> None:
    document["Contact"] = contact_reference(organisation, document["Contact"]["ContactID"])
    lines = () if view.summary or view.summary_only else document["LineItems"]
    document["LineItems"] = [_line(organisation, line, view.unit_places) for line in lines]
    document["HasAttachments"] = False
    document.setdefault("CurrencyRate", SAME_CURRENCY)


def _line(organisation: Organisation, line: Document, unit_places: int) -> Document:
    shown = {**line, "Tracking": [_tracking(organisation, entry) for entry in line["Tracking"]]}
    if "UnitAmount" in line:
        shown["UnitAmount"] = rounded(line["UnitAmount"], unit_places)
    if "ItemCode" in line and (item := organisation.items.first("Code", line["ItemCode"])):
        shown["Item"] = {name: item[name] for name in ("ItemID", "Name", "Code") if name in item}
    if "AccountCode" in line and (account := organisation.accounts.first("Code", line["AccountCode"])):
        shown["AccountID"] = account["AccountID"]
    return shown


def _tracking(organisation: Organisation, entry: Document) -> Document:
    category = organisation.of(kinds.TRACKING_CATEGORIES)[entry["TrackingCategoryID"]]
    option = organisation.tracking_options[entry["TrackingOptionID"]]
    return {**entry, "Name": category["Name"], "Option": option["Name"]}


def _purchase_order(organisation: Organisation, order: Document, view: View) -> None:
    # Purchase orders always show four decimals and have no `unitdp` (Xero reference 3.3).
    _document(organisation, order, FULL)
    order |= {"Type": "PURCHASEORDER", "IsDiscounted": False, "HasErrors": False, "TotalDiscount": Decimal("0.00")}


def _invoice(organisation: Organisation, invoice: Document, view: View) -> None:
    _document(organisation, invoice, view)
    invoice["Payments"] = [dated(payment) for payment in invoice["Payments"]]
    invoice["CreditNotes"] = [dated(note) for note in invoice["CreditNotes"]]
    invoice |= {"Prepayments": [], "Overpayments": [], "IsDiscounted": False, "HasErrors": False}
    if view.summary_only:
        for name in SUMMARY_LEAVES_OUT:
            del invoice[name]


def _credit_note(organisation: Organisation, note: Document, view: View) -> None:
    _document(organisation, note, view)
    note["Allocations"] = [dated(allocation) for allocation in note["Allocations"]]
    note["Payments"] = [dated(payment) for payment in note["Payments"]]
    note |= {"ID": note["CreditNoteID"], "HasErrors": False}


def _bank_transaction(organisation: Organisation, transaction: Document, view: View) -> None:
    _document(organisation, transaction, view)
    account = organisation.accounts[transaction["BankAccount"]["AccountID"]]
    transaction["BankAccount"] = {name: account[name] for name in ("AccountID", "Code", "Name") if name in account}


def _payment(organisation: Organisation, payment: Document, view: View) -> None:
    for name, kind, number in (
        ("Invoice", kinds.INVOICES, "InvoiceNumber"),
        ("CreditNote", kinds.CREDIT_NOTES, "CreditNoteNumber"),
    ):
        if name in payment:
            payment[name] = _paid_document(organisation, kind, number, payment[name][kind.id_field])
    account = organisation.accounts[payment["Account"]["AccountID"]]
    payment["Account"] = {name: account[name] for name in ("AccountID", "Code", "Name") if name in account}
    payment |= {"HasAccount": True, "HasValidationErrors": False}
    payment.setdefault("CurrencyRate", SAME_CURRENCY)


def _paid_document(organisation: Organisation, kind: Kind, number: str, identity: str) -> Document:
    document = organisation.of(kind)[identity]
    contact = contact_reference(organisation, document["Contact"]["ContactID"])
    shown = {name: document[name] for name in (number, "Type", "CurrencyCode") if name in document}
    return {kind.id_field: identity, **shown, "Contact": contact, "LineItems": [], "IsDiscounted": False}


RENDERERS: dict[str, Callable[[Organisation, Document, View], None]] = {
    "Items": _item,
    "TrackingCategories": _category,
    "Options": _option,
    "Contacts": _contact,
    "PurchaseOrders": _purchase_order,
    "Invoices": _invoice,
    "CreditNotes": _credit_note,
    "BankTransactions": _bank_transaction,
    "Payments": _payment,
}
