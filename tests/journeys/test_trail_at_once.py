"""Many at once append to one trail: it has no gap, nobody waits for each other for ever, and nothing is lost."""

from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection

from connectors.documents import BillPayment
from erp_integrations.models import Event, Payment, TrailHead, Vendor, events_last
from erp_integrations.services.importing.payments import keep
from erp_integrations.services.loading import load
from erp_integrations.services.numbering_payments import change_number
from erp_integrations.services.reviewing import accept, reject
from erp_integrations.services.sending import submit
from erp_integrations.services.verifying import Verification, verify
from tests import factories

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time"),
]
THREADS, EACH, ROUNDS, RENUMBERED = 8, 6, 3, 8


def in_thread(work):
    try:
        work()
    finally:
        connection.close()


def all_at_once(*works):
    with ThreadPoolExecutor(len(works)) as pool:
        for done in as_completed([pool.submit(in_thread, work) for work in works]):
            done.result()


def decide(ids, by):
    for _round in range(ROUNDS):
        assert all(outcome.is_done for outcome in submit(Vendor, ids, by=None))
        assert all(outcome.is_done for outcome in accept(Vendor, ids, by=by))
        assert all(outcome.is_done for outcome in reject(Vendor, ids, by=by, reason="Once more."))


def import_pages(bills, rounds):
    """As a reading of payments does it: a page is a transaction, and changes records between its events."""
    for number in rounds:
        with events_last():
            keep([payment(bill, place, number) for place, bill in enumerate(bills)], dated_from=date(2026, 1, 1))


def number_payments(ids, by):
    """A page that changed one of these payments, and wrote of it already, may be about to change the next one."""
    for number in range(RENUMBERED):
        for pk in ids:
            change_number(pk, f"CHK {number}", by=by)


def payment(bill, place, number):
    return BillPayment(
        erp_id=f"00000000-0000-0000-0000-{place:012}",
        bill_id=bill,
        amount=Decimal(100 + number),
        date=date(2026, 3, 5),
    )


def load_rows(folder):
    for number in range(ROUNDS):
        rows = "".join(f"L-{row},Mason {row},{number} Quarry Road,Tacoma,WA,98402,USA,,,,true\n" for row in range(30))
        header = "source_id,name,address,city,region,postal_code,country,business_phone,business_fax,email,is_active\n"
        (folder / "vendors.csv").write_text(header + rows)
        assert not load(folder, all_or_nothing=bool(number % 2)).problems


def test_eight_people_decide_beside_the_imports_and_the_trail_is_whole(tmp_path, chosen_settings):
    groups = [[factories.VendorFactory().pk for _record in range(EACH)] for _thread in range(THREADS)]
    bills = [factories.InvoiceFactory(synced=True).erp_id for _bill in range(6)]
    people = [factories.ApproverFactory() for _person in range(THREADS)]
    import_pages(bills, [0])
    ids = list(Payment.objects.order_by("-pk").values_list("pk", flat=True))
    before = Event.objects.count()
    decisions = [partial(decide, ids, by) for ids, by in zip(groups, people, strict=True)]
    numbering = partial(number_payments, ids, people[0])
    pages = partial(import_pages, bills, range(1, ROUNDS + 8))
    all_at_once(*decisions, pages, numbering, partial(load_rows, tmp_path))
    assert Payment.objects.count() == len(bills)
    decided = THREADS * EACH * ROUNDS * 3
    loaded, paid = 30 * ROUNDS, len(bills) * (ROUNDS + 7) * 2 + len(bills) * RENUMBERED
    (told,) = verify()
    assert isinstance(told, Verification)
    assert told.count == Event.objects.count() == TrailHead.stored().count == before + decided + loaded + paid
    assert Event.objects.order_by("-sequence").first().sequence == told.count
