"""After any history of Xero's bookkeeper, the totals are those of the stand-in's own data, to the cent."""

from collections import defaultdict
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings

from connectors.xero.sandbox import Organisation, Sandbox
from erp_integrations import wiring
from erp_integrations.models import Connection, IntegrationSettings, LeftOut, LeftOutCost
from erp_integrations.models.sums import from_cents, in_cents
from erp_integrations.reports.building import BUDGET, build
from erp_integrations.reports.groupings import GROUPINGS
from erp_integrations.reports.scope import Scope
from erp_integrations.services.importing import import_job_costs, import_payments
from tests.reports.test_behind import assert_every_number_has_its_transactions
from tests.services.importing.history import DAY, HISTORIES, History

pytestmark = pytest.mark.django_db
EXAMPLES = 10
# Histories are short and an example takes half a second, so one that fails is shown as it was drawn.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)

EXPECTED = {
    "job_to_date": lambda history: history.costs(),
    "commitment_invoiced": lambda history: history.costs(of_commitments=True),
    "direct_costs": lambda history: history.costs(of_commitments=False),
    "paid": lambda history: history.paid(),
}


@pytest.fixture
def chosen(chosen_settings, settings):
    IntegrationSettings.objects.update(payments_from=DAY)
    settings.XERO_CALLS_PER_MINUTE = settings.XERO_CALLS_PER_DAY = 1_000_000
    return settings


def connect(sandbox, chosen):
    sandbox.limits.per_minute = sandbox.limits.per_day = 1_000_000
    chosen.XERO_API_URL = chosen.XERO_IDENTITY_URL = sandbox.url
    chosen.XERO_CLIENT_ID, chosen.XERO_CLIENT_SECRET = sandbox.client_id, sandbox.client_secret
    Connection.objects.create(tenant_id=sandbox.organisation.tenant_id, tenant_name="Stand-in")


def bring_in():
    import_job_costs(wiring.ledger())
    import_payments(wiring.ledger())


def cells(grouping, **scope):
    """Return what the budget report says, by measure and heading."""
    built = build(BUDGET, Scope(**scope), GROUPINGS[grouping])
    slugs = [measure.slug for measure in BUDGET.measures]
    return {
        (slug, row.heading.code): amount
        for row in built.rows
        for slug, amount in zip(slugs, row.amounts, strict=True)
        if amount and slug in EXPECTED
    }


def expected(history, place):
    """Return the same, worked out from the stand-in's data; `place` makes a heading of a project and a code."""
    found = defaultdict(Decimal)
    for slug, reckon in EXPECTED.items():
        for (project, code), amount in reckon(history).items():
            found[slug, place(project, code)] += amount
    return {key: amount for key, amount in found.items() if amount}


@given(steps=HISTORIES)
@settings(
    max_examples=EXAMPLES,
    phases=PHASES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_reports_are_those_of_xeros_own_data_after_any_history(chosen, steps):
    with Sandbox(organisation=Organisation.seeded()) as sandbox, transaction.atomic():
        connect(sandbox, chosen)
        history = History.begun(sandbox)
        for step in steps:
            bring_in() if step == ("bring_in",) else history.take(step)
        bring_in()
        assert cells("project") == expected(history, lambda project, code: project)
        assert cells("budget_code") == expected(history, lambda project, code: code)
        for grouping in GROUPINGS.values():
            assert_every_number_has_its_transactions(BUDGET, Scope(), grouping)
        approved = LeftOutCost.objects.exclude(reason=LeftOut.NOT_APPROVED)
        assert from_cents(approved.aggregate(cents=in_cents("amount"))["cents"]) == history.left_out()
        transaction.set_rollback(True)
