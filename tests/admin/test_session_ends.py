"""Sessions end: when nothing is done, after some hours, and when somebody says so. The page says why."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.admin.conftest import text_of
from tests.admin.signing_in import details_of, log_in
from tests.factories import PASSWORD

SCRIPT = {"Sec-Fetch-Dest": "empty", "Accept": "application/json"}


def after(**time):
    return time_machine.travel(timezone.now() + timedelta(**time), tick=False)


def test_session_without_activity_ends_and_the_page_says_why(client, viewer):
    log_in(client, viewer)
    with after(minutes=61):
        answer = client.get("/rules/?x=1")
        assert answer["Location"] == "/login/?next=%2Frules%2F%3Fx%3D1&ended=idle"
        page = text_of(client.get(answer["Location"]))
        assert "nothing happened for a while" in page
        assert "was not saved" not in page
        assert log_in(client, viewer, next="/rules/?x=1")["Location"] == "/rules/?x=1"
    assert details_of(viewer)[-2].startswith("idle")


def test_activity_keeps_a_session_alive_but_not_for_ever(client, viewer):
    log_in(client, viewer)
    for minutes in range(50, 12 * 60, 50):
        with after(minutes=minutes):
            assert client.get("/rules/").status_code == 200, minutes
    with after(hours=12, minutes=1):
        answer = client.get("/rules/")
        assert answer["Location"].endswith("ended=length")
        assert "12 hours at most" in text_of(client.get(answer["Location"]))


def test_scripts_that_look_how_far_a_run_is_keep_nobody_signed_in(client, viewer):
    log_in(client, viewer)
    for minutes in range(10, 60, 10):
        with after(minutes=minutes):
            assert client.get("/rules/", headers=SCRIPT).status_code == 200
    with after(minutes=61):
        assert client.get("/rules/").status_code == 302


def test_what_was_being_sent_is_said_to_be_lost_and_one_comes_back_to_its_page(client, viewer):
    log_in(client, viewer)
    with after(minutes=61):
        came_from = "http://testserver/mail/?x=1"
        answer = client.post("/mail/", {"language": "es"}, headers={"Referer": came_from})
        assert answer["Location"] == "/login/?next=%2Fmail%2F%3Fx%3D1&ended=idle&lost=1"
        assert "was not saved" in text_of(client.get(answer["Location"]))


@pytest.mark.parametrize("referer", ["https://evil.example/mail/", "", "http://testserver//evil.example/"])
def test_nobody_is_led_elsewhere_after_a_lost_form(client, viewer, referer):
    log_in(client, viewer)
    with after(minutes=61):
        assert "next=%2F&" in client.post("/mail/", headers={"Referer": referer})["Location"]


def test_limits_are_the_installations(client, viewer, settings):
    settings.SESSION_IDLE_MINUTES = 5
    log_in(client, viewer)
    with after(minutes=6):
        assert client.get("/").status_code == 302


def test_who_signs_out_everywhere_is_out_in_every_browser(client, viewer):
    other = Client()
    log_in(client, viewer)
    log_in(other, viewer)
    assert "ended=elsewhere" in client.post(reverse("end_sessions"))["Location"]
    answer = other.get("/")
    assert "ended=elsewhere" in answer["Location"]
    assert "signed out everywhere" in text_of(other.get(answer["Location"]))
    assert log_in(other, viewer).status_code == 302
    assert other.get("/").status_code == 200


def test_new_password_ends_the_other_sessions_only(client, viewer):
    other = Client()
    log_in(client, viewer)
    log_in(other, viewer)
    new = "another long enough one"
    client.post("/password_change/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert client.get("/").status_code == 200
    assert "ended=elsewhere" in other.get("/")["Location"]
    assert "Password changed" in details_of(viewer)[-1]


def test_admin_ends_the_sessions_of_somebody(client, viewer, admin_person, at_screen):
    log_in(client, viewer)
    at_screen(admin_person).post(reverse("signing_in_step", args=[viewer.pk, "sessions"]))
    assert client.get("/").status_code == 302


def test_who_was_never_signed_in_is_told_nothing(client, db):
    assert client.get("/")["Location"] == "/login/?next=/"
    assert "ended" not in client.get("/login/?ended=nonsense").context["ended"]


def test_sessions_are_written_once_a_minute_at_most(client, viewer, django_assert_max_num_queries):
    log_in(client, viewer)
    client.get("/rules/")
    first = client.session["last_active"]
    with after(seconds=30):
        client.get("/rules/")
    assert client.session["last_active"] == first
    with after(seconds=61):
        client.get("/rules/")
    assert client.session["last_active"] > first
