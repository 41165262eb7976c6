"""Existence checks: what we call synced, as Xero has it now."""

from decimal import Decimal

import pytest

from connectors.xero.sandbox.kinds import INVOICES
from erp_integrations import wiring
from erp_integrations.models import ErpStatus, Event, Payment, Verb
from erp_integrations.models.sentences import gettext
from erp_integrations.services.reconciling import reconcile
from tests.journeys import world
from tests.services.importing.books import PAID_ON

pytestmark = pytest.mark.django_db(transaction=True)


def check():
    return reconcile(wiring.ledger())


def test_everything_synced_is_found(books):
    books.exported_invoice()
    found = check()
    assert str(found) == "5 synced records checked. All are in Xero."


def test_check_tells_what_it_reads_from_the_first_call_on(books):
    told = []
    reconcile(wiring.ledger(), lambda step, done, total: told.append(step))
    assert told == ["Purchase orders", "Bills", "Supplier credit notes"]


def test_voided_bill_is_marked_on_its_invoice_and_told_in_its_history(books):
    invoice = books.exported_invoice()
    books.bookkeeper.void_bill(invoice.erp_id)
    found = check()
    assert found.gone == 1
    assert world.fresh(invoice).erp_status == ErpStatus.GONE
    assert Event.history_of(invoice).filter(verb=Verb.FOLLOWED, detail=gettext("Deleted in Xero.")).count() == 1
    check()
    assert Event.history_of(invoice).filter(verb=Verb.FOLLOWED).count() == 1


def test_deleted_order_is_marked_on_its_commitment(books):
    commitment = world.commitment_in({"project": books.project, "vendor": books.vendor, "code": books.code})
    world.export(commitment, by=books.by)
    books.bookkeeper.delete_purchase_order(world.fresh(commitment).erp_id)
    assert check().gone == 1
    assert world.fresh(commitment).erp_status == ErpStatus.GONE


def test_bill_whose_amount_was_changed_in_xero_is_named_with_both_amounts(books):
    invoice = books.exported_invoice()
    books.import_costs()
    assert not check().differences
    bill = books.sandbox.organisation.invoices[invoice.erp_id]
    lines = [{**bill["LineItems"][0], "UnitAmount": Decimal("500.00"), "LineAmount": Decimal("500.00")}]
    books.sandbox.organisation.put(INVOICES, {**bill, "LineItems": lines})
    books.import_costs()
    (difference,) = check().differences
    assert (difference.invoice, difference.ours, difference.theirs) == (invoice, Decimal("360.00"), Decimal("500.00"))
    assert f"{invoice.number} is 360.00 here and 500.00 in Xero" in str(check())


def test_payment_that_is_gone_from_its_bill_counts_no_more_after_a_check(books):
    invoice = books.exported_invoice()
    payment = books.bookkeeper.pay_bill(invoice.erp_id, Decimal("10.00"), on=PAID_ON)
    books.import_payments()
    books.bookkeeper.delete_payment(payment["PaymentID"])
    assert "1 payment was deleted in Xero, and counts no more." in str(check())
    assert Payment.objects.get().is_deleted_in_erp


def test_check_takes_three_calls(books):
    books.exported_invoice()
    check()
    asked = len(books.sandbox.calls)
    check()
    assert len(books.sandbox.calls) - asked == 3
