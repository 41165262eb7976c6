from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from connectors.xero.sandbox import Organisation, Sandbox


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Sandbox]:
    """The demonstration as it first comes up, for all tests of a module, which leave it as it is."""
    with Sandbox(Organisation.seeded()) as sandbox, django_db_blocker.unblock(), transaction.atomic():
        urls = dict.fromkeys(("XERO_API_URL", "XERO_IDENTITY_URL", "XERO_LOGIN_URL"), sandbox.url)
        app = {"XERO_CLIENT_ID": sandbox.client_id, "XERO_CLIENT_SECRET": sandbox.client_secret}
        with override_settings(**urls, **app):
            call_command("fill_demo")
            yield sandbox
        transaction.set_rollback(True)
