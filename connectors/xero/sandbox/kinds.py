"""What the organisation holds, one row per kind: its ids, how it is listed, what it can be found and filtered by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from connectors.xero.sandbox.documents import Document

type Key = Callable[[Document], str | None]


class Paging(Enum):
    """NEVER: the whole set in one answer. ASKED: only with `page`. ALWAYS: even when not asked (reference 3.4)."""

    NEVER = "never"
    ASKED = "asked"
    ALWAYS = "always"


def _folded(name: str) -> Key:
    return lambda document: document[name].casefold() if document.get(name) else None


def _folded_unless(name: str, status_field: str, gone: str) -> Key:
    return lambda document: None if document.get(status_field) == gone else _folded(name)(document)


def _option_name(document: Document) -> str | None:
    if document["Status"] == "DELETED":
        return None
    return option_key(document["TrackingCategoryID"], document["Name"])


def option_key(category_id: str, name: str) -> str:
    return f"{category_id}/{name.casefold()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`found_by` names the index that a path like /Items/{Code} looks in beside the id."""

    plural: str
    singular: str
    id_field: str
    paging: Paging = Paging.NEVER
    has_modified_since: bool = False
    found_by: str = ""
    indexes: Mapping[str, Key] = field(default_factory=dict)
    filters: frozenset[str] = frozenset()


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


DOCUMENT_FILTERS = (
    "Type Status Date DueDate Reference Url CurrencyCode LineAmountTypes SubTotal TotalTax Total UpdatedDateUTC "
    "Contact.ContactID Contact.Name Contact.ContactNumber "
)

ACCOUNTS = Kind(
    plural="Accounts",
    singular="Account",
    id_field="AccountID",
    has_modified_since=True,
    indexes={"Code": _folded("Code"), "Name": _folded_unless("Name", "Status", "DELETED")},
    filters=_names(
        "AccountID Code Name Type Class Status TaxType SystemAccount EnablePaymentsToAccount UpdatedDateUTC"
    ),
)
TAX_RATES = Kind(
    plural="TaxRates",
    singular="TaxRate",
    id_field="TaxType",
    filters=_names("Name TaxType Status EffectiveRate CanApplyToExpenses"),
)
# The currencies beside the base currency.
CURRENCIES = Kind(plural="Currencies", singular="Currency", id_field="Code")
TRACKING_CATEGORIES = Kind(
    plural="TrackingCategories",
    singular="TrackingCategory",
    id_field="TrackingCategoryID",
    indexes={"Name": _folded_unless("Name", "Status", "DELETED")},
    filters=_names("TrackingCategoryID Name Status"),
)
TRACKING_OPTIONS = Kind(
    plural="Options",
    singular="Option",
    id_field="TrackingOptionID",
    indexes={"Name": _option_name, "TrackingCategoryID": _folded("TrackingCategoryID")},
)
ITEMS = Kind(
    plural="Items",
    singular="Item",
    id_field="ItemID",
    has_modified_since=True,
    found_by="Code",
    indexes={"Code": _folded("Code")},
    filters=_names("ItemID Code Name Description PurchaseDescription IsSold IsPurchased UpdatedDateUTC"),
)
CONTACTS = Kind(
    plural="Contacts",
    singular="Contact",
    id_field="ContactID",
    paging=Paging.ASKED,
    has_modified_since=True,
    found_by="ContactNumber",
    # Names are unique among active contacts only (Xero reference 4.3).
    indexes={
        "Name": lambda contact: contact["Name"].casefold() if contact["ContactStatus"] == "ACTIVE" else None,
        "ContactNumber": _folded("ContactNumber"),
    },
    filters=_names(
        "ContactID ContactNumber AccountNumber ContactStatus Name FirstName LastName EmailAddress IsSupplier "
        "IsCustomer TaxNumber UpdatedDateUTC"
    ),
)
PURCHASE_ORDERS = Kind(
    plural="PurchaseOrders",
    singular="PurchaseOrder",
    id_field="PurchaseOrderID",
    paging=Paging.ALWAYS,
    has_modified_since=True,
    found_by="PurchaseOrderNumber",
    indexes={"PurchaseOrderNumber": _folded("PurchaseOrderNumber")},
    filters=_names(DOCUMENT_FILTERS + "PurchaseOrderID PurchaseOrderNumber DeliveryDate"),
)
INVOICES = Kind(
    plural="Invoices",
    singular="Invoice",
    id_field="InvoiceID",
    paging=Paging.ASKED,
    has_modified_since=True,
    found_by="InvoiceNumber",
    indexes={"InvoiceNumber": _folded("InvoiceNumber")},
    filters=_names(DOCUMENT_FILTERS + "InvoiceID InvoiceNumber AmountDue AmountPaid AmountCredited FullyPaidOnDate"),
)
CREDIT_NOTES = Kind(
    plural="CreditNotes",
    singular="CreditNote",
    id_field="CreditNoteID",
    paging=Paging.ASKED,
    has_modified_since=True,
    found_by="CreditNoteNumber",
    indexes={"CreditNoteNumber": _folded("CreditNoteNumber")},
    filters=_names(DOCUMENT_FILTERS + "CreditNoteID CreditNoteNumber RemainingCredit FullyPaidOnDate"),
)
BANK_TRANSACTIONS = Kind(
    plural="BankTransactions",
    singular="BankTransaction",
    id_field="BankTransactionID",
    paging=Paging.ASKED,
    has_modified_since=True,
    filters=_names(DOCUMENT_FILTERS + "BankTransactionID IsReconciled BankAccount.AccountID BankAccount.Code"),
)
PAYMENTS = Kind(
    plural="Payments",
    singular="Payment",
    id_field="PaymentID",
    paging=Paging.ASKED,
    has_modified_since=True,
    filters=_names(
        "PaymentID PaymentType Status Date Amount Reference IsReconciled UpdatedDateUTC Invoice.InvoiceID "
        "CreditNote.CreditNoteID Account.AccountID"
    ),
)

# What is kept with documents; `Of` names the document, such as "Invoices/" and its id.
ATTACHMENTS = Kind(plural="Attachments", singular="Attachment", id_field="AttachmentID", indexes={"Of": _folded("Of")})
HISTORY_RECORDS = Kind(
    plural="HistoryRecords", singular="HistoryRecord", id_field="HistoryRecordID", indexes={"Of": _folded("Of")}
)

# Not documents of the organisation, but what must outlive a restart of the stand-in.
ACCESS_TOKENS = Kind(plural="AccessTokens", singular="AccessToken", id_field="Token")
REFRESH_TOKENS = Kind(plural="RefreshTokens", singular="RefreshToken", id_field="Token")
CODES = Kind(plural="Codes", singular="Code", id_field="Code")
CONNECTIONS = Kind(plural="Connections", singular="Connection", id_field="id")
REPLIES = Kind(plural="Replies", singular="Reply", id_field="Key")

RESOURCES = (
    ACCOUNTS,
    TAX_RATES,
    CURRENCIES,
    TRACKING_CATEGORIES,
    TRACKING_OPTIONS,
    ITEMS,
    CONTACTS,
    PURCHASE_ORDERS,
    INVOICES,
    CREDIT_NOTES,
    BANK_TRANSACTIONS,
    PAYMENTS,
)
KINDS = (*RESOURCES, ATTACHMENTS, HISTORY_RECORDS, ACCESS_TOKENS, REFRESH_TOKENS, CODES, CONNECTIONS, REPLIES)
