"""How often work runs by itself: the table is the default, the database keeps what people chose."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone
from django_q.conf import Conf
from django_q.models import OrmQ, Schedule
from django_q.scheduler import scheduler

from erp_integrations import tasks
from erp_integrations.models import Event, IntegrationSettings, SyncRun
from erp_integrations.services.scheduling import (
    NotOffered,
    reschedule,
    row_for,
    stands_still_since,
    timing_now,
)
from erp_integrations.services.timing import ANY_TIME, NIGHT, Frequency, Timing, timing_of
from erp_integrations.services.works import LISTS, PAYMENTS, Work
from tests.factories import AdminFactory, SyncRunFactory

pytestmark = pytest.mark.django_db(transaction=True)
NEVER, DAWN = Timing(Frequency.NEVER), Timing(Frequency.DAILY, time(5, 45))


@pytest.fixture
def admin_person(db):
    return AdminFactory()


def other_work(**more):
    details = {"slug": "other", "title": "Other", "description": "", "function": lambda ledger, tell: "", "to_run": ()}
    return Work(**{**details, "default": Frequency.NEVER, "minute": 0, **more})


def started():
    """What the queue's scheduler starts now."""
    scheduler()
    return [row.task["args"] for row in OrmQ.objects.all() if row.func() == "erp_integrations.tasks.run_scheduled"]


@pytest.mark.parametrize("frequency", [frequency for frequency in ANY_TIME if frequency != Frequency.NEVER])
def test_timing_is_read_back_from_the_line_for_cron(frequency):
    timing = Timing(frequency, time(14, 5) if frequency == Frequency.DAILY else NIGHT)
    assert timing_of(timing.cron(7)) == timing


def test_lists_are_read_every_hour_unless_somebody_changes_that():
    assert timing_now(LISTS) == Timing(Frequency.HOURLY)
    assert started() == []
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=1)):
        assert ("lists",) in started()


@pytest.mark.parametrize("timing", [NEVER, DAWN, Timing(Frequency.FOUR_HOURS)])
def test_changed_schedule_survives_a_migration(timing, admin_person):
    reschedule(LISTS, timing, by=admin_person)
    call_command("migrate", verbosity=0)
    assert str(timing_now(LISTS)) == str(timing)
    assert Schedule.objects.filter(name="lists").count() == 1


def test_schedule_of_a_task_that_is_no_more_is_forgotten_and_a_stranger_is_left():
    Schedule.objects.create(name="Refresh lists", func="erp_integrations.tasks.refresh_lists")
    Schedule.objects.create(name="Somebody else's", func="elsewhere.run")
    call_command("migrate", verbosity=0)
    names = set(Schedule.objects.values_list("name", flat=True))
    assert "Refresh lists" not in names
    assert "Somebody else's" in names


def test_never_is_never_started(admin_person):
    reschedule(LISTS, NEVER, by=admin_person)
    for days in (0, 1, 400):
        with time_machine.travel(datetime.now(UTC) + timedelta(days=days)):
            assert ("lists",) not in started()


def test_never_holds_for_what_was_queued_before(connected, admin_person):
    Schedule.objects.update(next_run=timezone.now() - timedelta(seconds=1))
    assert ("lists",) in started()
    reschedule(LISTS, NEVER, by=admin_person)
    assert tasks.run_scheduled("lists") == "It is not scheduled any more."
    assert not SyncRun.objects.exists()


@pytest.mark.parametrize(("trigger", "status"), [("schedule", "interrupted"), ("person", "waiting")])
def test_never_calls_off_what_the_schedule_has_asked_for(trigger, status, admin_person):
    SyncRunFactory(trigger=trigger)
    reschedule(LISTS, NEVER, by=admin_person)
    assert SyncRun.objects.get().status == status


def test_never_by_default_is_never_started():
    work = other_work()
    Schedule.objects.create(
        name="other", func="erp_integrations.tasks.run_scheduled", args="('other',)", **row_for(work)
    )
    with time_machine.travel(datetime.now(UTC) + timedelta(days=30)):
        assert ("other",) not in started()
    assert timing_now(work).frequency == Frequency.NEVER


