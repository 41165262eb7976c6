"""The reports, as data, and their rows and totals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from erp_integrations.reports import measures
from erp_integrations.reports.groupings import Grouping, Heading
from erp_integrations.reports.measures import Measure
from erp_integrations.reports.scope import Scope, sums, total
from erp_integrations.reports.source import Source

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """`has_start`: its dates are a period. Otherwise there is a last day only, since a budget counts from the start."""

    slug: str
    title: Any
    about: Any
    measures: tuple[Measure, ...]
    has_start: bool

    def left_out_for(self, person: Any) -> list[Measure]:
        return [measure for measure in self.measures if not measure.is_open_to(person)]

    def open_to(self, person: Any) -> "Report":
        """Return the report with those columns only whose records somebody may see."""
        return replace(self, measures=tuple(measure for measure in self.measures if measure.is_open_to(person)))


JOB_COSTS = Report(
    "job_costs",
    _("Xero job costs"),
    _("What Xero has for each job, without tax."),
    (measures.JOB_TO_DATE, measures.COMMITMENT_INVOICED, measures.DIRECT_COSTS),
    has_start=True,
)
BUDGET = Report(
    "budget",
    _("Budget"),
    _("What was planned, agreed, billed and paid."),
    (
        measures.ORIGINAL_BUDGET,
        measures.APPROVED_CHANGES,
        measures.COMMITTED,
        measures.COMMITMENT_INVOICED,
        measures.DIRECT_COSTS,
        measures.JOB_TO_DATE,
        measures.PAID,
        measures.RETAINAGE_HELD,
        measures.LEFT_TO_BILL,
    ),
    has_start=False,
)
REPORTS: Mapping[str, Report] = {report.slug: report for report in (JOB_COSTS, BUDGET)}


@dataclass(frozen=True, slots=True)
class Row:
    """The amounts follow the measures of the report."""

    key: Any
    heading: Heading
    amounts: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class BuiltReport:
    report: Report
    scope: Scope
    grouping: Grouping
    rows: Sequence[Row]
    totals: tuple[Decimal, ...]


def build(report: Report, scope: Scope, grouping: Grouping) -> BuiltReport:
    """Add a report up: a query for each source, however many projects and transactions there are."""
    by_source = {source: sums(source, scope, grouping) for source in sources_of(report.measures)}
    keys = {key for of_source in by_source.values() for key in of_source}
    amounts = {key: tuple(amount(measure, by_source, key) for measure in report.measures) for key in keys}
    rows = [Row(key, heading, amounts[key]) for key, heading in grouping.named(keys) if any(amounts[key])]
    totals = tuple(sum((row.amounts[n] for row in rows), ZERO) for n in range(len(report.measures)))
    return BuiltReport(report, scope, grouping, rows, totals)


def totals_of(wanted: Sequence[Measure], scope: Scope) -> list[Decimal]:
    """Return what measures come to in all."""
    by_source = {source: {None: total(source, scope)} for source in sources_of(wanted)}
    return [amount(measure, by_source, None) for measure in wanted]


def sources_of(wanted: Sequence[Measure]) -> list[Source]:
    return list(dict.fromkeys(part.source for measure in wanted for part in measure.parts))


def amount(measure: Measure, by_source: Mapping[Source, Mapping[Any, Decimal]], key: Any) -> Decimal:
    return sum((part.sign * by_source[part.source].get(key, ZERO) for part in measure.parts), ZERO)
