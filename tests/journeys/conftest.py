"""A stand-in for processes of their own, and the environment that leads them to it."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from connectors.xero.sandbox import Organisation, Sandbox


@pytest.fixture
def running():
    with Sandbox(organisation=Organisation.seeded()) as sandbox:
        sandbox.limits.per_minute = 1_000_000
        yield sandbox


@pytest.fixture
def database(django_db_setup, django_db_blocker, tmp_path):
    """A database in a file that is migrated and empty: a copy of that of the tests, or else a new one."""
    path = tmp_path / "erp.sqlite3"
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock(), closing(sqlite3.connect(path)) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
    else:
        migrate(path)
    return f"sqlite:///{path}"


def migrate(path):
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{path}", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=Path(__file__).resolve().parents[2], env=environment, check=True)


@pytest.fixture
def environment(running, database):
    urls = dict.fromkeys(("XERO_API_URL", "XERO_IDENTITY_URL", "XERO_LOGIN_URL"), running.url)
    return {
        **os.environ,
        **urls,
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "XERO_CLIENT_ID": running.client_id,
        "XERO_CLIENT_SECRET": running.client_secret,
        "XERO_CALLS_PER_MINUTE": "1000000",
        "TENANT_ID": running.organisation.tenant_id,
    }
