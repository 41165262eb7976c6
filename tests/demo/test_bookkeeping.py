"""What the demonstration's bookkeeper does in Xero, by her two files: real names and dates, and sums that add up."""

from collections import Counter, defaultdict
from decimal import Decimal
from itertools import groupby

import pytest

from connectors.xero.sandbox import seeds
from tests.demo.contractor import (
    Row,
    by_id,
    exported_bills,
    grouped,
    net_of_exported,
    paid_bill,
    signed,
    states,
    table,
    total,
)

OVERRUN = ("PRJ-24017", "BC-01-540-E")
DELETED = "PO-25006-001-01"
WAITING_FOR_THE_REST = {"SC-25019-001-02", "SC-25006-006-01"}


def named(kind: str, column: str) -> set[str]:
    """What is only in Xero: a row that names it and nothing else."""
    return {row[column] for row in table("bookkeeping") if row["kind"] == kind}


def lines() -> list[Row]:
    return [row for row in table("bookkeeping") if row["number"]]


def counting() -> list[Row]:
    return [row for row in lines() if row["status"] not in ("DRAFT", "VOIDED")]


def projects() -> dict[str, str]:
    return {row["name"]: source_id for source_id, row in by_id("projects").items()}


def items() -> dict[str, str]:
    return {f"{row['cost_code']}.{row['cost_type']}": source_id for source_id, row in by_id("budget_codes").items()}


def key_of(line: Row) -> tuple[str, str]:
    return projects().get(line["job"], ""), items().get(line["item"], "")


def test_every_name_on_a_line_is_in_xero() -> None:
    synced = {source_id for source_id, state in states().items() if state == "synced"}
    contacts = {row["name"] for row in table("vendors") if row["source_id"] in synced} | {
        row[0] for row in seeds.CONTACTS
    }
    jobs = {name for name, source_id in projects().items() if source_id in synced}
    codes = {code for code, source_id in items().items() if source_id in synced}

    assert {line["contact"] for line in lines()} <= contacts | named("contact", "contact")
    assert {line["job"] for line in lines()} <= jobs | named("job", "job") | {""}
    assert {line["item"] for line in lines()} <= codes | named("item", "item") | {""}
    assert {line["account"] for line in lines()} <= {row[0] for row in seeds.ACCOUNTS}
    assert {row["paid_from"] for row in [*lines(), *table("bookkeeping_payments")]} <= {"", *seeds.BANKS}


def test_what_is_only_in_xero_is_used_and_is_in_no_record() -> None:
    used = {column: {line[column] for line in lines()} for column in ("contact", "job", "item")}

    assert (len(named("contact", "contact")), len(named("job", "job")), len(named("item", "item"))) == (6, 1, 1)
    assert all(named(kind, kind) <= names for kind, names in used.items())
    assert not named("contact", "contact") & {row["name"] for row in table("vendors")}
    assert not named("job", "job") & set(projects())
    assert not named("item", "item") & set(items())


def test_lines_of_one_paper_stand_together_and_no_number_is_used_twice() -> None:
    runs = [head for head, _lines in groupby((line["kind"], line["number"]) for line in lines())]

    assert Counter(kind for kind, _number in runs) == {"bill": 152, "spend": 61, "credit_note": 3}
    assert len(runs) == len({number for _kind, number in runs})
    exported = {row["commitment"] for row in table("invoices")}
    assert not exported & {number for _kind, number in runs}


def test_everything_happens_between_january_and_november() -> None:
    days = [line["date"] for line in lines()] + [payment["date"] for payment in table("bookkeeping_payments")]

    assert min(days) == "2026-01-01"
    assert max(days) <= "2026-11-20"
    assert all(line["date"] < line["due_date"] for line in lines() if line["kind"] == "bill")


def test_amounts_are_whole_cents_above_zero() -> None:
    for row in [*lines(), *table("bookkeeping_payments")]:
        assert Decimal(row["amount"]) == Decimal(row["amount"]).quantize(Decimal("0.01")) > 0


def test_there_is_one_draft_and_one_voided_bill() -> None:
    statuses = {line["number"]: line["status"] for line in lines() if line["kind"] == "bill"}

    assert Counter(statuses.values()) == {"AUTHORISED": 150, "DRAFT": 1, "VOIDED": 1}


def test_every_reason_to_leave_a_line_out_occurs() -> None:
    jobs, only_jobs, only_items = set(projects()), named("job", "job"), named("item", "item")

    assert any(line["status"] == "DRAFT" and line["job"] and line["item"] for line in lines())
    assert any(not line["job"] for line in counting())
    assert any(line["job"] in only_jobs for line in counting())
    assert any(line["job"] in jobs and not line["item"] for line in counting())
    assert any(line["job"] in jobs and line["item"] in only_items for line in counting())


def test_budgets_are_kept_but_for_one_code() -> None:
    """With what the exported invoices bill. A line on a project and a budget code is budgeted there."""
    budget = {
        (row["project"], row["budget_code"]): Decimal(row["original_amount"]) for row in table("project_budget_codes")
    }
    spent: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for line in counting():
        spent[key_of(line)] += signed(line)
    commitments, invoices, state = by_id("commitments"), by_id("invoices"), states()
    for line in table("invoice_lines"):
        if state[line["invoice"]] == "synced":
            project = commitments[invoices[line["invoice"]]["commitment"]]["project"]
            spent[project, line["budget_code"]] += Decimal(line["amount"])
    coded = {key: amount for key, amount in spent.items() if all(key)}

    assert {key for key, amount in coded.items() if amount > budget[key]} == {OVERRUN}


def test_a_credit_note_never_exceeds_what_was_bought_of_the_company_on_the_code() -> None:
    bought: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for line in counting():
        bought[line["contact"], line["job"], line["item"]] += signed(line)

    assert sum(line["kind"] == "credit_note" for line in lines()) == 3
    assert min(bought.values()) > 0


def test_no_bill_is_paid_beyond_its_amount_or_before_its_date() -> None:
    own = {number: total(bill) for number, bill in grouped(lines(), "number").items()}
    due = own | net_of_exported()
    paid: dict[str, Decimal] = defaultdict(Decimal)
    for payment in table("bookkeeping_payments"):
        paid[paid_bill(payment)] += Decimal(payment["amount"])
        assert payment["bill_date"] < payment["date"]

    assert all(amount <= due[bill] for bill, amount in paid.items())
    assert {bill for bill, amount in paid.items() if amount < due[bill]} == WAITING_FOR_THE_REST


def test_most_exported_invoices_are_paid_in_one_or_in_two_instalments() -> None:
    exported = net_of_exported()
    instalments = Counter(map(paid_bill, table("bookkeeping_payments")))

    assert len(exported_bills()) == len(exported)
    assert Counter(instalments[number] for number in exported) == {0: 7, 1: 80, 2: 3}


def test_one_payment_is_taken_back() -> None:
    assert [paid_bill(row) for row in table("bookkeeping_payments") if row["is_deleted"]] == [DELETED]


@pytest.mark.parametrize("way", ["Check 1041", "Card 4411", "Pay run 12"])
def test_payments_say_how_they_were_made(way: str) -> None:
    assert way in {payment["reference"] for payment in table("bookkeeping_payments")}
