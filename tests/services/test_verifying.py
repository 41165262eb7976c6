"""Altering, removing, moving or adding any row of the trail is found, and told where it is and what it is."""

import io
import json
from datetime import UTC, datetime

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection

from erp_integrations.models import Event, TrailHead, Verb
from erp_integrations.models.sealing import GENESIS, canonical, sealed
from erp_integrations.services.verifying import Noted, Verification, begin_trail, verify, verify_and_note
from tests import factories

pytestmark = pytest.mark.django_db
TABLE = "erp_integrations_event"
COLUMNS = (
    "content_type_id object_id record_name verb detail changes actor_id actor_name on_behalf_of_id happened_at origin"
    " version previous seal"
).split()


def run_sql(statement, *values):
    with connection.cursor() as cursor:
        # Times as Django writes them: one that is spelt otherwise is found for that alone.
        written = [
            connection.ops.adapt_datetimefield_value(one) if isinstance(one, datetime) else one for one in values
        ]
        cursor.execute(statement, written)


def alter(sequence, **values):
    for name, value in values.items():
        run_sql(f"UPDATE {TABLE} SET {name} = %s WHERE sequence = %s", value, sequence)


def remove(*sequences):
    for sequence in sequences:
        run_sql(f"DELETE FROM {TABLE} WHERE sequence = %s", sequence)


def copy(sequence, to, **values):
    told = ", ".join("%s" if name in values else name for name in COLUMNS)
    run_sql(
        f"INSERT INTO {TABLE} (sequence, {', '.join(COLUMNS)}) SELECT %s, {told} FROM {TABLE} WHERE sequence = %s",
        to,
        *(values[name] for name in COLUMNS if name in values),
        sequence,
    )


def breaks(**options):
    return [told for told in verify(**options) if not isinstance(told, Verification)]


@pytest.fixture
def trail(approver):
    """Seven events, each of another vendor, by a person."""
    for number in range(1, 8):
        vendor = factories.VendorFactory(name=f"Mason {number}")
        changes = [{"field": "name", "from": "a", "to": "b"}]
        Event.note(vendor, Verb.ACCEPTED, by=approver, on_behalf_of=approver, detail="Why.", changes=changes)


def test_a_trail_that_nobody_touched_is_proved(trail):
    assert breaks() == []
    (told,) = verify()
    last = Event.objects.get(sequence=7)
    assert (told.count, told.seal) == (7, last.seal)
    assert str(told).startswith("All 7 events are as they were written. The last seal is ")
    assert f"7:{last.seal}" in str(told)


def test_an_empty_trail_is_proved(db):
    (told,) = verify()
    assert (told.count, told.seal, told.is_failure) == (0, GENESIS, False)


# Altered


OTHER = {
    "object_id": 999,
    "record_name": "Somebody else",
    "verb": "rejected",
    "detail": "",
    "changes": "[]",
    "actor_id": None,
    "actor_name": "mallory",
    "on_behalf_of_id": None,
    "happened_at": "2020-01-01 00:00:00+00:00",
    "origin": "screen:elsewhere",
    "version": 2,
    "previous": "f" * 64,
    "seal": "f" * 64,
}


@pytest.mark.parametrize("field", COLUMNS)
@pytest.mark.parametrize("sequence", [1, 4, 7])
def test_an_altered_field_is_found(trail, field, sequence):
    other = {**OTHER, "content_type_id": ContentType.objects.get(app_label="auth", model="permission").pk}
    alter(sequence, **{field: other[field]})
    (told,) = breaks()
    assert told.startswith(f"Event {sequence} (")
    assert told.endswith("was altered.")


def test_an_event_before_the_first_is_found(trail):
    copy(3, 0, verb="linked", seal="f" * 64)
    (told,) = breaks()
    assert told.startswith("Event 0 (")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite keeps a time as a text, and bytes as a text")
@pytest.mark.parametrize(
    "spelling", ["20260331T120000", "2026-W14-2T12:00:00", "2026-04-01 11:00:00+23:00", "2026-03-31 12:00"]
)
def test_a_time_that_is_spelt_otherwise_is_found(approver, spelling):
    """It is the same moment, and SQLite would sort it elsewhere."""
    event = Event.of(factories.VendorFactory(), Verb.ACCEPTED)
    event.happened_at = datetime(2026, 3, 31, 12, tzinfo=UTC)
    event.save()
    assert breaks() == []
    alter(1, happened_at=spelling)
    (told,) = breaks()
    assert told.endswith("was altered.")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite keeps bytes in a column of text")
