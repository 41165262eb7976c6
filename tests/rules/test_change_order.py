"""When a change order may be added to its purchase order."""

from decimal import Decimal

import pytest

from tests.factories import ChangeOrderFactory, ChangeOrderLineFactory
from tests.rules import documents
from tests.rules.case import Case
from tests.rules.steps import CLOSED, GONE, both, commitment_field, line_field, project_field


def change():
    """Of an order of 1,000.00."""
    return ChangeOrderFactory(number="CO-01", line__budget_code__cost_code__code="05-120")


def another(amount="250.00", **fields):
    """A second change of the same order."""
    return lambda record: ChangeOrderFactory(commitment=record.commitment, line__amount=Decimal(amount), **fields)


def another_number(**fields):
    return lambda record: ChangeOrderFactory(commitment=record.commitment, number="CO-01", **fields)


def accepted(record):
    type(record).objects.filter(pk=record.pk).update(state="accepted")


def two_changes_of_a_line(amount):
    """Changes of one commitment line travel as one line: the largest amount there is, and a little more."""

    def step(record):
        line = record.lines.get()
        of_line = {"commitment_line": record.commitment.lines.get(), "budget_code": line.budget_code}
        record.lines.update(amount=documents.HIGHEST, commitment_line=of_line["commitment_line"])
        ChangeOrderLineFactory(change_order=record, position=2, amount=Decimal(amount), **of_line)

    return step


CASES = (
    *documents.number_cases(change, "R62"),
    *documents.title_cases(change, "R64"),
    *documents.company_cases(change, "R65"),
    *documents.status_cases(change, "R66"),
    *documents.line_cases(change, some="R67", each="R69"),
    *documents.figure_cases(change),
    *documents.bound_cases(change),
    documents.export_case(change),
    *documents.sum_cases(change, two_changes_of_a_line("0.01"), two_changes_of_a_line("0.00")),
    Case(
        number="R143",
        what="accepted change does not count twice",
        make=change,
        spoil=both(line_field(amount=Decimal("-1000.01")), accepted),
        sentence="With it the purchase order would amount to -0.01, and Xero takes no order below zero.",
        edge=both(line_field(amount=Decimal("-600.00")), accepted),
    ),
    *documents.project_cases(change),
    *documents.item_cases(change),
    Case(
        number="R143",
        what="order a cent below zero",
        make=change,
        spoil=line_field(amount=Decimal("-1000.01")),
        sentence="With it the purchase order would amount to -0.01, and Xero takes no order below zero.",
        edge=line_field(amount=Decimal("-1000.00")),
    ),
    Case(
        number="R143",
        what="changes that are part of the order count",
        make=change,
        spoil=both(another("-500.00", synced=True), line_field(amount=Decimal("-500.01"))),
        sentence="With it the purchase order would amount to -0.01, and Xero takes no order below zero.",
        edge=both(another("500.00", accepted=True), line_field(amount=Decimal("-1500.00"))),
    ),
    Case(
        number="R143",
        what="changes that nobody accepted do not count",
        make=change,
        spoil=both(another("500.00", submitted=True), line_field(amount=Decimal("-1000.01"))),
        sentence="With it the purchase order would amount to -0.01, and Xero takes no order below zero.",
        edge=both(another("-500.00", submitted=True), line_field(amount=Decimal("-1000.00"))),
    ),
    Case(
        number="R143",
        what="billed order",
        make=change,
        spoil=commitment_field(erp_name="SC-001", erp_status=CLOSED),
        sentence="Purchase order SC-001 is billed in Xero, so it takes no lines.",
        edge=commitment_field(erp_name="SC-001"),
    ),
    Case(
        number="R143",
        what="deleted order",
        make=change,
        spoil=commitment_field(erp_name="SC-001", erp_status=GONE),
        sentence="Purchase order SC-001 is deleted in Xero, so it takes no lines.",
        edge=commitment_field(erp_name="SC-002"),
    ),
    Case(
        number="R143",
        what="commitment not exported",
        make=change,
        spoil=commitment_field(erp_id=""),
        sentence="It waits for its commitment to be exported.",
        edge=project_field(erp_id=""),
    ),
    Case(
        number="R62",
        what="number of another change of the order",
        make=change,
        spoil=another_number(submitted=True),
        sentence="Its commitment has another change order CO-01.",
        edge=both(another_number(), lambda record: ChangeOrderFactory(number="CO-01", submitted=True)),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rule_stops_what_breaks_it(case, chosen_settings):
    case.check_stopping()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rule_lets_through_what_is_on_its_edge(case, chosen_settings):
    case.check_passing()
