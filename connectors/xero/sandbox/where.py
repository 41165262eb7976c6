"""The `where` parameter: a small C#-like language, compiled to one function (Xero reference 3.6)."""

import operator
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.moments import read_moment
from connectors.xero.sandbox.refusals import UnreadableQuery

type Predicate = Callable[[Document], bool]
type Reader = Callable[[Document, str], Any]

TOKEN = re.compile(
    r"""\s*(?:
        (?P<text>"(?:[^"\\]|\\.)*")
      | (?P<number>-?\d+(?:\.\d+)?)
      | (?P<word>[A-Za-z_][A-Za-z0-9_.]*)
      | (?P<sign>==|!=|<>|>=|<=|&&|\|\||[=<>(),!])
    )""",
    re.VERBOSE,
)
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "=": operator.eq,
    "!=": operator.ne,
    "<>": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
METHODS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda value, part: part in value,
    "startswith": str.startswith,
    "endswith": str.endswith,
}
CONSTANTS = {"null": None, "true": True, "false": False}
ISO_TEXT = re.compile(r"^\d{4}-\d{2}-\d{2}")


class Token(NamedTuple):
    kind: str
    text: str


def compile_where(where: str, fields: frozenset[str], read: Reader) -> Predicate:
    """Return the predicate of a filter over the given field names; raises UnreadableQuery."""
    return _Parser(_tokens(where), {name.lower(): name for name in fields}, read).parsed()


def _tokens(where: str) -> list[Token]:
    tokens = []
    position = 0
    while where[position:].strip():
        match = TOKEN.match(where, position)
        if match is None or match.lastgroup is None:
            raise UnreadableQuery(f"Syntax error at position {position} of '{where}'")
        tokens.append(Token(match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return tokens


def comparable(text: str) -> str:
    """Fold case and accents, as Xero's database does when it compares text."""
    return text.lower() if text.isascii() else _without_accents(text)


@lru_cache(maxsize=50_000)
def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


class _Parser:
    """Recursive descent: or → and → not → comparison → operand."""

    def __init__(self, tokens: list[Token], fields: dict[str, str], read: Reader) -> None:
        self._tokens = tokens
        self._fields = fields
        self._read = read

    def parsed(self) -> Predicate:
        predicate = self._either()
        if self._tokens:
            raise UnreadableQuery(f"Syntax error near '{self._tokens[0].text}'")
        return predicate

    def _either(self) -> Predicate:
        choices = [self._both()]
        while self._take("or", "||"):
            choices.append(self._both())
        return choices[0] if len(choices) == 1 else lambda document: any(one(document) for one in choices)

    def _both(self) -> Predicate:
        terms = [self._term()]
        while self._take("and", "&&"):
            terms.append(self._term())
        return terms[0] if len(terms) == 1 else lambda document: all(one(document) for one in terms)

    def _term(self) -> Predicate:
        if self._take("!", "not"):
            inner = self._term()
            return lambda document: not inner(document)
        if self._take("("):
            inside = self._either()
            self._expect(")")
            return inside
        return self._comparison()

    def _comparison(self) -> Predicate:
        word = self._next("word").text
        path, _, method = word.rpartition(".")
        if method.lower() in METHODS:
            return self._method(self._field(path), METHODS[method.lower()])
        field = self._field(word)
        sign = self._tokens[0].text if self._tokens else ""
        if sign not in COMPARISONS:
            return lambda document: self._read(document, field) is True
        self._next("sign")
        return self._compared(field, sign, self._value())

    def _compared(self, field: str, sign: str, wanted: Any) -> Predicate:
        compare, read = COMPARISONS[sign], self._read
        is_equality = compare in (operator.eq, operator.ne)
        if isinstance(wanted, str):
            wanted = comparable(wanted)

        def holds(document: Document) -> bool:
            value = read(document, field)
            if isinstance(value, str):
                value = comparable(value)
            if isinstance(wanted, datetime):
                value = _as_datetime(value)
            if value is None or wanted is None:
                return is_equality and compare(value, wanted)
            return compare(value, wanted) if is_equality or _are_alike(value, wanted) else False

        return holds

    def _method(self, field: str, test: Callable[[str, str], bool]) -> Predicate:
        self._expect("(")
        part = comparable(_unquoted(self._next("text").text))
        self._expect(")")
        # Xero's usual form is `X!=null AND X.Contains("y")`, but a missing value simply does not match.
        return lambda document: test(comparable(self._read(document, field) or ""), part)

    def _value(self) -> Any:
        token = self._next("text", "number", "word")
        if token.kind == "text":
            return _unquoted(token.text)
        if token.kind == "number":
            return Decimal(token.text)
        word = token.text.lower()
        if word in CONSTANTS:
            return CONSTANTS[word]
        if word in ("guid", "guid.parse"):
            return self._guid()
        if word in ("datetime", "datetime.parse"):
            return self._datetime()
        raise UnreadableQuery(f"No property or field '{token.text}' exists")

    def _guid(self) -> str:
        self._expect("(")
        text = _unquoted(self._next("text").text)
        self._expect(")")
        try:
            return str(UUID(text))
        except ValueError as error:
            raise UnreadableQuery(f"'{text}' is not a GUID") from error

    def _datetime(self) -> datetime:
        self._expect("(")
        token = self._next("text", "number")
        parts = [token.text]
        while self._take(","):
            parts.append(self._next("number").text)
        self._expect(")")
        try:
            if token.kind == "text":
                return datetime.fromisoformat(_unquoted(token.text)).replace(tzinfo=UTC)
            year, month, day, hour, minute, second = (*map(int, parts), 0, 0, 0)[:6]
            return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        except (ValueError, TypeError) as error:
            raise UnreadableQuery(f"'{', '.join(parts)}' is not a date") from error

    def _field(self, path: str) -> str:
        for wanted in (path, path.removesuffix(".Value"), path.removesuffix(".Date")):
            if name := self._fields.get(wanted.lower()):
                return name
        raise UnreadableQuery(f"No property or field '{path}' exists")

    def _take(self, *texts: str) -> bool:
        if self._tokens and self._tokens[0].kind != "text" and self._tokens[0].text.lower() in texts:
            self._tokens.pop(0)
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise UnreadableQuery(f"'{text}' expected")

    def _next(self, *wanted: str) -> Token:
        if not self._tokens or self._tokens[0].kind not in wanted:
            raise UnreadableQuery("Expression expected")
        return self._tokens.pop(0)


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1])


@lru_cache(maxsize=10_000)
def _as_datetime(value: Any) -> datetime | None:
    return read_moment(value) if isinstance(value, str) and ISO_TEXT.match(value) else None


def _are_alike(value: Any, wanted: Any) -> bool:
    return isinstance(value, str) == isinstance(wanted, str) and not isinstance(value, bool)
