"""Names as Xero compares them: without superfluous blanks, and whatever their case."""

import unicodedata
from typing import Any

from django.db import models


def tidy(text: str) -> str:
    """Return a name without leading, trailing or double blanks: Xero answers those with an error (pitfall 12)."""
    return " ".join(visible(text).split())


def visible(text: str) -> str:
    """Return a text without control characters, which nobody sees and no JSON or screen wants; its lines stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(map(shown, lines)).strip()


def shown(sign: str) -> str:
    """Return a character as it may travel: odd separators are blanks, other control characters are nothing."""
    if sign in "\n\t" or unicodedata.category(sign) != "Cc":
        return sign
    return " " if sign.isspace() else ""


def key_of(name: str) -> str:
    return unicodedata.normalize("NFC", tidy(name)).casefold()


class NameKeyField(models.CharField):  # type: ignore[type-arg]
    """The key of the record's `own_name`, kept beside it so that the database can look for its namesakes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 600, "blank": True, "editable": False, "db_index": True, **kwargs})

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        record: Any = model_instance
        key = key_of(record.own_name)
        setattr(record, self.attname, key)
        return key