@pytest.mark.parametrize("field", ["record_name", "detail", "changes", "happened_at"])
def test_bytes_in_place_of_a_text_are_found(trail, field):
    run_sql(f"UPDATE {TABLE} SET {field} = CAST({field} AS BLOB) WHERE sequence = 2")
    (told,) = breaks()
    assert told.startswith("Event 2 (")


def test_every_field_of_an_event_is_among_those(trail):
    fields = {field.attname for field in Event._meta.concrete_fields}
    assert fields == {*COLUMNS, "id", "sequence"}


def test_what_is_found_is_told_as_people_know_it(trail):
    alter(4, detail="Another reason.")
    alter(4, happened_at="2026-03-05 14:02:00")
    assert breaks() == ["Event 4 (Company Mason 4, Accepted, 5 Mar 2026, 14:02 UTC) was altered."]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes no such values")
@pytest.mark.parametrize(
    ("field", "value"),
    [("happened_at", "never"), ("object_id", "one"), ("version", "x"), ("seal", b"\x00")],
)
def test_what_is_no_value_at_all_is_found_too(trail, field, value):
    alter(4, **{field: value})
    (told,) = breaks()
    assert told.startswith("Event 4 (")
    assert told.endswith("was altered.")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes no such values")
def test_a_number_that_is_none_is_found(trail):
    run_sql(f"UPDATE {TABLE} SET sequence = 'four' WHERE sequence = 4")
    told = breaks()
    assert told[0] == "Event 4 is missing."
    assert "stands in the wrong place: it was written as event 4." in told[1]


def test_two_altered_events_are_two_breaks(trail):
    alter(3, detail="x", seal="e" * 64)
    alter(4, detail="x", seal="d" * 64)
    assert [told[:8] for told in breaks()] == ["Event 3 ", "Event 4 "]


def test_an_event_sealed_with_another_key_is_found(trail, settings):
    settings.HISTORY_KEY = "another"
    event = Event.objects.get(sequence=4)
    event.detail = "x"
    from erp_integrations.models.sealing import seal_of

    alter(4, detail="x", seal=seal_of(1, event.previous, event.facts()))
    settings.HISTORY_KEY = "of the tests"
    (told,) = breaks()
    assert told.startswith("Event 4 (")


# Removed

REMOVED = {
    (1,): ["Event 1 is missing."],
    (4,): ["Event 4 is missing."],
    (3, 4, 5): ["Events 3 to 5 are missing."],
    (2, 6): ["Event 2 is missing.", "Event 6 is missing."],
    (7,): ["The last event is missing."],
    (5, 6, 7): ["The last 3 events are missing."],
    (1, 2, 3, 4, 5, 6, 7): ["The last 7 events are missing."],
}


@pytest.mark.parametrize("sequences", REMOVED)
def test_removed_events_are_told_by_their_numbers(trail, sequences):
    remove(*sequences)
    assert breaks() == REMOVED[sequences]


def test_what_was_altered_beside_a_gap_is_told_as_well(trail):
    remove(4)
    alter(5, detail="x")
    assert [told[:7] for told in breaks()] == ["Event 4", "Event 5"]


# Moved


def test_exchanged_numbers_are_found(trail):
    for old, new in ((3, 103), (5, 3), (103, 5)):
        run_sql(f"UPDATE {TABLE} SET sequence = %s WHERE sequence = %s", new, old)
    told = breaks()
    assert len(told) == 2
    assert "Mason 5" in told[0]
    assert told[0].endswith("stands in the wrong place: it was written as event 5.")
    assert "Mason 3" in told[1]
    assert told[1].endswith("stands in the wrong place: it was written as event 3.")


def test_exchanged_contents_are_found(trail):
    third, fifth = (Event.objects.filter(sequence=number).values(*COLUMNS).get() for number in (3, 5))
    for number, values in ((3, fifth), (5, third)):
        alter(number, **{**values, "changes": json.dumps(values["changes"])})
    assert [told.partition("stands")[2] for told in breaks()] == [
        " in the wrong place: it was written as event 5.",
        " in the wrong place: it was written as event 3.",
    ]


