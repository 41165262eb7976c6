"""Writes the CSV files of Harbor Ridge Builders. The same every time: python -m demo.build_contractor [directory]"""

import sys
from pathlib import Path

from demo.builder import files
from demo.builder.budgets import budgets
from demo.builder.change_orders import change_orders
from demo.builder.commitments import commitments
from demo.builder.history import history
from demo.builder.invoices import invoices
from demo.builder.papers import papers
from demo.builder.payments import payments


def build_contractor(directory: Path) -> None:
    agreed = commitments()
    orders = change_orders(agreed)
    billed = invoices(agreed, orders)
    files.write_lists(directory)
    files.write_budgets(directory, budgets(agreed, orders))
    files.write_commitments(directory, agreed)
    files.write_change_orders(directory, orders)
    files.write_invoices(directory, billed)
    entered = papers()
    files.write_bookkeeping(directory, entered, payments(billed, entered))
    files.write(directory, "history", history(agreed, orders, billed))


if __name__ == "__main__":
    build_contractor(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
