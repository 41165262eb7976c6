"""The demonstration's contractor, as its CSV files say: what adds up, and what is wrong on purpose."""

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from demo.build_contractor import build_contractor
from tests.demo.contractor import (
    DEMO,
    INACTIVE,
    LINES,
    LONG_DESCRIPTIONS,
    LONG_NAMES,
    NEGATIVE,
    NOT_APPROVED,
    OF_UNLINKED_COMPANY,
    OVERBILLED,
    WITHOUT_DUE_DATE,
    WITHOUT_LINES,
    approved_amounts,
    billed_lines,
    by_id,
    grouped,
    lines_with_method,
    round2,
    table,
    total,
)

ROWS = {
    "cost_types": 5,
    "budget_codes": 130,
    "vendors": 40,
    "projects": 5,
    "commitments": 60,
    "change_orders": 25,
    "invoices": 150,
    "history": 410,
    "bookkeeping": 254,
    "bookkeeping_payments": 215,
}

REFERENCES = [
    ("budget_codes", "cost_code", "cost_codes", "code"),
    ("budget_codes", "cost_type", "cost_types", "code"),
    ("project_budget_codes", "project", "projects", "source_id"),
    ("project_budget_codes", "budget_code", "budget_codes", "source_id"),
    ("commitments", "project", "projects", "source_id"),
    ("commitments", "vendor", "vendors", "source_id"),
    ("commitment_lines", "commitment", "commitments", "source_id"),
    ("commitment_lines", "budget_code", "budget_codes", "source_id"),
    ("change_orders", "commitment", "commitments", "source_id"),
    ("change_order_lines", "change_order", "change_orders", "source_id"),
    ("change_order_lines", "budget_code", "budget_codes", "source_id"),
    ("invoices", "commitment", "commitments", "source_id"),
    ("invoice_lines", "invoice", "invoices", "source_id"),
    ("invoice_lines", "budget_code", "budget_codes", "source_id"),
]

KEYS = [("cost_codes", "code"), ("cost_types", "code")] + [
    (name, "source_id")
    for name in ("budget_codes", "vendors", "projects", "commitments", "change_orders", "invoices", "history")
]


@pytest.mark.parametrize(("name", "count"), ROWS.items())
def test_a_file_has_as_many_rows_as_the_story_needs(name: str, count: int) -> None:
    assert len(table(name)) == count


@pytest.mark.parametrize(("name", "key"), KEYS)
def test_no_key_occurs_twice(name: str, key: str) -> None:
    keys = [row[key] for row in table(name)]

    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(("name", "column", "target", "key"), REFERENCES)
def test_every_reference_resolves(name: str, column: str, target: str, key: str) -> None:
    assert {row[column] for row in table(name)} <= {row[key] for row in table(target)}


@pytest.mark.parametrize("name", ["change_order_lines", "invoice_lines"])
def test_a_line_carries_the_budget_code_of_the_commitment_line_it_refers_to(name: str) -> None:
    codes = {(line["commitment"], line["position"]): line["budget_code"] for line in table("commitment_lines")}
    parent = LINES[name]
    parents = by_id(f"{parent}s")
    for line in table(name):
        if line["commitment_line"]:
            assert line["budget_code"] == codes[parents[line[parent]]["commitment"], line["commitment_line"]]


def test_positions_count_from_one_without_gaps() -> None:
    for name, parent in LINES.items():
        for lines in grouped(table(name), parent).values():
            assert [line["position"] for line in lines] == [str(number) for number in range(1, len(lines) + 1)]


def test_item_codes_stay_within_thirty_characters() -> None:
    assert all(len(f"{row['cost_code']}.{row['cost_type']}") <= 30 for row in table("budget_codes"))


def test_item_names_stay_within_fifty_characters_but_for_two() -> None:
    assert {row["source_id"] for row in table("budget_codes") if len(row["description"]) > 50} == LONG_DESCRIPTIONS


def test_company_names_stay_within_forty_one_characters_but_for_two() -> None:
    assert {row["source_id"] for row in table("vendors") if len(row["name"]) > 41} == LONG_NAMES


def test_two_pairs_of_companies_differ_only_in_how_they_write_and() -> None:
    names = Counter(row["name"].replace("&", "and") for row in table("vendors"))

    assert [name for name, count in names.items() if count > 1] == [
        "Cascade Concrete and Pumping",
        "Baker and Sons Electrical",
    ]


def test_two_companies_and_no_project_are_inactive() -> None:
    assert {row["source_id"] for row in table("vendors") if row["is_active"] == "false"} == INACTIVE
    assert sum(row["is_active"] == "false" for row in table("projects")) == 0


def test_one_commitment_number_is_used_by_two_projects() -> None:
    commitments = table("commitments")
    numbers = Counter(row["number"] for row in commitments)
    shared = [row for row in commitments if numbers[row["number"]] > 1]

    assert {row["source_id"] for row in shared} == {"PO-24017-004", "PO-25019-004"}
    assert len({row["project"] for row in shared}) == 2


def test_one_commitment_has_no_lines_and_none_has_more_than_eight() -> None:
    counts = Counter(line["commitment"] for line in table("commitment_lines"))

    assert {row["source_id"] for row in table("commitments")} - set(counts) == {WITHOUT_LINES}
    assert max(counts.values()) <= 8


