"""Payments of bills and refunds of credit notes: entered whole, deleted whole, never changed (Xero reference 4.8)."""

from uuid import uuid4

from connectors.xero.sandbox import kinds
from connectors.xero.sandbox.document_rules import check_lock_dates
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.money import SAME_CURRENCY, ZERO, rounded
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.payables import BILL, CREDIT_NOTE, Payable, settled
from connectors.xero.sandbox.refusals import Rejected
from connectors.xero.sandbox.writing import Outcome, WriteOptions

NO_ACCOUNT = "Account could not be found"
TOO_MUCH = "Payment amount exceeds the amount outstanding on this document"
NOT_AUTHORISED = "Payments can only be made against Authorised documents"
ONLY_STATUS = "Only Status accepted for updates."
EMBEDDED = ("PaymentID", "Date", "Amount", "Reference", "CurrencyRate")
# object in the body, what it pays, the type of such a payment
PAYABLE_DOCUMENTS: tuple[tuple[str, Payable, str], ...] = (
    ("Invoice", BILL, "ACCPAYPAYMENT"),
    ("CreditNote", CREDIT_NOTE, "APCREDITPAYMENT"),
)


def create(organisation: Organisation, sent: Document, options: WriteOptions) -> Outcome:
    name, payable, _ = _what_is_paid(sent)
    document = _find(organisation, payable, sent.get(name, {}))
    payment = planned(organisation, document, sent)
    _check_amount(payable, document, payment)
    check_lock_dates(organisation, payment["Date"])
    _settle(organisation, payable, document, [*document["Payments"], embedded(payment)])
    return Outcome(organisation.put(kinds.PAYMENTS, payment))


def planned(organisation: Organisation, document: Document, sent: Document) -> Document:
    """Return the payment of a document as it would be stored; `BankAmount` is in the base currency."""
    name, payable, payment_type = _what_is_paid(sent)
    amount, rate = sent.get("Amount") or ZERO, document.get("CurrencyRate", SAME_CURRENCY)
    return {
        "PaymentID": str(uuid4()),
        "PaymentType": payment_type,
        "Status": "AUTHORISED",
        "Date": sent.get("Date") or organisation.today().isoformat(),
        "Amount": rounded(amount),
        "BankAmount": rounded(amount / rate),
        "CurrencyRate": rate,
        "Reference": sent.get("Reference", ""),
        "IsReconciled": False,
        "Account": {"AccountID": _account(organisation, sent)["AccountID"]},
        name: {payable.kind.id_field: document[payable.kind.id_field]},
    }


def embedded(payment: Document) -> Document:
    """Return a payment as its document shows it, which is not the whole of it (Xero reference 4.5)."""
    return {field: payment[field] for field in EMBEDDED} | {"HasAccount": True, "HasValidationErrors": False}


def delete(organisation: Organisation, payment: Document, sent: Document) -> Outcome:
    """Take a payment back: it stays with Status DELETED, and its document is due again."""
    if set(sent) - {"Status", "PaymentID"} or "Status" not in sent:
        raise Rejected(ONLY_STATUS)
    if sent["Status"] != "DELETED" or payment["Status"] == "DELETED":
        raise Rejected("Payment not of valid status for modification")
    check_lock_dates(organisation, payment["Date"])
    for name, payable, _ in PAYABLE_DOCUMENTS:
        if name in payment:
            document = organisation.of(payable.kind)[payment[name][payable.kind.id_field]]
            kept = [entry for entry in document["Payments"] if entry["PaymentID"] != payment["PaymentID"]]
            _settle(organisation, payable, document, kept)
    return Outcome(organisation.put(kinds.PAYMENTS, {**payment, "Status": "DELETED"}))


def _what_is_paid(sent: Document) -> tuple[str, Payable, str]:
    rows = [row for row in PAYABLE_DOCUMENTS if sent.get(row[0])]
    if len(rows) != 1:
        raise Rejected("A payment must be for exactly one Invoice or CreditNote")
    return rows[0]


def _find(organisation: Organisation, payable: Payable, wanted: Document) -> Document:
    collection = organisation.of(payable.kind)
    document = collection.get(wanted.get(payable.kind.id_field, ""))
    document = document or collection.first(payable.number_field, wanted.get(payable.number_field, ""))
    if document is None:
        raise Rejected(f"{payable.word} could not be found")
    return document


def _account(organisation: Organisation, sent: Document) -> Document:
    wanted = sent.get("Account", {})
    account = organisation.accounts.get(wanted.get("AccountID", "")) or organisation.accounts.first(
        "Code", wanted.get("Code", "")
    )
    if account is None or account["Status"] != "ACTIVE":
        raise Rejected(NO_ACCOUNT)
    if account["Type"] != "BANK" and not account["EnablePaymentsToAccount"]:
        raise Rejected("Account type is not valid for payments")
    return account


def _check_amount(payable: Payable, document: Document, payment: Document) -> None:
    if document["Status"] not in ("AUTHORISED", "PAID"):
        raise Rejected(NOT_AUTHORISED)
    if payment["Amount"] <= 0:
        raise Rejected("Payment amount must be greater than zero")
    if payment["Amount"] > document["AmountDue" if payable is BILL else "RemainingCredit"]:
        raise Rejected(TOO_MUCH)


def _settle(organisation: Organisation, payable: Payable, document: Document, payments: list[Document]) -> None:
    organisation.put(payable.kind, settled(payable, {**document, "Payments": payments}))
