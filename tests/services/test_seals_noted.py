"""What was noted outside the database tells that the newest events were removed and the head set back."""

import logging

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from erp_integrations.models import Event, TrailHead, Verb
from erp_integrations.services.verifying import Verification, begin_trail, verify, verify_and_note
from erp_integrations.tasks import verify_history
from tests import factories

pytestmark = pytest.mark.django_db
HEAD = "erp_integrations_trailhead"


@pytest.fixture
def file(settings, tmp_path):
    settings.HISTORY_SEALS = str(tmp_path / "elsewhere" / "history.seals")
    return tmp_path / "elsewhere" / "history.seals"


def add(number, by=None):
    for _place in range(number):
        Event.note(factories.VendorFactory(), Verb.CHANGED, by=by)


def breaks(**options):
    return [told for told in verify(**options) if not isinstance(told, Verification)]


def run_sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def cut_back(head):
    """Remove the newest events and put back the head as it was, which is genuine: in the database nothing shows."""
    run_sql("DELETE FROM erp_integrations_event WHERE sequence > %s", head.count)
    run_sql(f"UPDATE {HEAD} SET count = %s, seal = %s, own_seal = %s", head.count, head.seal, head.own_seal)


def test_each_whole_verification_is_noted_with_its_time(file):
    add(2)
    verify_and_note()
    add(1)
    call_command("verify_history")
    seals = Event.objects.order_by("sequence").values_list("seal", flat=True)
    lines = [line.split() for line in file.read_text().splitlines()]
    assert [told for told, _moment in lines] == [f"2:{seals[1]}", f"3:{seals[2]}"]
    assert all(moment.endswith("+00:00") for _told, moment in lines)


def test_newest_events_that_were_removed_with_the_head_set_back_are_found(file):
    add(2)
    assert breaks() == []
    before = TrailHead.stored()
    add(2)
    assert breaks() == []
    cut_back(before)
    (told,) = breaks()
    assert told.startswith("4 events were noted on ")
    assert str(file) in told
    assert "events behind event 2, which was the last one on " in told
    assert told.endswith("are missing or are others.")
    add(2)
    assert breaks()[0].startswith("4 events were noted on ")
    assert breaks(since=3) == breaks()
    with pytest.raises(CommandError):
        call_command("verify_history")


def test_trail_that_was_made_anew_from_nothing_is_found(file):
    add(2)
    assert breaks() == []
    run_sql("DELETE FROM erp_integrations_event")
    run_sql("DELETE FROM erp_integrations_vendor")
    run_sql(f"DELETE FROM {HEAD}")
    begin_trail()
    (told,) = breaks()
    assert told.endswith("and none that was ever noted there is left.")


def test_broken_trail_is_not_noted(file):
    add(3)
    run_sql("UPDATE erp_integrations_event SET detail = 'Forged' WHERE sequence = 2")
    assert len(breaks()) == 1
    assert not file.exists()


def test_part_of_a_trail_and_an_empty_one_are_not_noted(file):
    assert breaks() == []
    add(3)
    assert breaks(since=2) == []
    assert not file.exists()


def test_file_that_cannot_be_written_is_warned_of_and_breaks_nothing(settings, tmp_path):
    (tmp_path / "occupied").write_text("")
    settings.HISTORY_SEALS = str(tmp_path / "occupied" / "history.seals")
    add(1)
    told = verify_and_note()
    assert not told.is_failure
    assert str(told).endswith("let the tool write there, or set HISTORY_SEALS.")


def test_file_that_cannot_be_read_is_warned_of(settings, tmp_path):
    settings.HISTORY_SEALS = str(tmp_path)
    add(1)
    told = verify_and_note()
    assert not told.is_failure
    assert str(told).endswith("so the trail may end too early.")


def test_line_that_cannot_be_read_is_passed_over(file):
    add(1)
    assert breaks() == []
    with file.open("a") as opened:
        opened.write("999:\nnonsense\n999:abc yesterday\n")
    assert breaks() == []


def test_log_of_the_worker_tells_how_the_trail_ends(caplog):
    add(2)
    with caplog.at_level(logging.INFO, logger="erp_integrations.services.seals_noted"):
        verify_history()
    assert f"2:{TrailHead.stored().seal}" in caplog.text
