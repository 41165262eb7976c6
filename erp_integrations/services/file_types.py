"""The types of files that are taken as attachments, and whether a file is what its name says."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
# What no text holds beside tabs, ends of lines and pages.
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class FileType:
    """One row. `fits` says of a content whether it is of this type."""

    suffixes: tuple[str, ...]
    content_type: str
    fits: Callable[[bytes], bool]


def begins(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(signatures)


def is_text(content: bytes) -> bool:
    """Whether it can be read as UTF-8, UTF-16 or Windows-1252, without control characters."""
    encodings = ("utf-16",) if content.startswith(BYTE_ORDER_MARKS) else ("utf-8", "cp1252")
    for encoding in encodings:
        try:
            return not CONTROL_CHARACTERS.search(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    return False


def holds(part: str) -> Callable[[bytes], bool]:
    """Return a check for an Office file: a ZIP archive in which its main part is. Nothing is unpacked."""

    def fits(content: bytes) -> bool:
        try:
            with ZipFile(BytesIO(content)) as archive:
                return content.startswith(b"PK\x03\x04") and part in archive.namelist()
        except (BadZipFile, NotImplementedError, ValueError):
            return False

    return fits


OFFICE = "application/vnd.openxmlformats-officedocument"
FILE_TYPES = (
    FileType((".pdf",), "application/pdf", begins(b"%PDF-")),
    FileType((".png",), "image/png", begins(b"\x89PNG\r\n\x1a\n")),
    FileType((".jpg", ".jpeg"), "image/jpeg", begins(b"\xff\xd8\xff")),
    FileType((".txt",), "text/plain", is_text),
    FileType((".csv",), "text/csv", is_text),
    FileType((".xlsx",), f"{OFFICE}.spreadsheetml.sheet", holds("xl/workbook.xml")),
    FileType((".docx",), f"{OFFICE}.wordprocessingml.document", holds("word/document.xml")),
)
SUFFIXES = tuple(suffix for one in FILE_TYPES for suffix in one.suffixes)


def type_of(name: str) -> FileType | None:
    """Return the type that a file's name says, None for one that is not taken."""
    suffix = PurePath(name).suffix.lower()
    return next((one for one in FILE_TYPES if suffix in one.suffixes), None)
