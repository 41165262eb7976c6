"""What is deleted keeps its history, whatever goes with it."""

import pytest
from django.db import models
from django.db.models import ProtectedError

from erp_integrations.models import Event, PaymentAttachment, Verb
from erp_integrations.services.deleting import delete
from erp_integrations.services.removing_payments import remove
from erp_integrations.services.verifying import Verification, verify
from tests import factories

pytestmark = pytest.mark.django_db


def is_proved():
    (told,) = verify()
    return isinstance(told, Verification)


DELETABLE = {
    "budget code": factories.BudgetCodeFactory,
    "company": factories.VendorFactory,
    "commitment with its lines": factories.CommitmentFactory,
    "change order with its lines": lambda: factories.ChangeOrderFactory(status="draft"),
    "invoice with its lines": factories.InvoiceFactory,
}


@pytest.mark.parametrize("what", DELETABLE)
def test_the_history_of_a_deleted_record_stays(what):
    record = DELETABLE[what]()
    Event.note(record, Verb.CREATED)
    Event.note(record, Verb.CHANGED, detail="Why.")
    kept, events = record.pk, Event.history_of(record)
    delete(record, by=None)
    assert not type(record)._default_manager.filter(pk=kept).exists()
    assert list(events.order_by("sequence").values_list("verb", flat=True)) == ["created", "changed", "deleted"]
    assert events.get(verb=Verb.DELETED).changes
    assert is_proved()


def test_the_history_of_a_removed_payment_stays_with_that_of_its_attachments(approver):
    payment = factories.PaymentFactory(is_deleted_in_erp=True)
    PaymentAttachment.objects.create(payment=payment, name="check.pdf", size=1, digest="d" * 64, content=b"x")
    Event.note(payment, Verb.CREATED)
    Event.note(payment, Verb.CHANGED, changes=[{"field": "attachment", "from": "", "to": "check.pdf"}])
    events = Event.history_of(payment)
    remove([payment.pk], by=approver, reason="Voided.")
    assert not PaymentAttachment.objects.exists()
    assert events.count() == 3
    assert is_proved()


def test_a_deletion_past_the_services_leaves_the_events_too():
    """Lines, payments and rows of other tables go by cascade; events go with nothing."""
    invoice = factories.InvoiceFactory()
    Event.note(invoice, Verb.CREATED)
    type(invoice)._default_manager.filter(pk=invoice.pk).delete()
    assert Event.objects.count() == 1
    assert is_proved()


@pytest.mark.parametrize("role", ["by", "on_behalf_of"])
def test_nobody_who_is_named_in_an_event_is_deleted(approver, role):
    Event.note(factories.VendorFactory(), Verb.CREATED, **{role: approver})
    with pytest.raises(ProtectedError):
        approver.delete()
    with pytest.raises(ProtectedError):
        type(approver).objects.filter(pk=approver.pk).delete()


def test_no_deletion_of_another_row_reaches_an_event():
    relations = [field for field in Event._meta.get_fields() if field.is_relation and field.concrete]
    assert {field.name for field in relations} == {"content_type", "actor", "on_behalf_of"}
    assert {field.remote_field.on_delete for field in relations} == {models.PROTECT}
