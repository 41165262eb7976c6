"""What is known to be refused never travels: it fails before any request for it, with the reason."""

from datetime import date
from decimal import Decimal

import pytest

from connectors.xero.sandbox import kinds
from erp_integrations import wiring
from erp_integrations.models import Delivery, ErpEntry, ErpList, ErpListReading, IntegrationSettings, State, Vendor
from erp_integrations.models.organisation import MOST_ITEMS
from erp_integrations.services import reviewing
from erp_integrations.services.refreshing import read_everything, refresh_lists
from erp_integrations.services.sending import submit
from erp_integrations.services.unlinking import unlink
from tests import factories
from tests.journeys import world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def known(connected, approver):
    return world.prerequisites(approver)


def everything_is_read():
    read_everything(wiring.ledger())


def read_long_ago():
    """Let the next export read Xero's lists anew."""
    ErpListReading.objects.update(read_at=world.minutes_ago(10))


def order(known, approver):
    commitment = world.commitment_in(known)
    world.accept(commitment, by=approver)
    return commitment


def bill(known, approver, **fields):
    commitment = world.commitment_in(known)
    world.export(commitment, by=approver)
    invoice = world.invoice_in(world.fresh(commitment), known["code"], **fields)
    world.accept(invoice, by=approver)
    return invoice


def archive_contact(sandbox, known, record):
    sandbox.bookkeeper.archive_contact(known["vendor"].erp_id)


def archive_job(sandbox, known, record):
    sandbox.bookkeeper.archive_job(known["project"].erp_id)


def delete_item(sandbox, known, record):
    refresh_lists(wiring.ledger(), [ErpList.ITEM])
    sandbox.bookkeeper.delete_item(known["code"].erp_id)


def take_order_number(sandbox, known, record):
    world.order_by_hand(sandbox, known["vendor"], number=record.number.lower())


def lock_books(sandbox, known, record):
    sandbox.bookkeeper.lock_books(date(2026, 3, 31))


def take_account_away(sandbox, known, record):
    sandbox.bookkeeper.change_item(known["code"].erp_id, PurchaseDetails={})


def delete_retainage_item(sandbox, known, record):
    (item,) = [item for item in sandbox.organisation.items.values() if item["Code"] == "RETAINAGE"]
    sandbox.bookkeeper.delete_item(item["ItemID"])


CASES = [
    (order, archive_contact, "is archived in Xero, so no document can name it"),
    (order, archive_job, "is archived in Xero, so no line can name it"),
    (order, delete_item, "is deleted in Xero, so no line can be coded to it"),
    (order, take_order_number, "Xero has a purchase order"),
    (bill, archive_contact, "is archived in Xero, so no document can name it"),
    (bill, archive_job, "is archived in Xero, so no line can name it"),
    (bill, delete_item, "is deleted in Xero, so no line can be coded to it"),
    (bill, lock_books, "locked in Xero until 31 Mar 2026"),
    (bill, take_account_away, "has no purchase account in Xero"),
    (bill, delete_retainage_item, "Xero has no retainage item RETAINAGE"),
]


@pytest.mark.parametrize("case", CASES, ids=[f"{c[0].__name__}-{c[1].__name__}" for c in CASES])
def test_what_happened_in_xero_since_it_was_accepted_stops_it_before_it_travels(case, connected, approver, known):
    make, happen, words = case
    record = make(known, approver)
    happen(connected, known, record)
    read_long_ago()
    connected.calls.clear()
    report = world.run()
    assert (report.synced, report.failed) == (0, 1)
    assert world.fresh(record).delivery == Delivery.FAILED
    assert words in record.problem
    assert not [call for call in connected.calls if call.method in ("PUT", "POST") and "/token" not in call.path]


def test_record_that_was_mended_in_xero_a_moment_ago_travels(connected, approver, known):
    commitment = order(known, approver)
    connected.bookkeeper.archive_contact(known["vendor"].erp_id)
    everything_is_read()
    connected.bookkeeper.restore_contact(known["vendor"].erp_id)
    assert world.run().synced == 1
    assert world.fresh(commitment).state == State.SYNCED


def test_renamed_job_sends_what_was_accepted_back_for_a_new_decision(connected, approver, known):
    commitment = order(known, approver)
    connected.bookkeeper.rename_job(known["project"].erp_id, "Depot North")
    read_long_ago()
    assert world.run().sent_back == 1
    assert world.fresh(commitment).state == State.SUBMITTED


def test_codes_beyond_the_ceiling_stay_and_the_others_go(connected, approver):
    refresh_lists(wiring.ledger(), [ErpList.ITEM])
    room = 2
    fill = MOST_ITEMS - room - ErpEntry.objects.filter(list=ErpList.ITEM).count()
    with connected.organisation.changing():
        for number in range(fill):
            connected.organisation.put(*item(number))
    codes = factories.BudgetCodeFactory.create_batch(3, submitted=True)
    refresh_lists(wiring.ledger(), [ErpList.ITEM])
    outcomes = reviewing.accept_and_export(type(codes[0]), [code.pk for code in codes], by=approver)
    assert [outcome.is_done for outcome in outcomes] == [True, True, False]
    assert "at the most. It has 3,998" in outcomes[2].sentence
    assert world.run().synced == room


def item(number):
    return kinds.ITEMS, {"ItemID": f"00000000-0000-4000-8000-{number:012}", "Code": f"OLD-{number}", "Name": "Old"}