def test_an_event_that_was_moved_behind_the_last_is_found(trail):
    run_sql(f"UPDATE {TABLE} SET sequence = 1000 WHERE sequence = 4")
    told = breaks()
    assert told[0] == "Event 4 is missing."
    assert told[1].startswith("Event 1,000 (Company Mason 4, ")
    assert told[1].endswith("stands in the wrong place: it was written as event 4.")


def test_events_that_moved_up_into_a_gap_are_found(trail):
    remove(3)
    for number in (4, 5, 6, 7):
        run_sql(f"UPDATE {TABLE} SET sequence = %s WHERE sequence = %s", number - 1, number)
    told = breaks()
    assert [sentence.rpartition(" ")[2] for sentence in told] == ["4.", "5.", "6.", "7.", "missing."]
    assert told[-1] == "The last event is missing."


# Added


def test_an_added_event_is_found(trail):
    copy(7, to=8, detail="Forged.")
    (told,) = breaks()
    assert told.startswith("An event was added that the tool did not write: Event 8 (Company Mason 7, ")


def test_a_copy_of_an_event_is_found(trail):
    copy(7, to=8)
    (told,) = breaks()
    assert told.endswith("stands in the wrong place: it was written as event 7.")


def test_an_event_that_took_the_place_of_another_is_found(trail):
    remove(4)
    copy(5, to=4, detail="Forged.")
    (told,) = breaks()
    assert told.startswith("Event 4 (")


def test_an_event_that_was_put_between_two_is_found(trail):
    for number in (7, 6, 5):
        run_sql(f"UPDATE {TABLE} SET sequence = %s WHERE sequence = %s", number + 1, number)
    copy(4, to=5, detail="Forged.")
    told = breaks()
    assert told[0].startswith("Event 5 (Company Mason 4, ")
    assert [sentence.rpartition(" ")[2] for sentence in told[1:]] == ["5.", "6.", "7."]


def test_what_another_trail_with_the_same_key_holds_does_not_follow(trail, approver):
    """Whoever puts an older copy of the database back, and goes on from it, has the key and still not this trail."""
    kept = Event.objects.filter(sequence=6).values(*COLUMNS).get()
    remove(6, 7)
    head = TrailHead.objects.get()
    head.count, head.seal = 5, kept["previous"]
    head.keep()
    Event.note(factories.VendorFactory(), Verb.CHANGED)
    Event.note(factories.VendorFactory(), Verb.CHANGED)
    alter(6, **{**kept, "changes": json.dumps(kept["changes"])})
    (told,) = breaks()
    assert told.startswith("Event 7 (")
    assert "does not follow the event before it" in told


# The head


def head_with(**values):
    told = ", ".join(f"{name} = %s" for name in values)
    run_sql(f"UPDATE erp_integrations_trailhead SET {told}", *values.values())


@pytest.mark.parametrize(
    "values",
    [
        {"count": 6},
        {"seal": "f" * 64},
        {"own_seal": "f" * 64},
        {"restored_count": 3},
        {"restored_at": "2026-01-01 00:00:00+00:00"},
    ],
    ids=str,
)
def test_an_altered_head_is_found(trail, values):
    head_with(**values)
    assert breaks() == ["The head of the trail was altered: the last events may be missing."]


def test_a_removed_head_is_found(trail):
    run_sql("DELETE FROM erp_integrations_trailhead")
    assert breaks() == ["The head of the trail is missing: the last events may be missing with it."]


def test_a_trail_that_was_removed_with_its_head_is_found(trail):
    run_sql("DELETE FROM erp_integrations_trailhead")
    run_sql(f"DELETE FROM {TABLE}")
    begin_trail()
    assert breaks() == ["The head of the trail is missing: the last events may be missing with it."]


@pytest.mark.parametrize("kept", [factories.UserFactory, factories.ConnectionFactory])
def test_a_trail_that_was_removed_where_no_record_is_left_is_found(db, kept):
    Event.note(kept(), Verb.CHANGED)
    run_sql("DELETE FROM erp_integrations_trailhead")
    run_sql(f"DELETE FROM {TABLE}")
    begin_trail()
    assert breaks() == ["The head of the trail is missing: the last events may be missing with it."]


