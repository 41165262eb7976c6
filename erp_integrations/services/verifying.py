"""Proving the trail: every event is what the tool wrote, none is missing, none was added, and it ends where it should.

Each event is proved by its own seal, and its place by the seal before. Rows are read one after the other, as text where
a database would otherwise choke on what somebody wrote into them by hand; only a few are held at a time.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import F, Func, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from erp_integrations.models import EXPORTED_MODELS, ApiCall, Connection, Event, ExportBatch, TrailHead, Verb
from erp_integrations.models.sealing import FACTS, GENESIS, microseconds, seal_of
from erp_integrations.models.sentences import as_read, ngettext, sentence_of, with_capital
from erp_integrations.models.sentences import gettext as _
from erp_integrations.services.seals_noted import note_seal, unmet_seals
from erp_integrations.services.verifying_bytes import ComparedBytes

TOGETHER = 2000
# So many events that do not fit their place are looked for elsewhere. More than that is no exchange of rows any more.
MOST_LOOKED_FOR = 1000
NEARBY = 50
# What of the findings is kept for the screens.
MOST_KEPT = 5
VERBS: Mapping[str, Any] = dict(Verb.choices)
# What is read of a row. The rest is read as text below.
PLAIN = (
    "sequence",
    "content_type_id",
    "object_id",
    "verb",
    "actor_id",
    "actor_name",
    "on_behalf_of_id",
    "origin",
    "version",
    "previous",
    "seal",
)
# As it is stored: sentences without any language, JSON and times before anything reads them.
STORED = ("record_name", "detail", "changes", "happened_at")
AS_TEXT = {f"{name}_text": Cast(name, TextField()) for name in STORED}
# SQLite keeps bytes in a column of text, and reads them as text when asked to.
STORED_AS = {f"{name}_is": Func(F(name), function="typeof", output_field=TextField()) for name in STORED}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Noted:
    """What somebody wrote down elsewhere: so many events, the last of them with this seal."""

    count: int
    seal: str


@dataclass(slots=True)
class Verification:
    """`count` events were read; `seal` is the last one's. `findings` are the first of `breaks` sentences.

    `warning` is a sentence about what is no break: that the seal could not be noted outside, or be read there.
    """

    count: int = 0
    seal: str = GENESIS
    breaks: int = 0
    findings: list[str] = field(default_factory=list)
    warning: str = ""

    @property
    def is_failure(self) -> bool:
        return bool(self.breaks)

    def __str__(self) -> str:
        return " ".join(filter(None, [self.in_words(), self.warning]))

    def in_words(self) -> str:
        if self.breaks:
            text = ngettext(
                "%(breaks)s break was found among %(count)s events.",
                "%(breaks)s breaks were found among %(count)s events.",
                self.breaks,
            )
            return text % {"breaks": number(self.breaks), "count": number(self.count)}
        text = ngettext(
            "The one event is as it was written. The last seal is %(seal)s (note it elsewhere, as %(noted)s).",
            "All %(count)s events are as they were written. The last seal is %(seal)s (note it elsewhere, as"
            " %(noted)s).",
            self.count,
        )
        return text % {"count": number(self.count), "seal": self.seal, "noted": f"{self.count}:{self.seal}"}


def verify(*, since: int = 1, noted: Noted | None = None) -> Iterator[str | Verification]:
    """Yield a sentence for each break, as it is found, and last what came of it all.

    With `since` the events before are taken as they are. A whole trail without a break is noted outside the database.
    """
    told = Verification()
    promises = broken_promise(noted, told) if noted else ()
    for sentence in chain(Walk(since, told).breaks(), promises, broken_notes(told)):
        told.breaks += 1
        yield sentence
    if since <= 1 and told.count and not (told.breaks or told.warning):
        told.warning = note_seal(told.count, told.seal)
    yield told


def broken_notes(told: Verification) -> Iterator[str]:
    try:
        yield from unmet_seals()
    except OSError as problem:
        text = _(
            "The seals that were noted in %(file)s could not be read (%(problem)s), so the trail may end too early."
        )
        told.warning = text % {"file": settings.HISTORY_SEALS, "problem": problem.strerror or str(problem)}


def verify_and_keep() -> Iterator[str | Verification]:
    """Verify the whole trail, and keep with its head what came of it, for the screens."""
    findings: list[str] = []
    for told in verify():
        if isinstance(told, Verification):
            told.findings = findings
            if head := TrailHead.stored():
                head.note_verification(timezone.now(), told.count, findings, told.breaks)
        elif len(findings) < MOST_KEPT:
            findings.append(told)
        yield told


def verify_and_note() -> Verification:
    """The same for the worker, which needs no more than what came of it."""
    return next(told for told in verify_and_keep() if isinstance(told, Verification))


def broken_promise(noted: Noted, told: Verification) -> Iterator[str]:
    seal = Event.objects.order_by().filter(sequence=noted.count).values_list("seal", flat=True).first()
    if noted.count == 0 and noted.seal == GENESIS:
        return
    if seal is None:
        text = _("%(noted)s events were noted elsewhere; event %(noted)s is not there.")
        yield text % {"noted": number(noted.count)}
    elif seal != noted.seal:
        text = _("Event %(noted)s has another seal than the one that was noted elsewhere: the trail is another one.")
        yield text % {"noted": number(noted.count)}


class Walk:
    """One pass over the rows, in the order of their numbers.

    `expected` is the number of the next one, `seal` what it must follow; None after a row that was told of already.
    """

    def __init__(self, since: int, told: Verification) -> None:
        self.told = told
        self.kinds = {kind.pk: f"{kind.app_label}.{kind.model}" for kind in ContentType.objects.all()}
        # As it is before the rows are read: what comes meanwhile is proved by itself.
        self.head = TrailHead.stored()
        self.end = self.head.count if self.head and self.head.is_genuine else None
        self.expected, self.seal = since, seal_before(since)
        # Where the row before was written, and its seal: rows that were moved together tell each other's places.
        self.before: tuple[int, str] = (since - 1, self.seal or "")
        self.looked_for = 0
        self.wire = ComparedBytes()

    def breaks(self) -> Iterator[str]:
        rows = Event.objects.order_by("sequence", "pk")
        if self.expected > 1:
            rows = rows.filter(sequence__gte=self.expected)
        read = AS_TEXT | (STORED_AS if connection.vendor == "sqlite" else {})
        for row in rows.annotate(**read).values(*PLAIN, *read).iterator(TOGETHER):
            row["kind"] = self.kinds.get(row["content_type_id"])
            self.told.count += 1
            yield from self.look_at(row)
        yield from self.wire.compare()
        yield from self.look_at_the_end()

    def look_at(self, row: Row) -> Iterator[str]:
        place = row["sequence"]
        belongs = place if fits(row, place) else self.place_of(row)
        self.before = (belongs or place, row["seal"])
        if belongs == place:
            yield from self.look_at_genuine(row, place)
            yield from self.wire.take(row)
        elif belongs:
            text = _("%(event)s stands in the wrong place: it was written as event %(place)s.")
            yield from self.look_at_stranger(place, text % {"event": name_of(row), "place": number(belongs)})
        elif self.is_beyond(place):
            yield _("An event was added that the tool did not write: %(event)s.") % {"event": name_of(row)}
        else:
            yield from self.look_at_stranger(place, _("%(event)s was altered.") % {"event": name_of(row)})

    def look_at_genuine(self, row: Row, place: int) -> Iterator[str]:
        if place < self.expected:
            yield _("%(event)s is there twice.") % {"event": name_of(row)}
            return
        yield from self.missing_before(place)
        if self.seal not in (None, row["previous"]):
            text = _("%(event)s does not follow the event before it: one of them is of another trail.")
            yield text % {"event": name_of(row)}
        elif place == self.end and self.head and self.head.seal != row["seal"]:
            yield _("%(event)s is not the one with which the trail ended.") % {"event": name_of(row)}
        self.expected, self.seal = place + 1, row["seal"]
        self.told.seal = row["seal"]

    def look_at_stranger(self, place: Any, sentence: str) -> Iterator[str]:
        """A row that is not what the tool wrote with this number. Where it stands beyond the end, it fills no gap."""
        is_in_order = isinstance(place, int) and place >= self.expected and not self.is_beyond(place)
        if is_in_order:
            yield from self.missing_before(place)
            self.expected, self.seal = place + 1, None
        yield sentence

    def missing_before(self, place: int) -> Iterator[str]:
        if place > self.expected:
            yield missing(self.expected, place - 1)
            self.seal = None

    def is_beyond(self, place: Any) -> bool:
        return self.end is not None and isinstance(place, int) and place > self.end

    def place_of(self, row: Row) -> int | None:
        """Return the number with which the tool wrote a row that does not fit its own, if that can be told."""
        return next((place for place in self.places(row) if fits(row, place)), None)

    def places(self, row: Row) -> Iterator[int]:
        """Yield where a row may have been written: behind the row before, behind the one it names, or near."""
        yield self.before[0] + 1
        if self.looked_for < MOST_LOOKED_FOR:
            self.looked_for += 1
            named = Event.objects.order_by().filter(seal=row["previous"]).values_list("sequence", flat=True)
            yield from (place + 1 for place in named[:1] if isinstance(place, int))
            around = row["sequence"] if isinstance(row["sequence"], int) else self.expected
            yield from range(max(1, around - NEARBY), around + NEARBY)

    def look_at_the_end(self) -> Iterator[str]:
        if self.head is None:
            yield _("The head of the trail is missing: the last events may be missing with it.")
        elif self.end is None:
            yield _("The head of the trail was altered: the last events may be missing.")
        else:
            yield from self.look_at_the_head(self.head)

    def look_at_the_head(self, head: TrailHead) -> Iterator[str]:
        if head.restored_at:
            text = _(
                "The head of the trail was lost or altered, and was made anew on %(day)s behind event %(count)s: events"
                " that were the last ones then may be missing."
            )
            yield text % {"day": head.restored_at, "count": number(head.restored_count)}
        absent = head.count - self.expected + 1
        if absent > 0:
            text = ngettext("The last event is missing.", "The last %(number)s events are missing.", absent)
            yield text % {"number": number(absent)}
        latest = TrailHead.stored()
        if latest and latest.count < self.expected - 1:
            text = _("The head of the trail is an old one: it tells of %(count)s events only.")
            yield text % {"count": number(latest.count)}


def seal_before(since: int) -> str | None:
    """Return the seal that the first row to be looked at follows; None where there is no such row."""
    if since <= 1:
        return GENESIS
    seal: str | None = Event.objects.order_by().filter(sequence=since - 1).values_list("seal", flat=True).first()
    return seal


def fits(row: Row, place: int) -> bool:
    """Whether a row is what the tool wrote as the event of that number."""
    try:
        if any(row.get(f"{name}_is", "text") != "text" for name in STORED):
            return False
        facts = {**row, "sequence": place, "changes": json.loads(row["changes_text"])}
        facts |= {"record_name": row["record_name_text"], "detail": row["detail_text"]}
        facts["happened_at"] = microseconds(moment_in(row["happened_at_text"]))
        return row["version"] in FACTS and seal_of(row["version"], row["previous"], facts) == row["seal"]
    except (TypeError, ValueError, RecursionError):
        return False


def moment_in(text: str) -> datetime:
    """Read a time as SQLite keeps it, which is UTC without saying so, or as PostgreSQL writes it.

    SQLite sorts and compares times as texts: one that is spelt otherwise than Django does stands elsewhere.
    """
    told = datetime.fromisoformat(text)
    if connection.vendor == "sqlite" and (told.tzinfo or str(told) != text):
        raise ValueError(text)
    return told if told.tzinfo else told.replace(tzinfo=UTC)


# In words


def missing(first: int, last: int) -> str:
    if first == last:
        return _("Event %(first)s is missing.") % {"first": number(first)}
    return _("Events %(first)s to %(last)s are missing.") % {"first": number(first), "last": number(last)}


def name_of(row: Row) -> str:
    """Return what a row says of itself now: Event 1,204 (Commitment SC-001, Accepted, 5 Mar 2026, 14:02 UTC)."""
    told: dict[str, Any] = {
        "number": number(row["sequence"]),
        "kind": kind_in_words(row["kind"]),
        "record": as_read(str(row["record_name_text"])),
    }
    told["verb"] = sentence_of(VERBS.get(row["verb"], row["verb"]))
    try:
        told["moment"] = moment_in(row["happened_at_text"])
    except (TypeError, ValueError):
        told["moment"] = str(row["happened_at_text"])
    return _("Event %(number)s (%(kind)s %(record)s, %(verb)s, %(moment)s)") % told


def kind_in_words(kind: str | None) -> str:
    try:
        return with_capital(sentence_of(apps.get_model(kind or "")._meta.verbose_name))
    except (LookupError, ValueError):
        return _("Unknown kind")


def number(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def begin_trail(**signal: Any) -> None:
    """Make the head of the trail, after each migration, where there is nothing yet that it could tell of.

    An empty database is given it by its migrations, before there are people; one that was flushed has lost it with
    them. So whoever is there without a head was there when it was removed.
    """
    if TrailHead._meta.db_table not in connection.introspection.table_names():
        return
    kept: tuple[Any, ...] = (get_user_model(), Connection, ApiCall, Event, ExportBatch, *EXPORTED_MODELS)
    if TrailHead.stored() is None and not any(model._default_manager.exists() for model in kept):
        TrailHead.begin()
