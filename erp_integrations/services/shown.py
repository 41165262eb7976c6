"""Whether what a page has shown is still what is there: whoever saves an older page would undo what others did."""

import hashlib
from typing import Any


class ChangedMeanwhile(Exception):
    """Nothing is saved, since somebody else changed it since a page has shown it: a sentence for whoever tried."""


def fingerprint_of(standing: object) -> str:
    """Return a text that is another one as soon as anything of what it is made of is."""
    return hashlib.sha256(repr(standing).encode()).hexdigest()[:16]


def fingerprint_of_row(row: Any) -> str:
    """The same of a row of the database, as it was read."""
    return fingerprint_of([getattr(row, field.attname) for field in row._meta.concrete_fields])


def refuse_behind(now: str, shown: str | None, sentence: str) -> None:
    """Raise `ChangedMeanwhile` where a page has shown something else than there is now; None is no page."""
    if shown is not None and shown != now:
        raise ChangedMeanwhile(sentence)
