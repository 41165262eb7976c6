"""Invoices below zero at the screens: what the approver sees before accepting, and what was posted."""

import json
from decimal import Decimal

import pytest
from django.urls import reverse

from erp_integrations.mapping import document_for
from erp_integrations.models import ExportBatch, IntegrationSettings, State
from erp_integrations.services.exporting import record_batch
from erp_integrations.wiring import request_body
from tests.admin.conftest import list_url, page_url, text_of
from tests.admin.test_settings_screen import FIELDS, SETTINGS
from tests.factories import InvoiceFactory


@pytest.fixture
def credits_allowed(chosen_settings):
    chosen_settings.negative_invoices = "credit_note"
    chosen_settings.save()
    return chosen_settings


def credit(**fields):
    return InvoiceFactory(
        number="INV-12", line__amount=Decimal("-4860.00"), line__retainage_withheld=Decimal(0), **fields
    )


def page_of(client, record):
    return client.get(page_url(record)).context["page"]


def test_approver_sees_a_credit_note_before_accepting(at_screen, approver, credits_allowed):
    response = at_screen(approver).get(page_url(credit(submitted=True, due_date=None)))
    page = response.context["page"]
    shown = {str(label): str(value) for label, value in page.sheet.fields}
    assert (str(page.sheet.title), str(page.what_it_becomes)) == ("Supplier credit note", "a supplier credit note")
    assert (shown["Reference"], shown["Date"], shown["Status"]) == ("INV-12", "31 Mar 2026", "Awaiting payment")
    assert page.sheet.total == Decimal("4860.00")
    assert json.loads(page.sheet.source)["Type"] == "ACCPAYCREDIT"
    assert "Link back to this tool" not in shown
    assert "It becomes a supplier credit note of 4,860.00." in text_of(response)
    assert not any(button.is_stopped for button in page.buttons)


def test_list_says_which_invoices_are_credit_notes(at_screen, approver, credits_allowed):
    credit(submitted=True)
    page = text_of(at_screen(approver).get(list_url(InvoiceFactory._meta.model)))
    assert "credit note" in page
    assert "30 Apr 2026" not in page


def test_without_the_setting_it_is_a_bill_that_is_stopped(at_screen, approver):
    page = page_of(at_screen(approver), credit(submitted=True))
    assert (str(page.sheet.title), str(page.what_it_becomes)) == ("Bill", "a bill")
    assert [finding.rule.number for finding in page.stops.broken] == ["R114"]
    assert any(button.is_stopped for button in page.buttons)


def test_invoice_above_zero_stays_a_bill(at_screen, approver, credits_allowed):
    page = page_of(at_screen(approver), InvoiceFactory(submitted=True))
    assert (str(page.sheet.title), str(page.what_it_becomes)) == ("Bill", "a bill")


@pytest.mark.parametrize("setting", ["refuse", "credit_note"])
def test_what_was_posted_stays_a_credit_note_whatever_the_setting(setting, at_screen, approver, credits_allowed):
    invoice = credit(queued=True)
    document = document_for(invoice, credits_allowed)
    batch = record_batch(type(invoice), [invoice], request_body(document), kind=type(document))
    invoice.confirm(erp_id="note-1", erp_name="INV-12")
    invoice.save()
    IntegrationSettings.objects.update(negative_invoices=setting)
    client = at_screen(approver)
    page = page_of(client, invoice)
    assert (str(page.sheet.title), str(page.what_it_becomes)) == ("Supplier credit note", "a supplier credit note")
    assert "Supplier credit note" in text_of(
        client.get(reverse("admin:erp_integrations_exportbatch_change", args=[batch.pk]))
    )


def test_batch_from_before_there_were_credit_notes_shows_bills(at_screen, approver, chosen_settings):
    invoice = InvoiceFactory(queued=True)
    batch = record_batch(type(invoice), [invoice], request_body(document_for(invoice, chosen_settings)))
    ExportBatch.objects.update(document_kind="")
    page = at_screen(approver).get(reverse("admin:erp_integrations_exportbatch_change", args=[batch.pk]))
    assert [str(sheet.title) for sheet in page.context["sheets"]] == ["Bill"]


def test_admin_allows_credit_notes(at_screen, admin_person):
    client = at_screen(admin_person)
    assert "Post a supplier credit note" in text_of(client.get(SETTINGS))
    client.post(SETTINGS, {**FIELDS, "negative_invoices": "credit_note"})
    assert IntegrationSettings.load().allows_credit_notes


def test_change_of_the_setting_sends_accepted_credit_notes_back(at_screen, admin_person, credits_allowed):
    invoice, bill = credit(accepted=True), InvoiceFactory(accepted=True)
    client = at_screen(admin_person)
    fields = {**FIELDS, "purchase_order_status": "AUTHORISED"}
    page = text_of(client.post(SETTINGS, fields))
    assert "1 accepted record would be posted or accepted differently" in page
    client.post(SETTINGS, {**fields, "is_agreed": "1"})
    invoice.refresh_from_db()
    bill.refresh_from_db()
    assert (invoice.state, bill.state) == (State.SUBMITTED, State.ACCEPTED)
