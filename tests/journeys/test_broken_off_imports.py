"""An import that is broken off at any page and run again ends in the same state as an undisturbed one."""

from datetime import date
from decimal import Decimal

import pytest

from erp_integrations import wiring
from erp_integrations.models import ImportCursor, JobCost, LeftOutCost, Payment
from erp_integrations.services.importing import import_job_costs, import_payments
from tests.services.importing.books import PAID_ON, Books

pytestmark = pytest.mark.django_db(transaction=True)

BILLS, SPENDS, NOTES, PAGE = 11, 5, 3, 3
# Pages of bills, spends and credit notes.
PAGES = 4 + 2 + 1


class Killed(BaseException):
    """Not an Exception, so that nothing on the way catches it."""


@pytest.fixture
def books(connected, approver):
    books = Books.opened(connected, approver)
    connected.organisation.largest_page = PAGE
    for number in range(BILLS):
        lines = [books.line(f"{number}.50"), books.line("7.00", Tracking=None)]
        books.bill(*lines, number=f"B-{number}")
    for number in range(SPENDS):
        books.bookkeeper.spend_money(books.vendor.erp_id, [books.line(f"{100 + number}.25")])
    for number in range(NOTES):
        books.bookkeeper.enter_credit_note(books.vendor.erp_id, [books.line(f"{number + 1}.75")])
    return books


def kept():
    fields = ("kind", "erp_id", "erp_line_id", "amount")
    return [sorted(model.objects.values_list(*fields)) for model in (JobCost, LeftOutCost)]


def forget():
    for model in (JobCost, LeftOutCost, ImportCursor):
        model.objects.all().delete()


def die_at(step):
    """Return what to be told of progress with, so that it ends after so many pages."""
    seen = []

    def tell(title, done, total):
        seen.append(done)
        if len(seen) == step:
            raise Killed

    return tell


def test_import_that_died_after_any_page_ends_as_an_undisturbed_one(books):
    import_job_costs(wiring.ledger())
    undisturbed = kept()
    for step in range(1, PAGES + 1):
        forget()
        with pytest.raises(Killed):
            import_job_costs(wiring.ledger(), die_at(step))
        asked = len(books.sandbox.calls)
        import_job_costs(wiring.ledger())
        assert kept() == undisturbed, step
        # A kind that was read to its end is asked for what changed since, and all of this is fresh.
        assert len(books.sandbox.calls) - asked <= PAGES


def test_import_whose_page_never_came_goes_on_with_that_page(books):
    import_job_costs(wiring.ledger())
    undisturbed = kept()
    for step in range(1, PAGES + 1):
        forget()
        ledger = wiring.ledger()
        costs, asked = ledger.costs, []

        def dying(*arguments, costs=costs, asked=asked, step=step, **named):
            asked.append(named["page"])
            page = costs(*arguments, **named)
            if len(asked) == step:
                raise Killed
            return page

        ledger.costs = dying
        with pytest.raises(Killed):
            import_job_costs(ledger)
        import_job_costs(wiring.ledger())
        assert kept() == undisturbed, step


def test_bill_that_changes_while_pages_are_read_makes_no_other_be_missed(books):
    """What is changed goes to the front of Xero's list, and the rest slides along."""
    numbers = [bill["InvoiceID"] for bill in books.sandbox.organisation.invoices.values()]
    changed = iter(numbers)

    def change_one(title, done, total):
        if title == "Bill":
            books.bookkeeper.void_bill(next(changed))

    import_job_costs(wiring.ledger(), change_one)
    voided = set(numbers) - set(changed)
    found = set(JobCost.objects.filter(kind="ACCPAY").values_list("erp_id", flat=True))
    assert found >= set(numbers) - voided
    import_job_costs(wiring.ledger())
    standing = [i for i in numbers if books.sandbox.organisation.invoices[i]["Status"] != "VOIDED"]
    assert set(JobCost.objects.filter(kind="ACCPAY").values_list("erp_id", flat=True)) == set(standing)


def test_payments_that_were_broken_off_at_any_page_come_in_once(books):
    invoice = books.exported_invoice()
    for day in range(7):
        books.bookkeeper.pay_bill(invoice.erp_id, Decimal("10.00"), on=PAID_ON.replace(day=day + 1))
    for step in (1, 2, 3):
        with pytest.raises(Killed):
            import_payments(wiring.ledger(), die_at(step))
        import_payments(wiring.ledger())
        assert sorted(Payment.objects.values_list("date", flat=True)) == [date(2026, 4, day + 1) for day in range(7)]
        Payment.objects.all().delete()
        ImportCursor.objects.all().delete()
