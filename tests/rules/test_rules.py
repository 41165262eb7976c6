"""Each rule stops what breaks it and lets through what does not."""

from decimal import Decimal

import pytest

from erp_integrations.models import BudgetCode, IntegrationSettings
from erp_integrations.rules import RULES, findings
from tests import factories

pytestmark = pytest.mark.usefixtures("chosen_settings")


def no_lines(record):
    record.lines.all().delete()


def no_budget_code(record):
    record.lines.update(budget_code=None)


def not_linked(record):
    vendor = getattr(record, "commitment", record).vendor
    vendor.erp_id = ""
    vendor.save()


def of_unsynced_project(record):
    project = getattr(record, "commitment", record).project
    project.erp_id = ""
    project.save()


def of_unsynced_code(record):
    BudgetCode.objects.filter(pk=record.lines.get().budget_code_id).update(erp_id="")


def of_unsynced_commitment(record):
    record.commitment.erp_id = ""
    record.commitment.save()


def line_field(**fields):
    return lambda record: record.lines.update(**fields)


def field(**fields):
    return lambda record: type(record).objects.filter(pk=record.pk).update(**fields)


def setting(**fields):
    return lambda record: IntegrationSettings.objects.update(**fields)


def credit_note_over(amount):
    """Make the invoice one below zero, and let such invoices become supplier credit notes."""

    def spoil(record):
        IntegrationSettings.objects.update(negative_invoices="credit_note")
        record.lines.update(amount=-Decimal(amount), retainage_withheld=0)

    return spoil


def long_code(record):
    record.cost_code.code = "9" * 29
    record.cost_code.save()


def no_codes(record):
    record.project_budget_codes.all().delete()


def retainage_on_its_own_cost(record):
    IntegrationSettings.objects.update(retainage_item_code=record.lines.get().budget_code.item_code)


code, project, vendor = factories.BudgetCodeFactory, factories.ProjectFactory, factories.VendorFactory
commitment, unit_order = factories.CommitmentFactory, factories.UnitCommitmentFactory
change, invoice = factories.ChangeOrderFactory, factories.InvoiceFactory

# The record, what is done to it, the rule that stops it, and a part of the sentence.
CASES = [
    (code, long_code, "R20", "31 characters"),
    (code, field(description="d" * 51), "R120", "50 characters"),
    (project, field(name=" "), "R124", "no name"),
    (project, field(name="n" * 101), "Xero", "101 characters"),
    (project, field(is_active=False), "R32", "inactive"),
    (project, no_codes, "R35", "no budget code"),
    (project, setting(tracking_category=""), "R123", "No tracking category"),
    (vendor, field(name=""), "R127", "no name"),
    (vendor, field(name="n" * 42), "R40", "42 characters, and 41"),
    (vendor, field(name="Pipes <new>"), "Xero", "< or >"),
    (vendor, field(country="98402"), "R128", "A to Z"),
    (vendor, field(is_active=False), "R37", "inactive"),
    (commitment, field(number=""), "Xero", "no number"),
    (commitment, field(number="n" * 256), "R48", "256 characters"),
    (commitment, field(title="n" * 256), "R49", "256 characters"),
    (commitment, not_linked, "R50", "not linked"),
    (commitment, field(status="draft"), "R51", "approved"),
    (commitment, no_lines, "R52", "no line"),
    (commitment, no_budget_code, "R46", "Line 1"),
    (unit_order, line_field(amount=Decimal("92.80")), "Xero", "92.81"),
    (commitment, line_field(amount=Decimal("10000000000.00")), "Xero", "more than Xero holds"),
    (commitment, field(ship_via="s" * 501), "R142", "501 characters"),
    (commitment, setting(commitment_sync=False), "R131", "not exported"),
    (commitment, of_unsynced_project, "R103", "waits for its project"),
    (commitment, of_unsynced_code, "R104", "waits for budget code"),
    (change, field(number="n" * 256), "R62", "256 characters"),
    (change, field(title="n" * 256), "R64", "256 characters"),
    (change, not_linked, "R65", "not linked"),
    (change, field(status="pending"), "R66", "approved"),
    (change, no_lines, "R67", "no line"),
    (change, no_budget_code, "R69", "Line 1"),
    (change, setting(commitment_sync=False), "R131", "not exported"),
    (change, of_unsynced_commitment, "R143", "waits for its commitment"),
    (invoice, not_linked, "R74", "not linked"),
    (invoice, field(number="n" * 256), "R75", "256 characters"),
    (invoice, field(billing_date=None, period_end=None), "R77", "neither a billing date"),
    (invoice, field(due_date=None), "R80", "no due date"),
    (invoice, field(status="under_review"), "R81", "approved"),
    (invoice, no_lines, "R82", "no line"),
    (invoice, no_budget_code, "R163", "Line 1"),
    (invoice, line_field(amount=Decimal("-4860.00")), "R114", "below zero"),
    (invoice, credit_note_over("4860.00"), "R114", "becomes a supplier credit note over 4,860.00."),
    (invoice, setting(retainage_item_code=""), "R169", "no retainage item"),
    (invoice, retainage_on_its_own_cost, "R169", "budget code too"),
    (invoice, of_unsynced_commitment, "R162", "waits for its commitment"),
]


def found(record):
    record = type(record).objects.for_display().get(pk=record.pk)
    return {finding.rule.number: finding.sentence for finding in findings(record, IntegrationSettings.load())}


@pytest.mark.parametrize(("factory", "spoil", "number", "words"), CASES, ids=[f"{c[0].__name__}-{c[2]}" for c in CASES])
def test_rule_stops_what_breaks_it_and_nothing_else(factory, spoil, number, words):
    record = factory()
    assert found(record) == {}
    spoil(record)
    assert words in found(record)[number]


def test_every_numbered_rule_has_a_case():
    numbers = {rule.number for rules in RULES.values() for rule in rules}
    assert numbers == {case[2] for case in CASES}


@pytest.mark.parametrize("status", ["approved", "Approved", " APPROVED "])
def test_spelling_of_a_status_does_not_matter(status):
    assert found(factories.CommitmentFactory(status=status)) == {}


def test_statuses_that_count_as_approved_are_a_setting():
    IntegrationSettings.objects.update(approved_statuses=["approved", "pending_owner_approval"])
    assert found(factories.InvoiceFactory(status="Pending Owner Approval")) == {}


def test_credit_note_needs_no_due_date_and_is_stopped_by_nothing():
    record = factories.InvoiceFactory(due_date=None)
    credit_note_over("4860.00")(record)
    record = type(record).objects.for_display().get()
    (advice,) = findings(record, IntegrationSettings.load())
    assert advice.is_advice


def test_bill_needs_a_due_date_where_credit_notes_are_allowed_too():
    IntegrationSettings.objects.update(negative_invoices="credit_note")
    assert set(found(factories.InvoiceFactory(due_date=None))) == {"R80"}


def test_every_finding_says_who_mends_it():
    record = factories.CommitmentFactory(status="draft")
    (finding,) = findings(record, IntegrationSettings.load())
    assert finding.who
