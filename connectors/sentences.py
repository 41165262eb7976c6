"""Sentences that keep what they say apart from the language that they say it in.

Who writes a sentence and who reads it may speak different languages: the worker writes down why an export failed, and
a person looks at it a week later. So a `Sentence` carries its pattern and its values beside its words. This module
knows English alone; whoever knows more languages hands in a `Wording`.
"""

import string
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Self

# What a sentence says, as JSON: text as it stands, a whole number, or one of these by its key:
# {"say": pattern, "named": values of %(name)s} or {"say": pattern, "filled": values of {name}}, with "many" and "count"
# where the number decides the form; {"all": parts, "by": what parts them}; {"capital": said}; {"decimal"}, {"date"},
# {"moment"}, {"time"}: values that each language writes in its own way.
Said = Any


class Wording:
    """How sentences are worded: here in English, as they are written in the code."""

    def language(self) -> str:
        return "en"

    def gettext(self, pattern: str) -> str:
        return pattern

    def ngettext(self, one: str, many: str, count: int) -> str:
        return one if count == 1 else many

    def number(self, value: Decimal) -> str:
        return f"{value:,f}"

    def date(self, value: date) -> str:
        return f"{value.day} {value:%b %Y}"

    def moment(self, value: datetime) -> str:
        return f"{self.date(value)}, {value:%H:%M} {value.tzname() or ''}".strip()

    def time(self, value: time) -> str:
        return f"{value:%H:%M}"

    def of(self, value: object) -> Said:
        """Return what a value of a kind that is not known here says."""
        text = str(value)
        return text.said if isinstance(text, Sentence) else str.__str__(text)


class _Chosen:
    wording = Wording()


def word_with(wording: Wording) -> None:
    """Let all sentences be worded so from now on."""
    _Chosen.wording = wording


class Sentence(str):
    """The words are those of the language in which it was made; `str()` of it are those of the language now active.

    `%` and `format` fill the pattern and return a sentence again. Whatever else is done to it returns a plain string.
    """

    __slots__ = ("language", "said")
    said: Said
    language: str

    def __new__(cls, said: Said) -> Self:
        sentence = super().__new__(cls, words(said))
        sentence.said, sentence.language = said, _Chosen.wording.language()
        return sentence

    def __str__(self) -> str:
        return self if self.language == _Chosen.wording.language() else type(self)(self.said)

    def __format__(self, how: str) -> str:
        return format(str.__str__(str(self)), how)

    def __mod__(self, values: Any) -> "Sentence":
        return Sentence({**self.said, "named": {name: said_by(value) for name, value in values.items()}})

    def format(self, *args: object, **values: object) -> "Sentence":
        return Sentence({**self.said, "filled": dict(filled(self.patterns(), values))})

    def patterns(self) -> list[str]:
        return [self.said["say"], self.said.get("many", "")]

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.said,)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: Any) -> Self:
        return self


def gettext(pattern: str) -> Sentence:
    return Sentence({"say": pattern})


def ngettext(one: str, many: str, count: int) -> Sentence:
    return Sentence({"say": one, "many": many, "count": count})


def gettext_noop(pattern: str) -> str:
    """Mark a pattern that is worded later."""
    return pattern


def sentence_of(value: object) -> Sentence:
    """Return a value as a sentence: an amount or a date is then written as the reader's language has it."""
    return value if isinstance(value, Sentence) else Sentence(said_by(value))


def together(parts: Iterable[object], by: str = " ") -> str:
    """Return those of the parts that say something, one after the other. They stay sentences."""
    told = [part for part in parts if part not in ("", None)]
    if not told:
        return ""
    return sentence_of(told[0]) if len(told) == 1 else Sentence({"all": [said_by(part) for part in told], "by": by})


def with_capital(value: object) -> Sentence:
    return Sentence({"capital": said_by(value)})


# What a sentence says


def said_by(value: object) -> Said:
    """Return a value as JSON, free of any language."""
    if isinstance(value, Sentence):
        return value.said
    if isinstance(value, (str, int)):
        return value if type(value) in (str, int) else _Chosen.wording.of(value)
    if isinstance(value, (Decimal, float)):
        return {"decimal": f"{Decimal(str(value)):f}"}
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, (date, time)):
        return {"time" if isinstance(value, time) else "date": value.isoformat()}
    return _Chosen.wording.of(value)


def filled(patterns: Iterable[str], values: Mapping[str, object]) -> Iterable[tuple[str, Said]]:
    """Yield what stands in the places of a pattern, {line.amount} too, by the name of the place."""
    formatter = string.Formatter()
    for pattern in patterns:
        for _text, place, _how, _conversion in formatter.parse(pattern):
            if place:
                yield place, said_by(formatter.get_field(place, (), values)[0])


# Its words


def words(said: Said) -> str:
    """Return the words in the language that is active."""
    if not isinstance(said, dict):
        return str(said)
    if "say" in said:
        return worded(said)
    kind = next(kind for kind in WRITERS if kind in said)
    return str(WRITERS[kind](said, _Chosen.wording))


def worded(said: Mapping[str, Said]) -> str:
    """Fill the translated pattern; the English one where the translation has other places than that."""
    try:
        return fill(pattern_of(said, _Chosen.wording), said)
    except (KeyError, ValueError, TypeError, IndexError):
        return fill(pattern_of(said, Wording()), said)


def pattern_of(said: Mapping[str, Said], wording: Wording) -> str:
    if "many" in said:
        return wording.ngettext(said["say"], said["many"], said["count"])
    return wording.gettext(said["say"])


def fill(pattern: str, said: Mapping[str, Said]) -> str:
    if "named" in said:
        return pattern % {name: value_of(value) for name, value in said["named"].items()}
    if "filled" in said:
        return Filler().vformat(pattern, (), {name: value_of(value) for name, value in said["filled"].items()})
    return pattern


def value_of(said: Said) -> str | int:
    """Whole numbers stay numbers, since a pattern may ask for one."""
    return said if isinstance(said, int) else words(said)


class Filler(string.Formatter):
    """Takes {line.amount} for the name of one value."""

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        return kwargs[field_name], field_name


def capital(said: Mapping[str, Said], wording: Wording) -> str:
    text = words(said["capital"])
    return text[:1].upper() + text[1:]


WRITERS: Mapping[str, Any] = {
    "all": lambda said, wording: said.get("by", " ").join(words(part) for part in said["all"]),
    "capital": capital,
    "decimal": lambda said, wording: wording.number(Decimal(said["decimal"])),
    "date": lambda said, wording: wording.date(date.fromisoformat(said["date"])),
    "moment": lambda said, wording: wording.moment(datetime.fromisoformat(said["moment"])),
    "time": lambda said, wording: wording.time(time.fromisoformat(said["time"])),
}
