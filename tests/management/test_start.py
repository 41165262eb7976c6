"""What `start` makes of a worker that lives and does nothing."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from django_q.models import Schedule

from erp_integrations.management.commands.start import worker
from erp_integrations.models import Heartbeat

LONG_AGO = timedelta(minutes=10)


@pytest.fixture
def old_worker():
    """A worker that has had time enough to beat."""
    child = worker()
    child.started_at = time.monotonic() - LONG_AGO.total_seconds()
    return child


@pytest.mark.django_db(transaction=True)
def test_worker_that_beats_is_left_alone(old_worker, monkeypatch):
    monkeypatch.setattr(connection, "close", lambda: None)
    Heartbeat.beat()
    Schedule.objects.update(next_run=timezone.now())
    assert not old_worker.hangs()


@pytest.mark.django_db(transaction=True)
def test_worker_that_beats_for_exports_and_starts_nothing_by_itself_hangs(old_worker, monkeypatch):
    monkeypatch.setattr(connection, "close", lambda: None)
    Heartbeat.beat()
    Schedule.objects.filter(name="lists").update(next_run=timezone.now() - LONG_AGO)
    assert old_worker.hangs()


@pytest.mark.django_db(transaction=True)
def test_worker_that_has_not_beaten_for_long_hangs(old_worker, monkeypatch):
    monkeypatch.setattr(connection, "close", lambda: None)
    Heartbeat.beat()
    Heartbeat.objects.update(beat_at=timezone.now() - LONG_AGO)
    assert old_worker.hangs()


@pytest.mark.django_db(transaction=True)
def test_worker_that_was_just_started_has_time_to_beat():
    child = worker()
    child.started_at = time.monotonic()
    assert not child.hangs()


@pytest.mark.django_db(transaction=True)
def test_database_that_is_away_ends_nothing(old_worker, monkeypatch):
    monkeypatch.setattr(connection, "close", lambda: None)
    with connection.schema_editor() as editor:
        editor.delete_model(Heartbeat)
    try:
        assert not old_worker.hangs()
    finally:
        with connection.schema_editor() as editor:
            editor.create_model(Heartbeat)
