"""The number that people give a payment (R60, R96), and that nothing else of it is theirs (R58, R94)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from erp_integrations.models import Event, Payment, Verb
from erp_integrations.services.deciding.carrying_out import NotPossible
from erp_integrations.services.numbering_payments import change_number
from tests.factories import PaymentFactory

pytestmark = pytest.mark.django_db


def test_number_is_kept_and_the_history_says_from_what_to_what(approver):
    payment = PaymentFactory(number="CHK 100")
    assert change_number(payment.pk, " CHK  101 ", by=approver)
    payment.refresh_from_db()
    assert payment.number == "CHK 101"
    event = Event.history_of(payment).get()
    assert (event.verb, event.actor) == (Verb.CHANGED, approver)
    assert event.changes == [{"field": "payment number", "from": "CHK 100", "to": "CHK 101"}]


def test_number_may_be_emptied(approver):
    payment = PaymentFactory(number="CHK 100")
    assert change_number(payment.pk, "", by=approver)
    assert Event.history_of(payment).get().changes == [{"field": "payment number", "from": "CHK 100", "to": ""}]


def test_same_number_again_is_no_change(approver):
    payment = PaymentFactory(number="CHK 100")
    assert not change_number(payment.pk, "CHK 100", by=approver)
    assert not Event.history_of(payment).exists()


def test_number_that_is_too_long_is_refused_with_its_length(approver):
    payment = PaymentFactory()
    with pytest.raises(NotPossible, match="256 characters; it may have 255"):
        change_number(payment.pk, "9" * 256, by=approver)


def test_nothing_but_the_number_is_written(approver):
    """So that what a reading of Xero writes at the same time stays."""
    payment = PaymentFactory()
    with CaptureQueriesContext(connection) as queries:
        change_number(payment.pk, "CHK 101", by=approver)
    updates = [query["sql"] for query in queries if query["sql"].startswith("UPDATE")]
    (update,) = [sql for sql in updates if "trailhead" not in sql]
    assert update.startswith('UPDATE "erp_integrations_payment" SET "number" = \'CHK 101\' WHERE')


@pytest.mark.parametrize("person", ["viewer", "project_person"])
def test_others_change_no_number(request, person):
    payment = PaymentFactory(number="CHK 100")
    with pytest.raises(PermissionDenied):
        change_number(payment.pk, "CHK 101", by=request.getfixturevalue(person))
    payment.refresh_from_db()
    assert payment.number == "CHK 100"


def test_payment_that_was_removed_meanwhile_is_told(approver):
    payment = PaymentFactory()
    Payment.objects.all().delete()
    with pytest.raises(NotPossible, match="somebody removed it"):
        change_number(payment.pk, "CHK 101", by=approver)
