"""The files of a document: ten at the most, told apart by their names (Xero reference 4.14)."""

import base64
import re
from dataclasses import dataclass
from uuid import uuid4

from connectors.xero.sandbox import history, kinds
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.refusals import NotFound, RejectedBatch

MOST_FILES = 10
FORBIDDEN = re.compile(r'[<>:"/\\|?*+\x00]')
SHOWN = ("AttachmentID", "FileName", "Url", "MimeType", "ContentLength")
API = "https://api.xero.com/api.xro/2.0"


@dataclass(frozen=True, slots=True)
class File:
    name: str
    content_type: str
    content: bytes


def listed(organisation: Organisation, owner: str) -> list[Document]:
    return [_shown(file) for file in organisation.of(kinds.ATTACHMENTS).find("Of", owner)]


def content(organisation: Organisation, owner: str, key: str) -> tuple[bytes, str]:
    """Return a file of a document by its name or its id; raises NotFound."""
    for file in organisation.of(kinds.ATTACHMENTS).find("Of", owner):
        if key in (file["FileName"], file["AttachmentID"]):
            return base64.b64decode(file["Content"]), file["MimeType"]
    raise NotFound


def attach(organisation: Organisation, owner: str, file: File) -> Document:
    """Keep a file with a document. One of the same name is overwritten."""
    others = organisation.of(kinds.ATTACHMENTS).find("Of", owner)
    same = next((other for other in others if other["FileName"] == file.name), None)
    if reason := _objection(file, others if same is None else ()):
        raise RejectedBatch([{"ValidationErrors": [{"Message": reason}]}])
    stored = organisation.put(kinds.ATTACHMENTS, _document(owner, file, same))
    history.note(organisation, owner, "Attached a file", f"Attached the file {file.name} through the Xero API")
    return _shown(stored)


def _objection(file: File, others: object) -> str:
    if FORBIDDEN.search(file.name):
        return "The file name contains characters that are not allowed."
    if not file.content:
        return "The file is empty."
    if isinstance(others, list) and len(others) >= MOST_FILES:
        return f"No more than {MOST_FILES} files can be attached to a document."
    return ""


def _document(owner: str, file: File, same: Document | None) -> Document:
    return {
        "AttachmentID": same["AttachmentID"] if same else str(uuid4()),
        "Of": owner,
        "FileName": file.name,
        "Url": f"{API}/{owner}/Attachments/{file.name}",
        "MimeType": file.content_type,
        "ContentLength": len(file.content),
        "Content": base64.b64encode(file.content).decode(),
    }


def _shown(file: Document) -> Document:
    return {name: file[name] for name in SHOWN}
