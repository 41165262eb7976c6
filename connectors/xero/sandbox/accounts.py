"""The chart of accounts: one object per request (Xero reference 4.9)."""

from uuid import uuid4

from connectors.xero.sandbox import kinds
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.refusals import Rejected
from connectors.xero.sandbox.writing import Outcome

LENGTHS = {"Code": 10, "Name": 150}
KEPT = ("Code", "Name", "Description", "Status", "TaxType", "EnablePaymentsToAccount", "BankAccountNumber")
CLASSES = {
    "BANK": "ASSET",
    "CURRENT": "ASSET",
    "FIXED": "ASSET",
    "INVENTORY": "ASSET",
    "NONCURRENT": "ASSET",
    "PREPAYMENT": "ASSET",
    "EQUITY": "EQUITY",
    "DEPRECIATN": "EXPENSE",
    "DIRECTCOSTS": "EXPENSE",
    "EXPENSE": "EXPENSE",
    "OVERHEADS": "EXPENSE",
    "CURRLIAB": "LIABILITY",
    "LIABILITY": "LIABILITY",
    "TERMLIAB": "LIABILITY",
    "OTHERINCOME": "REVENUE",
    "REVENUE": "REVENUE",
    "SALES": "REVENUE",
}


def create(organisation: Organisation, sent: Document) -> Outcome:
    if sent.get("Type") not in CLASSES:
        raise Rejected("Account type is not valid")
    account = {
        "AccountID": str(uuid4()),
        "Type": sent["Type"],
        "Class": CLASSES[sent["Type"]],
        "Status": "ACTIVE",
        "TaxType": "NONE",
        "EnablePaymentsToAccount": False,
    }
    return _store(organisation, account, sent)


def update(organisation: Organisation, account: Document, sent: Document) -> Outcome:
    if account.get("SystemAccount"):
        raise Rejected("System accounts cannot be changed")
    return _store(organisation, account, sent)


def _store(organisation: Organisation, present: Document, sent: Document) -> Outcome:
    account = {**present, **{name: value for name, value in sent.items() if name in KEPT}}
    problems = [
        f"The field {name} must not be longer than {longest} characters."
        for name, longest in LENGTHS.items()
        if len(account.get(name, "")) > longest
    ]
    for name in ("Code", "Name"):
        holder = organisation.accounts.first(name, account.get(name, ""))
        if holder and holder["AccountID"] != account["AccountID"]:
            problems.append(f"Please enter a unique {name}.")
    if not account.get("Name"):
        problems.append("The Name field is required.")
    if account["Status"] not in ("ACTIVE", "ARCHIVED"):
        problems.append("Account status is not valid")
    if problems:
        raise Rejected(*problems)
    return Outcome(organisation.put(kinds.ACCOUNTS, account))
