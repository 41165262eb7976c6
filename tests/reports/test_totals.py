"""What the reports add up, and how exactly."""

from datetime import date
from decimal import Decimal

import pytest

from erp_integrations.models import IntegrationSettings, JobCost, PaymentShare, ProjectBudgetCode
from erp_integrations.reports.building import BUDGET, JOB_COSTS, build
from erp_integrations.reports.groupings import BY_BUDGET_CODE, BY_COST_TYPE, BY_DIVISION, BY_PROJECT, GROUPINGS
from erp_integrations.reports.scope import Scope
from tests.factories import (
    BudgetCodeFactory,
    ChangeOrderFactory,
    ChangeOrderLineFactory,
    CommitmentFactory,
    CommitmentLineFactory,
    InvoiceFactory,
    InvoiceLineFactory,
    JobCostFactory,
    PaymentFactory,
    ProjectFactory,
)

pytestmark = pytest.mark.django_db


def totals(report=BUDGET, grouping=BY_PROJECT, **scope):
    built = build(report, Scope(**scope), grouping)
    return {measure.slug: str(amount) for measure, amount in zip(report.measures, built.totals, strict=True)}


def rows(report=BUDGET, grouping=BY_PROJECT, **scope):
    return {row.heading.code: tuple(map(str, row.amounts)) for row in build(report, Scope(**scope), grouping).rows}


def test_job_costs_are_bills_and_spend_money_less_credit_notes():
    cost = JobCostFactory(amount="250.10")
    here = {"project": cost.project, "budget_code": cost.budget_code}
    JobCostFactory(spent=True, amount="49.90", **here)
    JobCostFactory(credited=True, amount="-20.00", **here)
    JobCostFactory(of_commitment=True, amount="1000.01", **here)
    assert totals(JOB_COSTS) == {
        "job_to_date": "1280.01",
        "commitment_invoiced": "1000.01",
        "direct_costs": "280.00",
    }


def test_committed_is_what_was_agreed_with_its_changes_and_without_the_subcontractors_own_lines():
    commitment = CommitmentFactory()
    CommitmentLineFactory(commitment=commitment, amount="400.00", is_subcontractor_sov=True)
    ChangeOrderFactory(commitment=commitment)
    ChangeOrderFactory(commitment=commitment, status="pending")
    CommitmentFactory(status="draft")
    found = totals(project=commitment.project)
    assert (found["committed"], found["approved_changes"], found["left_to_bill"]) == ("1250.00", "250.00", "1250.00")


def test_what_is_in_xero_counts_whatever_its_status_says():
    CommitmentFactory(synced=True, status="complete")
    assert totals()["committed"] == "1000.00"


def test_settings_say_which_statuses_count_as_approved():
    settings = IntegrationSettings.load()
    settings.approved_statuses = ["Out for signature"]
    settings.save()
    CommitmentFactory(status="out_for_signature")
    CommitmentFactory(status="approved")
    assert totals()["committed"] == "1000.00"


def test_paid_is_what_payments_that_stand_pay():
    payment = PaymentFactory(amount="90.01")
    PaymentFactory(deleted=True, invoice=payment.invoice)
    PaymentShare.objects.create(payment=payment, budget_code=None, amount="0.02")
    assert totals()["paid"] == "90.03"


def test_retainage_is_withheld_on_invoices_in_xero_until_it_is_released():
    invoice = InvoiceFactory(synced=True)
    InvoiceLineFactory(invoice=invoice, position=2, amount=0, retainage_withheld=0, retainage_released="15.55")
    InvoiceFactory()
    assert totals()["retainage_held"] == "24.45"


def test_left_to_bill_is_committed_less_commitment_invoiced():
    commitment = CommitmentFactory()
    JobCostFactory(of_commitment=True, project=commitment.project, amount="1000.01")
    assert totals()["left_to_bill"] == "-0.01"


def test_original_budget_is_that_of_the_project():
    project = ProjectFactory()
    ProjectBudgetCode.objects.filter(project=project).update(original_amount="5000.55")
    ProjectFactory()
    assert totals()["original_budget"] == "5000.55"
    assert len(rows()) == 1


def test_many_odd_cents_add_up_to_the_cent():
    first = JobCostFactory(amount="9999999999.99")
    odd = [Decimal("9999999999.99"), Decimal("0.01"), Decimal("-0.07"), Decimal("1.10"), Decimal("70368744177.66")]
    same = {"kind": first.kind, "project": first.project, "budget_code": first.budget_code}
    JobCost.objects.bulk_create(
        JobCost(erp_id=f"b{n}", erp_line_id=f"l{n}", amount=odd[n % 5], **same) for n in range(10_000)
    )
    expected = Decimal("9999999999.99") + 2000 * sum(odd)
    assert totals(JOB_COSTS)["job_to_date"] == str(expected)


