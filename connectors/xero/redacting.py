"""What of a request or an answer may be shown to people outside: its shape, ids, dates and Xero's own words.

Names, addresses, amounts and free text are replaced by their kind and length, such as ‹text 24›. Everything is replaced
that is not known to be harmless. Xero reference 3.7 (errors).
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

# Keys whose values are Xero's own words.
MESSAGES = frozenset({"Message", "Detail", "Title", "ErrorMessage", "error", "error_description"})
# Keys whose values are one of a few words of Xero's, and hold nothing of anybody.
WORDS = frozenset(
    (
        "Type Status StatusAttributeString LineAmountTypes CurrencyCode TaxType ContactStatus AddressType PhoneType"
        " TrackingCategoryStatus PaymentTermsType Class StatusString Day"
    ).split()
)
# Keys whose numbers are Xero's own.
NUMBERS = frozenset({"ErrorNumber", "StatusCode", "page", "pageSize", "pageCount", "itemCount"})
# What holds it is left out with all that is in it.
SECRETS = re.compile(r"token|secret|password|authorization|cookie|code_verifier|api_?key", re.IGNORECASE)
GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
TIME = r"T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?"
DATE = re.compile(rf"/Date\(-?\d+(?:[+-]\d{{4}})?\)/|\d{{4}}-\d\d-\d\d(?:{TIME})?")
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
MAIL = re.compile(r"[^\s@'\"<>]+@[^\s@'\"<>]+")
JWT = re.compile(r"\b[A-Za-z0-9_-]{20,}(?:\.[A-Za-z0-9_-]+){1,2}\b|\b[A-Za-z0-9_-]{40,}\b")
QUOTED = re.compile(r"(['\"“‘])(.{1,400}?)(['\"”’])(?![A-Za-z])")
AMOUNT = re.compile(r"\d[\d,]*\.\d+")
# Values shorter than this are no names, and would be found in the midst of words.
SHORTEST_NAME = 4
# Rows of a list beyond these are told by their number only, unless Xero says something of them.
MOST_ROWS = 3
LARGEST = 4096
REST = "…‹cut›"


def redacted(body: bytes, limit: int = LARGEST) -> str:
    """Return a body, readable and without what it tells of anybody, at most so many characters long."""
    if not body.strip():
        return ""
    try:
        content = json.loads(body)
        told = json.dumps(shape_of(content, "", names_in(content)), ensure_ascii=False, indent=1)
    except (ValueError, RecursionError):
        told = f"‹no JSON, {len(body)} bytes›"
    return told if len(told) <= limit else told[: limit - len(REST)] + REST


def redacted_path(path: str) -> str:
    """Return the path of a call: which resource it is, and of its query the names, ids, dates and numbers of pages."""
    split = urlsplit(path)
    segments = "/".join(segment_of(segment) for segment in split.path.split("/"))
    query = "&".join(f"{name_of(name)}={parameter_of(name, value)}" for name, value in parse_qsl(split.query, True))
    return f"{segments}?{query}" if query else segments


def segment_of(segment: str) -> str:
    is_harmless = not segment or GUID.fullmatch(segment) or WORD.fullmatch(segment) or segment in ("api.xro", "2.0")
    return segment if is_harmless else marked("text", segment)


def name_of(key: str) -> str:
    return key if KEY.fullmatch(key) else marked("key", key)


def parameter_of(name: str, value: str) -> str:
    is_harmless = GUID.fullmatch(value) or DATE.fullmatch(value) or name in PARAMETERS
    return value if is_harmless and not SECRETS.search(name) else marked("text", value)


# Parameters of a query that hold numbers of pages and names of fields only.
PARAMETERS = frozenset({"page", "pageSize", "order", "unitdp", "summarizeErrors", "includeArchived", "summaryOnly"})


def shape_of(value: Any, key: str, names: Mapping[str, str]) -> Any:
    """Return a value with everything replaced that is not harmless under its key."""
    if SECRETS.search(key):
        return "‹secret›"
    if isinstance(value, dict):
        return {name_of(inner): shape_of(held, inner, names) for inner, held in value.items()}
    if isinstance(value, list):
        return rows_of(value, key, names)
    if isinstance(value, str):
        return text_of(value, key, names)
    if isinstance(value, bool) or value is None or key in NUMBERS:
        return value
    return marked("number", str(value))


def rows_of(rows: list[Any], key: str, names: Mapping[str, str]) -> list[Any]:
    """Return the rows that Xero says something of, or else the first ones, and how many there are beside them."""
    told = [row for row in rows if says_something(row)] or rows[:MOST_ROWS]
    shown = [shape_of(row, key, names) for row in told]
    return [*shown, f"‹{len(rows) - len(told)} more›"] if len(told) < len(rows) else shown


def says_something(row: Any) -> bool:
    return isinstance(row, dict) and bool(row.get("ValidationErrors") or row.get("Message") or row.get("Warnings"))


def text_of(text: str, key: str, names: Mapping[str, str]) -> str:
    if not text or GUID.fullmatch(text) or DATE.fullmatch(text):
        return text
    if key in MESSAGES:
        return message_of(text, names)
    return text if key in WORDS and WORD.fullmatch(text) else marked("text", text)


def message_of(text: str, names: Mapping[str, str]) -> str:
    """Return what Xero says, without what it quotes of the document, of people, or of tokens."""
    for name, mark in names.items():
        text = text.replace(name, mark)
    text = QUOTED.sub(quoted, text)
    for kind, pattern in (("mail", MAIL), ("number", AMOUNT)):
        text = pattern.sub(marker(kind), text)
    return JWT.sub(lambda found: found[0] if GUID.fullmatch(found[0]) else marked("text", found[0]), text)


def quoted(found: re.Match[str]) -> str:
    is_harmless = found[2].startswith("‹") or GUID.fullmatch(found[2]) or found[2] in WORDS
    return found[0] if is_harmless else f"{found[1]}{marked('text', found[2])}{found[3]}"


def marker(kind: str) -> Callable[[re.Match[str]], str]:
    return lambda found: marked(kind, found[0])


def marked(kind: str, text: str) -> str:
    return f"‹{kind} {len(text)}›"


def names_in(content: Any) -> dict[str, str]:
    """Return the texts of a document that are replaced where they stand, the longest first, to replace them in
    messages as well."""
    found: set[str] = set()
    collect(content, "", found)
    return {text: marked("text", text) for text in sorted(found, key=len, reverse=True)}


def collect(value: Any, key: str, found: set[str]) -> None:
    if isinstance(value, dict):
        for inner, held in value.items():
            collect(held, inner, found)
    elif isinstance(value, list):
        for row in value:
            collect(row, key, found)
    elif isinstance(value, str) and is_replaced(value, key):
        found.add(value)


def is_replaced(text: str, key: str) -> bool:
    return key not in MESSAGES and len(text) >= SHORTEST_NAME and text_of(text, key, {}) != text
