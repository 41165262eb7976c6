"""Files with a payment (R59, R95): which are taken, under which name, how many, and what the history says."""

import hashlib

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from erp_integrations.models import Event, PaymentAttachment, Verb
from erp_integrations.services.attaching import MOST_ATTACHMENTS, MOST_BYTES, attach, clean_name, detach
from erp_integrations.services.deciding.carrying_out import NotPossible
from tests.factories import PaymentFactory
from tests.services.payments.files import NOT_TAKEN, OF_EACH_TYPE, PDF, PRETENDERS, chosen


def refusal(payment, file, by):
    before, events = payment.attachments.count(), Event.objects.count()
    with pytest.raises(NotPossible) as reason:
        attach(payment.pk, file, by=by)
    assert payment.attachments.count() == before
    assert Event.objects.count() == events
    return str(reason.value)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "content"), OF_EACH_TYPE.items(), ids=OF_EACH_TYPE)
def test_file_of_each_type_is_kept_as_it_came(approver, name, content):
    payment = PaymentFactory()
    attach(payment.pk, chosen(name, content), by=approver)
    kept = PaymentAttachment.objects.get()
    assert bytes(kept.content) == content
    assert (kept.payment, kept.size, kept.added_by) == (payment, len(content), approver)
    assert kept.digest == hashlib.sha256(content).hexdigest()


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "content"), PRETENDERS.items(), ids=PRETENDERS)
def test_file_that_is_not_what_its_name_says_is_refused(approver, name, content):
    reason = refusal(PaymentFactory(), chosen(name, content), approver)
    assert f"what is in it is no {name.rpartition('.')[2].upper()}" in reason


@pytest.mark.django_db
@pytest.mark.parametrize("name", NOT_TAKEN)
def test_other_types_are_refused_and_those_that_are_taken_are_named(approver, name):
    assert "PDF, PNG, JPG, JPEG, TXT, CSV, XLSX, DOCX" in refusal(PaymentFactory(), chosen(name), approver)


@pytest.mark.django_db
def test_file_that_is_too_big_is_refused_before_it_is_read(approver):
    file = chosen("scan.pdf", PDF)
    file.size = MOST_BYTES + 1
    file.file.close()
    assert "at most 10.0\xa0MB are taken" in refusal(PaymentFactory(), file, approver)


@pytest.mark.django_db
def test_file_of_exactly_the_limit_is_taken(approver):
    payment = PaymentFactory()
    attach(payment.pk, chosen("scan.pdf", PDF.ljust(MOST_BYTES, b"\n")), by=approver)
    assert payment.attachments.get().size == MOST_BYTES


@pytest.mark.django_db
def test_empty_file_is_refused(approver):
    assert "it is empty" in refusal(PaymentFactory(), chosen("scan.pdf", b""), approver)


@pytest.mark.django_db
def test_eleventh_file_is_refused(approver):
    payment = PaymentFactory()
    for number in range(MOST_ATTACHMENTS):
        attach(payment.pk, chosen(f"{number}.pdf"), by=approver)
    assert "has 10 attachments already. Delete one first." in refusal(payment, chosen("more.pdf"), approver)


@pytest.mark.django_db
def test_name_is_there_once_whatever_its_case(approver):
    payment = PaymentFactory()
    attach(payment.pk, chosen("Receipt.pdf"), by=approver)
    assert "there is one of that name" in refusal(payment, chosen("RECEIPT.PDF"), approver)
    attach(PaymentFactory().pk, chosen("Receipt.pdf"), by=approver)


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/receipt.pdf", "receipt.pdf"),
        ("C:\\scans\\receipt.pdf", "receipt.pdf"),
        ("re\r\nceipt\t.pdf", "receipt.pdf"),
        ("receipt\u202efdp.pdf", "receiptfdp.pdf"),
        ('a<b>:"|?*+.pdf', "a_b_______.pdf"),
        ("  two   blanks.PDF ", "two blanks.pdf"),
        ("..hidden.pdf", "hidden.pdf"),
        ("Nu\u0301n\u0303ez.pdf", "Núñez.pdf"),
        (f"{'n' * 300}.pdf", f"{'n' * 100}.pdf"),
        ("receipt.pdf\x00.exe", "receipt.pdf.exe"),
    ],
)
def test_name_is_cleaned(name, cleaned):
    assert clean_name(name) == cleaned


@pytest.mark.django_db
def test_history_keeps_name_size_and_digest_of_what_came_and_went(approver):
    payment = PaymentFactory()
    attachment = attach(payment.pk, chosen("receipt.pdf"), by=approver)
    assert detach(payment.pk, attachment.pk, by=approver) == "receipt.pdf"
    told = f"receipt.pdf ({len(PDF)} bytes, SHA-256 {hashlib.sha256(PDF).hexdigest()})"
    deleted, added = Event.history_of(payment)
    assert added.changes == [{"field": "attachment", "from": "", "to": told}]
    assert deleted.changes == [{"field": "attachment", "from": told, "to": ""}]
    assert {(event.verb, event.actor) for event in (deleted, added)} == {(Verb.CHANGED, approver)}
    assert not PaymentAttachment.objects.exists()


@pytest.mark.django_db
def test_attachment_of_another_payment_is_not_deleted(approver):
    attachment = attach(PaymentFactory().pk, chosen("receipt.pdf"), by=approver)
    with pytest.raises(NotPossible, match="not there any more"):
        detach(PaymentFactory().pk, attachment.pk, by=approver)
    assert PaymentAttachment.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("person", ["viewer", "project_person"])
def test_others_neither_add_nor_delete(request, approver, person):
    payment, other = PaymentFactory(), request.getfixturevalue(person)
    attachment = attach(payment.pk, chosen("receipt.pdf"), by=approver)
    with pytest.raises(PermissionDenied):
        attach(payment.pk, chosen("more.pdf"), by=other)
    with pytest.raises(PermissionDenied):
        detach(payment.pk, attachment.pk, by=other)
    assert payment.attachments.count() == 1


@pytest.mark.django_db
def test_content_is_read_only_when_it_is_asked_for(approver):
    payment = PaymentFactory()
    attach(payment.pk, chosen("receipt.pdf"), by=approver)
    with CaptureQueriesContext(connection) as queries:
        list(payment.attachments.all())
    assert '"content"' not in queries[0]["sql"]
