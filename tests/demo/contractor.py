"""The contractor's CSV files as tests read them, and the records in them that are wrong on purpose."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

DEMO = Path(__file__).parents[2] / "demo"

Row = dict[str, str]

# The files of lines, and the column that names the record which a line belongs to.
LINES = {"commitment_lines": "commitment", "change_order_lines": "change_order", "invoice_lines": "invoice"}

OVERBILLED = {"SC-24017-006-06", "PO-24017-002-04"}
NEGATIVE = "SC-25006-002-06"
WITHOUT_DUE_DATE = "SC-24017-004-07"
WITHOUT_LINES = "PO-24017-008"
NOT_APPROVED = {"PO-25006-005": "out_for_signature", "SC-25019-008": "draft", "PO-25019-005": "draft"}
LONG_NAMES = {"V-137", "V-138"}
INACTIVE = {"V-139", "V-140"}
LONG_DESCRIPTIONS = {"BC-08-440-S", "BC-26-300-M"}
SHARED_NUMBER = "PO-25019-004"
OF_UNLINKED_COMPANY = "SC-24017-012-01"

WRONG_ON_PURPOSE = (
    OVERBILLED
    | {NEGATIVE, WITHOUT_DUE_DATE, WITHOUT_LINES, OF_UNLINKED_COMPANY, "SC-24017-012", SHARED_NUMBER}
    | set(NOT_APPROVED)
    | LONG_NAMES
    | INACTIVE
    | LONG_DESCRIPTIONS
)


def table(name: str) -> list[Row]:
    with (DEMO / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_id(name: str) -> dict[str, Row]:
    return {row["source_id"]: row for row in table(name)}


def grouped(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[key]].append(row)
    return groups


def states() -> dict[str, str]:
    return {row["source_id"]: row["state"] for row in table("history")}


def total(rows: Iterable[Row], column: str = "amount") -> Decimal:
    return sum((Decimal(row[column]) for row in rows), Decimal(0))


def round2(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def lines_with_method() -> Iterator[tuple[Row, str]]:
    """Every line of a commitment, a change order or an invoice, with the accounting method of its commitment."""
    commitments, orders, invoices = by_id("commitments"), by_id("change_orders"), by_id("invoices")
    for line in table("commitment_lines"):
        yield line, commitments[line["commitment"]]["accounting_method"]
    for line in table("change_order_lines"):
        yield line, commitments[orders[line["change_order"]]["commitment"]]["accounting_method"]
    for line in table("invoice_lines"):
        yield line, commitments[invoices[line["invoice"]]["commitment"]]["accounting_method"]


def billed_lines() -> Iterator[tuple[tuple[str, str], Row]]:
    """Every invoice line under the commitment line that it bills, oldest first."""
    invoices = by_id("invoices")
    for line in table("invoice_lines"):
        yield (invoices[line["invoice"]]["commitment"], line["commitment_line"]), line


def approved_amounts() -> dict[tuple[str, str], Decimal]:
    """What each commitment line comes to with its approved change orders."""
    amounts = {(line["commitment"], line["position"]): Decimal(line["amount"]) for line in table("commitment_lines")}
    orders = by_id("change_orders")
    for line in table("change_order_lines"):
        order = orders[line["change_order"]]
        if line["commitment_line"] and order["status"] == "approved":
            amounts[order["commitment"], line["commitment_line"]] += Decimal(line["amount"])
    return amounts


def net_of_exported() -> dict[str, Decimal]:
    """What each synced invoice comes to: the work, less what is withheld of it, and what is released."""
    state = states()
    nets: dict[str, Decimal] = defaultdict(Decimal)
    for line in table("invoice_lines"):
        if state[line["invoice"]] == "synced":
            withheld, released = Decimal(line["retainage_withheld"]), Decimal(line["retainage_released"])
            nets[line["invoice"]] += Decimal(line["amount"]) - withheld + released
    return dict(nets)


@cache
def exported_bills() -> dict[tuple[str, str], str]:
    """The synced invoices by what their bills are known by in Xero: the number of the order, and the date."""
    exported = net_of_exported()
    return {
        (row["commitment"], row["billing_date"]): row["source_id"]
        for row in table("invoices")
        if row["source_id"] in exported
    }


def paid_bill(payment: Row) -> str:
    """The invoice that a payment pays, or else the number of the bill that the bookkeeper entered herself."""
    return exported_bills().get((payment["bill"], payment["bill_date"]), payment["bill"])


def signed(line: Row) -> Decimal:
    """The cost of a line of bookkeeping.csv: what a credit note gives back counts below zero."""
    return Decimal(line["amount"]) * (-1 if line["kind"] == "credit_note" else 1)
