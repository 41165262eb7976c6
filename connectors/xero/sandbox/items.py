"""Items: a code, a name, and what a purchase line takes from them (Xero reference 4.1)."""

from uuid import uuid4

from connectors.xero.sandbox import kinds
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.lines import line_account, line_tax_rate
from connectors.xero.sandbox.money import rounded
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.refusals import Rejected
from connectors.xero.sandbox.writing import Outcome, WriteOptions

LENGTHS = {"Code": 30, "Name": 50, "Description": 4000, "PurchaseDescription": 4000}
KEPT = (*LENGTHS, "IsSold", "IsPurchased")
DETAILS = ("UnitPrice", "AccountCode", "TaxType")
SIDES = {"IsPurchased": ("PurchaseDetails", "PurchaseDescription"), "IsSold": ("SalesDetails", "Description")}
NO_CODE = "Price List Item Code must be supplied"
CODE_TAKEN = "Price List Item with Code '{}' already exists"


def create(organisation: Organisation, sent: Document, options: WriteOptions) -> Outcome:
    return _store(organisation, None, sent, options)


def upsert(organisation: Organisation, sent: Document, options: WriteOptions) -> Outcome:
    present = organisation.items.first("Code", sent.get("Code", ""))
    if identity := sent.get("ItemID"):
        if identity not in organisation.items:
            raise Rejected("The document with the supplied id was not found for this endpoint.")
        present = organisation.items[identity]
    return _store(organisation, present, sent, options)


def _store(organisation: Organisation, present: Document | None, sent: Document, options: WriteOptions) -> Outcome:
    item = {"ItemID": str(uuid4()), "IsSold": True, "IsPurchased": True, **(present or {})}
    item |= {name: value for name, value in sent.items() if name in KEPT}
    messages = [*_code_problems(organisation, item, sent), *_length_problems(item)]
    for side in ("PurchaseDetails", "SalesDetails"):
        details = {**item.get(side, {}), **sent.get(side, {})}
        messages += _detail_problems(organisation, details)
        item[side] = _rounded_price(details, options.unit_places)
    if sent.get("InventoryAssetAccountCode"):
        messages.append("This stand-in organisation keeps no tracked inventory.")
    if messages:
        raise Rejected(*dict.fromkeys(messages))
    return Outcome(organisation.put(kinds.ITEMS, _without_unused_sides(item)))


def _code_problems(organisation: Organisation, item: Document, sent: Document) -> list[str]:
    if not sent.get("Code", "").strip():
        return [NO_CODE]
    holder = organisation.items.first("Code", sent["Code"])
    return [CODE_TAKEN.format(sent["Code"])] if holder and holder["ItemID"] != item["ItemID"] else []


def _length_problems(item: Document) -> list[str]:
    return [
        f"Price List Item {name} must not be longer than {longest} characters"
        for name, longest in LENGTHS.items()
        if len(item.get(name, "")) > longest
    ]


def _detail_problems(organisation: Organisation, details: Document) -> list[str]:
    try:
        account = line_account(organisation, details["AccountCode"]) if details.get("AccountCode") else None
        if details.get("TaxType"):
            line_tax_rate(organisation, details["TaxType"], account)
    except Rejected as refused:
        return refused.messages
    return []


def _rounded_price(details: Document, places: int) -> Document:
    kept = {name: details[name] for name in DETAILS if details.get(name, "") != ""}
    if "UnitPrice" in kept:
        kept["UnitPrice"] = rounded(kept["UnitPrice"], places)
    return kept


def _without_unused_sides(item: Document) -> Document:
    """Drop what belongs to a side that is switched off (Xero reference 4.1)."""
    dropped = {name for flag, names in SIDES.items() if not item[flag] for name in names}
    return {name: value for name, value in item.items() if name not in dropped}