def test_never_keeps_the_time_of_day_for_whoever_switches_it_on_again(admin_person):
    reschedule(LISTS, DAWN, by=admin_person)
    reschedule(LISTS, Timing(Frequency.NEVER, DAWN.at), by=admin_person)
    assert timing_now(LISTS) == Timing(Frequency.NEVER, DAWN.at)
    reschedule(LISTS, Timing(Frequency.HOURLY), by=admin_person)
    assert Schedule.objects.get(name="lists").next_run > timezone.now()


def test_daily_means_the_clock_of_the_installation(admin_person, monkeypatch):
    monkeypatch.setattr(Conf, "TIME_ZONE", "America/Chicago")
    with time_machine.travel(datetime(2026, 7, 1, 12, 0, tzinfo=UTC)):
        reschedule(LISTS, DAWN, by=admin_person)
    next_run = Schedule.objects.get(name="lists").next_run
    assert next_run.astimezone(ZoneInfo("America/Chicago")) == datetime(
        2026, 7, 2, 5, 45, tzinfo=ZoneInfo("America/Chicago")
    )


def test_change_leaves_who_when_from_and_to_among_the_events(admin_person):
    assert reschedule(LISTS, DAWN, by=admin_person)
    event = Event.history_of(IntegrationSettings.load()).get()
    assert (event.actor, event.verb) == (admin_person, "changed")
    assert event.changes == [{"field": "Xero's lists", "from": "Every hour", "to": "Daily at 05:45 (UTC)"}]


def test_choice_that_changes_nothing_leaves_nothing(admin_person):
    next_run = Schedule.objects.get(name="lists").next_run
    assert not reschedule(LISTS, Timing(Frequency.HOURLY, time(1, 1)), by=admin_person)
    assert Schedule.objects.get(name="lists").next_run == next_run
    assert not Event.objects.exists()


def test_work_is_told_that_its_frequency_changed(admin_person):
    told = []
    work = other_work(slug="lists", on_change=lambda *change: told.append(change))
    reschedule(work, NEVER, by=admin_person)
    reschedule(work, Timing(Frequency.DAILY), by=admin_person)
    reschedule(work, DAWN, by=admin_person)
    assert told == [
        (Frequency.HOURLY, Frequency.NEVER, admin_person),
        (Frequency.NEVER, Frequency.DAILY, admin_person),
    ]


def test_only_who_changes_the_settings_changes_a_schedule(approver, viewer):
    for person in (approver, viewer):
        with pytest.raises(PermissionDenied):
            reschedule(LISTS, NEVER, by=person)
    assert timing_now(LISTS).frequency == Frequency.HOURLY


def test_frequency_that_a_work_does_not_offer_is_refused(admin_person):
    work = other_work(slug="lists", offered=(Frequency.DAILY,))
    with pytest.raises(NotOffered):
        reschedule(work, NEVER, by=admin_person)


def test_queue_that_misses_its_times_is_noticed():
    Schedule.objects.update(next_run=timezone.now())
    assert stands_still_since() is None
    missed = timezone.now() - timedelta(minutes=20)
    Schedule.objects.filter(name="Export and settle").update(next_run=missed)
    assert stands_still_since() == missed
    scheduler()
    assert stands_still_since() is None


def test_payments_come_in_from_the_day_on_which_they_are_first_switched_on(admin_person):
    assert timing_now(PAYMENTS).frequency == Frequency.NEVER
    with time_machine.travel(datetime(2026, 5, 4, 9, tzinfo=UTC)):
        reschedule(PAYMENTS, Timing(Frequency.HOURLY), by=admin_person)
    assert IntegrationSettings.load().payments_from == date(2026, 5, 4)
    told = Event.history_of(IntegrationSettings.load()).filter(changes__0__field__say="payments dated from").get()
    assert (told.actor, told.changes[0]["to"]) == (admin_person, "4 May 2026")
    with time_machine.travel(datetime(2026, 6, 4, 9, tzinfo=UTC)):
        reschedule(PAYMENTS, NEVER, by=admin_person)
        reschedule(PAYMENTS, Timing(Frequency.DAILY), by=admin_person)
    assert IntegrationSettings.load().payments_from == date(2026, 5, 4)
