"""A source: transactions that amounts come from, with the paths to what a report asks of each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Any

from django.db.models import F, Model

from erp_integrations.models.lines import LINES


@dataclass(frozen=True, slots=True)
class Document:
    """What a transaction is called, and what kind of document it is on.

    `page` is the record, by its model and id, that tells more of it.
    """

    name: str
    company: str = ""
    description: str = ""
    page: tuple[type[Model], int] | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Transaction:
    """One line behind a number; the amount bears the sign that it is counted with."""

    date: date | None
    document: Document
    project: Any
    budget_code: Any
    amount: Decimal


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """`project`, `budget_code`, `amount` and `date` are Django's paths from a row; `date` may be empty.

    `record` is what its rows are about: whoever does not see those does not see the amounts either.
    `has_period` says that a report's dates narrow it; what has none counts as it stands today. `counted` says how many
    rows there are, by what they are.
    """

    title: Any
    record: type[Model]
    rows: Callable[[], Any]
    project: str
    budget_code: str
    document: Callable[[Any], Document]
    amount: str = "amount"
    date: str = ""
    has_period: bool = False
    related: tuple[str, ...] = ()
    counted: Any = LINES

    def for_display(self, rows: Any) -> Any:
        """Return the rows, newest first, with all that `transaction` reads."""
        code = self.budget_code
        order = [F(self.date).desc(nulls_last=True), "-pk"] if self.date else ["-pk"]
        return rows.select_related(self.project, f"{code}__cost_code", f"{code}__cost_type", *self.related).order_by(
            *order
        )

    def transaction(self, row: Any, sign: int) -> Transaction:
        return Transaction(
            date=follow(row, self.date) if self.date else None,
            document=self.document(row),
            project=follow(row, self.project),
            budget_code=follow(row, self.budget_code),
            amount=sign * follow(row, self.amount),
        )


def follow(row: Any, path: str) -> Any:
    return reduce(getattr, path.split("__"), row)
