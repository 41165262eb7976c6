"""Payments that were deleted in Xero, and taking them out of the list (R61, R97)."""

import pytest
from django.core.exceptions import PermissionDenied

from erp_integrations.models import Event, Payment, PaymentAttachment, PaymentShare, Verb
from erp_integrations.services.attaching import attach
from erp_integrations.services.removing_payments import remove
from tests.factories import PaymentFactory
from tests.services.payments.files import chosen

pytestmark = pytest.mark.django_db


def test_payment_that_is_deleted_in_xero_goes_with_a_reason_and_leaves_all_it_held(approver):
    payment = PaymentFactory(deleted=True, number="CHK 100")
    attach(payment.pk, chosen("receipt.pdf"), by=approver)
    code, pk = payment.shares.get().budget_code, payment.pk
    (outcome,) = remove([pk], by=approver, reason=" The check bounced. ")
    assert outcome.is_done
    assert not Payment.objects.exists()
    assert not PaymentShare.objects.exists()
    assert not PaymentAttachment.objects.exists()
    event = Event.objects.filter(object_id=pk, verb=Verb.DELETED).get()
    assert (event.actor, event.detail, event.record_name) == (approver, "The check bounced.", str(payment))
    held = {row["field"]: row["from"] for row in event.changes}
    assert (held["amount"], held["date"], held["payment number"]) == ("100.00", "15 Apr 2026", "CHK 100")
    assert (held["notes"], held["Xero id"]) == ("Pay run 12", payment.erp_id)
    assert held[f"Share of a payment {code}"] == "amount: 100.00"
    assert "SHA-256: " in held["Attachment receipt.pdf"]


def test_payment_that_stands_in_xero_stays(approver):
    payment = PaymentFactory()
    (outcome,) = remove([payment.pk], by=approver, reason="Not ours.")
    assert not outcome.is_done
    assert "not deleted in Xero" in outcome.sentence
    assert Payment.objects.get() == payment
    assert not Event.history_of(payment).exists()


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_nothing_goes_without_a_reason(approver, reason):
    (outcome,) = remove([PaymentFactory(deleted=True).pk], by=approver, reason=reason)
    assert "Write down why" in outcome.sentence
    assert Payment.objects.exists()


def test_one_that_stays_keeps_no_other_back(approver):
    payments = [PaymentFactory(deleted=True), PaymentFactory(), PaymentFactory(deleted=True)]
    outcomes = remove([payment.pk for payment in payments], by=approver, reason="Voided.")
    assert sorted(outcome.is_done for outcome in outcomes) == [False, True, True]
    assert Payment.objects.get() == payments[1]


@pytest.mark.parametrize("person", ["viewer", "project_person"])
def test_others_remove_nothing(request, person):
    payment = PaymentFactory(deleted=True)
    with pytest.raises(PermissionDenied):
        remove([payment.pk], by=request.getfixturevalue(person), reason="Voided.")
    assert Payment.objects.filter(pk=payment.pk).exists()


def test_removing_twice_does_it_once(approver):
    payment = PaymentFactory(deleted=True)
    remove([payment.pk], by=approver, reason="Voided.")
    assert remove([payment.pk], by=approver, reason="Voided.") == []
    assert Event.objects.filter(verb=Verb.DELETED).count() == 1