def test_people_of_a_new_installation_are_not_blamed(db):
    factories.AdminFactory()
    begin_trail()
    assert breaks() == []


def test_a_database_that_was_emptied_begins_anew(db):
    run_sql("DELETE FROM erp_integrations_trailhead")
    begin_trail()
    assert (breaks(), TrailHead.stored().restored_at) == ([], None)


def test_that_the_head_was_made_anew_is_told_for_ever(trail):
    remove(6, 7)
    run_sql("DELETE FROM erp_integrations_trailhead")
    Event.note(factories.VendorFactory(), Verb.CHANGED)
    (told,) = breaks()
    assert told.startswith("The head of the trail was lost or altered, and was made anew on ")
    assert "behind event 5" in told


def test_an_old_head_over_newer_events_is_found(trail):
    old = TrailHead.objects.values("count", "seal", "own_seal").get()
    Event.note(factories.VendorFactory(), Verb.CHANGED)
    head_with(**old)
    assert breaks() == ["The head of the trail is an old one: it tells of 7 events only."]


def test_a_head_of_another_trail_is_found(trail):
    told = {"count": 7, "seal": "f" * 64, "restored": [None, 0]}
    head_with(seal="f" * 64, own_seal=sealed(f"head\n{canonical(told)}"))
    (told,) = breaks()
    assert told.endswith("is not the one with which the trail ended.")


# What was noted elsewhere, and where to begin


def test_what_was_noted_elsewhere_is_met(trail):
    noted = Noted(5, Event.objects.get(sequence=5).seal)
    assert breaks(noted=noted) == []
    assert breaks(noted=Noted(0, GENESIS)) == []


def test_a_trail_that_was_begun_anew_is_found_by_what_was_noted(trail):
    noted = Noted(7, Event.objects.get(sequence=7).seal)
    run_sql(f"DELETE FROM {TABLE}")
    run_sql("DELETE FROM erp_integrations_trailhead")
    TrailHead.begin()
    assert breaks() == []
    assert breaks(noted=noted) == ["7 events were noted elsewhere; event 7 is not there."]
    for _number in range(7):
        Event.note(factories.VendorFactory(), Verb.CHANGED)
    (told,) = breaks(noted=noted)
    assert told.startswith("Event 7 has another seal")


def test_a_verification_begins_where_it_is_told_to(trail):
    alter(2, detail="x")
    assert len(breaks()) == 1
    assert breaks(since=3) == []
    alter(3, detail="x")
    assert len(breaks(since=3)) == 1
    (*_breaks, told) = verify(since=3)
    assert told.count == 5


# The command, and what is kept for the screens


def run_command(*arguments):
    out = io.StringIO()
    call_command("verify_history", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_that_all_is_well(trail):
    seal = Event.objects.get(sequence=7).seal
    assert "All 7 events are as they were written" in run_command("--expect", f"7:{seal}")


def test_the_command_names_each_break_and_fails(trail):
    alter(2, detail="x")
    remove(4)
    out = io.StringIO()
    with pytest.raises(CommandError, match="2 breaks were found among 6 events") as error:
        call_command("verify_history", stdout=out)
    assert error.value.returncode == 1
    assert [line[:7] for line in out.getvalue().splitlines()] == ["Event 2", "Event 4"]


@pytest.mark.parametrize("noted", ["7", "seven:abc", ":", "7:"])
def test_the_command_refuses_what_it_did_not_print_so(db, noted):
    with pytest.raises(CommandError, match="COUNT:SEAL"):
        run_command("--expect", noted)


def test_what_was_found_is_kept_with_the_head(trail):
    assert not verify_and_note().is_failure
    head = TrailHead.stored()
    assert (head.verified_count, head.breaks, head.findings) == (7, 0, "")
    alter(2, detail="x")
    assert verify_and_note().is_failure
    head = TrailHead.stored()
    assert head.breaks == 1
    assert head.findings.startswith("Event 2 (")
    assert head.is_genuine


def test_many_breaks_are_counted_and_some_kept(trail):
    run_sql(f"UPDATE {TABLE} SET detail = 'x'")
    assert verify_and_note().breaks == 7
    assert len(TrailHead.stored().findings.splitlines()) == 5
