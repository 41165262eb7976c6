"""Reading a stream page by page, whatever else reads it."""

from datetime import UTC, datetime

import pytest

from connectors.documents import BillPayment, Page
from erp_integrations.models import ImportCursor
from erp_integrations.services.importing.stream import Read, Stream, read
from erp_integrations.services.progress import TakenOver, quietly

pytestmark = pytest.mark.django_db(transaction=True)
OLD, NEW = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 4, 2, tzinfo=UTC)


def page_of(changed_at, number=1):
    row = BillPayment(erp_id="payment", bill_id="bill", amount=1, date=changed_at.date(), changed_at=changed_at)
    return Page(rows=(row,), number=number, count=2)


def stream_of(fetch, kept):
    return Stream(name="payments", title="Payments", fetch=fetch, keep=kept.extend)


@pytest.mark.parametrize("number", [1, 2])
def test_page_that_was_fetched_before_another_process_took_over_is_not_kept(number):
    kept = []
    others = stream_of(lambda asked, since: page_of(NEW, asked), kept)

    def slow(asked, since):
        if asked == number:
            read(others, quietly, Read())
        return page_of(OLD, asked)

    with pytest.raises(TakenOver):
        read(stream_of(slow, kept), quietly, Read())
    assert [row.changed_at for row in kept[-1:]] == [NEW]
    position = ImportCursor.objects.get()
    assert (position.cursor, position.next_page) == (NEW, 1)
