"""Running long work: one at a time, closed whatever happens, and taken over from the dead."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils import timezone
from django_q.models import OrmQ

from connectors.errors import Refused, TryLater, Unreadable
from erp_integrations import tasks, wiring
from erp_integrations.models import ApiCall, Heartbeat, RunStatus, SyncRun
from erp_integrations.models.journal import Unalterable
from erp_integrations.services import running, scheduling
from erp_integrations.services.processes import Process, born
from erp_integrations.services.running import AlreadyRunning, Trigger, ask, run, run_waiting
from erp_integrations.services.timing import Frequency, Timing
from erp_integrations.services.works import LISTS
from tests.factories import AdminFactory, SyncRunFactory

pytestmark = pytest.mark.django_db(transaction=True)


class Broken:
    """A ledger that fails with one error, whatever is asked of it."""

    def __init__(self, error):
        self.error = error

    def __getattr__(self, name):
        raise self.error


def failing(error):
    return lambda: Broken(error)


def waiting_tasks():
    return [row.func() for row in OrmQ.objects.all()]


def nowhere():
    raise AssertionError("Nothing was to be done.")


@pytest.fixture
def admin_person(db):
    return AdminFactory()


@pytest.fixture
def process():
    """A process that does nothing, until a test kills it."""
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    yield sleeper
    sleeper.kill()
    sleeper.wait()


def kill(process):
    """End a process without a chance to tidy up. Nobody fetches its exit code: to the system it is still there."""
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)


def run_of(process, **more):
    """A run that a process of this host is in the middle of."""
    details = {"host": Process.current().host, "pid": process.pid, "born": born(process.pid), **more}
    return SyncRunFactory(running=True, **details)


def test_run_reads_every_list_and_says_what_was_found(connected):
    finished = run(LISTS, wiring.ledger)
    assert finished.status == RunStatus.DONE
    assert "Contacts: " in finished.result
    assert (finished.step, finished.done, finished.total) == ("Lock dates", 6, 6)
    assert finished.calls == ApiCall.objects.count()
    assert finished.started_at <= finished.seen_at <= finished.finished_at
    assert finished.trigger == Trigger.COMMAND


def test_run_tells_each_list_while_it_goes(connected):
    told = []
    run(LISTS, wiring.ledger, listen=lambda *progress: told.append((*progress, SyncRun.objects.get().status)))
    assert told[0] == ("Accounts", 0, 6, "running")
    assert told[-1] == ("Lock dates", 6, 6, "running")


def test_second_run_is_told_who_started_the_first_and_when(process, approver):
    approver.first_name, approver.last_name = "Ana", "Reyes"
    approver.save()
    current = run_of(process, by=approver, trigger=Trigger.PERSON)
    clock = timezone.localtime(current.started_at).strftime("%H:%M")
    with pytest.raises(AlreadyRunning, match=f"already running since {clock}, started by Ana Reyes"):
        run(LISTS, nowhere)
    with pytest.raises(AlreadyRunning):
        ask(LISTS, by=approver)
    assert SyncRun.objects.count() == 1


def test_asking_twice_is_told_who_asked_first(approver):
    ask(LISTS, by=approver)
    with pytest.raises(AlreadyRunning, match=f"asked for by {approver.username}"):
        ask(LISTS, by=approver)
    assert waiting_tasks() == ["erp_integrations.tasks.run_waiting"]


def test_database_lets_only_one_unfinished_run_of_a_work_in(process):
    run_of(process)
    with pytest.raises(IntegrityError):
        SyncRunFactory()


def test_killed_process_is_taken_over_at_once(process, connected):
    killed = run_of(process)
    kill(process)
    finished = run(LISTS, wiring.ledger)
    killed.refresh_from_db()
    assert (killed.status, killed.finished_at) == (RunStatus.INTERRUPTED, killed.seen_at)
    assert "Start it again" in killed.result
    assert finished.status == RunStatus.DONE
    assert finished.pk != killed.pk


def test_process_that_got_the_number_of_a_dead_one_is_not_taken_for_it(process, connected):
    killed = run_of(process, born="1")
    assert run(LISTS, wiring.ledger).pk != killed.pk


@pytest.mark.parametrize(("minutes", "is_dead"), [(4, False), (6, True)])
def test_run_on_another_host_is_dead_when_it_was_not_seen_for_five_minutes(minutes, is_dead):
    seen_at = timezone.now() - timedelta(minutes=minutes)
    other = SyncRunFactory(running=True, host="another", pid=1, seen_at=seen_at)
    running.close_dead()
    other.refresh_from_db()
    assert (other.status == RunStatus.INTERRUPTED) is is_dead


def test_living_process_that_tells_nothing_for_half_an_hour_counts_as_dead(process):
    silent = run_of(process, seen_at=timezone.now() - timedelta(minutes=31))
    running.close_dead()
    silent.refresh_from_db()
    assert silent.status == RunStatus.INTERRUPTED


def test_run_that_was_taken_for_dead_stops_and_changes_nothing_any_more(connected):
    told = []

    def close(step, done, total):
        told.append(done)
        if done == 2:
            SyncRun.objects.advance(SyncRun.objects.get(), status=RunStatus.INTERRUPTED, result="Closed.")

    finished = run(LISTS, wiring.ledger, listen=close)
    assert (finished.status, finished.result, finished.done) == (RunStatus.INTERRUPTED, "Closed.", 1)
    assert told == [0, 1, 2]


def test_two_processes_that_see_the_same_waiting_run_do_not_both_get_it(db):
    SyncRunFactory()
    first, second = SyncRun.objects.get(), SyncRun.objects.get()
    assert SyncRun.objects.advance(first, status=RunStatus.RUNNING, pid=1)
    assert not SyncRun.objects.advance(second, status=RunStatus.RUNNING, pid=2)
    assert SyncRun.objects.get().pid == 1


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (Refused("Xero said no."), RunStatus.FAILED, "Xero said no."),
        (ZeroDivisionError(), RunStatus.FAILED, "for a reason that the log"),
    ],
)
def test_run_that_breaks_off_is_closed_with_its_reason(error, status, sentence, db):
    finished = run(LISTS, failing(error))
    assert finished.status == status
    assert sentence in finished.result


def test_run_that_is_ended_is_interrupted_and_lets_the_process_go(db):
    with pytest.raises(KeyboardInterrupt):
        run(LISTS, failing(KeyboardInterrupt()))
    assert SyncRun.objects.get().status == RunStatus.INTERRUPTED


def parked(**more):
    until = timezone.now() + timedelta(seconds=more.pop("seconds", -1))
    finished = run(LISTS, failing(TryLater("No more calls.", until=until)), **more)
    assert finished.status == RunStatus.PARKED
    assert (finished.result, finished.resume_at) == ("No more calls.", until)
    return finished


def test_parked_run_goes_on_when_its_time_has_come(connected):
    parked(trigger=Trigger.SCHEDULE)
    tasks.look_after_runs()
    assert waiting_tasks() == ["erp_integrations.tasks.run_waiting"]
    assert tasks.run_waiting() == "lists: Done."


def test_parked_run_waits_for_its_time(db):
    parked(trigger=Trigger.SCHEDULE, seconds=600)
    tasks.look_after_runs()
    assert not OrmQ.objects.exists()


def test_question_without_a_usable_answer_is_not_asked_each_minute_for_ever(db):
    in_a_minute = timezone.now() + timedelta(minutes=1)
    finished = run(LISTS, failing(Unreadable("Nobody can read it.", until=in_a_minute)), trigger=Trigger.SCHEDULE)
    assert finished.status == RunStatus.PARKED
    assert finished.resume_at - finished.finished_at > timedelta(minutes=14)


def test_parked_run_of_the_schedule_does_not_go_on_when_that_is_switched_off(db, admin_person):
    parked(trigger=Trigger.SCHEDULE)
    scheduling.reschedule(LISTS, Timing(Frequency.NEVER), by=admin_person)
    tasks.look_after_runs()
    assert not OrmQ.objects.exists()


def test_parked_run_of_the_command_line_is_whoever_typed_it_to_start_again(db):
    parked()
    tasks.look_after_runs()
    assert not OrmQ.objects.exists()


def test_worker_performs_what_waits_in_the_name_of_who_asked(connected, approver):
    asked = ask(LISTS, by=approver)
    assert tasks.run_waiting() == "lists: Done."
    asked.refresh_from_db()
    assert (asked.status, asked.by, asked.trigger) == (RunStatus.DONE, approver, Trigger.PERSON)
    assert not Heartbeat.is_late()


def test_command_performs_the_run_that_waits_for_a_worker(connected, approver):
    asked = ask(LISTS, by=approver)
    assert run(LISTS, wiring.ledger).pk == asked.pk


def test_workers_do_one_thing_at_a_time_and_so_leave_one_free_for_exports(process, db):
    run_of(process, work="other", trigger=Trigger.SCHEDULE)
    ask(LISTS)
    assert run_waiting(nowhere) == []
    kill(process)
    assert [finished.work for finished in run_waiting(failing(Refused("no")))] == ["lists"]


def test_run_needs_the_right_to_refresh(viewer):
    for start in (lambda: ask(LISTS, by=viewer), lambda: run(LISTS, nowhere, by=viewer)):
        with pytest.raises(PermissionDenied):
            start()
    assert not SyncRun.objects.exists()


def test_schedule_without_a_connection_leaves_no_run(db):
    assert "An admin connects one" in tasks.run_scheduled("lists")
    assert not SyncRun.objects.exists()


def test_finished_run_is_never_altered_and_never_deleted(db):
    done = SyncRunFactory(finished=True)
    for alter in (
        lambda: SyncRun.objects.advance(done, result="Better."),
        lambda: SyncRun.objects.update(result="Better."),
        done.save,
        done.delete,
        lambda: SyncRun.objects.all().delete(),
    ):
        with pytest.raises(Unalterable):
            alter()
