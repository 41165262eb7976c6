"""Whatever happened: the reports say what plain Python makes of it, and every number has its transactions."""

from collections import defaultdict
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from erp_integrations.reports.building import BUDGET, JOB_COSTS, REPORTS, build
from erp_integrations.reports.groupings import GROUPINGS, division_of
from erp_integrations.reports.scope import Scope
from tests.reports.histories import CODES, NO_CODE, World, days, expected, histories
from tests.reports.test_behind import assert_every_number_has_its_transactions

pytestmark = pytest.mark.django_db
A_FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
bounds = some.none() | days


def name_of_row(grouping, project, code):
    if grouping.slug == "project":
        return f"P{project}"
    if code == NO_CODE:
        return ""
    item = CODES[code]
    return {"division": division_of(item), "cost_code": item, "cost_type": "Z", "budget_code": f"{item}.Z"}[
        grouping.slug
    ]


def told(report, scope, grouping):
    built = build(report, scope, grouping)
    slugs = [measure.slug for measure in report.measures]
    return {
        (slug, row.heading.code): amount
        for row in built.rows
        for slug, amount in zip(slugs, row.amounts, strict=True)
        if amount
    }


def reckoned(report, found, grouping):
    slugs = {measure.slug for measure in report.measures}
    rows = defaultdict(Decimal)
    for (slug, project, code), amount in found.items():
        if slug in slugs:
            rows[slug, name_of_row(grouping, project, code)] += amount
    return {key: amount for key, amount in rows.items() if amount}


@A_FEW
@given(history=histories, since=bounds, until=bounds)
def test_reports_say_what_plain_python_makes_of_a_history(history, since, until):
    with transaction.atomic():
        World().store(history)
        found = expected(history, since, until)
        for report in REPORTS.values():
            for grouping in GROUPINGS.values():
                assert told(report, Scope(None, since, until), grouping) == reckoned(report, found, grouping)
        transaction.set_rollback(True)


@A_FEW
@given(
    history=histories,
    since=bounds,
    until=bounds,
    place=some.none() | some.integers(0, 2),
    grouping=some.sampled_from([*GROUPINGS.values()]),
)
def test_every_number_of_a_history_has_its_transactions(history, since, until, place, grouping):
    with transaction.atomic():
        world = World()
        world.store(history)
        project = None if place is None else world.projects[place]
        for report in (JOB_COSTS, BUDGET):
            assert_every_number_has_its_transactions(report, Scope(project, since, until), grouping)
        transaction.set_rollback(True)
