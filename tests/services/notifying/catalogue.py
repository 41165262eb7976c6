"""Reads a gettext catalogue as it is written, so that the tests need no gettext on the machine."""

import ast


def read_po(text: str) -> dict[str, list[str]]:
    """Return the translations by message; singular and plural are one message, parted by NUL as in compiled ones."""
    entries = [read_entry(block) for block in text.split("\n\n")]
    return {identity: said for identity, said in entries if identity}


def read_entry(block: str) -> tuple[str, list[str]]:
    parts: dict[str, str] = {}
    keyword = ""
    for line in block.splitlines():
        if line.startswith("#"):
            assert "fuzzy" not in line, block
            continue
        head, quote, _rest = line.partition('"')
        keyword = head.strip() or keyword
        parts[keyword] = parts.get(keyword, "") + ast.literal_eval(line[len(head) :] if quote else '""')
    identity = "\0".join(parts[name] for name in ("msgid", "msgid_plural") if name in parts)
    return identity, [text for name, text in parts.items() if name.startswith("msgstr")]
