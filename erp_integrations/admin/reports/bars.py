"""Bars beside the numbers of a report: what was committed, invoiced and paid, row by row."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from erp_integrations.reports import measures
from erp_integrations.reports.building import BuiltReport
from erp_integrations.reports.groupings import Heading

HUNDRED = Decimal(100)
MOST_ROWS = 10
COMPARED = (measures.COMMITTED, measures.COMMITMENT_INVOICED, measures.PAID)


@dataclass(frozen=True, slots=True)
class Bar:
    slug: str
    title: str
    amount: Decimal
    width: Decimal


@dataclass(frozen=True, slots=True)
class BarRow:
    heading: Heading
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class Bars:
    """`others` is how many rows have no bars here."""

    measures: Sequence[measures.Measure]
    rows: Sequence[BarRow]
    others: int


def bars_of(built: BuiltReport) -> Bars | None:
    """Return committed, invoiced and paid of the rows with the largest amounts, if the report has them."""
    places = [n for n, measure in enumerate(built.report.measures) if measure in COMPARED]
    rows = [(row.heading, [row.amounts[n] for n in places]) for row in built.rows]
    filled = [(heading, amounts) for heading, amounts in rows if any(amounts)]
    if len(places) < len(COMPARED) or not filled:
        return None
    largest = sorted(filled, key=lambda row: max(row[1]), reverse=True)[:MOST_ROWS]
    most = max(max(map(abs, amounts)) for _heading, amounts in largest)
    drawn = [
        BarRow(heading, [bar(n, amount, most) for n, amount in enumerate(amounts)]) for heading, amounts in largest
    ]
    return Bars(COMPARED, drawn, len(filled) - len(drawn))


def bar(number: int, amount: Decimal, most: Decimal) -> Bar:
    """Return a bar; an amount below zero has none."""
    width = (max(amount, Decimal(0)) / most * HUNDRED).quantize(Decimal("0.01"))
    return Bar(COMPARED[number].slug, str(COMPARED[number].title), amount, width)
