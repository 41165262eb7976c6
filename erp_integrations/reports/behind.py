"""The transactions behind a number."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count

from erp_integrations.models.sums import from_cents, in_cents
from erp_integrations.reports.building import ZERO
from erp_integrations.reports.groupings import Grouping
from erp_integrations.reports.measures import Measure, Part
from erp_integrations.reports.scope import Scope
from erp_integrations.reports.source import Transaction

# So many transactions are read from the database at a time when all of them go into a file.
CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Place:
    """The row of a report that a number is in."""

    grouping: Grouping
    key: Any


@dataclass(frozen=True, slots=True)
class PartBehind:
    """One source's transactions. The amount bears the part's sign."""

    part: Part
    rows: Any
    count: int
    amount: Decimal

    @property
    def own_amount(self) -> Decimal:
        """The amount as the source has it, without the part's sign."""
        return self.part.sign * self.amount

    @property
    def counted(self) -> str:
        return str(self.part.source.counted % {"n": self.count})

    def transactions(self, start: int, stop: int) -> list[Transaction]:
        return [self.transaction(row) for row in self.rows[start:stop]]

    def transaction(self, row: Any) -> Transaction:
        return self.part.source.transaction(row, self.part.sign)


class Behind:
    """All transactions behind a number, part by part, newest first. A slice of them is a page."""

    def __init__(self, measure: Measure, scope: Scope, place: Place | None = None) -> None:
        self.parts = [read_part(part, scope, place) for part in measure.parts]

    @property
    def amount(self) -> Decimal:
        return sum((part.amount for part in self.parts), ZERO)

    @property
    def counted(self) -> str:
        """Say how many rows there are. The parts of a measure have rows of one kind."""
        return str(self.parts[0].part.source.counted % {"n": self.count()})

    def count(self) -> int:
        return sum(part.count for part in self.parts)

    def __getitem__(self, wanted: slice) -> list[tuple[PartBehind, Transaction]]:
        start, stop, _step = wanted.indices(self.count())
        found: list[tuple[PartBehind, Transaction]] = []
        for part in self.parts:
            if start < part.count and stop > 0:
                found += [
                    (part, transaction) for transaction in part.transactions(max(start, 0), min(stop, part.count))
                ]
            start, stop = start - part.count, stop - part.count
        return found

    def __iter__(self) -> Iterator[tuple[PartBehind, Transaction]]:
        for part in self.parts:
            for row in part.rows.iterator(chunk_size=CHUNK):
                yield part, part.transaction(row)


def read_part(part: Part, scope: Scope, place: Place | None) -> PartBehind:
    source = part.source
    rows = scope.select(source)
    if place is not None:
        rows = place.grouping.narrow(rows, source, place.key)
    found = rows.order_by().aggregate(number=Count("pk"), cents=in_cents(source.amount))
    return PartBehind(part, source.for_display(rows), found["number"], part.sign * from_cents(found["cents"]))
