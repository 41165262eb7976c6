"""Reads a gettext catalogue as it is written, so that the tests need no gettext on the machine."""

import ast


def read_po(text: str) -> dict[str, list[str]]:
    """Return the translations by message; what belongs to a message is parted as in compiled ones:

    singular and plural by NUL, its context from the rest by EOT.
    """
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
    context = f"{parts['msgctxt']}\4" if "msgctxt" in parts else ""
    identity = "\0".join(parts[name] for name in ("msgid", "msgid_plural") if name in parts)
    return context + identity, [text for name, text in parts.items() if name.startswith("msgstr")]
