"""Payments on the screens: to read, with a number and attachments, and to remove once they are deleted in Xero."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import escape

from erp_integrations.models import Event, Payment, PaymentAttachment, Verb
from erp_integrations.services.attaching import attach
from tests.admin.conftest import act, list_url, page_url, text_of
from tests.admin.test_lists import queries_of
from tests.factories import CommitmentFactory, InvoiceFactory, PaymentFactory
from tests.services.payments.files import EXE, PDF, chosen


def url_of(name, payment, *more):
    return reverse(f"admin:erp_integrations_payment_{name}", args=[payment.pk, *more])


def sent(*names, content=PDF):
    return {"files": [SimpleUploadedFile(name, content) for name in names]}


@pytest.fixture
def payment(db):
    return PaymentFactory(number="CHK 100")


@pytest.fixture
def attachment(payment, approver):
    return attach(payment.pk, chosen("receipt.pdf"), by=approver)


# The list


def test_list_shows_what_a_payment_is_and_leads_to_its_invoice(at_screen, viewer, payment, attachment):
    page = text_of(at_screen(viewer).get(list_url(Payment)))
    assert page_url(payment) in page
    assert page_url(payment.invoice) in page
    for text in ("15 Apr 2026", "Pay run 12", "CHK 100", str(payment.project), str(payment.invoice.commitment.vendor)):
        assert escape(text) in page
    assert re.search(r'<td [^>]*class="field-files_column"[^>]*>1</td>', page)


def test_total_is_of_all_pages_and_leaves_out_what_is_deleted_in_xero(at_screen, viewer):
    invoice = InvoiceFactory(synced=True)
    PaymentFactory.create_batch(60, invoice=invoice, amount=Decimal("0.10"))
    PaymentFactory(invoice=invoice, deleted=True, amount=Decimal("5000.00"))
    response = at_screen(viewer).get(list_url(Payment))
    assert response.context["cl"].result_count == 61
    assert response.context["cl"].total == Decimal("6.00")
    page = text_of(response)
    assert '<del><data class="money" value="5000.00">' in page
    assert "Deleted in Xero</span>" in page


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ({"from": "2026-04-15", "to": "2026-04-15"}, 1),
        ({"from": "2026-04-16"}, 1),
        ({"to": "2026-04-14"}, 0),
        ({"from": "yesterday", "to": "2026-13-45"}, 2),
        ({"deleted": "True"}, 1),
        ({"deleted": "False"}, 1),
        ({"q": "find-me"}, 1),
    ],
)
def test_list_is_narrowed_by_date_state_and_search(at_screen, viewer, query, number):
    PaymentFactory(notes="find-me")
    PaymentFactory(deleted=True, date=date(2026, 5, 1))
    assert at_screen(viewer).get(list_url(Payment), query).context["cl"].result_count == number


def test_list_is_narrowed_to_a_project(at_screen, viewer, payment):
    PaymentFactory()
    change_list = at_screen(viewer).get(list_url(Payment), {"project": payment.project.pk}).context["cl"]
    assert [row.pk for row in change_list.result_list] == [payment.pk]


def test_more_payments_need_no_more_queries(at_screen, approver):
    client = at_screen(approver)
    PaymentFactory.create_batch(10)
    few = queries_of(client, list_url(Payment))
    invoice = InvoiceFactory(synced=True)
    for payment in PaymentFactory.create_batch(190, invoice=invoice)[:10]:
        attach(payment.pk, chosen("receipt.pdf"), by=approver)
    assert queries_of(client, list_url(Payment)) == few


# The page


def test_viewer_sees_the_page_and_nothing_to_press(at_screen, viewer, payment, attachment):
    page = text_of(at_screen(viewer).get(page_url(payment)))
    assert url_of("attachment", payment, attachment.pk) in page
    for name in ("attach", "remove"):
        assert f'action="{url_of(name, payment)}"' not in page
    assert url_of("detach", payment, attachment.pk) not in page
    assert 'name="_save"' not in page


def test_viewer_changes_nothing(at_screen, viewer, payment, attachment):
    Payment.objects.update(is_deleted_in_erp=True)
    client = at_screen(viewer)
    attempts = [
        client.post(page_url(payment), {"number": "CHK 101"}),
        client.post(url_of("attach", payment), sent("more.pdf")),
        client.post(url_of("detach", payment, attachment.pk)),
        client.post(url_of("remove", payment), {"reason": "Voided."}),
        act(client, "remove_action", payment, reason="Voided."),
    ]
    assert [response.status_code for response in attempts] == [403] * 5
    assert Payment.objects.get().number == "CHK 100"
    assert PaymentAttachment.objects.get() == attachment


def test_people_without_the_right_to_see_payments_get_no_file(at_screen, django_user_model, payment, attachment):
    nobody = django_user_model.objects.create_user("nobody", is_staff=True)
    assert at_screen(nobody).get(url_of("attachment", payment, attachment.pk)).status_code == 403


def test_number_is_changed_and_nothing_else(at_screen, approver, payment):
    before = Payment.objects.values().get()
    posted = {"number": "CHK 101", "amount": "1.00", "date": "2020-01-01", "notes": "x", "is_deleted_in_erp": "on"}
    assert at_screen(approver).post(page_url(payment), posted)["Location"] == page_url(payment)
    assert Payment.objects.values().get() == before | {"number": "CHK 101"}
    event = Event.history_of(payment).get()
    assert event.changes == [{"field": "payment number", "from": "CHK 100", "to": "CHK 101"}]
    assert event.actor == approver
    assert "CHK 101</ins>" in text_of(at_screen(approver).get(page_url(payment)))


def test_payments_are_neither_added_nor_deleted_as_records_are(at_screen, approver, payment):
    client = at_screen(approver)
    assert client.post(reverse("admin:erp_integrations_payment_add"), {"number": "x"}).status_code == 403
    assert client.post(url_of("delete", payment), {"post": "yes"}).status_code == 403
    act(client, "delete_selected", payment, post="yes")
    assert Payment.objects.exists()


def test_more_files_and_events_need_no_more_queries(at_screen, approver, payment, attachment):
    client = at_screen(approver)
    few = queries_of(client, page_url(payment))
    for number in range(8):
        attach(payment.pk, chosen(f"{number}.pdf"), by=approver)
    assert queries_of(client, page_url(payment)) == few


# Attachments


def test_two_files_at_once_are_kept_and_one_that_is_refused_keeps_no_other_back(at_screen, approver, payment):
    files = sent("a.pdf", "b.pdf")
    files["files"].insert(1, SimpleUploadedFile("setup.pdf", EXE))
    page = text_of(at_screen(approver).post(url_of("attach", payment), files, follow=True))
    assert set(payment.attachments.values_list("name", flat=True)) == {"a.pdf", "b.pdf"}
    assert "“a.pdf” was attached." in page
    assert "“setup.pdf” was not attached: what is in it is no PDF. Save it anew as such a file." in page


def test_too_much_at_once_is_told(at_screen, approver, payment, settings):
    settings.UPLOAD_MAX_BYTES = 400
    files = sent("a.pdf", "b.pdf", content=PDF.ljust(300))
    page = text_of(at_screen(approver).post(url_of("attach", payment), files, follow=True))
    assert "Nothing was attached" in page
    assert "Choose fewer at a time." in page
    assert not payment.attachments.exists()


@pytest.mark.parametrize("together_with", [(), ("small.pdf",)], ids=["alone", "after another"])
def test_file_that_is_too_large_by_itself_is_told_by_its_name_and_its_own_limit(
    at_screen, approver, payment, together_with
):
    files = sent(*together_with)
    files["files"].append(SimpleUploadedFile("scan.pdf", PDF.ljust(settings.UPLOAD_MAX_BYTES + 1)))
    page = text_of(at_screen(approver).post(url_of("attach", payment), files, follow=True))
    assert "Nothing was attached: “scan.pdf” has more than 10.0\xa0MB." in page
    assert "small.pdf" not in page
    assert "Choose fewer at a time." not in page
    assert not payment.attachments.exists()


def test_hint_names_the_limit_of_a_file_and_that_of_all_together(at_screen, approver, payment):
    page = text_of(at_screen(approver).get(page_url(payment)))
    assert "at most 10.0\xa0MB each, and 20.0\xa0MB together." in page


def test_name_that_is_too_long_is_said_to_be_cut(at_screen, approver, payment):
    client = at_screen(approver)
    page = text_of(client.post(url_of("attach", payment), sent(f"{'n' * 101}.pdf"), follow=True))
    assert f"“{'n' * 100}.pdf” was attached. Its name was too long and was cut." in page
    page = text_of(client.post(url_of("attach", payment), sent(f"{'m' * 100}.pdf"), follow=True))
    assert "was cut" not in page


def test_history_shows_little_of_what_tells_files_of_one_name_apart(at_screen, approver, payment, attachment):
    client = at_screen(approver)
    for url in (page_url(payment), list_url(Event)):
        page = text_of(client.get(url))
        assert f"receipt.pdf ({len(PDF)} bytes, content {attachment.digest[:6]}…)" in page
        assert attachment.digest not in page
        assert "SHA" not in page


def test_no_file_is_told(at_screen, approver, payment):
    assert "No file was chosen." in text_of(at_screen(approver).post(url_of("attach", payment), follow=True))


def test_full_payment_has_no_place_to_drop_files(at_screen, approver, payment):
    for number in range(10):
        attach(payment.pk, chosen(f"{number}.pdf"), by=approver)
    page = text_of(at_screen(approver).get(page_url(payment)))
    assert "at most 10 attachments" in page
    assert 'type="file"' not in page


def test_file_is_handed_over_to_be_saved_and_never_shown(at_screen, viewer, approver, payment):
    attachment = attach(payment.pk, chosen('Núñez "quoted";\r\n.pdf'), by=approver)
    response = at_screen(viewer).get(url_of("attachment", payment, attachment.pk))
    assert response.content == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert "\n" not in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in response["Cache-Control"]


def test_file_is_found_at_its_own_payment_only(at_screen, viewer, payment, attachment):
    assert at_screen(viewer).get(url_of("attachment", PaymentFactory(), attachment.pk)).status_code == 404


@pytest.mark.parametrize("name", ["attach", "remove"])
def test_no_address_changes_anything_by_a_get(at_screen, approver, payment, name):
    assert at_screen(approver).get(url_of(name, payment))["Location"] == page_url(payment)
    assert Payment.objects.filter(pk=payment.pk).exists()


def test_attachment_is_deleted(at_screen, approver, payment, attachment):
    page = text_of(at_screen(approver).post(url_of("detach", payment, attachment.pk), follow=True))
    assert "“receipt.pdf” was deleted." in page
    assert not payment.attachments.exists()


# Deleted in Xero


def test_deleted_payment_is_removed_with_a_reason(at_screen, approver):
    payment = PaymentFactory(deleted=True)
    client = at_screen(approver)
    assert f'action="{url_of("remove", payment)}"' in text_of(client.get(page_url(payment)))
    response = client.post(url_of("remove", payment), {"reason": "Voided."})
    assert response["Location"] == list_url(Payment)
    assert not Payment.objects.exists()
    page = text_of(client.get(page_url(payment), follow=True))
    assert "was deleted by" in page
    assert "Voided." in page


def test_payment_that_stands_has_no_button_and_is_refused(at_screen, approver, payment):
    client = at_screen(approver)
    assert url_of("remove", payment) not in text_of(client.get(page_url(payment)))
    page = text_of(client.post(url_of("remove", payment), {"reason": "x"}, follow=True))
    assert "It is not deleted in Xero, so it stays." in page


def test_payment_that_somebody_else_removed_is_not_said_to_be_removed_now(at_screen, approver, payment):
    address = url_of("remove", payment)
    payment.delete()
    page = text_of(at_screen(approver).post(address, {"reason": "Voided."}, follow=True))
    assert "somebody removed it" in page
    assert "The payment was removed" not in page


def test_many_are_removed_once_a_reason_is_given(at_screen, approver, payment):
    gone = PaymentFactory.create_batch(2, deleted=True)
    client = at_screen(approver)
    asked = text_of(act(client, "remove_action", payment, *gone))
    assert "Remove 2 payments from the list" in asked
    assert "Not deleted in Xero, so they stay" in asked
    assert Payment.objects.count() == 3
    act(client, "remove_action", payment, *gone, reason="Voided.")
    assert Payment.objects.get() == payment
    assert Event.objects.filter(verb=Verb.DELETED, detail="Voided.").count() == 2


# On the pages of what is paid


def test_invoice_tells_its_payments_and_what_is_paid_of_it(at_screen, viewer):
    invoice = InvoiceFactory(synced=True)
    payment = PaymentFactory(invoice=invoice, amount=Decimal("120.00"))
    PaymentFactory(invoice=invoice, amount=Decimal("200.00"), deleted=True)
    PaymentFactory()
    page = text_of(at_screen(viewer).get(page_url(invoice)))
    paid, billed = (f'<data class="money" value="{amount}">{amount}</data>' for amount in ("120.00", "360.00"))
    assert f"paid {paid} of {billed} invoiced" in page
    assert page_url(payment) in page
    assert '<del><data class="money" value="200.00">' in page


def test_commitment_tells_the_payments_of_all_its_invoices(at_screen, viewer):
    commitment = CommitmentFactory(synced=True)
    for invoice in InvoiceFactory.create_batch(2, commitment=commitment, synced=True):
        PaymentFactory(invoice=invoice, amount=Decimal("300.00"))
    InvoiceFactory(commitment=commitment)
    page = text_of(at_screen(viewer).get(page_url(commitment)))
    assert "Payments issued" in page
    paid, billed = (f'<data class="money" value="{amount}">{amount}</data>' for amount in ("600.00", "720.00"))
    assert f"paid {paid} of {billed} invoiced" in page


def test_payments_beyond_what_is_billed_are_explained(at_screen, viewer):
    invoice = InvoiceFactory(synced=True)
    PaymentFactory(invoice=invoice, amount=Decimal("400.00"))
    assert "with tax; what is billed is shown before tax" in text_of(at_screen(viewer).get(page_url(invoice)))


def test_record_that_is_not_in_xero_tells_of_no_payments(at_screen, viewer):
    assert 'id="payments"' not in text_of(at_screen(viewer).get(page_url(InvoiceFactory())))
    assert "Xero has no payment of it yet." in text_of(at_screen(viewer).get(page_url(InvoiceFactory(synced=True))))


@pytest.mark.parametrize("of", ["invoice", "commitment"])
def test_more_payments_need_no_more_queries_on_a_record_s_page(at_screen, viewer, of):
    invoice = InvoiceFactory(synced=True)
    record = invoice if of == "invoice" else invoice.commitment
    client = at_screen(viewer)
    PaymentFactory.create_batch(2, invoice=invoice)
    few = queries_of(client, page_url(record))
    PaymentFactory.create_batch(48, invoice=invoice)
    assert queries_of(client, page_url(record)) == few
