"""What tests of signing in share: a telephone, a log-in page, what stands among the events."""

import time
from typing import Any

from django.test import Client
from django_otp.oath import TOTP

from erp_integrations.models import Event, SignIn
from erp_integrations.services.signing_in import second_factor
from tests.factories import PASSWORD

LOG_IN = "/login/"


def log_in(client: Client, person: Any, password: str = PASSWORD, **more: Any) -> Any:
    return client.post(LOG_IN, {"username": person.username, "password": password, **more})


def code_of(person: Any, *, later: int = 0) -> str:
    """Return what the telephone shows, now or some steps later."""
    clock = TOTP(bytes.fromhex(SignIn.objects.get(person=person).key))
    clock.time = time.time() + later * second_factor.STEP_SECONDS
    return f"{clock.token():06}"


def with_second_factor(person: Any) -> list[str]:
    """Switch the second factor on, as the page does; return the recovery codes. The code of now is used up by it."""
    second_factor.begin(person)
    return second_factor.confirm(person, code_of(person))


def verbs_of(person: Any) -> list[str]:
    """Return what happened to a person's log-in, oldest first."""
    return [event.verb for event in Event.history_of(person).order_by("pk")]


def details_of(person: Any) -> list[str]:
    return [event.detail for event in Event.history_of(person).order_by("pk")]
