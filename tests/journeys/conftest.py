"""A stand-in for processes of their own, and the environment that leads them to it."""

import os

import pytest

from connectors.xero.sandbox import Organisation, Sandbox


@pytest.fixture
def running():
    with Sandbox(organisation=Organisation.seeded()) as sandbox:
        sandbox.limits.per_minute = 1_000_000
        yield sandbox


@pytest.fixture
def environment(running, tmp_path):
    urls = dict.fromkeys(("XERO_API_URL", "XERO_IDENTITY_URL", "XERO_LOGIN_URL"), running.url)
    return {
        **os.environ,
        **urls,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'erp.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "XERO_CLIENT_ID": running.client_id,
        "XERO_CLIENT_SECRET": running.client_secret,
        "XERO_CALLS_PER_MINUTE": "1000000",
        "TENANT_ID": running.organisation.tenant_id,
    }
