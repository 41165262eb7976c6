"""Files and notes with a document in Xero (Xero reference 4.13, 4.14)."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import msgspec

from connectors.documents import Document
from connectors.ports import File
from connectors.xero.client import Write
from connectors.xero.reading import XeroReader, understanding
from connectors.xero.resources import RESOURCES

# How long getting ready may take before a person who waits has given it up.
READY_WITHIN = timedelta(seconds=30)


class AttachmentRow(msgspec.Struct, rename={"name": "FileName"}):
    name: str = ""


class Attachments(msgspec.Struct, rename={"rows": "Attachments"}):
    rows: list[AttachmentRow] = []


class HistoryRow(msgspec.Struct, rename={"details": "Details"}):
    details: str | None = None


class HistoryRecords(msgspec.Struct, rename={"rows": "HistoryRecords"}):
    rows: list[HistoryRow] = []


class XeroFiling(XeroReader):
    def files(self, kind: type[Document], erp_id: str) -> list[str]:
        content = self.client.get(f"{place_of(kind, erp_id)}/Attachments")
        with understanding():
            return [row.name for row in msgspec.json.decode(content, type=Attachments).rows]

    def attach(self, kind: type[Document], erp_id: str, file: File, *, key: str) -> None:
        path = f"{place_of(kind, erp_id)}/Attachments/{quote(file.name, safe='')}"
        self.file(path, file.content, key=key, content_type=file.content_type)

    def notes(self, kind: type[Document], erp_id: str) -> list[str]:
        content = self.client.get(f"{place_of(kind, erp_id)}/History")
        with understanding():
            return [row.details or "" for row in msgspec.json.decode(content, type=HistoryRecords).rows]

    def note(self, kind: type[Document], erp_id: str, text: str, *, key: str) -> None:
        # The words that a sentence has now, as Xero keeps no other.
        body = msgspec.json.encode({"HistoryRecords": [{"Details": f"{text}"}]})
        self.file(f"{place_of(kind, erp_id)}/History", body, key=key, content_type="application/json")

    def file(self, path: str, body: bytes, *, key: str, content_type: str) -> None:
        not_after = datetime.now(UTC) + READY_WITHIN
        write = Write(
            method="PUT", path=path, body=body, key=key, params={}, not_after=not_after, content_type=content_type
        )
        self.client.write(write)


def place_of(kind: type[Document], erp_id: str) -> str:
    return f"{RESOURCES[kind].name}/{quote(erp_id, safe='')}"
