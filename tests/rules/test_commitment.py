"""When a commitment may become a purchase order."""

from decimal import Decimal

import pytest

from erp_integrations.models import ErpList
from tests.factories import CommitmentFactory, CommitmentLineFactory, UnitCommitmentFactory
from tests.rules import documents
from tests.rules.case import Case
from tests.rules.steps import GONE, both, field, line_field, listed, listed_often, nothing


def subcontract():
    return CommitmentFactory(number="SC-001", title="Concrete works", line__budget_code__cost_code__code="05-120")


def order():
    return UnitCommitmentFactory(number="PO-001")


def another(**fields):
    return lambda record: CommitmentFactory(
        **{
            "number": " sc-001 ",
            "title": "Steel",
            "project__number": "24-018",
            "project__name": "Depot",
            **fields,
        }
    )


def line_of_the_subcontractor(commitment):
    CommitmentLineFactory(commitment=commitment, position=2, budget_code=None, is_subcontractor_sov=True)


def only_lines_of_the_subcontractor(commitment):
    commitment.lines.update(is_subcontractor_sov=True)


CASES = (
    *documents.tax_cases(subcontract),
    *documents.date_cases(order, "R133", "created_on"),
    *documents.number_cases(subcontract, "R48"),
    *documents.title_cases(subcontract, "R49"),
    *documents.company_cases(subcontract, "R50"),
    *documents.status_cases(subcontract, "R51"),
    *documents.line_cases(subcontract, some="R52", each="R46"),
    Case(
        number="R52",
        what="only lines of the subcontractor's own",
        make=subcontract,
        spoil=only_lines_of_the_subcontractor,
        sentence="It has no line with a budget code.",
        edge=line_of_the_subcontractor,
    ),
    *documents.figure_cases(subcontract),
    *documents.bound_cases(subcontract),
    Case(
        number="Xero",
        what="a cent below zero",
        make=subcontract,
        spoil=documents.second_line(amount=Decimal("-1000.01")),
        sentence="Its total is -0.01, and Xero takes no purchase order below zero.",
        edge=documents.second_line(amount=Decimal("-1000.00")),
    ),
    Case(
        number="Xero",
        what="large and below zero",
        make=subcontract,
        spoil=line_field(amount=Decimal("-4860.00")),
        sentence="Its total is -4,860.00, and Xero takes no purchase order below zero.",
        edge=line_field(amount=Decimal("0.00")),
    ),
    Case(
        number="R142",
        what="ship via of 501 characters",
        make=order,
        spoil=field(ship_via="s" * 501),
        sentence="Ship via has 501 characters, and 500 are the most for delivery instructions.",
        edge=field(ship_via="s" * 500),
    ),
    documents.export_case(subcontract),
    *documents.project_cases(subcontract),
    documents.project_waiting_case(subcontract),
    *documents.item_cases(subcontract),
    Case(
        number="R134",
        what="number of another project's commitment",
        make=subcontract,
        spoil=another(submitted=True),
        sentence=(
            "Commitment  sc-001  Steel (24-018 Depot) has the number SC-001 too, and Xero takes an order number once."
        ),
        edge=another(),
    ),
    Case(
        number="R134",
        what="number whose order is gone",
        make=subcontract,
        spoil=another(number="SC-001", synced=True),
        sentence=(
            "Commitment SC-001 Steel (24-018 Depot) has the number SC-001 too, and Xero takes an order number once."
        ),
        edge=another(number="SC-001", synced=True, erp_status=GONE),
    ),
    Case(
        number="R134",
        what="order of that number in Xero",
        make=subcontract,
        spoil=both(listed_often(ErpList.PURCHASE_ORDER, 10), listed(ErpList.PURCHASE_ORDER, name="sc-001")),
        sentence="Xero has a purchase order sc-001 already.",
        edge=both(
            listed(ErpList.PURCHASE_ORDER, name="SC-001", is_gone=True), listed(ErpList.PURCHASE_ORDER, name="SC-0011")
        ),
    ),
    Case(
        number="R134",
        what="billed order of that number in Xero",
        make=subcontract,
        spoil=listed(ErpList.PURCHASE_ORDER, name="SC-001", is_closed=True),
        sentence="Xero has a purchase order SC-001 already.",
        edge=nothing,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rule_stops_what_breaks_it(case, chosen_settings):
    case.check_stopping()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rule_lets_through_what_is_on_its_edge(case, chosen_settings):
    case.check_passing()
