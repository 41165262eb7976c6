"""Logging in with a password: what is written down, who is locked, and who is let in again."""

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from erp_integrations.models import Event
from erp_integrations.tasks import prune_log_ins
from tests.admin.conftest import text_of
from tests.admin.signing_in import LOG_IN, details_of, log_in, verbs_of
from tests.admin.test_pages import inspect
from tests.factories import ViewerFactory

LOCKED = reverse("locked_log_ins")


@pytest.fixture
def locking(settings):
    settings.AXES_ENABLED = True
    settings.ADDRESS_FAILURE_LIMIT = 12
    return settings


def fail(client, person, times):
    for _number in range(times):
        answer = log_in(client, person, "wrong")
    return answer


def test_log_in_and_out_stand_among_the_persons_events(client, viewer):
    log_in(client, viewer)
    client.post("/logout/")
    assert verbs_of(viewer) == ["signed_in", "signed_out"]
    assert details_of(viewer) == ["with the password, from 127.0.0.1", "from 127.0.0.1"]


def test_log_in_is_told_in_the_language_of_who_reads_it(client, viewer, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    log_in(client, viewer)
    for language, told in (("en", "with the password, from 127.0.0.1"), ("es", "con la contraseña, desde 127.0.0.1")):
        with override(language):
            assert details_of(viewer) == [told]


def test_failure_stands_there_without_what_was_typed(client, viewer):
    log_in(client, viewer, "my other password")
    assert verbs_of(viewer) == ["not_signed_in"]
    assert "my other password" not in "".join(details_of(viewer))


@pytest.mark.parametrize("change", [{}, {"is_active": False}, {"is_staff": False}])
def test_refused_log_in_does_not_tell_what_was_wrong(client, viewer, change):
    type(viewer).objects.filter(pk=viewer.pk).update(**change)
    answers = [log_in(client, viewer, "wrong"), client.post(LOG_IN, {"username": "nobody", "password": "x"})]
    answers += [log_in(client, viewer)] if change else []
    for answer in answers:
        assert answer.context["form"].non_field_errors() == [
            "This username and this password do not go together, or the log-in is switched off. Capital and small"
            " letters differ. If it stays so, ask an admin."
        ]


def test_name_that_nobody_has_leaves_no_event(client, db):
    client.post(LOG_IN, {"username": "nobody", "password": "x"})
    assert not Event.objects.exists()


def test_events_of_log_ins_are_for_those_who_may_see_people(client, at_screen, viewer, admin_person):
    log_in(client, viewer, "wrong")
    journal = reverse("admin:erp_integrations_event_changelist")
    assert "127.0.0.1" in text_of(at_screen(admin_person).get(journal))
    assert "127.0.0.1" not in text_of(at_screen(ViewerFactory()).get(journal))
    assert "127.0.0.1" not in text_of(at_screen(admin_person).get("/"))


def test_fifth_wrong_password_locks_the_name_and_says_until_when(locking, client, viewer):
    assert fail(client, viewer, 4).status_code == 200
    answer = fail(client, viewer, 1)
    assert answer.status_code == 429
    assert "Try again at" in text_of(answer)
    assert 800 < int(answer["Retry-After"]) <= 900
    assert inspect(answer).forbidden == []
    assert verbs_of(viewer)[-1] == "locked"


def test_not_even_the_right_password_opens_a_lock(locking, client, viewer):
    fail(client, viewer, 5)
    assert log_in(client, viewer).status_code == 429
    assert client.get("/").status_code == 302


def test_who_goes_on_trying_neither_lengthens_the_lock_nor_fills_the_journal(locking, client, viewer):
    fail(client, viewer, 5)
    known = len(verbs_of(viewer))
    with time_machine.travel(timezone.now() + timedelta(minutes=14)):
        fail(client, viewer, 3)
    assert len(verbs_of(viewer)) == known
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert log_in(client, viewer).status_code == 302


def test_lock_is_for_one_name_at_one_address(locking, client, viewer):
    other = ViewerFactory()
    fail(client, viewer, 5)
    assert log_in(Client(), other).status_code == 302
    assert log_in(Client(REMOTE_ADDR="192.0.2.7"), viewer).status_code == 302


def test_many_names_from_one_address_lock_the_address(locking, client, viewer):
    for _number in range(3):
        fail(client, ViewerFactory(), 4)
    assert log_in(Client(), viewer).status_code == 429
    assert log_in(Client(REMOTE_ADDR="192.0.2.7"), viewer).status_code == 302


def test_success_forgets_the_failures_of_that_name_only(locking, client, viewer):
    other = ViewerFactory()
    fail(client, viewer, 4)
    fail(client, other, 4)
    assert log_in(Client(), viewer).status_code == 302
    assert fail(client, viewer, 4).status_code == 200
    assert fail(client, other, 1).status_code == 429


def test_header_that_anybody_can_send_evades_no_lock(locking, viewer):
    for number in range(5):
        answer = log_in(Client(headers={"X-Forwarded-For": f"192.0.2.{number}"}), viewer, "wrong")
    assert answer.status_code == 429


def test_behind_a_proxy_the_entry_that_it_wrote_counts(locking, viewer):
    locking.TRUSTED_PROXIES = 1
    for number in range(5):
        answer = log_in(Client(headers={"X-Forwarded-For": f"192.0.2.{number}, 198.51.100.9"}), viewer, "wrong")
    assert answer.status_code == 429
    assert log_in(Client(headers={"X-Forwarded-For": "198.51.100.10"}), viewer).status_code == 302


def test_admin_sees_what_is_locked_and_releases_it(locking, client, viewer, at_screen, admin_person):
    fail(client, viewer, 5)
    screen = at_screen(admin_person)
    assert LOCKED in text_of(screen.get(reverse("admin:auth_user_changelist")))
    page = screen.get(LOCKED)
    assert viewer.username in text_of(page)
    assert inspect(page).forbidden == []
    screen.post(LOCKED, {"username": viewer.username, "address": "127.0.0.1"})
    assert "Nothing is locked." in text_of(screen.get(LOCKED))
    assert log_in(client, viewer).status_code == 302
    assert "Log-in released" in details_of(viewer)


def test_address_is_released_as_a_whole(locking, client, viewer, at_screen, admin_person):
    for _number in range(3):
        fail(client, ViewerFactory(), 4)
    screen = at_screen(admin_person)
    assert "All, from this address" in text_of(screen.get(LOCKED))
    screen.post(LOCKED, {"username": "", "address": "127.0.0.1"})
    assert log_in(client, viewer).status_code == 302


@pytest.mark.parametrize("method", ["get", "post"])
def test_locks_are_for_those_who_may_change_people(at_screen, approver, method):
    assert getattr(at_screen(approver), method)(LOCKED).status_code == 403


def test_release_is_refused_by_the_service_as_well(viewer):
    from django.core.exceptions import PermissionDenied

    from erp_integrations.services.signing_in.throttling import release

    with pytest.raises(PermissionDenied):
        release("x", "127.0.0.1", by=viewer)


def test_counters_are_no_screens_of_their_own():
    assert not [model for model in admin.site._registry if model._meta.app_label == "axes"]


def test_old_failures_are_forgotten_at_night(locking, client, viewer):
    fail(client, viewer, 2)
    prune_log_ins()
    assert AccessAttempt.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        prune_log_ins()
    assert not AccessAttempt.objects.exists()


def test_password_is_in_no_table(locking, client, viewer):
    log_in(client, viewer, "my other password")
    kept = AccessAttempt.objects.values().get()
    assert "my other password" not in str(kept)


def test_passwords_can_be_for_superusers_only(client, viewer, admin_user, settings):
    settings.PASSWORD_LOGIN = False
    assert "Passwords are not used here" in text_of(log_in(client, viewer))
    assert log_in(client, admin_user, "password").status_code == 302


def test_person_who_is_switched_off_is_out_with_the_next_click(client, viewer):
    log_in(client, viewer)
    viewer.is_active = False
    viewer.save()
    assert client.get("/")["Location"].startswith("/login/")


def test_nobody_is_led_to_another_host_after_logging_in(client, viewer):
    assert log_in(client, viewer, next="https://evil.example/")["Location"] == "/"


def test_forged_form_releases_nothing(admin_person):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin_person)
    assert strict.post(LOCKED, {"username": "x", "address": "127.0.0.1"}).status_code == 403
