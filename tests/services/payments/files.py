"""Files as people choose them: of each type that is taken, and such as only pretend to be."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def archive(*names: str) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w") as packed:
        for name in names:
            packed.writestr(name, "<xml/>")
    return content.getvalue()


OF_EACH_TYPE = {
    "remittance.pdf": PDF,
    "scan.png": PNG,
    "scan.jpg": b"\xff\xd8\xff\xe0" + b"\x00" * 20,
    "scan.JPEG": b"\xff\xd8\xff\xe1" + b"\x00" * 20,
    "note.txt": "Núñez, paid by card\r\n".encode(),
    "note of windows.txt": "Núñez – paid\r\n".encode("cp1252"),
    "note in unicode.txt": "Núñez paid".encode("utf-16"),
    "run.csv": b"date,amount\n2026-04-15,100.00\n",
    "run.xlsx": archive("[Content_Types].xml", "xl/workbook.xml"),
    "letter.docx": archive("[Content_Types].xml", "word/document.xml"),
}
PRETENDERS = {
    "setup.pdf": EXE,
    "setup.txt": EXE,
    "setup.csv": EXE,
    "setup.png": EXE,
    "setup.docx": EXE,
    "setup.xlsx": archive("setup.exe"),
    "letter.xlsx": archive("word/document.xml"),
    "controls.txt": b"PK\x03\x04\x00\x01",
    "page.pdf": b"<!DOCTYPE html><script>alert(1)</script>",
    "half.xlsx": archive("xl/workbook.xml")[:40],
}
NOT_TAKEN = ("setup.exe", "page.html", "drawing.svg", "macro.xlsm", "archive.zip", "no suffix", "", ".pdf", "x.pdf.exe")


def chosen(name: str, content: bytes = PDF) -> Any:
    """A file whose name is as the sender wrote it: Django's own class tidies it."""
    file: Any = SimpleUploadedFile("x", content)
    file._name = name
    return file
