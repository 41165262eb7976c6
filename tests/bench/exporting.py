"""Exporting purchase orders to the stand-in: in batches as we do, beside one request for each order."""

import time
from collections.abc import Iterator

from django.conf import settings

from connectors.xero.sandbox import Organisation, Sandbox
from erp_integrations.models import ApiCall, Commitment, Connection, IntegrationSettings
from erp_integrations.services import reviewing
from tests.journeys import world

ORDERS = 400


def measure() -> Iterator[str]:
    with Sandbox(organisation=Organisation.seeded()) as sandbox:
        sandbox.limits.per_minute = sandbox.limits.per_day = 1_000_000
        connect(sandbox)
        known = world.prerequisites(None)
        batched = seconds_and_calls(known, together=True)
        single = seconds_and_calls(known, together=False)
    yield (
        f"exporting {ORDERS} orders: in batches {ORDERS / batched[0]:.0f} a second and {batched[1]} calls, "
        f"one by one {ORDERS / single[0]:.0f} a second and {single[1]} calls"
    )


def connect(sandbox: Sandbox) -> None:
    settings.XERO_API_URL = settings.XERO_IDENTITY_URL = sandbox.url
    settings.XERO_CLIENT_ID, settings.XERO_CLIENT_SECRET = sandbox.client_id, sandbox.client_secret
    settings.XERO_CALLS_PER_MINUTE = settings.XERO_CALLS_PER_DAY = 1_000_000
    IntegrationSettings.load()
    IntegrationSettings.objects.update(tracking_category="Job", default_purchase_account="310")
    Connection.objects.create(tenant_id=sandbox.organisation.tenant_id, tenant_name="Stand-in")


def seconds_and_calls(known: dict[str, object], *, together: bool) -> tuple[float, int]:
    ids = [world.commitment_in(known).pk for _ in range(ORDERS)]
    calls = ApiCall.objects.count()
    started = time.perf_counter()
    for group in [ids] if together else [[pk] for pk in ids]:
        reviewing.accept_and_export(Commitment, group, by=None)
        world.run()
    return time.perf_counter() - started, ApiCall.objects.count() - calls
