"""Dates and moments: ISO text inside, Xero's `/Date(ms+0000)/` outside (Xero reference 3.2)."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = date(1970, 1, 1).toordinal()
DAY_MS = 86_400_000
WIRE = re.compile(r"^/Date\((-?\d+)([+-]\d{4})?\)/$")
ISO_DAY = re.compile(r"^(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$")
HEADER = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$")


def utc_now() -> datetime:
    return datetime.now(UTC)


def moment(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds")


def moment_after(at: datetime, seconds: float) -> str:
    return moment(at + timedelta(seconds=seconds))


def read_moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def wire_moment(text: str) -> str:
    milliseconds = (read_moment(text) - EPOCH) // timedelta(milliseconds=1)
    return f"/Date({milliseconds}+0000)/"


@lru_cache(maxsize=10_000)
def wire_date(text: str) -> str:
    """Midnight UTC of the day, whatever the organisation's time zone."""
    return f"/Date({(date.fromisoformat(text).toordinal() - EPOCH_DAY) * DAY_MS}+0000)/"


def read_date(value: object) -> str:
    """Read any of the three forms that Xero takes; raises ValueError for others."""
    text = str(value)
    if wire := WIRE.match(text):
        return (EPOCH + timedelta(milliseconds=int(wire[1]))).date().isoformat()
    if not (iso := ISO_DAY.match(text)):
        raise ValueError(f"Could not convert string to DateTime: {text}.")
    return date.fromisoformat(iso[1]).isoformat()


def modified_since(header: str | None) -> str | None:
    """Read If-Modified-Since; any form but `2026-11-20T02:00:00` is ignored without a word (Xero reference 3.5)."""
    text = (header or "").strip()
    if not HEADER.match(text):
        return None
    try:
        return datetime.fromisoformat(text).isoformat()
    except ValueError:
        return None
