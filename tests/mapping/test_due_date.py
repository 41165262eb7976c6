"""When a bill falls due whose invoice has no due date: what the contact's payment terms make of its date."""

from datetime import date

import pytest

from connectors.documents import PaymentTerms, TermsKind
from erp_integrations.mapping import document_for
from erp_integrations.mapping.due_date import due_by_terms
from tests import factories


@pytest.mark.parametrize(
    ("kind", "day", "billed", "due"),
    [
        ("DAYS_AFTER_BILL", 30, date(2026, 1, 31), date(2026, 3, 2)),
        ("DAYS_AFTER_BILL", 0, date(2026, 1, 31), date(2026, 1, 31)),
        ("DAYS_AFTER_MONTH", 15, date(2026, 2, 3), date(2026, 3, 15)),
        ("DAYS_AFTER_MONTH", 30, date(2024, 2, 29), date(2024, 3, 30)),
        ("DAY_OF_MONTH", 20, date(2026, 3, 5), date(2026, 3, 20)),
        ("DAY_OF_MONTH", 20, date(2026, 3, 20), date(2026, 3, 20)),
        ("DAY_OF_MONTH", 20, date(2026, 3, 21), date(2026, 4, 20)),
        ("DAY_OF_MONTH", 31, date(2026, 2, 5), date(2026, 2, 28)),
        ("DAY_OF_MONTH", 31, date(2026, 3, 5), date(2026, 3, 31)),
        ("DAY_OF_MONTH", 5, date(2026, 12, 31), date(2027, 1, 5)),
        ("DAY_OF_NEXT_MONTH", 20, date(2026, 3, 5), date(2026, 4, 20)),
        ("DAY_OF_NEXT_MONTH", 31, date(2026, 1, 31), date(2026, 2, 28)),
        ("DAY_OF_NEXT_MONTH", 1, date(2026, 12, 1), date(2027, 1, 1)),
    ],
)
def test_due_date_follows_from_the_terms(kind, day, billed, due):
    assert due_by_terms(billed, PaymentTerms(day=day, kind=TermsKind[kind])) == due


@pytest.mark.parametrize(
    ("policy", "entered", "due"),
    [
        ("terms", None, date(2026, 4, 30)),
        ("terms", date(2026, 5, 5), date(2026, 5, 5)),
        ("refuse", None, None),
    ],
    ids=["worked out", "what was entered counts", "not unless the settings say so"],
)
def test_bill_falls_due_as_the_settings_say(policy, entered, due, chosen_settings):
    chosen_settings.due_date_policy = policy
    vendor = factories.VendorFactory(synced=True, terms_day=30, terms_kind="DAYS_AFTER_BILL")
    invoice = factories.InvoiceFactory(due_date=entered, commitment__vendor=vendor)
    assert document_for(invoice, chosen_settings).due_date == due


def test_terms_count_from_the_date_that_the_bill_gets(chosen_settings):
    chosen_settings.due_date_policy = "terms"
    vendor = factories.VendorFactory(synced=True, terms_day=10, terms_kind="DAYS_AFTER_BILL")
    invoice = factories.InvoiceFactory(
        billing_date=None, period_end=date(2026, 3, 31), due_date=None, commitment__vendor=vendor
    )
    bill = document_for(invoice, chosen_settings)
    assert (bill.date, bill.due_date) == (date(2026, 3, 31), date(2026, 4, 10))
