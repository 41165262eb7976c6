"""Spend money: what was paid from a bank account without a bill (Xero reference 4.7)."""

from uuid import uuid4

from connectors.xero.sandbox import kinds, seeds
from connectors.xero.sandbox.document_rules import (
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
    totals,
)
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.lines import LineRules, read_lines, sent_or_kept
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.refusals import Rejected
from connectors.xero.sandbox.writing import Outcome, WriteOptions

TRANSITIONS: dict[str, tuple[str, ...]] = {
    "NEW": ("AUTHORISED",),
    "AUTHORISED": ("AUTHORISED", "DELETED"),
    "DELETED": (),
}
# The types that stand in the list beside SPEND, and the id that each of them carries; the API does not change them.
PAID_AHEAD = {"SPEND-OVERPAYMENT": "OverpaymentID", "SPEND-PREPAYMENT": "PrepaymentID"}
NOT_FROM_HERE = "Prepayments and overpayments cannot be updated or deleted as bank transactions."
KEPT = ("Date", "Reference", "Url", "Status", "IsReconciled")


def create(organisation: Organisation, sent: Document, options: WriteOptions) -> Outcome:
    if sent.get("Type") != "SPEND":
        raise Rejected(f"The type {sent.get('Type', '')} is not kept here: this stand-in keeps SPEND only.")
    return _store(organisation, None, sent, options)


def upsert(organisation: Organisation, sent: Document, options: WriteOptions) -> Outcome:
    identity = sent.get("BankTransactionID")
    if not identity:
        return create(organisation, sent, options)
    if identity not in organisation.bank_transactions:
        raise Rejected(NOT_FOUND)
    present = organisation.bank_transactions[identity]
    if present["Type"] in PAID_AHEAD:
        raise Rejected(NOT_FROM_HERE)
    return _store(organisation, present, sent, options)


def enter_ahead(organisation: Organisation, sent: Document, options: WriteOptions) -> Document:
    """Store a prepayment or an overpayment, which nobody can enter here through the API."""
    contact = contact_or_kept(organisation, None, sent)
    is_over = sent["Type"] == "SPEND-OVERPAYMENT"
    transaction = _build(organisation, None, {**sent, "Status": "AUTHORISED"}, options, has_accounts=not is_over)
    if is_over:
        on_payables = {"AccountCode": seeds.ACCOUNTS_PAYABLE}
        transaction["LineItems"] = [line | on_payables for line in transaction["LineItems"]]
    transaction |= {"Type": sent["Type"], PAID_AHEAD[sent["Type"]]: str(uuid4())}
    transaction["Contact"] = {"ContactID": contact["ContactID"]}
    keep_contact(organisation, contact)
    return organisation.put(kinds.BANK_TRANSACTIONS, transaction)


def _store(organisation: Organisation, present: Document | None, sent: Document, options: WriteOptions) -> Outcome:
    before = present["Status"] if present else None
    status = sent.get("Status", "AUTHORISED")
    check_transition(TRANSITIONS, before, status, "Bank transaction")
    if present and status == "DELETED":
        check_lock_dates(organisation, present["Date"])
        return Outcome(organisation.put(kinds.BANK_TRANSACTIONS, {**present, "Status": status}))
    contact = contact_or_kept(organisation, present, sent)
    transaction = _build(organisation, present, {**sent, "Status": status}, options)
    transaction["Contact"] = {"ContactID": contact["ContactID"]}
    keep_contact(organisation, contact)
    return Outcome(organisation.put(kinds.BANK_TRANSACTIONS, transaction))


def _build(
    organisation: Organisation,
    present: Document | None,
    sent: Document,
    options: WriteOptions,
    *,
    has_accounts: bool = True,
) -> Document:
    transaction = {**(present or _blank(organisation)), **chosen(sent, KEPT)}
    transaction |= currency(organisation, sent, present)
    transaction["LineAmountTypes"] = line_amount_types(sent, present, "Inclusive")
    check_lengths(transaction)
    check_url(transaction.get("Url"))
    check_lock_dates(organisation, transaction["Date"], present["Date"] if present else None)
    if present is None or "BankAccount" in sent:
        transaction["BankAccount"] = {"AccountID": _bank_account(organisation, sent)["AccountID"]}
    rules = LineRules(
        amounts=transaction["LineAmountTypes"],
        unit_places=options.unit_places,
        is_posted=has_accounts,
        has_fixed_tax=True,
        is_cash=True,
    )
    lines = read_lines(organisation, sent_or_kept(sent, present), (present or {}).get("LineItems", ()), rules)
    transaction |= {"LineItems": lines} | totals(lines, transaction["LineAmountTypes"])
    if transaction["Total"] <= 0:
        raise Rejected("The total of a spend money transaction must be greater than zero.")
    return transaction


def _blank(organisation: Organisation) -> Document:
    return {
        "BankTransactionID": str(uuid4()),
        "Type": "SPEND",
        "IsReconciled": False,
        "Date": organisation.today().isoformat(),
    }


def _bank_account(organisation: Organisation, sent: Document) -> Document:
    wanted = sent.get("BankAccount", {})
    account = organisation.accounts.get(wanted.get("AccountID", "")) or organisation.accounts.first(
        "Code", wanted.get("Code", "")
    )
    if account is None or account["Type"] != "BANK" or account["Status"] != "ACTIVE":
        raise Rejected("The bank account could not be found, or is not a bank account.")
    return account
