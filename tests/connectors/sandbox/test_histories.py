"""Whatever bookkeepers do, and in whatever order, the books of the stand-in add up."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from connectors.xero.sandbox import Organisation, kinds
from connectors.xero.sandbox.bookkeeper import Bookkeeper
from tests.connectors.sandbox.caller import Clock
from tests.connectors.sandbox.histories import ACTS, History

GONE = ("VOIDED", "DELETED")
JOBS = ("J-1", "J-2")


def played(seed: int, steps: int) -> History:
    clock = Clock()
    organisation = Organisation.seeded(now=clock)
    bookkeeper = Bookkeeper(organisation)
    for job in JOBS:
        bookkeeper.add_job(next(iter(organisation.tracking_categories)), job)
    draw = Random(seed)
    history = History(organisation=organisation, bookkeeper=bookkeeper, draw=draw, jobs=JOBS, items=("RETAINAGE",))
    history.play(steps, lambda: clock.forward(milliseconds=draw.choice((0, 10, 900, 5000))))
    return history


@pytest.mark.parametrize("seed", range(12))
def test_books_add_up_after_any_history(seed: int) -> None:
    organisation = played(seed, 150).organisation

    for bill in organisation.invoices.values():
        check_totals(bill)
        paid, credited = added(bill["Payments"], "Amount"), added(bill["CreditNotes"], "AppliedAmount")
        assert (bill["AmountPaid"], bill["AmountCredited"]) == (paid, credited)
        check_settled(bill, bill["AmountDue"], paid + credited)
        check_payments(organisation, bill, "Invoice", "InvoiceID")
    for note in organisation.credit_notes.values():
        check_totals(note)
        used = added(note["Payments"], "Amount") + added(note["Allocations"], "Amount")
        check_settled(note, note["RemainingCredit"], used)
        check_payments(organisation, note, "CreditNote", "CreditNoteID")
    for spent in organisation.bank_transactions.values():
        check_totals(spent)
    check_allocations(organisation)
    check_order(organisation)


def added(entries: Iterable[dict[str, Any]], name: str) -> Decimal:
    return sum((entry[name] for entry in entries), Decimal(0))


def check_totals(document: dict[str, Any]) -> None:
    amount, tax = added(document["LineItems"], "LineAmount"), added(document["LineItems"], "TaxAmount")
    net = amount - tax if document["LineAmountTypes"] == "Inclusive" else amount
    assert (document["SubTotal"], document["TotalTax"], document["Total"]) == (net, tax, net + tax)


def check_settled(document: dict[str, Any], due: Decimal, settled: Decimal) -> None:
    assert due == (0 if document["Status"] in GONE else document["Total"] - settled)
    assert due >= 0
    assert (document["Status"] == "PAID") == (document["Status"] in ("AUTHORISED", "PAID") and due == 0)
    assert not settled or document["Status"] in ("AUTHORISED", "PAID")


def check_payments(organisation: Organisation, document: dict[str, Any], name: str, id_field: str) -> None:
    """A document shows exactly its payments that are not deleted, and is never older than any of them."""
    of_it = [one for one in organisation.payments.values() if one.get(name, {}).get(id_field) == document[id_field]]
    standing = {one["PaymentID"] for one in of_it if one["Status"] == "AUTHORISED"}
    assert standing == {one["PaymentID"] for one in document["Payments"]}
    assert all(one["UpdatedDateUTC"] <= document["UpdatedDateUTC"] for one in of_it)


def check_allocations(organisation: Organisation) -> None:
    """Bills and notes tell the same of what was taken off one by the other."""
    on_notes = {
        (one["AllocationID"], one["Invoice"]["InvoiceID"], note["CreditNoteID"], one["Amount"])
        for note in organisation.credit_notes.values()
        for one in note["Allocations"]
    }
    on_bills = {
        (one["AllocationID"], bill["InvoiceID"], one["CreditNoteID"], one["AppliedAmount"])
        for bill in organisation.invoices.values()
        for one in bill["CreditNotes"]
    }
    assert on_notes == on_bills


def check_order(organisation: Organisation) -> None:
    for kind in kinds.RESOURCES:
        collection = organisation.of(kind)
        listed = [(one["UpdatedDateUTC"], one[kind.id_field]) for one in collection.in_order()]
        assert listed == sorted(listed)
        assert len(listed) == len(collection)


def test_histories_try_everything_and_most_of_it_succeeds() -> None:
    done: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for seed in range(4):
        history = played(seed, 300)
        done += history.done
        refused += history.refused

    assert set(done) == {name for name, _ in ACTS}
    assert set(refused) >= {"pay_bill", "void_bill", "edit_bill", "approve_bill"}
    assert done.total() > refused.total()


def test_same_seed_plays_the_same_history() -> None:
    first, second = played(3, 80), played(3, 80)

    assert (first.done, first.refused) == (second.done, second.refused)
