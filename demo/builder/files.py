"""The CSV files: a header, and the rows in the order in which they are loaded."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from . import companies, cost_code_list, jobs, only_in_xero
from .budgets import Budget
from .cost_code_list import COST_TYPES
from .money import cents, plain, price
from .records import ChangeOrder, Commitment, Invoice, Line, Paper, PaperLine, Payment

Rows = Iterable[Sequence[str]]

HEADERS = {
    "cost_codes": "code,name",
    "cost_types": "code,name",
    "budget_codes": "source_id,cost_code,cost_type,description",
    "vendors": "source_id,name,address,city,region,postal_code,country,business_phone,business_fax,email,is_active",
    "projects": "source_id,number,name,is_active",
    "project_budget_codes": "project,budget_code,original_amount",
    "commitments": "source_id,project,vendor,kind,accounting_method,number,title,description,status,ship_via,"
    "created_on",
    "commitment_lines": "commitment,position,budget_code,description,quantity,unit_cost,amount",
    "change_orders": "source_id,commitment,number,title,status",
    "change_order_lines": "change_order,position,commitment_line,budget_code,description,quantity,unit_cost,amount",
    "invoices": "source_id,commitment,number,period_start,period_end,billing_date,due_date,status",
    "invoice_lines": "invoice,position,commitment_line,budget_code,description,quantity,unit_cost,amount,"
    "retainage_withheld,retainage_released",
    "history": "kind,source_id,state,reason",
    "bookkeeping": "kind,number,contact,date,due_date,status,paid_from,job,item,account,description,amount",
    "bookkeeping_payments": "bill,bill_date,date,amount,reference,paid_from,is_deleted",
}


def write(directory: Path, name: str, rows: Rows) -> None:
    with (directory / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADERS[name].split(","))
        writer.writerows(rows)


def write_lists(directory: Path) -> None:
    write(directory, "cost_codes", cost_code_list.cost_codes())
    write(directory, "cost_types", COST_TYPES.items())
    codes = cost_code_list.budget_codes()
    write(
        directory,
        "budget_codes",
        [(code.source_id, code.cost_code, code.cost_type, code.description) for code in codes],
    )
    write(directory, "vendors", companies.vendor_rows())
    write(directory, "projects", jobs.project_rows())


def write_budgets(directory: Path, budgets: dict[str, Budget]) -> None:
    write(
        directory,
        "project_budget_codes",
        [
            (jobs.project_id(project), f"BC-{key}", cents(amount))
            for project, budget in budgets.items()
            for key, amount in budget.items()
        ],
    )


def write_commitments(directory: Path, commitments: list[Commitment]) -> None:
    write(directory, "commitments", [commitment_row(commitment) for commitment in commitments])
    write(
        directory,
        "commitment_lines",
        [
            (commitment.source_id, str(position), *line_cells(line))
            for commitment in commitments
            for position, line in enumerate(commitment.lines, start=1)
        ],
    )


def commitment_row(commitment: Commitment) -> tuple[str, ...]:
    return (
        commitment.source_id,
        jobs.project_id(commitment.project),
        commitment.vendor,
        commitment.kind,
        commitment.method,
        commitment.number,
        commitment.title,
        commitment.description,
        commitment.status,
        commitment.ship_via,
        commitment.created_on.isoformat(),
    )


def write_change_orders(directory: Path, orders: list[ChangeOrder]) -> None:
    write(
        directory,
        "change_orders",
        [(order.source_id, order.commitment, order.number, order.title, order.status) for order in orders],
    )
    write(
        directory,
        "change_order_lines",
        [
            (order.source_id, str(position), str(change.commitment_line or ""), *line_cells(change.line))
            for order in orders
            for position, change in enumerate(order.lines, start=1)
        ],
    )


def write_invoices(directory: Path, invoices: list[Invoice]) -> None:
    write(directory, "invoices", [invoice_row(invoice) for invoice in invoices])
    write(
        directory,
        "invoice_lines",
        [
            (
                invoice.number,
                str(position),
                str(line.commitment_line),
                *line_cells(line.line),
                cents(line.retainage_withheld),
                cents(line.retainage_released),
            )
            for invoice in invoices
            for position, line in enumerate(invoice.lines, start=1)
        ],
    )


def invoice_row(invoice: Invoice) -> tuple[str, ...]:
    dates = (invoice.period_start, invoice.period_end, invoice.billing_date, invoice.due_date)
    return (invoice.number, invoice.commitment, invoice.number, *map(iso, dates), invoice.status)


def write_bookkeeping(directory: Path, papers: list[Paper], payments: list[Payment]) -> None:
    write(
        directory,
        "bookkeeping",
        [*only_in_xero_rows(), *(paper_row(paper, line) for paper in papers for line in paper.lines)],
    )
    write(directory, "bookkeeping_payments", [payment_row(payment) for payment in payments])


def only_in_xero_rows() -> Iterator[tuple[str, ...]]:
    """What has to be there before anything is coded to it, each in the column that names it."""
    columns = HEADERS["bookkeeping"].split(",")
    named = (("contact", only_in_xero.CONTACTS), ("job", only_in_xero.JOBS.values()), ("item", only_in_xero.ITEMS))
    for kind, names in named:
        for name in names:
            yield tuple({"kind": kind, kind: name}.get(column, "") for column in columns)


def paper_row(paper: Paper, line: PaperLine) -> tuple[str, ...]:
    days = (iso(paper.dated), iso(paper.due_date))
    coding = (line.job, line.item, line.account, line.description, cents(line.amount))
    return (paper.kind, paper.number, paper.contact, *days, paper.status, paper.paid_from, *coding)


def payment_row(payment: Payment) -> tuple[str, ...]:
    is_deleted = "true" if payment.is_deleted else ""
    amount = cents(payment.amount)
    days = (iso(payment.bill_date), iso(payment.paid_on))
    return (payment.bill, *days, amount, payment.reference, payment.paid_from, is_deleted)


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def line_cells(line: Line) -> tuple[str, ...]:
    return (
        f"BC-{line.budget_code}",
        line.description,
        plain(line.quantity),
        price(line.unit_cost),
        cents(line.amount),
    )
