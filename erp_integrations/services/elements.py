"""Which part of a request or an answer is one record's: requests carry up to a hundred."""

from dataclasses import dataclass

import msgspec

Raws = list[msgspec.Raw]


@dataclass(frozen=True, slots=True)
class Element:
    """`pointer` is where it is (RFC 6901), empty for the whole; `source` is it, byte for byte."""

    pointer: str
    source: bytes


def listed_in(content: bytes) -> tuple[str, Raws] | None:
    """Return the name and the elements of an envelope; None for what is no envelope, or cannot be read."""
    try:
        envelope = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
    except msgspec.DecodeError:
        return None
    lists = ((name, raw) for name, raw in envelope.items() if bytes(raw).lstrip()[:1] == b"[")
    return next(((name, msgspec.json.decode(raw, type=Raws)) for name, raw in lists), None)


def sent_element(body: bytes, position: int) -> Element:
    """Return a record's part of a request. A tracking option travels without an envelope."""
    envelope = listed_in(body)
    if envelope is None or position >= len(envelope[1]):
        return Element("", body)
    name, raws = envelope
    return Element(f"/{name}/{position}", bytes(raws[position]))


def answered_element(body: bytes, position: int, of: int, erp_id: str) -> Element | None:
    """Return a record's part of an answer: what bears its id, else what stands where it stood in the request.

    None where an answer speaks of others as well and names neither.
    """
    envelope = listed_in(body)
    if envelope is None:
        return Element("", body) if of == 1 else None
    name, raws = envelope
    places = [place for place, raw in enumerate(raws) if erp_id and bears(bytes(raw), erp_id)]
    if not places and len(raws) == of:
        places = [position]
    return Element(f"/{name}/{places[0]}", bytes(raws[places[0]])) if places else None


def bears(source: bytes, erp_id: str) -> bool:
    """Whether one of an element's own fields, and none of an object inside it, holds an id."""
    try:
        return erp_id in msgspec.json.decode(source, type=dict[str, object]).values()
    except msgspec.DecodeError:
        return False