def test_three_commitments_are_not_approved() -> None:
    statuses = {row["source_id"]: row["status"] for row in table("commitments")}

    assert {key: status for key, status in statuses.items() if status != "approved"} == NOT_APPROVED


@pytest.mark.parametrize(
    ("kind", "least", "most"), [("subcontract", 40_000, 2_500_000), ("purchase_order", 2_000, 180_000)]
)
def test_a_commitment_has_a_value_that_is_usual_for_its_kind(kind: str, least: int, most: int) -> None:
    lines = grouped(table("commitment_lines"), "commitment")
    for row in table("commitments"):
        if row["kind"] == kind and row["source_id"] != WITHOUT_LINES:
            assert least <= total(lines[row["source_id"]]) <= most


def test_only_purchase_orders_say_how_they_are_shipped() -> None:
    assert {row["kind"] for row in table("commitments") if row["ship_via"]} == {"purchase_order"}
    assert all(len(row["ship_via"]) <= 500 for row in table("commitments"))


def test_a_unit_line_is_its_quantity_at_its_unit_cost_in_whole_cents() -> None:
    for line, method in lines_with_method():
        if method == "unit":
            quantity, unit_cost = Decimal(line["quantity"]), Decimal(line["unit_cost"])
            assert Decimal(line["amount"]) == round2(quantity * unit_cost)
            assert quantity == quantity.quantize(Decimal("0.0001"))
            assert unit_cost == unit_cost.quantize(Decimal("0.0001"))


def test_an_amount_line_has_neither_quantity_nor_unit_cost() -> None:
    assert {(line["quantity"], line["unit_cost"]) for line, method in lines_with_method() if method == "amount"} == {
        ("", "")
    }


def test_a_project_has_budgeted_what_is_committed_on_it() -> None:
    budget = {
        (row["project"], row["budget_code"]): Decimal(row["original_amount"]) for row in table("project_budget_codes")
    }
    commitments, orders = by_id("commitments"), by_id("change_orders")
    committed: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for line in table("commitment_lines"):
        committed[commitments[line["commitment"]]["project"], line["budget_code"]] += Decimal(line["amount"])
    for line in table("change_order_lines"):
        project = commitments[orders[line["change_order"]]["commitment"]]["project"]
        committed[project, line["budget_code"]] += Decimal(line["amount"])

    assert all(amount <= budget[key] for key, amount in committed.items())


def test_no_commitment_line_is_billed_beyond_its_approved_amount_but_by_two_invoices() -> None:
    approved = approved_amounts()
    billed: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    overbilled = set()
    for key, line in billed_lines():
        billed[key] += Decimal(line["amount"])
        if billed[key] > approved[key]:
            overbilled.add(line["invoice"])

    assert overbilled == OVERBILLED


def test_no_more_retainage_is_released_than_was_withheld_before() -> None:
    held: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for key, line in billed_lines():
        assert Decimal(line["retainage_released"]) <= held[key]
        held[key] += Decimal(line["retainage_withheld"]) - Decimal(line["retainage_released"])


def test_some_retainage_is_released() -> None:
    assert total(table("invoice_lines"), "retainage_released") > 0


def test_only_subcontracts_withhold_retainage_and_no_more_than_ten_per_cent() -> None:
    for line in table("invoice_lines"):
        withheld = Decimal(line["retainage_withheld"])
        if line["invoice"].startswith("PO"):
            assert withheld == 0
        elif withheld:
            assert Decimal("0.0499") < withheld / Decimal(line["amount"]) < Decimal("0.1001")


def test_one_invoice_has_a_negative_total() -> None:
    lines = grouped(table("invoice_lines"), "invoice")
    nets = {
        row["source_id"]: total(lines[row["source_id"]])
        - total(lines[row["source_id"]], "retainage_withheld")
        + total(lines[row["source_id"]], "retainage_released")
        for row in table("invoices")
    }

    assert [source_id for source_id, net in nets.items() if net <= 0] == [NEGATIVE]


def test_one_invoice_has_no_due_date() -> None:
    assert [row["source_id"] for row in table("invoices") if not row["due_date"]] == [WITHOUT_DUE_DATE]


def test_billing_periods_of_a_commitment_follow_each_other() -> None:
    created = {row["source_id"]: row["created_on"] for row in table("commitments")}
    for commitment, invoices in grouped(table("invoices"), "commitment").items():
        for number, invoice in enumerate(invoices, start=1):
            assert invoice["number"] == f"{commitment}-{number:02}"
            assert invoice["period_start"] <= invoice["billing_date"] <= invoice["period_end"]
            assert created[commitment] <= invoice["billing_date"] < (invoice["due_date"] or "9999")
        ends = [date.fromisoformat(invoice["period_end"]) for invoice in invoices]
        starts = [date.fromisoformat(invoice["period_start"]) for invoice in invoices]
        assert all((start - end).days == 1 for end, start in zip(ends, starts[1:], strict=False))


def test_one_invoice_is_of_a_company_whose_name_is_too_long() -> None:
    commitments = by_id("commitments")

    assert [
        row["source_id"] for row in table("invoices") if commitments[row["commitment"]]["vendor"] in LONG_NAMES
    ] == [OF_UNLINKED_COMPANY]


def test_the_files_are_what_the_builder_writes(tmp_path: Path) -> None:
    build_contractor(tmp_path)

    built = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert built == {path.name: path.read_bytes() for path in DEMO.glob("*.csv")}
