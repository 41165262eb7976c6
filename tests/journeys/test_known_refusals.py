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
