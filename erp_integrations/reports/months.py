"""Costs over time, month by month."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from erp_integrations.models.sums import from_cents, in_cents
from erp_integrations.reports import sources
from erp_integrations.reports.scope import Scope

# So many months are told one by one; what is older is told as one sum.
MOST_MONTHS = 36


@dataclass(frozen=True, slots=True)
class Month:
    """`cumulative` is everything from the start up to the end of the month."""

    start: date
    amount: Decimal
    cumulative: Decimal


@dataclass(frozen=True, slots=True)
class CostOverTime:
    """`earlier` is what lies before the first month, `undated` what Xero has no date of."""

    months: list[Month]
    earlier: Decimal
    undated: Decimal


def cost_over_time(scope: Scope) -> CostOverTime:
    """Add up job to date by month. The database groups by day, since its months would be computed row by row."""
    days = scope.select(sources.COSTS).order_by().values_list("date").annotate(cents=in_cents("amount"))
    cents: dict[date, int] = defaultdict(int)
    undated = 0
    for day, found in days:
        if day is None:
            undated += int(found)
        else:
            cents[day.replace(day=1)] += int(found)
    starts = list(months_between(min(cents), max(cents)))[-MOST_MONTHS:] if cents else []
    earlier = sum(found for start, found in cents.items() if start < starts[0])
    return CostOverTime(list(running(starts, cents, earlier)), from_cents(earlier), from_cents(undated))


def running(starts: list[date], cents: dict[date, int], earlier: int) -> Iterator[Month]:
    so_far = earlier
    for start in starts:
        so_far += cents.get(start, 0)
        yield Month(start, from_cents(cents.get(start, 0)), from_cents(so_far))


def months_between(first: date, last: date) -> Iterator[date]:
    month = first
    while month <= last:
        yield month
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
