"""The shapes of the charts."""

from datetime import date
from decimal import Decimal

import pytest

from erp_integrations.admin.reports.bars import bar
from erp_integrations.admin.reports.charts import MOST_LABELS, MOST_LINES, plots_of, scale_for, short
from erp_integrations.reports.months import CostOverTime, Month


def months(*amounts):
    so_far, found = Decimal(0), []
    for number, amount in enumerate(map(Decimal, amounts)):
        so_far += amount
        found.append(Month(date(2024 + number // 12, number % 12 + 1, 1), amount, so_far))
    return CostOverTime(found, Decimal(0), Decimal(0))


@pytest.mark.parametrize("amounts", [["0"], ["0.01"], ["7587039.20"], ["-1201.23", "1000"], ["-5"], ["12345678901.99"]])
def test_scale_holds_zero_and_all_amounts_between_a_few_round_steps(amounts):
    amounts = list(map(Decimal, amounts))
    scale = scale_for(amounts)
    assert scale.ticks[0] <= min(0, *amounts) <= max(0, *amounts) <= scale.ticks[-1]
    assert 2 <= len(scale.ticks) <= MOST_LINES + 2
    assert all(0 <= scale.height(amount) <= 100 for amount in [*amounts, Decimal(0)])


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("0", "0"), ("2.5", "2.5"), ("500000", "500k"), ("1500000", "1.5M"), ("-2000000", "-2M"), ("1E+10", "10bn")],
)
def test_amounts_beside_a_chart_are_short(amount, shown):
    assert short(Decimal(amount)) == shown


def test_columns_stand_on_zero_and_hang_from_it():
    _course, plot = plots_of(months("100", "-100"))
    up, down = plot.columns
    ground = next(tick.place for tick in plot.ticks if tick.is_zero)
    assert up.y + up.height == ground == down.y
    assert all(column.x >= 0 and column.x + column.width <= 100 for column in plot.columns)


def test_months_are_named_as_far_as_there_is_room():
    for count in (2, 5, 6, 36):
        labels = plots_of(months(*["1"] * count))[0].labels
        assert 2 <= len(labels) <= MOST_LABELS


def test_one_month_makes_no_chart():
    assert plots_of(months("100")) == []


def test_amount_below_zero_has_no_bar():
    assert bar(0, Decimal("-5"), Decimal(10)).width == 0
    assert bar(0, Decimal(5), Decimal(10)).width == 50
