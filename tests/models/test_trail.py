"""Events are appended to one chain, and there is no other way in."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from erp_integrations.models import Event, TrailHead, Verb, events_last, trail
from erp_integrations.models.journal import Unalterable
from erp_integrations.models.sealing import FACTS, GENESIS, canonical, seal_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def vendor():
    return factories.VendorFactory()


def noted(vendor, number):
    Event.note_all([vendor] * number, Verb.CHANGED)
    return list(Event.objects.order_by("sequence"))


def run_sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_events_are_numbered_without_gaps_and_each_follows_the_one_before(vendor):
    Event.note(vendor, Verb.CREATED)
    events = noted(vendor, 3)
    assert [event.sequence for event in events] == [1, 2, 3, 4]
    assert [event.previous for event in events] == [GENESIS, *(event.seal for event in events[:-1])]
    assert all(event.is_genuine for event in events)
    assert str(TrailHead.stored()) == f"4:{events[-1].seal}"


def test_an_event_keeps_what_its_actor_was_called(vendor, approver):
    Event.note(vendor, Verb.CHANGED, by=approver)
    name, approver.username = approver.username, "renamed"
    approver.save()
    event = Event.objects.get()
    assert (event.actor, event.actor_name) == (approver, name)
    assert event.is_genuine


def test_an_event_tells_for_whom_somebody_acted(vendor, approver, viewer):
    Event.note(vendor, Verb.ACCEPTED, by=viewer, on_behalf_of=approver)
    Event.note_all([vendor], Verb.ACCEPTED, by=viewer, on_behalf_of=approver)
    assert set(Event.objects.values_list("actor", "on_behalf_of")) == {(viewer.pk, approver.pk)}


def test_what_is_rolled_back_leaves_no_gap(vendor):
    with transaction.atomic():
        noted(vendor, 2)
        transaction.set_rollback(True)
    assert noted(vendor, 1)[0].sequence == 1


def test_many_events_take_the_head_once(vendor):
    events = [Event.of(vendor, Verb.CHANGED) for _number in range(40)]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        Event.objects.bulk_create(events)
    assert len([query for query in queries if "trailhead" in query["sql"]]) == 2


def test_the_seal_is_the_same_on_every_database(settings):
    """What was sealed once is proved for ever: this seal was written down when the first version was made."""
    settings.HISTORY_KEY = "of the tests"
    facts = dict.fromkeys(FACTS[1]) | {"detail": "Núñez “&”", "changes": [{"to": "1", "field": "a", "from": ""}]}
    assert canonical({"b": 1, "a": "é"}) == '{"a":"\\u00e9","b":1}'
    assert seal_of(1, GENESIS, facts) == "a8a8a7e3f7c7fe009f41110d929e24daea82164dede16f2945127c32b7ba2ab6"


def test_a_version_that_events_were_written_with_never_changes():
    assert FACTS[1] == (
        "sequence",
        "kind",
        "object_id",
        "record_name",
        "verb",
        "detail",
        "changes",
        "actor_id",
        "actor_name",
        "on_behalf_of_id",
        "happened_at",
        "origin",
    )


# Events come last


def test_events_wait_for_the_end_of_their_transaction(vendor):
    with events_last():
        Event.note(vendor, Verb.CREATED)
        with events_last():
            Event.note(vendor, Verb.CHANGED)
        assert not Event.objects.exists()
    assert list(Event.objects.order_by("sequence").values_list("verb", flat=True)) == ["created", "changed"]


@events_last()
def note_and_fail(vendor):
    Event.note(vendor, Verb.CHANGED)
    raise RuntimeError


def test_what_was_noted_in_a_part_that_failed_is_forgotten(vendor):
    with events_last():
        Event.note(vendor, Verb.CREATED)
        with pytest.raises(RuntimeError):
            note_and_fail(vendor)
        with events_last():
            Event.note(vendor, Verb.DELETED)
            transaction.set_rollback(True)
    assert Event.objects.get().verb == Verb.CREATED


def test_nothing_is_written_of_a_whole_that_failed(vendor):
    with pytest.raises(RuntimeError):
        note_and_fail(vendor)
    with events_last():
        Event.note(vendor, Verb.CREATED)
        transaction.set_rollback(True)
    assert not Event.objects.exists()
    Event.note(vendor, Verb.CREATED)
    assert Event.objects.count() == 1


def test_what_follows_from_events_is_done_once_they_are_written(vendor):
    done = []
    with events_last():
        trail.note([Event.of(vendor, Verb.CREATED)], lambda events: done.append([event.pk for event in events]))
        trail.afterwards(lambda: done.append("afterwards"))
        assert not done
    assert done == [[Event.objects.get().pk], "afterwards"]


# No other way in

ROWS: Any = Event.objects
WAYS = {
    "update": lambda: Event.objects.update(detail="x"),
    "update of a filter": lambda: Event.objects.filter(pk=1).update(detail="x"),
    "update past the manager": lambda: Event._base_manager.update(detail="x"),
    "bulk_update": lambda: Event.objects.bulk_update(list(Event.objects.all()), ["detail"]),
    "update_or_create": lambda: ROWS.update_or_create(pk=1, defaults={"detail": "x"}),
    "get_or_create": lambda: ROWS.get_or_create(pk=10**9, defaults={"detail": "x"}),
    "delete": lambda: Event.objects.all().delete(),
    "delete of one": lambda: Event.objects.get().delete(),
    "raw delete": lambda: Event.objects.all()._raw_delete("default"),
    "save again": lambda: Event.objects.get().save(),
    "save of some fields": lambda: Event.objects.get().save(update_fields=["detail"]),
    "raw save": lambda: Event.objects.get().save_base(raw=True),
    "rows that replace others": lambda: Event.objects.bulk_create(
        [copy_of(Event.objects.get())], update_conflicts=True, update_fields=["detail"], unique_fields=["sequence"]
    ),
    "rows that may be left out": lambda: Event.objects.bulk_create(
        [copy_of(Event.objects.get())], ignore_conflicts=True
    ),
}


def copy_of(event):
    return Event(content_type=event.content_type, object_id=1, record_name="x", verb=Verb.CHANGED)


@pytest.mark.parametrize("way", WAYS)
def test_there_is_no_other_way_in(vendor, way):
    Event.note(vendor, Verb.CREATED)
    before = Event.objects.values().get()
    with pytest.raises(Unalterable):
        WAYS[way]()
    assert Event.objects.values().get() == before


def test_a_new_event_does_not_take_the_place_of_an_old_one(vendor):
    (event,) = noted(vendor, 1)
    other = copy_of(event)
    other.pk = event.pk
    with pytest.raises(Exception, match=r"UNIQUE|duplicate"), transaction.atomic():
        other.save()
    assert Event.objects.get().record_name == event.record_name


def test_a_fixture_cannot_replace_events(vendor, tmp_path):
    noted(vendor, 1)
    kept = tmp_path / "events.json"
    call_command("dumpdata", "erp_integrations.event", output=str(kept), verbosity=0)
    with pytest.raises(Unalterable), transaction.atomic():
        call_command("loaddata", str(kept), verbosity=0)


# When somebody was at the head


HEADS = {
    "lost": ("DELETE FROM erp_integrations_trailhead",),
    "altered": ("UPDATE erp_integrations_trailhead SET count = 7",),
}


@pytest.mark.parametrize("what", HEADS)
def test_a_head_that_is_lost_or_altered_stops_no_work_and_is_never_forgotten(vendor, what):
    noted(vendor, 2)
    run_sql(*HEADS[what])
    events = noted(vendor, 1)
    assert [event.sequence for event in events] == [1, 2, 3]
    head = TrailHead.stored()
    assert head.is_genuine
    assert head.restored_at is not None
    assert head.restored_count == 2
    noted(vendor, 1)
    assert TrailHead.stored().restored_at == head.restored_at


def test_a_row_beyond_the_end_stops_no_work(vendor):
    noted(vendor, 1)
    run_sql(
        "INSERT INTO erp_integrations_event (sequence, content_type_id, object_id, record_name, verb, detail, changes,"
        " actor_name, happened_at, origin, version, previous, seal)"
        " SELECT 2, content_type_id, object_id, record_name, verb, detail, changes, actor_name, happened_at, origin,"
        " version, previous, seal FROM erp_integrations_event"
    )
    assert noted(vendor, 1)[-1].sequence == 3


def test_another_key_is_told_as_such_and_nothing_is_marked(vendor, settings):
    noted(vendor, 2)
    settings.HISTORY_KEY = "another"
    with pytest.raises(ImproperlyConfigured, match="HISTORY_KEY"), transaction.atomic():
        noted(vendor, 1)
    settings.HISTORY_KEY = "of the tests"
    noted(vendor, 1)
    assert TrailHead.stored().restored_at is None


def test_a_time_is_sealed_to_the_microsecond(vendor):
    event = Event.of(vendor, Verb.CHANGED)
    event.happened_at = datetime(2026, 3, 5, 14, 2, 7, 123456, tzinfo=UTC)
    event.save()
    assert event.facts()["happened_at"] == 1772719327123456
    assert Event.objects.get().is_genuine
