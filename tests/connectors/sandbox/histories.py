"""Random histories: what bookkeepers enter, edit, approve, pay, credit, void and delete, in any order.

Xero's refusals are part of a history: whatever is refused simply does not happen.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from connectors.xero.sandbox import Organisation, Rejected
from connectors.xero.sandbox.bookkeeper import Bookkeeper
from connectors.xero.sandbox.collection import Collection

AMOUNTS = ("Exclusive", "Inclusive", "NoTax")
STATUSES = ("DRAFT", "SUBMITTED", "AUTHORISED", "AUTHORISED")
BANKS = ("090", "091")
FIRST_DAY = date(2026, 3, 1)


@dataclass(slots=True, kw_only=True)
class History:
    """Plays on from wherever the organisation stands; `done` counts what succeeded and `refused` what did not."""

    organisation: Organisation
    bookkeeper: Bookkeeper
    draw: Random
    category: str = "Job"
    jobs: Sequence[str] = ()
    items: Sequence[str] = ()
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def play(self, steps: int, between: Callable[[], object] = lambda: None) -> None:
        """Do so many things one after the other; `between` runs after each, for instance to move the clock."""
        for _ in range(steps):
            name, act = self.draw.choice(ACTS)
            try:
                act(self)
            except (Rejected, NothingThere):
                self.refused[name] += 1
            else:
                self.done[name] += 1
            between()

    def any(self, collection: Collection) -> Any:
        if not collection:
            raise NothingThere
        return self.draw.choice(list(collection.values()))

    def contact(self) -> str:
        return str(self.any(self.organisation.contacts)["ContactID"])

    def day(self) -> date:
        return FIRST_DAY + timedelta(days=self.draw.randrange(200))

    def share_of(self, amount: Decimal) -> Decimal:
        """Return all of an amount, or some of it, or a little too much."""
        part = self.draw.choice((Decimal("1"), Decimal("1"), Decimal("0.4"), Decimal("1.1")))
        return (amount * part).quantize(Decimal("0.01"))

    def lines(self) -> list[dict[str, Any]]:
        return [self.line() for _ in range(self.draw.randint(1, 4))]

    def line(self) -> dict[str, Any]:
        """Return a line that may have a job, an item or neither, and now and then lacks its account."""
        line = {
            "Description": f"Delivery {self.draw.randrange(1000)}",
            "Quantity": Decimal(self.draw.randint(1, 80)) / 4,
            "UnitAmount": Decimal(self.draw.randint(-2_000, 90_000)) / 100,
            "AccountCode": self.draw.choice(("310", "320", "330", "320", None)),
            "TaxType": self.draw.choice(("NONE", "TAX001")),
        }
        if self.jobs and self.draw.random() < 0.8:
            line["Tracking"] = [{"Name": self.category, "Option": self.draw.choice(self.jobs)}]
        if self.items and self.draw.random() < 0.8:
            line["ItemCode"] = self.draw.choice(self.items)
        return line


class NothingThere(Exception):
    """There is no document yet that this could be done to."""


def enter_bill(history: History) -> None:
    draw = history.draw
    history.bookkeeper.enter_bill(
        history.contact(),
        history.lines(),
        on=history.day(),
        number=f"B-{draw.randrange(10_000)}",
        status=draw.choice(STATUSES),
        amounts=draw.choice(AMOUNTS),
    )


def edit_bill(history: History) -> None:
    bill, draw = history.any(history.organisation.invoices), history.draw
    changes = ({"LineItems": history.lines()}, {"Date": history.day()}, {"InvoiceNumber": "edited"})
    history.bookkeeper.edit_bill(bill["InvoiceID"], DueDate=history.day(), **draw.choice(changes))


def edit_bill_line(history: History) -> None:
    bill = history.any(history.organisation.invoices)
    line = history.draw.choice(bill["LineItems"])["LineItemID"]
    tracking = history.line().get("Tracking", [])
    history.bookkeeper.edit_bill_line(bill["InvoiceID"], line, Tracking=tracking)


def approve_bill(history: History) -> None:
    history.bookkeeper.approve_bill(history.any(history.organisation.invoices)["InvoiceID"])


def void_bill(history: History) -> None:
    history.bookkeeper.void_bill(history.any(history.organisation.invoices)["InvoiceID"])


def pay_bill(history: History) -> None:
    bill = history.any(history.organisation.invoices)
    amount, account = history.share_of(bill["AmountDue"]), history.draw.choice(BANKS)
    history.bookkeeper.pay_bill(bill["InvoiceID"], amount, on=history.day(), reference="Run", account=account)


def delete_payment(history: History) -> None:
    history.bookkeeper.delete_payment(history.any(history.organisation.payments)["PaymentID"])


def enter_credit_note(history: History) -> None:
    draw, contact = history.draw, history.contact()
    if history.organisation.invoices:
        contact = history.any(history.organisation.invoices)["Contact"]["ContactID"]
    status, amounts = draw.choice(STATUSES), draw.choice(AMOUNTS)
    history.bookkeeper.enter_credit_note(
        contact, history.lines(), on=history.day(), number="C", status=status, amounts=amounts
    )


def edit_credit_note(history: History) -> None:
    note = history.any(history.organisation.credit_notes)
    history.bookkeeper.edit_credit_note(note["CreditNoteID"], LineItems=history.lines())


def approve_credit_note(history: History) -> None:
    history.bookkeeper.approve_credit_note(history.any(history.organisation.credit_notes)["CreditNoteID"])


def void_credit_note(history: History) -> None:
    history.bookkeeper.void_credit_note(history.any(history.organisation.credit_notes)["CreditNoteID"])


def allocate_credit_note(history: History) -> None:
    note = history.any(history.organisation.credit_notes)
    bills = [bill for bill in history.organisation.invoices.values() if bill["Contact"] == note["Contact"]]
    if not bills:
        raise NothingThere
    bill = history.draw.choice(bills)
    amount = history.share_of(min(bill["AmountDue"], note["RemainingCredit"]))
    history.bookkeeper.allocate_credit_note(note["CreditNoteID"], bill["InvoiceID"], amount, on=history.day())


def remove_allocation(history: History) -> None:
    notes = [note for note in history.organisation.credit_notes.values() if note["Allocations"]]
    if not notes:
        raise NothingThere
    note = history.draw.choice(notes)
    history.bookkeeper.remove_allocation(note["CreditNoteID"], note["Allocations"][0]["AllocationID"])


def refund_credit_note(history: History) -> None:
    note = history.any(history.organisation.credit_notes)
    history.bookkeeper.refund_credit_note(note["CreditNoteID"], history.share_of(note["RemainingCredit"]))


def spend_money(history: History) -> None:
    amounts, account = history.draw.choice(AMOUNTS), history.draw.choice(BANKS)
    history.bookkeeper.spend_money(
        history.contact(), history.lines(), on=history.day(), reference="S", amounts=amounts, account=account
    )


def edit_spend(history: History) -> None:
    spent = history.any(history.organisation.bank_transactions)
    changes = ({"LineItems": history.lines()}, {"Date": history.day()}, {"Reference": "edited"})
    history.bookkeeper.edit_spend(spent["BankTransactionID"], **history.draw.choice(changes))


def delete_spend(history: History) -> None:
    history.bookkeeper.delete_spend(history.any(history.organisation.bank_transactions)["BankTransactionID"])


def pay_ahead(history: History) -> None:
    if history.draw.random() < 0.5:
        history.bookkeeper.prepay(history.contact(), history.lines(), on=history.day())
    else:
        history.bookkeeper.overpay(history.contact(), Decimal(history.draw.randint(1, 900)), on=history.day())


# What is entered comes up more often than what is done to it afterwards.
ACTS: tuple[tuple[str, Callable[[History], None]], ...] = tuple(
    (act.__name__, act)
    for act, weight in (
        (enter_bill, 5),
        (edit_bill, 2),
        (edit_bill_line, 2),
        (approve_bill, 2),
        (void_bill, 1),
        (pay_bill, 4),
        (delete_payment, 1),
        (enter_credit_note, 3),
        (edit_credit_note, 1),
        (approve_credit_note, 1),
        (void_credit_note, 1),
        (allocate_credit_note, 4),
        (remove_allocation, 1),
        (refund_credit_note, 1),
        (spend_money, 4),
        (edit_spend, 2),
        (delete_spend, 1),
        (pay_ahead, 1),
    )
    for _ in range(weight)
)
