"""After any history of Xero's bookkeeper, the totals are those of the stand-in's own data, to the cent."""

from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, given, settings

from connectors.xero.sandbox import Organisation, Sandbox
from erp_integrations import wiring
from erp_integrations.models import Connection, IntegrationSettings, JobCost, LeftOut, LeftOutCost, Payment
from erp_integrations.services.importing import import_job_costs, import_payments
from tests.services.importing.history import DAY, HISTORIES, History

pytestmark = pytest.mark.django_db
EXAMPLES = 20
# Histories are short and an example takes half a second, so one that fails is shown as it was drawn.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


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


def sums(**which):
    found = JobCost.objects.filter(**which).order_by().values_list("project__number", "budget_code__pk")
    return {(project, code): total for project, code, total in found.annotate(total=Sum("amount"))}


@given(steps=HISTORIES)
@settings(
    max_examples=EXAMPLES,
    phases=PHASES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_totals_are_those_of_xero_after_any_history(chosen, steps):
    with Sandbox(organisation=Organisation.seeded()) as sandbox, transaction.atomic():
        connect(sandbox, chosen)
        history = History.begun(sandbox)
        for step in steps:
            bring_in() if step == ("bring_in",) else history.take(step)
        bring_in()
        ids = {code.pk: code.item_code for code in history.codes}
        for which, expected in (
            ({}, history.costs()),
            ({"is_commitment": True}, history.costs(of_commitments=True)),
            ({"is_commitment": False}, history.costs(of_commitments=False)),
        ):
            assert {(project, ids[code]): total for (project, code), total in sums(**which).items()} == expected
        approved = LeftOutCost.objects.exclude(reason=LeftOut.NOT_APPROVED)
        assert (approved.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)) == history.left_out()
        paid = Payment.objects.counting()
        assert (paid.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)) == history.paid()
        assert (paid.aggregate(sum=Sum("shares__amount"))["sum"] or Decimal(0)) == history.paid()
        transaction.set_rollback(True)
