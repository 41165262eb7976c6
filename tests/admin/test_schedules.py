"""The schedules, running something now, and the journal of runs."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django_q.models import OrmQ, Schedule

from erp_integrations import tasks
from erp_integrations.models import Event as JournalEvent
from erp_integrations.models import IntegrationSettings, SyncRun
from erp_integrations.services.processes import Process
from erp_integrations.services.running import ask
from erp_integrations.services.scheduling import timing_now
from erp_integrations.services.timing import Frequency
from erp_integrations.services.works import LISTS
from tests.admin.conftest import list_url, text_of, worker_lives
from tests.factories import SyncRunFactory, UserFactory

PAGE = reverse("schedules")
CHANGE, RUN = reverse("change_schedule", args=["lists"]), reverse("run_now", args=["lists"])
pytestmark = pytest.mark.django_db


@pytest.fixture
def running(db):
    """A run that this very process is in the middle of."""
    ours = Process.current()
    return SyncRunFactory(running=True, host=ours.host, pid=ours.pid, born=ours.born)


def test_everybody_who_may_log_in_sees_what_runs_and_when(at_screen, viewer):
    SyncRunFactory(finished=True)
    page = text_of(at_screen(viewer).get(PAGE))
    assert "Every hour" in page
    assert "Contacts: 12 read." in page
    assert "Run now" not in page
    assert "<select" not in page
    assert "syncrun" not in page


def test_what_runs_is_named_in_a_bookkeepers_words_and_times_with_their_zone(at_screen, viewer, settings):
    settings.TIME_ZONE = "America/Chicago"
    page = text_of(at_screen(viewer).get(PAGE))
    for told in (
        "Export what is accepted, and settle what has no answer",
        "Start imports that wait",
        "Forget finished tasks",
        "Daily at 02:30 (America/Chicago)",
        "Times of day are those of America/Chicago.",
    ):
        assert told in page
    for name in ("Export and settle", "Start what waits", "Prune the queue"):
        assert name not in page


def test_bar_of_a_long_run_is_told_numbers_that_a_browser_reads(at_screen, viewer, running):
    SyncRun.objects.advance(running, done=1200, total=3400)
    assert 'max="3400" value="1200"' in text_of(at_screen(viewer).get(PAGE))


def test_strangers_log_in_first(client):
    for url in (PAGE, reverse("run_progress", args=[1])):
        assert client.get(url).status_code == 302


def test_admin_changes_when_something_runs(at_screen, admin_person):
    client = at_screen(admin_person)
    page = text_of(client.post(CHANGE, {"frequency": "daily", "at": "05:45"}, follow=True))
    assert "Xero&#x27;s lists: daily at 05:45 (UTC) from now on." in page
    assert str(timing_now(LISTS)) == "Daily at 05:45 (UTC)"
    assert 'value="05:45"' in page
    assert JournalEvent.objects.get().actor == admin_person
    assert "Every hour" in text_of(client.get(list_url(JournalEvent)))


def test_admin_switches_something_off(at_screen, admin_person):
    page = text_of(at_screen(admin_person).post(CHANGE, {"frequency": "never", "at": ""}, follow=True))
    assert "not by itself" in page
    assert timing_now(LISTS).frequency == Frequency.NEVER


@pytest.mark.parametrize("posted", [{"frequency": "weekly"}, {"frequency": "daily", "at": "25:00"}, {}])
def test_choice_that_there_is_not_is_refused_with_a_sentence(posted, at_screen, admin_person):
    response = at_screen(admin_person).post(CHANGE, posted, follow=True)
    assert "message-error" in text_of(response)
    assert timing_now(LISTS).frequency == Frequency.HOURLY


def test_only_who_changes_the_settings_changes_a_schedule(at_screen, viewer, approver):
    for person in (viewer, approver):
        assert at_screen(person).post(CHANGE, {"frequency": "never"}).status_code == 403
    assert timing_now(LISTS).frequency == Frequency.HOURLY


def test_only_who_refreshes_every_list_runs_it(at_screen, viewer, admin_person):
    for person in (viewer, admin_person):
        assert at_screen(person).post(RUN).status_code == 403
    assert not SyncRun.objects.exists()


def test_nothing_is_started_or_changed_by_looking(at_screen, approver):
    for url in (RUN, CHANGE):
        assert at_screen(approver).get(url)["Location"] == reverse("schedules")
    assert not SyncRun.objects.exists()


def test_work_that_there_is_not_is_not_found(at_screen, approver):
    assert at_screen(approver).post(reverse("run_now", args=["elsewhere"])).status_code == 404


def test_running_something_lets_the_worker_do_it_and_shows_the_bar(at_screen, approver):
    page = text_of(at_screen(approver).post(RUN, follow=True))
    run = SyncRun.objects.get()
    assert (run.status, run.by) == ("waiting", approver)
    assert OrmQ.objects.get().func() == "erp_integrations.tasks.run_waiting"
    assert f'data-run="{reverse("run_progress", args=[run.pk])}"' in page
    assert 'http-equiv="refresh"' in page
    assert f"Asked for by {approver.username}" in page


@pytest.mark.parametrize("times", [1, 2])
def test_whoever_starts_something_is_led_to_its_card(times, at_screen, approver):
    client = at_screen(approver)
    for _time in range(times):
        response = client.post(reverse("run_now", args=["payments"]))
    assert response["Location"] == f"{PAGE}#work-payments"
    assert 'id="work-payments"' in text_of(client.get(PAGE))


@pytest.mark.parametrize(
    ("result", "trigger", "then"),
    [
        ("Xero cannot be reached.", "schedule", "It goes on by itself."),
        ("Xero's limit of calls (day) is used up until 2026-03-02 00:00:00 UTC.", "person", "It goes on by itself."),
        ("The organisation is offline at Xero.", "command", "Start it again later."),
    ],
)
def test_run_that_waits_for_xero_says_why(result, trigger, then, at_screen, viewer):
    SyncRunFactory(finished=True, status="parked", trigger=trigger, result=result)
    page = text_of(at_screen(viewer).get(PAGE))
    assert f'<p class="callout-text">{escape(result)}</p><p class="callout-aside">{then}</p>' in page
    assert page.count(escape(result)) == 1
    assert "no more calls" not in page


def test_pressing_twice_says_who_was_first(at_screen, approver):
    ask(LISTS, by=UserFactory(first_name="Ana", last_name="Reyes", is_superuser=True))
    page = text_of(at_screen(approver).post(RUN, follow=True))
    assert "asked for by Ana Reyes" in page
    assert SyncRun.objects.count() == 1


def test_progress_is_told_to_the_script(at_screen, viewer, running):
    told = at_screen(viewer).get(reverse("run_progress", args=[running.pk]))
    assert told.json() == {"status": "running", "sentence": "Contacts: 4 of 7", "done": 4, "total": 7}
    assert "no-store" in told["Cache-Control"]


def test_progress_of_a_finished_run_says_so(at_screen, viewer):
    told = at_screen(viewer).get(reverse("run_progress", args=[SyncRunFactory(finished=True).pk]))
    assert told.json()["status"] == "done"


def test_progress_of_a_work_that_is_no_more_is_nobodys(at_screen, viewer):
    run = SyncRunFactory(finished=True, work="retired")
    assert at_screen(viewer).get(reverse("run_progress", args=[run.pk])).status_code == 403


def test_run_whose_process_died_is_said_to_be_interrupted(at_screen, approver):
    SyncRunFactory(running=True, host=Process.current().host, pid=2**22 + 1, born="1")
    page = text_of(at_screen(approver).get(PAGE))
    assert "The last run was interrupted." in page
    assert "Start it again." in page


def test_journal_of_runs_tells_when_who_how_long_and_what_came_of_it(at_screen, approver):
    begun = timezone.now() - timedelta(minutes=3)
    run = SyncRunFactory(finished=True, by=approver, trigger="person", started_at=begun, done=7, total=7, calls=1234)
    client = at_screen(approver)
    page = text_of(client.get(list_url(SyncRun)))
    for told in ("Xero&#x27;s lists", approver.username, "3 min 0 s", "7 of 7", "1,234", "Done", "Contacts: 12 read."):
        assert told in page
    detail = text_of(client.get(reverse("admin:erp_integrations_syncrun_change", args=[run.pk])))
    assert "Contacts: 12 read." in detail
    assert "Save" not in detail


def test_journal_of_runs_is_for_those_who_hold_the_right(at_screen, viewer, admin_person):
    assert at_screen(viewer).get(list_url(SyncRun)).status_code == 403
    assert at_screen(admin_person).get(list_url(SyncRun)).status_code == 200


def test_nobody_alters_the_journal_of_runs(at_screen, db):
    run = SyncRunFactory(finished=True)
    url = reverse("admin:erp_integrations_syncrun_change", args=[run.pk])
    client = at_screen(UserFactory(is_superuser=True))
    assert client.post(url, {"result": "Better."}).status_code == 403
    assert client.post(url.replace("change", "delete"), {"post": "yes"}).status_code == 403


def test_worker_whose_scheduler_stands_still_is_said_on_every_page(at_screen, viewer):
    worker_lives()
    client = at_screen(viewer)
    assert "started nothing by itself" not in text_of(client.get(PAGE))
    Schedule.objects.filter(name="Export and settle").update(next_run=timezone.now() - timedelta(minutes=20))
    for url in (PAGE, reverse("admin:index"), list_url(IntegrationSettings)):
        page = text_of(client.get(url, follow=True))
        assert "The worker has started nothing by itself since" in page
        assert "nothing is imported" in page


def test_schedule_that_is_switched_off_does_not_look_like_a_stopped_worker(at_screen, viewer):
    worker_lives()
    Schedule.objects.filter(name="lists").update(repeats=0, next_run=timezone.now() - timedelta(days=20))
    assert "started nothing by itself" not in text_of(at_screen(viewer).get(PAGE))


def test_worker_that_is_gone_is_said_to_import_nothing(at_screen, viewer):
    assert "nothing is exported and nothing is imported" in text_of(at_screen(viewer).get(PAGE))


@pytest.mark.django_db(transaction=True)
def test_run_that_was_asked_for_is_done_by_the_worker(at_screen, approver, connected):
    client = at_screen(approver)
    client.post(RUN)
    assert tasks.run_waiting() == "lists: Done."
    assert "Contacts: " in text_of(client.get(PAGE))
