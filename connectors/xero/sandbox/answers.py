"""Answers as bytes: the envelope, pretty JSON with CRLF, and XML for whoever forgot to ask for JSON."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4
from xml.sax.saxutils import escape

import msgspec

from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.moments import EPOCH

JSON_TYPE = "application/json; charset=utf-8"
XML_TYPE = "text/xml; charset=utf-8"
TEXT_TYPE = "text/plain; charset=utf-8"
HTML_TYPE = "text/html; charset=utf-8"
PROVIDER = "ERP Integrations"

ENCODER = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`payload` travels as JSON or XML, `text` and the `content` of a file as they are."""

    status: int = 200
    payload: object = None
    text: str = ""
    content: bytes = b""
    content_type: str = TEXT_TYPE
    headers: tuple[tuple[str, str], ...] = ()


def envelope(content: Document, now: datetime) -> Document:
    milliseconds = int((now - EPOCH).total_seconds() * 1000)
    return {
        "Id": str(uuid4()),
        "Status": "OK",
        "ProviderName": PROVIDER,
        "DateTimeUTC": f"/Date({milliseconds})/",
        **content,
    }


def problem(status: int, title: str, detail: str) -> Document:
    """Return the shape of errors that are not about the content (Xero reference 1.7 and 3.7)."""
    return {
        "Type": None,
        "Title": title,
        "Status": status,
        "Detail": detail,
        "Instance": str(uuid4()),
        "Extensions": {},
    }


def to_json(payload: object) -> bytes:
    """Indent by two blanks and end lines with CRLF, as Xero does; inside strings line ends are escaped anyway."""
    pretty = msgspec.json.format(ENCODER.encode(payload), indent=2)
    return pretty.replace(b"\n", b"\r\n")


def to_xml(payload: object) -> bytes:
    return ("".join(_elements("Response", payload))).encode()


def _elements(name: str, value: object) -> Iterator[str]:
    if isinstance(value, list):
        for child in value:
            yield from _elements(name, child)
        return
    yield f"<{name}>"
    if isinstance(value, dict):
        for key, child in value.items():
            yield from _elements(str(key), child)
    elif value is not None:
        yield escape(str(value).lower() if isinstance(value, bool) else str(value))
    yield f"</{name}>"
