"""A language in which every marked sentence stands between ⟦ and ⟧, so that what is not marked stands out."""

import struct
from collections.abc import Iterable, Mapping
from pathlib import Path

import django

from tests.languages.patterns import Pattern

OPEN, CLOSE = "⟦", "⟧"
HEADER = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
DJANGOS_OWN = sorted(Path(django.__file__).parent.glob("**/locale/es/LC_MESSAGES/django.mo"))


def write(folder: Path, found: Iterable[Pattern]) -> None:
    """Write the catalogue as Spanish, Django's own sentences among it."""
    entries = {key_of(pattern): pattern for pattern in [*djangos_own(), *found]}
    texts = {"": HEADER} | {key: marked(pattern) for key, pattern in entries.items()}
    target = folder / "es" / "LC_MESSAGES" / "django.mo"
    target.parent.mkdir(parents=True)
    target.write_bytes(compiled(texts))


def key_of(pattern: Pattern) -> str:
    context = f"{pattern.context}\x04" if pattern.context else ""
    return context + "\x00".join(filter(None, [pattern.text, pattern.plural]))


def marked(pattern: Pattern) -> str:
    return "\x00".join(f"{OPEN}{text}{CLOSE}" for text in (pattern.text, pattern.plural) if text)


def djangos_own() -> Iterable[Pattern]:
    for path in DJANGOS_OWN:
        for key in keys_in(path.read_bytes()):
            context, _sign, text = key.rpartition("\x04")
            text, _sign, plural = text.partition("\x00")
            if text:
                yield Pattern(text, plural or None, context or None)


def keys_in(content: bytes) -> Iterable[str]:
    _magic, _revision, count, start = struct.unpack("<4I", content[:16])
    for number in range(count):
        length, place = struct.unpack_from("<2I", content, start + 8 * number)
        yield content[place : place + length].decode()


def compiled(texts: Mapping[str, str]) -> bytes:
    """Return a catalogue as gettext reads it: a table of keys and one of texts, each sorted by key."""
    pairs = sorted((key.encode(), text.encode()) for key, text in texts.items())
    tables, strings, place = ([], []), b"", 28 + 16 * len(pairs)
    for side in (0, 1):
        for pair in pairs:
            tables[side].append(struct.pack("<2I", len(pair[side]), place + len(strings)))
            strings += pair[side] + b"\x00"
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    return head + b"".join(tables[0]) + b"".join(tables[1]) + strings
