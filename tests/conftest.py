"""What most tests need: chosen settings, a stand-in organisation that is connected, people."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from connectors.xero.sandbox import Organisation, Sandbox
from erp_integrations.models import Connection, IntegrationSettings
from tests import factories
from tests.events_last import EventsLast, depth_of


@pytest.fixture(autouse=True)
def events_come_last(request: Any) -> Iterator[None]:
    """Every test fails that writes or locks records after the events of the same transaction."""
    with connection.execute_wrapper(EventsLast(depth_of(request))):
        yield


@pytest.fixture
def chosen_settings(db: None) -> IntegrationSettings:
    """The integration's settings as an admin would choose them for the seeded stand-in."""
    chosen = IntegrationSettings.load()
    chosen.tracking_category = "Job"
    chosen.retainage_item_code = "RETAINAGE"
    chosen.default_purchase_account = "310"
    chosen.default_tax_type = "INPUT"
    chosen.save()
    return chosen


@pytest.fixture
def golden_settings(chosen_settings: IntegrationSettings, settings: Any) -> IntegrationSettings:
    """The same, and nothing that shows in a body is left to the environment."""
    settings.SITE_URL = "https://erp.example"
    return chosen_settings


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A stand-in organisation over HTTP, with room for as many calls as a test makes."""
    with Sandbox(organisation=Organisation.seeded()) as running:
        running.limits.per_minute = running.limits.per_day = 1_000_000
        yield running


@pytest.fixture
def connected(chosen_settings: IntegrationSettings, sandbox: Sandbox, settings: Any) -> Sandbox:
    """The stand-in, connected by client credentials as `connect_xero` does it."""
    settings.XERO_API_URL = settings.XERO_IDENTITY_URL = settings.XERO_LOGIN_URL = sandbox.url
    settings.XERO_CLIENT_ID, settings.XERO_CLIENT_SECRET = sandbox.client_id, sandbox.client_secret
    settings.XERO_CALLS_PER_MINUTE = settings.XERO_CALLS_PER_DAY = 1_000_000
    Connection.objects.create(tenant_id=sandbox.organisation.tenant_id, tenant_name="Harbor Ridge Builders (stand-in)")
    return sandbox


@pytest.fixture
def approver(db: None) -> Any:
    return factories.ApproverFactory()


@pytest.fixture
def viewer(db: None) -> Any:
    return factories.ViewerFactory()


@pytest.fixture
def project_person(db: None) -> Any:
    return factories.ProjectPersonFactory()
