"""The JSON types of the fields in a request body.

Xero reads a body into typed objects before it looks at any of them, so that one malformed GUID, number or date refuses
the whole batch with ErrorNumber 14 (Xero reference 3.7 and pitfall 18).
"""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

import msgspec

from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.moments import read_date
from connectors.xero.sandbox.refusals import Malformed

GUIDS = frozenset(
    "AccountID AllocationID BankTransactionID BrandingThemeID ContactID CreditNoteID InvoiceID ItemID LineItemID "
    "OverpaymentID PaymentID PrepaymentID PurchaseOrderID TrackingCategoryID TrackingOptionID".split()
)
NUMBERS = frozenset(
    "Amount AppliedAmount BankAmount CurrencyRate DiscountAmount DiscountRate LineAmount Quantity SubTotal TaxAmount "
    "Total TotalTax UnitAmount UnitPrice".split()
)
DATES = frozenset("Date DateFrom DateTo DeliveryDate DueDate ExpectedArrivalDate PlannedPaymentDate".split())
BOOLEANS = frozenset("EnablePaymentsToAccount IsPurchased IsReconciled IsSold SentToContact".split())
LISTS = frozenset(
    "Accounts Addresses Allocations BankTransactions ContactPersons Contacts CreditNotes HistoryRecords Invoices Items "
    "LineItems Options Payments Phones PurchaseOrders Tracking TrackingCategories".split()
)
OBJECTS = frozenset("Account BankAccount Contact CreditNote Invoice PurchaseDetails SalesDetails".split())

DECODER = msgspec.json.Decoder(float_hook=Decimal)


def read_body(body: bytes) -> Document:
    """Decode a body into clean values: Decimal numbers, ISO dates, lower-case GUIDs, nothing that is null."""
    try:
        decoded = DECODER.decode(body)
    except msgspec.DecodeError as error:
        raise Malformed(f"JSON for post data was invalid,{error}") from error
    if not isinstance(decoded, dict):
        raise Malformed("JSON for post data was invalid,an object was expected. Path '', line 1, position 1.")
    return clean(decoded)


def clean(document: Mapping[str, Any]) -> Document:
    """Return a document with every value in the type that its field has; raises Malformed."""
    return _object(document, "")


def _object(value: Mapping[str, Any], path: str) -> Document:
    return {
        name: _field(name, child, f"{path}.{name}" if path else name)
        for name, child in value.items()
        if child is not None
    }


def _field(name: str, value: object, path: str) -> object:
    for names, read in READERS:
        if name in names:
            return _converted(read, value, path)
    return _text_or_tree(value, path)


def _converted(read: Callable[[Any, str], object], value: object, path: str) -> object:
    try:
        return read(value, path)
    except (ValueError, InvalidOperation, TypeError) as error:
        message = f"Could not convert value: {value}." if isinstance(error, InvalidOperation) else str(error)
        raise Malformed(f"JSON for post data was invalid,{message} Path '{path}', line 1, position 1.") from error


def _text_or_tree(value: object, path: str) -> object:
    if isinstance(value, dict):
        return _object(value, path)
    if isinstance(value, list):
        return _list(value, path)
    return value if isinstance(value, str | bool) else str(value)


def _list(value: object, path: str) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("Cannot deserialize the current JSON value because the type requires a JSON array.")
    return [_text_or_tree(child, f"{path}[{index}]") for index, child in enumerate(value)]


def _one_object(value: object, path: str) -> Document:
    if not isinstance(value, dict):
        raise TypeError("Cannot deserialize the current JSON value because the type requires a JSON object.")
    return _object(value, path)


def _guid(value: object, path: str) -> str:
    try:
        return str(UUID(str(value)))
    except ValueError as error:
        raise ValueError(f"Could not convert string to Guid: {value}.") from error


def _number(value: object, path: str) -> Decimal:
    number = Decimal(str(value))
    if isinstance(value, bool) or not number.is_finite():
        raise ValueError(f"Could not convert string to decimal: {value}.")
    return number


def _boolean(value: object, path: str) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in ("true", "false"):
        return str(value).lower() == "true"
    raise ValueError(f"Could not convert string to boolean: {value}.")


READERS: tuple[tuple[frozenset[str], Callable[[Any, str], object]], ...] = (
    (GUIDS, _guid),
    (NUMBERS, _number),
    (DATES, lambda value, path: read_date(value)),
    (BOOLEANS, _boolean),
    (LISTS, _list),
    (OBJECTS, _one_object),
)
