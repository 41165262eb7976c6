"""Costs over time as shapes: everything is measured in hundredths of the drawing, so that it fits any width."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from erp_integrations.admin.money import as_text
from erp_integrations.reports.months import CostOverTime, Month

HUNDRED = Decimal(100)
STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
MOST_LINES, MOST_LABELS = 4, 5
# How much of a month's place its column fills.
COLUMN = Decimal("0.7")
SHORT = (
    (Decimal(10**9), gettext_lazy("%(amount)sbn")),
    (Decimal(10**6), gettext_lazy("%(amount)sM")),
    (Decimal(10**3), gettext_lazy("%(amount)sk")),
)


@dataclass(frozen=True, slots=True)
class Scale:
    """From amounts to heights. `ticks` are round amounts from the bottom to the top."""

    ticks: Sequence[Decimal]

    def height(self, amount: Decimal) -> Decimal:
        """Return how far below the top of the drawing an amount lies."""
        bottom, top = self.ticks[0], self.ticks[-1]
        return ((top - amount) / (top - bottom) * HUNDRED).quantize(Decimal("0.01"))


def scale_for(amounts: Sequence[Decimal]) -> Scale:
    """Return a scale that holds zero and all amounts, with as few round steps as are easy to read."""
    low, high = min(*amounts, Decimal(0)), max(*amounts, Decimal(0))
    step = step_for((high - low) or Decimal(1))
    first = (low / step).to_integral_value(ROUND_FLOOR)
    last = max((high / step).to_integral_value(ROUND_CEILING), first + 1)
    return Scale([step * number for number in range(int(first), int(last) + 1)])


def step_for(span: Decimal) -> Decimal:
    rough = span / MOST_LINES
    power = Decimal(10) ** rough.adjusted()
    return next(power * step for step in STEPS if power * step >= rough)


def short(amount: Decimal) -> str:
    """Return an amount as the side of a chart has room for it: 1.5M, 250k."""
    for unit, text in SHORT:
        if abs(amount) >= unit:
            return str(text) % {"amount": number_format(f"{(amount / unit).normalize():f}")}
    return number_format(f"{amount.normalize():f}")


@dataclass(frozen=True, slots=True)
class Tick:
    place: Decimal
    label: str
    is_zero: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    x: Decimal
    y: Decimal
    width: Decimal
    height: Decimal
    hint: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing with `columns` or with a `line` and the `area` below it, both as the points of a polygon."""

    slug: str
    title: str
    description: str
    ticks: Sequence[Tick]
    labels: Sequence[Tick]
    columns: Sequence[Column] = ()
    line: str = ""
    area: str = ""


def plots_of(found: CostOverTime) -> list[Plot]:
    """Return job to date and the costs of each month; one month makes no course."""
    return [course(found.months), months(found.months)] if len(found.months) > 1 else []


def month_name(month: Month) -> str:
    return date_format(month.start, "YEAR_MONTH_FORMAT")


def middle(number: int, count: int) -> Decimal:
    return ((number + Decimal("0.5")) / count * HUNDRED).quantize(Decimal("0.01"))


def course(found: Sequence[Month]) -> Plot:
    scale = scale_for([month.cumulative for month in found])
    places = [f"{middle(n, len(found))},{scale.height(month.cumulative)}" for n, month in enumerate(found)]
    ground = scale.height(Decimal(0))
    first, last = middle(0, len(found)), middle(len(found) - 1, len(found))
    said = _("At the end of %(month)s, job to date comes to %(amount)s.")
    return Plot(
        "course",
        _("Job to date"),
        said % {"month": month_name(found[-1]), "amount": as_text(found[-1].cumulative)},
        amount_ticks(scale),
        month_labels(found),
        columns=hints(found),
        line=" ".join(places),
        area=" ".join([f"{first},{ground}", *places, f"{last},{ground}"]),
    )


def months(found: Sequence[Month]) -> Plot:
    scale = scale_for([month.amount for month in found])
    most = max(found, key=lambda month: month.amount)
    said = _("Most was spent in %(month)s: %(amount)s.") % {"month": month_name(most), "amount": as_text(most.amount)}
    columns = [column(n, len(found), month, scale) for n, month in enumerate(found)]
    return Plot("months", _("Costs of each month"), said, amount_ticks(scale), month_labels(found), columns)


def column(number: int, count: int, month: Month, scale: Scale) -> Column:
    width = HUNDRED / count * COLUMN
    ends = scale.height(month.amount), scale.height(Decimal(0))
    return Column(
        (middle(number, count) - width / 2).quantize(Decimal("0.01")),
        min(ends),
        width.quantize(Decimal("0.01")),
        max(ends) - min(ends),
        f"{month_name(month)}: {as_text(month.amount)}",
    )


def hints(found: Sequence[Month]) -> list[Column]:
    """Return a place over each month that tells its number when it is pointed at."""
    width = (HUNDRED / len(found)).quantize(Decimal("0.01"))
    return [
        Column(width * n, Decimal(0), width, HUNDRED, f"{month_name(month)}: {as_text(month.cumulative)}")
        for n, month in enumerate(found)
    ]


def amount_ticks(scale: Scale) -> list[Tick]:
    return [Tick(scale.height(tick), short(tick), tick == 0) for tick in scale.ticks]


def month_labels(found: Sequence[Month]) -> list[Tick]:
    """Name as many months as there is room for on a phone."""
    every = -(-len(found) // MOST_LABELS)
    return [Tick(middle(n, len(found)), month_name(found[n])) for n in range(0, len(found), every)]
