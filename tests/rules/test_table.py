"""No row of the table goes without a case that it stops and one that it lets through."""

import pytest

from erp_integrations.models import (
    BudgetCode,
    Commitment,
    CommitmentChangeOrder,
    Project,
    SubcontractorInvoice,
    Vendor,
)
from erp_integrations.rules import RULES
from tests.rules import test_budget_code, test_change_order, test_commitment, test_invoice, test_project, test_vendor

CASES = {
    BudgetCode: test_budget_code.CASES,
    Project: test_project.CASES,
    Vendor: test_vendor.CASES,
    Commitment: test_commitment.CASES,
    CommitmentChangeOrder: test_change_order.CASES,
    SubcontractorInvoice: test_invoice.CASES,
}
ROWS = [(model, rule) for model, rules in RULES.items() for rule in rules]


@pytest.mark.parametrize(
    ("model", "rule"), ROWS, ids=[f"{model.__name__}-{rule.number}-{rule.sentence}" for model, rule in ROWS]
)
def test_row_has_a_case(model, rule):
    assert [case for case in CASES[model] if case.is_of(rule)], "Write a Case for it beside the others."


@pytest.mark.parametrize("model", CASES, ids=lambda model: model.__name__)
def test_case_is_about_one_row(model):
    rows = {str(case): [rule for rule in RULES[model] if case.is_of(rule)] for case in CASES[model]}
    assert [case for case, rules in rows.items() if len(rules) != 1] == []


@pytest.mark.parametrize("model", CASES, ids=lambda model: model.__name__)
def test_no_two_cases_of_a_type_are_called_the_same(model):
    names = [str(case) for case in CASES[model]]
    assert sorted(set(names)) == sorted(names)
