"""What a report looks at, and how the database adds it up."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from erp_integrations.models import Project
from erp_integrations.models.sums import from_cents, in_cents
from erp_integrations.reports.groupings import Grouping
from erp_integrations.reports.source import Source


@dataclass(frozen=True, slots=True)
class Scope:
    """One project or all of them; the first and the last day of what has a period."""

    project: Project | None = None
    since: date | None = None
    until: date | None = None

    def select(self, source: Source) -> Any:
        rows = source.rows()
        if self.project:
            rows = rows.filter(**{source.project: self.project.pk})
        if source.has_period and self.since:
            rows = rows.filter(**{f"{source.date}__gte": self.since})
        if source.has_period and self.until:
            rows = rows.filter(**{f"{source.date}__lte": self.until})
        return rows


def sums(source: Source, scope: Scope, grouping: Grouping) -> dict[Any, Decimal]:
    """Return what each key of a grouping comes to, in one query."""
    keyed = scope.select(source).order_by().values_list(grouping.path(source))
    folded: dict[Any, int] = defaultdict(int)
    for key, cents in keyed.annotate(cents=in_cents(source.amount)):
        folded[None if key is None else grouping.fold(key)] += int(cents or 0)
    return {key: from_cents(cents) for key, cents in folded.items()}


def total(source: Source, scope: Scope) -> Decimal:
    """Return what all of a source's rows come to."""
    return from_cents(scope.select(source).order_by().aggregate(cents=in_cents(source.amount))["cents"])
