"""A pile of work for the bookkeeper, told in names, codes and numbers as it lies on the desk, without any id."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

import msgspec

from connectors.xero.sandbox import seeds
from connectors.xero.sandbox.documents import Document


class Contact(msgspec.Struct, tag_field="kind", tag="contact"):
    contact: str


class Job(msgspec.Struct, tag_field="kind", tag="job"):
    job: str


class Item(msgspec.Struct, tag_field="kind", tag="item"):
    item: str


class Line(msgspec.Struct, kw_only=True):
    """`account`, `job` and `item` are a code, a name and a code."""

    description: str
    amount: Decimal
    account: str
    job: str = ""
    item: str = ""

    def document(self) -> Document:
        tracking = [{"Name": seeds.JOB_CATEGORY, "Option": self.job}] if self.job else []
        line = {"Description": self.description, "Quantity": 1, "UnitAmount": self.amount, "AccountCode": self.account}
        return line | ({"ItemCode": self.item} if self.item else {}) | {"Tracking": tracking}


class Paper(msgspec.Struct, kw_only=True, tag_field="kind"):
    """What a bill, a spend and a credit note have in common; the `contact` is a name."""

    number: str
    contact: str
    date: date
    lines: list[Line]

    def documents(self) -> list[Document]:
        return [line.document() for line in self.lines]


class Bill(Paper, kw_only=True, tag="bill"):
    due_date: date
    status: Literal["AUTHORISED", "DRAFT", "VOIDED"] = "AUTHORISED"


class CreditNote(Paper, kw_only=True, tag="credit_note"):
    pass


class Spend(Paper, kw_only=True, tag="spend"):
    paid_from: str = seeds.BANK_ACCOUNT


class Payment(msgspec.Struct, kw_only=True, tag_field="kind", tag="payment"):
    """A payment of the bill with a number and a date; one that `is_deleted` was a mistake, and is taken back."""

    bill: str
    bill_date: date
    date: date
    amount: Decimal
    reference: str
    paid_from: str = seeds.BANK_ACCOUNT
    is_deleted: bool = False


type Task = Contact | Job | Item | Bill | CreditNote | Spend | Payment


def read_pile(sent: Any) -> list[Task]:
    """Return the tasks that decoded JSON names; raises ValueError."""
    return msgspec.convert(sent, list[Task], strict=False)