def test_due_date_that_the_terms_make_is_posted(connected, approver, known):
    IntegrationSettings.objects.update(due_date_policy="terms")
    connected.bookkeeper.set_payment_terms(known["vendor"].erp_id, 20, "OFFOLLOWINGMONTH")
    refresh_lists(wiring.ledger(), [ErpList.CONTACT])
    invoice = bill({**known, "vendor": Vendor.objects.get()}, approver, due_date=None)
    assert world.run().synced == 1
    assert connected.organisation.invoices[world.fresh(invoice).erp_id]["DueDate"] == "2026-04-20"


def test_terms_that_change_after_accepting_ask_for_a_new_decision(connected, approver, known):
    IntegrationSettings.objects.update(due_date_policy="terms")
    connected.bookkeeper.set_payment_terms(known["vendor"].erp_id, 20, "OFFOLLOWINGMONTH")
    refresh_lists(wiring.ledger(), [ErpList.CONTACT])
    invoice = bill({**known, "vendor": Vendor.objects.get()}, approver, due_date=None)
    connected.bookkeeper.set_payment_terms(known["vendor"].erp_id, 25, "OFFOLLOWINGMONTH")
    read_long_ago()
    assert world.run().sent_back == 1
    assert world.fresh(invoice).state == State.SUBMITTED


def test_lines_of_the_subcontractors_own_sov_stay_here(connected, approver, known):
    commitment = world.commitment_in(known)
    factories.CommitmentLineFactory(
        commitment=commitment, position=2, budget_code=None, amount=Decimal("777.00"), is_subcontractor_sov=True
    )
    world.export(commitment, by=approver)
    assert len(world.order_of(connected, world.fresh(commitment))["LineItems"]) == 1


def test_item_that_was_exported_and_deleted_between_two_readings_is_known_to_be_gone(connected, approver, known):
    commitment = world.commitment_in(known)
    connected.bookkeeper.delete_item(known["code"].erp_id)
    refresh_lists(wiring.ledger(), [ErpList.ITEM])
    (outcome,) = reviewing.accept(type(commitment), [commitment.pk], by=approver)
    assert "is deleted in Xero, so no line can be coded to it" in outcome.sentence


def test_item_with_a_tax_rate_for_sales_is_stopped(connected, approver, known):
    connected.bookkeeper.change_item(known["code"].erp_id, PurchaseDetails={"AccountCode": "310", "TaxType": "OUTPUT"})
    everything_is_read()
    commitment = world.commitment_in(known)
    world.export(commitment, by=approver)
    invoice = world.invoice_in(world.fresh(commitment), known["code"])
    (outcome,) = reviewing.accept(type(invoice), [invoice.pk], by=approver)
    assert "has no tax rate for purchases in Xero that can be used" in outcome.sentence


def test_category_that_was_renamed_in_xero_stops_what_is_coded_to_it(connected, approver, known):
    (category_id,) = connected.organisation.tracking_categories
    connected.bookkeeper.rename_category(category_id, "Jobs")
    everything_is_read()
    commitment = world.commitment_in(known)
    (outcome,) = reviewing.accept(type(commitment), [commitment.pk], by=approver)
    assert "Xero has no active tracking category “Job” any more." in outcome.sentence


def deduction(commitment, code, amount):
    return world.change_in(commitment, code, line__amount=Decimal(amount))


def test_deduction_that_the_order_can_bear_is_exported(connected, approver, known):
    commitment = world.commitment_in(known)
    world.export(commitment, by=approver)
    assert world.export(deduction(world.fresh(commitment), known["code"], "-600.00"), by=approver).synced == 1


def test_second_of_two_deductions_in_one_decision_is_stopped(connected, approver, known):
    commitment = world.commitment_in(known)
    world.export(commitment, by=approver)
    changes = [deduction(world.fresh(commitment), known["code"], "-600.00") for _each in range(2)]
    outcomes = reviewing.accept_and_export(type(changes[0]), [change.pk for change in changes], by=approver)
    assert [outcome.is_done for outcome in outcomes] == [True, False]
    assert "would amount to -200.00" in outcomes[1].sentence
    assert world.run().synced == 1


def test_deduction_from_an_order_that_was_cut_in_xero_does_not_travel(connected, approver, known):
    commitment = world.commitment_in(known)
    world.export(commitment, by=approver)
    order_line = world.order_of(connected, world.fresh(commitment))["LineItems"][0]
    connected.bookkeeper.edit_purchase_order_line(commitment.erp_id, order_line["LineItemID"], UnitAmount=Decimal(10))
    change = deduction(commitment, known["code"], "-50.00")
    connected.calls.clear()
    assert world.export(change, by=approver).failed == 1
    assert "as it is in Xero now, would amount to -40.00" in world.fresh(change).problem
    assert connected.calls_to("POST", "PurchaseOrders") == []


def test_number_of_an_unlinked_order_is_free_at_once(connected, approver, known):
    commitment = world.commitment_in(known)
    world.export(commitment, by=approver)
    everything_is_read()
    connected.bookkeeper.delete_purchase_order(world.fresh(commitment).erp_id)
    (outcome,) = unlink(type(commitment), [commitment.pk], wiring.ledger(), by=approver)
    assert outcome.is_done
    submit(type(commitment), [commitment.pk], by=None)
    assert world.export(commitment, by=approver).synced == 1


def test_two_names_in_one_decision_go_to_the_first(connected, approver):
    first = factories.VendorFactory(submitted=True, name="Harbor Masonry")
    second = factories.VendorFactory(submitted=True, name="HARBOR\x07 Masonry")
    outcomes = reviewing.accept(Vendor, [first.pk, second.pk], by=approver)
    assert [outcome.is_done for outcome in outcomes] == [True, False]
