"""Line items: what is read from a body, what Xero fills in itself, and what it refuses (Xero reference 3.3 and 4.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import uuid4

from connectors.xero.sandbox import tracking_entries
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.money import (
    LARGEST_LINE_AMOUNT,
    QUANTITY_PLACES,
    ZERO,
    line_amount,
    rounded,
    tax_on,
)
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.refusals import Rejected

DESCRIPTION_LENGTH = 4000
KEPT = ("Description", "ItemCode", "AccountCode", "TaxType", "Quantity", "UnitAmount", "DiscountRate")
NO_LINES = "One or more line items must be specified"
NOT_VALID_ACCOUNT = "Account code '{}' is not a valid code for this document."
GONE_ACCOUNT = (
    "Account code '{}' has been archived, or has been deleted. Each line item must reference a valid account."
)
LINE_TOTAL = "The line total {} does not match the expected line total {}"
TAX_APPLIES_TO = {
    "ASSET": "CanApplyToAssets",
    "EQUITY": "CanApplyToEquity",
    "EXPENSE": "CanApplyToExpenses",
    "LIABILITY": "CanApplyToLiabilities",
    "REVENUE": "CanApplyToRevenue",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRules:
    """What a type of document in a certain status asks of its lines."""

    amounts: str
    unit_places: int = 2
    is_posted: bool = False
    takes_discount: bool = False
    takes_tracking_ids: bool = True
    has_fixed_tax: bool = False
    is_cash: bool = False


def read_lines(
    organisation: Organisation, sent: Sequence[Document], present: Sequence[Document], rules: LineRules
) -> list[Document]:
    """Return the lines that a body makes of the present ones.

    A line with a LineItemID changes that line, one without is new, and a present line that is not sent is gone.
    """
    if not sent:
        raise Rejected(NO_LINES)
    present_by_id = {line["LineItemID"]: line for line in present}
    lines: list[Document] = []
    messages: list[str] = []
    for line in sent:
        try:
            lines.append(_read_line(organisation, line, present_by_id, rules))
        except Rejected as refused:
            messages += refused.messages
    if messages:
        raise Rejected(*dict.fromkeys(messages))
    return lines


def sent_or_kept(sent: Document, present: Document | None) -> Sequence[Document]:
    """Return the lines of a body; a body without `LineItems` keeps the ones that are there."""
    if "LineItems" in sent:
        lines: list[Document] = sent["LineItems"]
        return lines
    return [{"LineItemID": line["LineItemID"]} for line in (present or {}).get("LineItems", ())]


def _read_line(
    organisation: Organisation, sent: Document, present_by_id: dict[str, Document], rules: LineRules
) -> Document:
    before = _line_before(sent, present_by_id)
    line = {name: value for name, value in {**before, **sent}.items() if name in KEPT}
    line["LineItemID"] = before.get("LineItemID") or str(uuid4())
    if "ItemCode" in sent:
        _fill_from_item(organisation, line)
    _check_description(line)
    line |= _extension(sent, line, rules)
    account = _account(organisation, sent, line, rules)
    line |= _tax(organisation, line, account, rules)
    line["TaxAmount"] = _tax_amount(sent, before, line, rules)
    line["Tracking"] = before.get("Tracking", [])
    if "Tracking" in sent:
        line["Tracking"] = tracking_entries.read(organisation, sent["Tracking"], by_ids=rules.takes_tracking_ids)
    return line


def _line_before(sent: Document, present_by_id: dict[str, Document]) -> Document:
    identity = sent.get("LineItemID")
    # Ids cannot be chosen: on a new document they are replaced without a word (Xero reference 4.5).
    if not identity or not present_by_id:
        return {}
    if identity not in present_by_id:
        raise Rejected(f"The line item with the supplied id '{identity}' was not found on this document.")
    return present_by_id[identity]


def _fill_from_item(organisation: Organisation, line: Document) -> None:
    if not line.get("ItemCode"):
        line.pop("ItemCode", None)
        return
    item = organisation.items.first("Code", line["ItemCode"])
    if item is None:
        raise Rejected(f"Item code '{line['ItemCode']}' is not valid")
    details = item.get("PurchaseDetails", {})
    defaults = {
        "Description": item.get("PurchaseDescription"),
        "UnitAmount": details.get("UnitPrice"),
        "AccountCode": details.get("AccountCode"),
        "TaxType": details.get("TaxType"),
    }
    line["ItemCode"] = item["Code"]
    line |= {name: value for name, value in defaults.items() if value is not None and name not in line}


def _check_description(line: Document) -> None:
    description = line.get("Description", "")
    if not description.strip():
        raise Rejected("A description is required for each line item.")
    if len(description) > DESCRIPTION_LENGTH:
        raise Rejected(f"The line item description must not be longer than {DESCRIPTION_LENGTH} characters.")


def _extension(sent: Document, merged: Document, rules: LineRules) -> Document:
    """Return quantity, unit amount and line amount; any of the last two is derived from the other."""
    quantity, unit_amount = merged.get("Quantity"), merged.get("UnitAmount")
    if "LineAmount" in sent and "UnitAmount" not in sent:
        quantity = Decimal(1) if quantity is None else quantity
        unit_amount = rounded(sent["LineAmount"] / quantity if quantity else sent["LineAmount"], rules.unit_places)
        return _sized(quantity, unit_amount, rounded(sent["LineAmount"]), rules)
    if quantity is not None and unit_amount is None:
        raise Rejected("A unit amount must be specified where a quantity is.")
    if unit_amount is None:
        return _text_only(rules)
    if quantity is None and rules.is_posted:
        raise Rejected("A quantity must be specified for each line item.")
    quantity = rounded(Decimal(1) if quantity is None else quantity, QUANTITY_PLACES)
    if "UnitAmount" in sent:
        unit_amount = rounded(unit_amount, rules.unit_places)
    amount = line_amount(quantity, unit_amount, _discount(sent, merged, rules))
    if "LineAmount" in sent and sent["LineAmount"] != amount:
        raise Rejected(LINE_TOTAL.format(sent["LineAmount"], amount))
    return _sized(quantity, unit_amount, amount, rules)


def _text_only(rules: LineRules) -> Document:
    if rules.is_posted:
        raise Rejected("A quantity and a unit amount must be specified for each line item.")
    return {"LineAmount": ZERO}


def _sized(quantity: Decimal, unit_amount: Decimal, amount: Decimal, rules: LineRules) -> Document:
    if abs(amount) > LARGEST_LINE_AMOUNT:
        raise Rejected(f"The line amount must not be larger than {LARGEST_LINE_AMOUNT}.")
    if rules.is_cash and (quantity <= 0 or unit_amount == 0):
        raise Rejected("A quantity above zero and a unit amount other than zero must be specified for each line item.")
    return {
        "Quantity": rounded(quantity, QUANTITY_PLACES),
        "UnitAmount": unit_amount,
        "LineAmount": amount,
    }


def _discount(sent: Document, merged: Document, rules: LineRules) -> Decimal | None:
    if rules.takes_discount:
        return merged.get("DiscountRate")
    if "DiscountRate" in sent or "DiscountAmount" in sent:
        raise Rejected("Discounts cannot be used on this type of document.")
    return None


def _account(organisation: Organisation, sent: Document, merged: Document, rules: LineRules) -> Document | None:
    if "AccountID" in sent and "AccountCode" not in sent:
        by_id = organisation.accounts.get(sent["AccountID"])
        if by_id is None:
            raise Rejected(NOT_VALID_ACCOUNT.format(sent["AccountID"]))
        merged["AccountCode"] = by_id["Code"]
    code = merged.get("AccountCode")
    if not code:
        if rules.is_posted:
            raise Rejected("Account code or ID must be specified")
        return None
    return line_account(organisation, code)


def line_account(organisation: Organisation, code: str) -> Document:
    """Return the account that a line may use; system and bank accounts are not for lines (Xero reference 4.9)."""
    account = organisation.accounts.first("Code", code)
    if account is None or account["Type"] == "BANK" or account.get("SystemAccount"):
        raise Rejected(NOT_VALID_ACCOUNT.format(code))
    if account["Status"] != "ACTIVE":
        raise Rejected(GONE_ACCOUNT.format(code))
    return account


def _tax(organisation: Organisation, line: Document, account: Document | None, rules: LineRules) -> Document:
    """Return the account's code, the tax type, and the tax that follows from them."""
    kept: Document = {"AccountCode": account["Code"]} if account else {}
    tax_type = "NONE" if rules.amounts == "NoTax" else line.get("TaxType") or (account or {}).get("TaxType")
    if tax_type is None:
        return kept | {"TaxAmount": ZERO}
    rate = line_tax_rate(organisation, tax_type, account)
    return kept | {"TaxType": tax_type, "TaxAmount": tax_on(line["LineAmount"], rate["EffectiveRate"], rules.amounts)}


def _tax_amount(sent: Document, before: Document, line: Document, rules: LineRules) -> Decimal:
    """Return the tax that was sent, or was on the line before where nothing else changed, or the automatic one."""
    automatic: Decimal = line["TaxAmount"]
    is_as_before = all(before.get(name) == line.get(name) for name in ("LineAmount", "TaxType"))
    default: Decimal = before["TaxAmount"] if before and is_as_before else automatic
    stated: Decimal = sent.get("TaxAmount", default)
    if rules.has_fixed_tax and rounded(stated) != automatic:
        raise Rejected(f"The tax amount {stated} does not match the calculated tax amount {automatic}")
    return rounded(stated)


def line_tax_rate(organisation: Organisation, tax_type: str, account: Document | None) -> Document:
    rate = organisation.tax_rates.get(tax_type)
    if rate is None or rate["Status"] != "ACTIVE":
        raise Rejected(f"The TaxType code '{tax_type}' is not valid")
    if account and not rate[TAX_APPLIES_TO[account["Class"]]]:
        raise Rejected(f"The TaxType code '{tax_type}' cannot be used with account code '{account['Code']}'")
    return rate
