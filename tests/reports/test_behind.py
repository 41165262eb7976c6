"""The transactions behind a number."""

from datetime import date

import pytest

from erp_integrations.models import CommitmentChangeOrder, JobCost, Project, SubcontractorInvoice
from erp_integrations.reports import measures
from erp_integrations.reports.behind import Behind, Place
from erp_integrations.reports.building import BUDGET, JOB_COSTS, build
from erp_integrations.reports.groupings import BY_DIVISION, BY_PROJECT, GROUPINGS
from erp_integrations.reports.scope import Scope
from tests.factories import (
    ChangeOrderFactory,
    CommitmentFactory,
    CommitmentLineFactory,
    InvoiceFactory,
    JobCostFactory,
    PaymentFactory,
)

pytestmark = pytest.mark.django_db


def behind(measure, scope=None, place=None):
    return Behind(measure, scope or Scope(), place)


def assert_every_number_has_its_transactions(report, scope, grouping):
    built = build(report, scope, grouping)
    places = [(None, built.totals), *((Place(grouping, row.key), row.amounts) for row in built.rows)]
    for place, amounts in places:
        for measure, amount in zip(report.measures, amounts, strict=True):
            found = behind(measure, scope, place)
            assert found.amount == amount, (measure.slug, place)
            assert sum(transaction.amount for _part, transaction in found) == amount
            assert len(found[0:1000]) == found.count()


@pytest.mark.parametrize("grouping", GROUPINGS.values(), ids=GROUPINGS)
def test_every_number_is_the_sum_of_what_is_behind_it(grouping):
    payment = PaymentFactory()
    commitment = payment.invoice.commitment
    CommitmentLineFactory(commitment=commitment, position=2, budget_code=None, amount="7.07")
    ChangeOrderFactory(commitment=commitment)
    code = commitment.lines.first().budget_code
    JobCostFactory(project=commitment.project, budget_code=code, of_commitment=True, amount="33.33")
    JobCostFactory(project=commitment.project, credited=True)
    JobCostFactory(spent=True, date=None, amount="5.01")
    for scope in (Scope(), Scope(project=commitment.project), Scope(until=date(2026, 4, 1))):
        assert_every_number_has_its_transactions(BUDGET, scope, grouping)
        assert_every_number_has_its_transactions(JOB_COSTS, scope, grouping)


def test_parts_of_a_composed_number_bear_their_signs():
    commitment = CommitmentFactory()
    ChangeOrderFactory(commitment=commitment)
    JobCostFactory(of_commitment=True, project=commitment.project, amount="300.00")
    found = behind(measures.LEFT_TO_BILL)
    assert [(part.part.sign, str(part.amount)) for part in found.parts] == [
        (1, "1000.00"),
        (1, "250.00"),
        (-1, "-300.00"),
    ]
    assert [str(transaction.amount) for _part, transaction in found] == ["1000.00", "250.00", "-300.00"]


def test_pages_go_through_all_parts():
    commitment = CommitmentFactory()
    for _number in range(3):
        ChangeOrderFactory(commitment=commitment)
        JobCostFactory(of_commitment=True, project=commitment.project)
    found = behind(measures.LEFT_TO_BILL)
    pages = [found[start : start + 2] for start in range(0, 8, 2)]
    assert [len(page) for page in pages] == [2, 2, 2, 1]
    assert [transaction.document for page in pages for _part, transaction in page] == [
        transaction.document for _part, transaction in found
    ]


def test_cost_leads_to_our_invoice_where_its_bill_is_ours():
    invoice = InvoiceFactory(synced=True)
    JobCostFactory(of_commitment=True, erp_id=invoice.erp_id, date=date(2026, 3, 31))
    other = JobCostFactory()
    pages = [transaction.document.page for _part, transaction in behind(measures.JOB_TO_DATE)]
    assert pages == [(SubcontractorInvoice, invoice.pk), (JobCost, other.pk)]


def test_each_source_says_what_its_rows_are():
    payment = PaymentFactory()
    change = ChangeOrderFactory(commitment=payment.invoice.commitment)
    project = payment.project
    project.project_budget_codes.update(original_amount="500.00")
    expected = {
        measures.ORIGINAL_BUDGET: ("Budget", (Project, project.pk), None),
        measures.APPROVED_CHANGES: (
            f"{change.commitment.number} {change.number}",
            (CommitmentChangeOrder, change.pk),
            None,
        ),
        measures.PAID: (str(payment), (type(payment), payment.pk), payment.date),
        measures.RETAINAGE_HELD: (
            payment.invoice.number,
            (SubcontractorInvoice, payment.invoice.pk),
            date(2026, 3, 31),
        ),
    }
    for measure, (name, page, day) in expected.items():
        [(_part, transaction)] = list(behind(measure))
        assert (transaction.document.name, transaction.document.page, transaction.date) == (name, page, day)
        assert transaction.project == project


def test_number_of_queries_does_not_grow_with_the_transactions(django_assert_num_queries):
    for _number in range(5):
        payment = PaymentFactory()
        ChangeOrderFactory(commitment=payment.invoice.commitment)
        JobCostFactory(project=payment.project)
    for measure in BUDGET.measures:
        found = behind(measure)
        with django_assert_num_queries(sum(part.count > 0 for part in found.parts)):
            shown = [f"{transaction.document} {transaction.budget_code}" for _part, transaction in found[0:1000]]
        assert len(shown) == found.count()


def test_row_without_a_budget_code_and_the_total_are_told_apart():
    commitment = CommitmentFactory()
    CommitmentLineFactory(commitment=commitment, position=2, budget_code=None, amount="7.07")
    assert str(behind(measures.COMMITTED, place=Place(BY_DIVISION, None)).amount) == "7.07"
    assert str(behind(measures.COMMITTED).amount) == "1007.07"
    assert str(behind(measures.COMMITTED, place=Place(BY_PROJECT, commitment.project.pk)).amount) == "1007.07"
