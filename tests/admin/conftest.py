"""People at their screens."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_q.models import Schedule

from erp_integrations.models import Heartbeat
from tests import factories


@pytest.fixture
def admin_person(db: None) -> Any:
    return factories.AdminFactory()


@pytest.fixture
def at_screen(chosen_settings: Any) -> Callable[[Any], Client]:
    """Return the browser of somebody who is logged in."""

    def log_in(person: Any) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return log_in


def worker_lives() -> None:
    """Let the worker have been seen just now, and its scheduler have kept its times, however long the tests take."""
    Heartbeat.beat()
    Schedule.objects.update(next_run=timezone.now() + timedelta(seconds=30))


def list_url(model: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def page_url(record: Any) -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def act(client: Client, action: str, *records: Any, **more: Any) -> Any:
    """Press an action's button on a list's bare address."""
    data = {"action": action, "_selected_action": [record.pk for record in records], **more}
    return client.post(list_url(type(records[0])), data)


def text_of(response: Any) -> str:
    return str(response.content.decode())
