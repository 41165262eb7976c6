"""Payments of the bills that this tool exported (R87-R97)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from erp_integrations import wiring
from erp_integrations.models import Connection, Event, IntegrationSettings, Payment, SubcontractorInvoice, Verb
from erp_integrations.services.importing.payments import MOST_ASKED_FOR
from erp_integrations.services.importing.sharing import shares
from erp_integrations.services.linking import link
from tests import factories
from tests.journeys import world
from tests.services.importing.books import PAID_ON

pytestmark = pytest.mark.django_db(transaction=True)


def pay(books, invoice, amount, *, on=PAID_ON, reference=""):
    paid = books.bookkeeper.pay_bill(invoice.erp_id, Decimal(amount), on=on, reference=reference)
    return paid["PaymentID"]


def test_several_payments_of_one_bill_come_in_to_the_cent_and_the_day(books):
    invoice = books.exported_invoice()
    pay(books, invoice, "100.01", on=date(2026, 4, 1), reference="Check 1041")
    pay(books, invoice, "259.99", on=date(2026, 5, 2))
    books.import_payments()
    first, second = Payment.objects.order_by("date")
    assert (first.invoice, first.amount, first.date) == (invoice, Decimal("100.01"), date(2026, 4, 1))
    assert (first.notes, first.number, first.method, first.is_deleted_in_erp) == ("Check 1041", "", "", False)
    assert (second.amount, second.date, second.notes) == (Decimal("259.99"), date(2026, 5, 2), "")


def test_payment_of_a_bill_that_was_not_exported_stays_out(books):
    bill = books.bill()
    books.bookkeeper.pay_bill(bill["InvoiceID"], Decimal("10.00"), on=PAID_ON)
    books.import_payments()
    assert not Payment.objects.exists()


def test_payment_deleted_in_xero_is_marked_and_counts_no_more(books):
    invoice = books.exported_invoice()
    payment_id = pay(books, invoice, "100.00")
    books.import_payments()
    books.bookkeeper.delete_payment(payment_id)
    books.import_payments()
    payment = Payment.objects.get()
    assert payment.is_deleted_in_erp
    assert not Payment.objects.counting().exists()
    assert Event.history_of(payment).filter(verb=Verb.FOLLOWED).exists()


def test_payment_whose_deletion_xero_does_not_list_is_missed_on_its_bill(books):
    invoice = books.exported_invoice()
    payment_id = pay(books, invoice, "100.00")
    books.import_payments()
    books.bookkeeper.delete_payment(payment_id)
    books.import_costs()
    assert Payment.objects.get().is_deleted_in_erp


def test_bill_that_was_read_before_the_payment_does_not_delete_it(books):
    invoice = books.exported_invoice()
    books.import_costs()
    pay(books, invoice, "100.00")
    books.import_payments()
    Payment.objects.update(erp_changed_at=timezone.now() + timedelta(minutes=1), erp_id="a newer one")
    books.import_costs()
    assert not Payment.objects.get().is_deleted_in_erp


def test_payment_that_was_deleted_before_it_was_known_never_shows(books):
    invoice = books.exported_invoice()
    books.bookkeeper.delete_payment(pay(books, invoice, "100.00"))
    books.import_payments()
    assert not Payment.objects.exists()


def test_number_that_people_gave_survives_every_import(books):
    invoice = books.exported_invoice()
    pay(books, invoice, "100.00")
    books.import_payments()
    Payment.objects.update(number="1041", amount=Decimal("1.00"))
    books.import_payments()
    payment = Payment.objects.get()
    assert (payment.number, payment.amount) == ("1041", Decimal("100.00"))


def test_without_a_chosen_day_payments_dated_from_today_on_come_in_and_the_day_is_kept(books):
    IntegrationSettings.objects.update(payments_from=None)
    invoice = books.exported_invoice()
    today = Connection.today()
    pay(books, invoice, "1.00", on=today - timedelta(days=1))
    pay(books, invoice, "2.00", on=today)
    books.import_payments()
    assert Payment.objects.get().amount == Decimal("2.00")
    assert IntegrationSettings.load().payments_from == today


def test_today_is_the_organisations_own_day(books):
    """At one in the morning by Greenwich it is still yesterday in Chicago, and so Xero dates what is paid now."""
    IntegrationSettings.objects.update(payments_from=None)
    invoice = books.exported_invoice()
    with time_machine.travel(datetime(2026, 5, 5, 1, tzinfo=UTC), tick=False):
        pay(books, invoice, "1.00", on=date(2026, 5, 3))
        pay(books, invoice, "2.00", on=None)
        books.import_payments()
    assert Payment.objects.get().date == date(2026, 5, 4)
    assert IntegrationSettings.load().payments_from == date(2026, 5, 4)


def test_earlier_day_brings_the_earlier_payments(books):
    IntegrationSettings.objects.update(payments_from=date(2026, 5, 1))
    invoice = books.exported_invoice()
    pay(books, invoice, "1.00", on=date(2026, 4, 30))
    pay(books, invoice, "2.00", on=date(2026, 5, 1))
    books.import_payments()
    assert Payment.objects.get().amount == Decimal("2.00")
    IntegrationSettings.objects.update(payments_from=date(2026, 4, 1))
    books.import_payments()
    assert Payment.objects.count() == 2


def test_payment_that_is_known_is_followed_whatever_day_is_chosen_for_new_ones(books):
    invoice = books.exported_invoice()
    payment_id = pay(books, invoice, "1.00", on=date(2026, 4, 1))
    books.import_payments()
    IntegrationSettings.objects.update(payments_from=date(2026, 6, 1))
    pay(books, invoice, "2.00", on=date(2026, 5, 1))
    books.bookkeeper.delete_payment(payment_id)
    report = books.import_payments()
    assert Payment.objects.get().is_deleted_in_erp
    assert str(report) == "New payments: 0. Deleted in Xero: 1. Dated 1 Jun 2026 or later."


def test_payments_of_a_bill_that_was_linked_after_them_are_fetched_from_the_bill(books):
    bill = books.bill(books.line("360.00", TaxType="NONE"), number="INV-9")
    books.bookkeeper.pay_bill(bill["InvoiceID"], Decimal("60.00"), on=PAID_ON, reference="Check 7")
    commitment = read_past_the_overlap(books)
    invoice = factories.InvoiceFactory(number="INV-9", commitment=commitment)
    (outcome,) = link(type(invoice), {invoice.pk: bill["InvoiceID"]}, wiring.ledger(), by=books.by)
    assert outcome.is_done, outcome.sentence
    books.import_payments()
    payment = Payment.objects.get(invoice=invoice)
    assert (payment.amount, payment.date, payment.notes) == (Decimal("60.00"), PAID_ON, "Check 7")


def test_so_many_linked_bills_that_asking_for_each_might_never_end_have_all_payments_read_anew(books):
    bill = books.bill(books.line("360.00", TaxType="NONE"), number="INV-9")
    books.bookkeeper.pay_bill(bill["InvoiceID"], Decimal("60.00"), on=PAID_ON)
    commitment = read_past_the_overlap(books)
    ids = [bill["InvoiceID"], *(str(uuid4()) for _number in range(MOST_ASKED_FOR))]
    linked = SubcontractorInvoice.objects.bulk_create(
        SubcontractorInvoice(number=f"OLD-{number}", commitment=commitment, erp_id=erp_id)
        for number, erp_id in enumerate(ids)
    )
    Event.note_all(linked, Verb.LINKED)
    asked = len(books.sandbox.calls)
    books.import_payments()
    assert len(books.sandbox.calls) - asked == 1
    assert Payment.objects.get(invoice=linked[0]).amount == Decimal("60.00")


def read_past_the_overlap(books):
    """Let a payment in an hour later and read it, so that no later reading reaches back to the earlier ones."""
    books.sandbox.organisation.now = lambda: timezone.now() + timedelta(hours=1)
    invoice = books.exported_invoice()
    pay(books, invoice, "1.00")
    books.import_payments()
    return invoice.commitment


def test_shares_of_a_payment_follow_the_invoice_and_add_up(books):
    invoice = books.exported_invoice()
    pay(books, invoice, "100.00")
    books.import_payments()
    share = Payment.objects.get().shares.get()
    assert (share.budget_code, share.amount) == (books.code, Decimal("100.00"))


@pytest.mark.parametrize(
    ("amount", "weights", "expected"),
    [
        ("100.00", ["1", "1", "1"], ["33.33", "33.34", "33.33"]),
        ("0.01", ["1", "1"], ["0.01", "0.00"]),
        ("90.00", ["150", "-50"], ["135.00", "-45.00"]),
        ("5.00", ["50", "-50"], ["5.00"]),
    ],
)
def test_share_is_what_the_running_total_rounds_to(amount, weights, expected):
    shared = shares(Decimal(amount), {number: Decimal(weight) for number, weight in enumerate(weights)})
    assert list(shared.values()) == [Decimal(share) for share in expected]


def test_run_without_changes_asks_for_one_page(books):
    pay(books, books.exported_invoice(), "1.00")
    books.import_payments()
    asked = len(books.sandbox.calls)
    books.import_payments()
    assert len(books.sandbox.calls) - asked == 1


def test_import_writes_nothing_to_xero_and_nothing_to_the_invoice(books):
    invoice = books.exported_invoice()
    pay(books, invoice, "1.00")
    before = world.fresh(invoice).updated_at
    posted = [call.method for call in books.sandbox.calls]
    books.import_payments()
    assert world.fresh(invoice).updated_at == before
    assert {call.method for call in list(books.sandbox.calls)[len(posted) :]} == {"GET"}