@pytest.mark.parametrize("grouping", GROUPINGS.values(), ids=GROUPINGS)
def test_number_of_queries_does_not_grow_with_the_rows(django_assert_num_queries, grouping):
    IntegrationSettings.load()
    for _number in range(6):
        payment = PaymentFactory()
        JobCostFactory(project=payment.project)
        ChangeOrderFactory(commitment=payment.invoice.commitment)
    with django_assert_num_queries(12 - (grouping is BY_DIVISION)):
        assert build(BUDGET, Scope(), grouping).rows


def test_rows_of_zeros_are_left_out():
    cost = JobCostFactory()
    JobCostFactory(credited=True, project=cost.project, budget_code=cost.budget_code)
    assert rows(JOB_COSTS) == {}


def test_rows_are_projects_in_the_order_of_their_numbers():
    JobCostFactory(project__number="24-020")
    JobCostFactory(project__number="24-003", of_commitment=True)
    assert list(rows(JOB_COSTS).items()) == [
        ("24-003", ("100.00", "100.00", "0.00")),
        ("24-020", ("100.00", "0.00", "100.00")),
    ]


@pytest.mark.parametrize(
    ("code", "division"), [("03-300", "03"), ("03 300", "03"), ("03.300", "03"), ("3300", "3300"), ("-1", "-1")]
)
def test_division_is_what_stands_before_the_first_separator(code, division):
    JobCostFactory(budget_code__cost_code__code=code)
    assert list(rows(JOB_COSTS, BY_DIVISION)) == [division]


def test_codes_of_a_division_are_one_row():
    JobCostFactory(budget_code__cost_code__code="07-10")
    JobCostFactory(budget_code__cost_code__code="07-20")
    JobCostFactory(budget_code__cost_code__code="08-20")
    assert {code: amounts[0] for code, amounts in rows(JOB_COSTS, BY_DIVISION).items()} == {
        "07": "200.00",
        "08": "100.00",
    }


def test_rows_of_one_project_are_its_codes_and_types():
    cost = JobCostFactory()
    JobCostFactory()
    JobCostFactory(project=cost.project, budget_code=cost.budget_code)
    found = rows(JOB_COSTS, BY_BUDGET_CODE, project=cost.project)
    assert found == {cost.budget_code.item_code: ("200.00", "0.00", "200.00")}
    assert rows(JOB_COSTS, BY_COST_TYPE, project=cost.project) == {"S": ("200.00", "0.00", "200.00")}


def test_what_has_no_budget_code_is_a_row_of_its_own_at_the_end():
    commitment = CommitmentFactory()
    CommitmentLineFactory(commitment=commitment, position=2, budget_code=None, amount="7.00")
    change = ChangeOrderFactory(commitment=commitment)
    ChangeOrderLineFactory(change_order=change, position=2, budget_code=None)
    built = build(BUDGET, Scope(), BY_DIVISION)
    assert [row.key for row in built.rows][-1] is None
    assert str(built.rows[-1].heading.name) == "Without a budget code"
    assert "257.00" in map(str, built.rows[-1].amounts)


def test_dates_narrow_costs_payments_and_retainage():
    cost = JobCostFactory(date=date(2026, 3, 31))
    JobCostFactory(date=date(2026, 4, 1), project=cost.project)
    JobCostFactory(date=None, project=cost.project)
    assert totals(JOB_COSTS)["job_to_date"] == "300.00"
    assert totals(JOB_COSTS, until=date(2026, 3, 31))["job_to_date"] == "100.00"
    assert totals(JOB_COSTS, since=date(2026, 4, 1))["job_to_date"] == "100.00"
    assert totals(JOB_COSTS, since=date(2026, 4, 2), until=date(2026, 4, 3))["job_to_date"] == "0.00"
    PaymentFactory(date=date(2026, 4, 15))
    day_before = totals(until=date(2026, 3, 30))
    assert (day_before["paid"], day_before["retainage_held"], day_before["committed"]) == ("0.00", "0.00", "1000.00")


def test_retainage_is_dated_as_the_bill_is():
    InvoiceFactory(synced=True, billing_date=None, period_end=date(2026, 5, 31))
    assert totals(until=date(2026, 5, 30))["retainage_held"] == "0.00"
    assert totals(until=date(2026, 5, 31))["retainage_held"] == "40.00"


def test_direct_costs_are_job_to_date_less_commitment_invoiced_on_every_row():
    for number in range(4):
        cost = JobCostFactory(amount=f"{number}.37")
        JobCostFactory(of_commitment=True, project=cost.project, budget_code=cost.budget_code, amount="0.64")
        JobCostFactory(credited=True, project=cost.project, budget_code=BudgetCodeFactory(), amount="-0.99")
    for grouping in GROUPINGS.values():
        built = build(JOB_COSTS, Scope(), grouping)
        assert all(direct == to_date - invoiced for to_date, invoiced, direct in (row.amounts for row in built.rows))
