"""Sentences in the database: kept apart from any language, read in that of whoever looks (docs/decisions/0019)."""

import json
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone, translation
from django.utils.formats import date_format, number_format, time_format
from django.utils.functional import Promise
from django.utils.text import format_lazy

from connectors.sentences import (
    Said,
    Sentence,
    Wording,
    gettext,
    gettext_noop,
    ngettext,
    sentence_of,
    together,
    with_capital,
)

# What is stored of a sentence begins so.
MARK = '{"sentence":'

if TYPE_CHECKING:
    Text = models.TextField[str, str]
    Characters = models.CharField[str, str]
    Json = models.JSONField[Any, Any]
else:
    # Django's fields are generic for the type checker only.
    Text, Characters, Json = models.TextField, models.CharField, models.JSONField


class ReadersWording(Wording):
    """Sentences in the language that is active, numbers and dates as the formats of that language have them."""

    def language(self) -> str:
        return translation.get_language() or super().language()

    def gettext(self, pattern: str) -> str:
        return translation.gettext(pattern)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return translation.ngettext(one, many, count)

    def number(self, value: Decimal) -> str:
        return number_format(f"{value:f}", use_l10n=True, force_grouping=True)

    def date(self, value: date) -> str:
        return date_format(value, "DATE_FORMAT")

    def moment(self, value: datetime) -> str:
        local = timezone.localtime(value)
        return f"{date_format(local, 'DATETIME_FORMAT')} {local.tzname()}"

    def time(self, value: time) -> str:
        return time_format(value, "TIME_FORMAT")

    def of(self, value: object) -> Said:
        return said_lazily(value) if isinstance(value, Promise) else super().of(value)


def said_lazily(promise: Any) -> Said:
    """Return what a lazy text says: its pattern, or its words now if it is of a kind that keeps none."""
    function, given, named = promise.__reduce__()[1][:3]
    if function is translation.gettext:
        return {"say": given[0]}
    if function is FORMATTING:
        return gettext(given[0]).format(**named).said if not given[1:] else str(promise)
    return str(promise)


FORMATTING = format_lazy("").__reduce__()[1][0]


def as_stored(value: Any) -> Any:
    """Return a sentence as canonical JSON, and any other text as it is, unless it could be taken for a sentence."""
    if isinstance(value, Promise):
        value = sentence_of(value)
    if isinstance(value, Sentence):
        said = value.said
    elif isinstance(value, str) and value.startswith(MARK):
        said = str(value)
    else:
        return value
    if isinstance(said, str) and not said.startswith(MARK):
        return said
    return json.dumps({"sentence": said}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def as_read(stored: str | None) -> Any:
    if not isinstance(stored, str) or not stored.startswith(MARK):
        return stored
    try:
        return Sentence(json.loads(stored)["sentence"])
    except (ValueError, KeyError, StopIteration, TypeError):
        return stored


class SentenceField(Text):
    """A text that is a `Sentence` if one was put in, and anything that people or Xero wrote as it is."""

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(as_stored(value))

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Any:
        return as_read(value)

    def deconstruct(self) -> Any:
        """The column is that of any text, so there is nothing to migrate."""
        name, _path, given, named = super().deconstruct()
        return name, "django.db.models.TextField", given, named


class ShortSentenceField(Characters):
    """The same in a column of limited length: what does not fit is kept in the words that it has now."""

    def get_prep_value(self, value: Any) -> Any:
        stored = as_stored(value)
        if isinstance(value, Sentence) and len(stored) > (self.max_length or 0):
            stored = str.__str__(value)[: self.max_length]
        while isinstance(stored, str) and value and len(stored) > (self.max_length or len(stored)):
            value = str.__str__(value)[: len(value) - 1]
            stored = as_stored(value)
        return super().get_prep_value(stored)

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Any:
        return as_read(value)

    def deconstruct(self) -> Any:
        name, _path, given, named = super().deconstruct()
        return name, "django.db.models.CharField", given, named


class ChangesField(Json):
    """Rows of texts, as JSON: a text is a string, a sentence is what it says."""

    def get_prep_value(self, value: Any) -> Any:
        """Return JSON without a word in any language, except what people wrote."""
        return super().get_prep_value([neutral_row(row) for row in value] if isinstance(value, list) else value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        rows = super().from_db_value(value, expression, connection)
        return [{name: told(text) for name, text in row.items()} for row in rows or ()]

    def deconstruct(self) -> Any:
        name, _path, given, named = super().deconstruct()
        return name, "django.db.models.JSONField", given, named


def neutral_row(row: Any) -> Any:
    return {name: neutral(text) for name, text in row.items()} if isinstance(row, dict) else row


def neutral(text: Any) -> Any:
    return sentence_of(text).said if isinstance(text, (Sentence, Promise)) else text


def told(said: Any) -> Any:
    return Sentence(said) if isinstance(said, dict) else said


__all__ = [
    "ChangesField",
    "ReadersWording",
    "Sentence",
    "SentenceField",
    "ShortSentenceField",
    "as_read",
    "as_stored",
    "gettext",
    "gettext_noop",
    "ngettext",
    "sentence_of",
    "together",
    "with_capital",
]
