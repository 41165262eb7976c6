"""Costs over time, and what a reader has to know beside the numbers."""

from datetime import UTC, date, datetime

import pytest

from erp_integrations.models import ImportCursor, LeftOut
from erp_integrations.reports.months import MOST_MONTHS, cost_over_time
from erp_integrations.reports.scope import Scope
from erp_integrations.reports.standing import standing
from tests.factories import JobCostFactory, LeftOutCostFactory

pytestmark = pytest.mark.django_db


def told(**scope):
    found = cost_over_time(Scope(**scope))
    return [(month.start.isoformat(), str(month.amount), str(month.cumulative)) for month in found.months]


def test_months_follow_each_other_and_add_up():
    JobCostFactory(date=date(2025, 11, 30), amount="10.01")
    JobCostFactory(date=date(2026, 1, 1), amount="20.02")
    JobCostFactory(date=date(2026, 1, 31), credited=True, amount="-5.00")
    assert told() == [
        ("2025-11-01", "10.01", "10.01"),
        ("2025-12-01", "0.00", "10.01"),
        ("2026-01-01", "15.02", "25.03"),
    ]


def test_what_is_long_ago_is_one_sum():
    JobCostFactory(date=date(2020, 1, 15), amount="10.00")
    JobCostFactory(date=date(2026, 1, 15), amount="5.00")
    found = cost_over_time(Scope())
    assert (len(found.months), str(found.earlier)) == (MOST_MONTHS, "10.00")
    assert str(found.months[-1].cumulative) == "15.00"


def test_what_has_no_date_is_told_apart():
    JobCostFactory(date=None)
    found = cost_over_time(Scope())
    assert (found.months, str(found.undated)) == ([], "100.00")


def test_months_heed_the_project_and_the_dates():
    cost = JobCostFactory(date=date(2026, 3, 10))
    JobCostFactory(date=date(2026, 3, 10))
    JobCostFactory(date=date(2026, 5, 10), project=cost.project)
    assert told(project=cost.project, until=date(2026, 4, 1)) == [("2026-03-01", "100.00", "100.00")]


def test_costs_are_as_new_as_the_stream_that_was_read_least_lately():
    moments = [datetime(2026, 3, day, tzinfo=UTC) for day in (3, 1, 2)]
    for stream, moment in zip(("ACCPAY", "SPEND", "payments"), moments, strict=True):
        ImportCursor.objects.create(stream=stream, finished_at=moment)
    assert standing().imported_at is None
    unfinished = ImportCursor.objects.create(stream="ACCPAYCREDIT")
    assert standing().imported_at is None
    unfinished.finished_at = moments[0]
    unfinished.save()
    assert standing().imported_at == moments[1]


def test_what_is_left_out_is_counted_without_what_is_left_out_by_design():
    LeftOutCostFactory(amount="9.99")
    LeftOutCostFactory(amount="0.02")
    LeftOutCostFactory(reason=LeftOut.RETAINAGE)
    found = standing()
    assert (found.left_out, str(found.left_out_amount), found.has_costs) == (2, "10.01", False)
