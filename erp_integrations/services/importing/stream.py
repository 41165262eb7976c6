"""Reading a stream of Xero's documents: what changed since the last pass, page by page, each kept as it comes.

A page's rows and the position after it are committed together, so a reading that is broken off anywhere goes on with
the next page. The pages come with the newest change first: what changes meanwhile moves to the front, where the next
pass finds it, and everything else slides towards the pages that are still to come. So nothing is missed, however long
a pass was interrupted. The cursor moves on once the last page is in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from connectors.documents import Page
from erp_integrations.models import ImportCursor, events_last
from erp_integrations.models.sentences import gettext as _
from erp_integrations.models.sentences import ngettext
from erp_integrations.services.progress import Progress, TakenOver
from erp_integrations.services.refreshing import OVERLAP

# How many rows go into one statement. SQLite keeps prepared statements by their text, and each number of rows is a text
# of its own: were it a whole page, the statements of a long import would outweigh everything else that it holds.
ROWS_IN_A_STATEMENT = 50
MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """What is read, and what becomes of it. `fetch` takes the number of a page and a time; `keep` takes its rows.

    With another `scope` than last time the whole stream is read anew.
    """

    name: str
    title: str
    fetch: Callable[[int, datetime | None], Page[Any]]
    keep: Callable[[Sequence[Any]], None]
    scope: str = ""


@dataclass(slots=True)
class Read:
    """What came of reading streams: how many rows, and the ids of what cannot be read and stays as it was."""

    rows: int = 0
    unreadable: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """Name what cannot be read; empty where everything could."""
        if not self.unreadable:
            return ""
        number = len(self.unreadable)
        text = ngettext(
            "%(number)s document in Xero cannot be read and was passed over: %(ids)s%(more)s",
            "%(number)s documents in Xero cannot be read and were passed over: %(ids)s%(more)s",
            number,
        )
        ids, more = ", ".join(self.unreadable[:MOST_NAMED]), "…" if number > MOST_NAMED else "."
        return text % {"number": number, "ids": ids, "more": more}


def read(stream: Stream, tell: Progress, told: Read) -> None:
    """Read a stream to its end, and add to `told` what came.

    What was kept stays when `fetch` raises, or `TakenOver`.
    """
    position = position_of(stream)
    is_last = False
    while not is_last:
        page = stream.fetch(position.next_page, position.since)
        is_last = page.is_last
        with events_last():
            hold(position)
            stream.keep(page.rows)
            advance(position, page)
        told.rows += len(page.rows)
        told.unreadable += page.unreadable
        tell(stream.title, page.number, max(page.count, page.number))


def position_of(stream: Stream) -> ImportCursor:
    """Return where a pass goes on, or begin one."""
    position, _created = ImportCursor.objects.get_or_create(stream=stream.name, defaults={"scope": stream.scope})
    if position.scope != stream.scope:
        position.scope, position.cursor, position.next_page = stream.scope, None, 1
    if position.next_page == 1:
        position.since = position.cursor and position.cursor - OVERLAP
        position.newest, position.started_at = position.cursor, timezone.now()
    position.save()
    return position


def hold(position: ImportCursor) -> None:
    """Keep others from the position. Raises `TakenOver` if it was moved since the page was asked for.

    Old rows would then take the place of newer ones, behind a cursor that has passed those.
    """
    ours = ImportCursor.objects.filter(pk=position.pk, started_at=position.started_at, next_page=position.next_page)
    if ours.select_for_update().first() is None:
        raise TakenOver(_("Another process took over."))


def advance(position: ImportCursor, page: Page[Any]) -> None:
    known = [position.newest, *(row.changed_at for row in page.rows)]
    position.newest = max((moment for moment in known if moment), default=None)
    position.next_page = page.number + 1
    if page.is_last:
        position.cursor, position.next_page, position.finished_at = position.newest, 1, timezone.now()
    position.save()
