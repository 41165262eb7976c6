"""Seals noted outside the database, in the file HISTORY_SEALS: they tell of a trail that was cut and its head set back.

A line each time the trail was proved without a break: COUNT:SEAL and the time. What cannot be read is passed over.
"""

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from erp_integrations.models import Event
from erp_integrations.models.sentences import gettext as _

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NotedSeal:
    """The trail had so many events at that moment, the last of them with this seal."""

    count: int
    seal: str
    noted_at: datetime

    @property
    def is_kept(self) -> bool:
        return Event.objects.order_by().filter(sequence=self.count, seal=self.seal).exists()

    def __str__(self) -> str:
        return f"{self.count}:{self.seal} {self.noted_at.astimezone(UTC).isoformat(timespec='seconds')}"

    @classmethod
    def told_in(cls, line: str) -> "NotedSeal | None":
        told, _blank, moment = line.strip().partition(" ")
        count, _colon, seal = told.partition(":")
        try:
            noted_at = datetime.fromisoformat(moment)
            return cls(int(count), seal, noted_at if noted_at.tzinfo else noted_at.replace(tzinfo=UTC))
        except ValueError:
            return None


def note_seal(count: int, seal: str) -> str:
    """Note how a trail ends that was just proved, in the log as well. Return what went wrong, as a sentence."""
    noted = NotedSeal(count, seal, timezone.now())
    logger.info("The trail was proved without a break: %s:%s", count, seal)
    try:
        append(Path(settings.HISTORY_SEALS), str(noted))
    except OSError as problem:
        text = _(
            "The seal could not be noted in %(file)s (%(problem)s): let the tool write there, or set HISTORY_SEALS."
        )
        return text % {"file": settings.HISTORY_SEALS, "problem": problem.strerror or str(problem)}
    return ""


def append(path: Path, line: str) -> None:
    """Add one line in one piece: the command may run while the worker does the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, f"{line}\n".encode())
    finally:
        os.close(descriptor)


def noted_seals() -> list[NotedSeal]:
    """Return what was noted, the longest trail first. Raises `OSError` where the file is there and cannot be read."""
    path = Path(settings.HISTORY_SEALS)
    if not path.exists():
        return []
    lines = path.read_text(errors="replace").splitlines()
    found = [noted for line in lines if (noted := NotedSeal.told_in(line))]
    return sorted(found, key=lambda noted: (noted.count, noted.noted_at), reverse=True)


def unmet_seals() -> Iterator[str]:
    """Yield a sentence where the longest trail that was noted is not there any more, saying from when on it is not."""
    seals = noted_seals()
    if not seals or seals[0].is_kept:
        return
    newest, kept = seals[0], next((noted for noted in seals if noted.is_kept), None)
    told = {"count": f"{newest.count:,}", "day": newest.noted_at, "file": settings.HISTORY_SEALS}
    if kept is None:
        text = _("%(count)s events were noted on %(day)s in %(file)s, and none that was ever noted there is left.")
        yield text % told
        return
    text = _(
        "%(count)s events were noted on %(day)s in %(file)s: events behind event %(kept)s, which was the last one on"
        " %(since)s, are missing or are others."
    )
    yield text % {**told, "kept": f"{kept.count:,}", "since": kept.noted_at}
