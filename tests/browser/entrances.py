"""The pages of signing in, of which each shows itself at one point of a way only."""

from datetime import timedelta
from typing import Any

import time_machine
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from erp_integrations.models import SignIn
from tests import factories
from tests.admin.signing_in import code_of, with_second_factor
from tests.browser.examining import Examiner

FACTOR, CODE = reverse("second_factor"), reverse("second_factor_code")


def set_second_factor_up(examiner: Examiner, person: Any) -> None:
    examiner.enter(person)
    examiner.post("second factor, key", FACTOR, {})
    examiner.post("second factor, wrong code", FACTOR, {"code": "000000"})
    examiner.post("recovery codes", FACTOR, {"code": code_of(person)})
    examiner.visit("second factor, on", FACTOR)
    examiner.visit("account with second factor", reverse("account"))
    examiner.post("second factor, not switched off", reverse("second_factor_off"), {"code": "000000"})


def type_code(examiner: Examiner, person: Any) -> None:
    with time_machine.travel(timezone.now() - timedelta(minutes=5), tick=False):
        with_second_factor(person)
    examiner.enter(person)
    examiner.visit("code", CODE)
    examiner.post("code, refused", CODE, {"code": "000000"})


def choose_new_password(examiner: Examiner, person: Any) -> None:
    whom = urlsafe_base64_encode(force_bytes(person.pk))
    examiner.visit("forgotten password", reverse("password_reset"))
    examiner.visit("forgotten password, asked", reverse("password_reset_done"))
    examiner.visit("link that is none", reverse("password_reset_confirm", args=[whom, "x"]))
    link = reverse("password_reset_confirm", args=[whom, default_token_generator.make_token(person)])
    examiner.page.goto(f"{examiner.url}{link}")
    examiner.examine("new password")
    examiner.page.locator("#id_new_password1").fill("a")
    examiner.page.locator("#id_new_password2").fill("b")
    send(examiner, "new password, refused")
    examiner.visit("new password, chosen", reverse("password_reset_complete"))


def log_in_wrongly(examiner: Examiner) -> None:
    """Until nothing is asked any more."""
    for name in ("log in, refused", "locked out"):
        examiner.page.goto(f"{examiner.url}/login/?ended=idle&lost")
        examiner.page.locator("#id_username").fill("nobody")
        examiner.page.locator("#id_password").fill("wrong")
        send(examiner, name)


def send(examiner: Examiner, name: str) -> None:
    with examiner.page.expect_navigation():
        examiner.page.keyboard.press("Enter")
    examiner.examine(name)


def log_out(examiner: Examiner, person: Any) -> None:
    examiner.enter(person)
    examiner.page.goto(examiner.url)
    with examiner.page.expect_navigation():
        examiner.page.locator("form[action='/logout/']").evaluate("form => form.submit()")
    examiner.examine("logged out")


def look_after_others(examiner: Examiner) -> None:
    """Look at pages of whoever helps others to sign in."""
    for address in ("192.0.2.7", "2001:db8::7"):
        AccessAttempt.objects.create(
            username="victor",
            ip_address=address,
            failures_since_start=settings.AXES_FAILURE_LIMIT,
            attempt_time=timezone.now(),
        )
    examiner.visit("locked log-ins", reverse("locked_log_ins"))
    with_it, invited = factories.ViewerFactory(), factories.UserFactory(email="nina@harborridge.example")
    with_second_factor(with_it)
    invited.set_unusable_password()
    invited.save()
    SignIn.objects.create(person=invited, invited_at=timezone.now(), issuer="https://id.example", subject="7")
    for name, person in (("second factor", with_it), ("invitation", invited)):
        examiner.visit(f"signing in with {name}", reverse("signing_in_of", args=[person.pk]))
