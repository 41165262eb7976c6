"""The history of a document: notes are added, and never changed or deleted (Xero reference 4.13)."""

from uuid import uuid4

from connectors.xero.sandbox import kinds
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.moments import wire_moment
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.refusals import NothingSent, RejectedBatch

LONGEST_NOTE = 2500
NOTE = "Note"


def listed(organisation: Organisation, owner: str) -> list[Document]:
    """Return what happened to a document, the newest first."""
    records = organisation.of(kinds.HISTORY_RECORDS).find("Of", owner)
    return [
        {"Changes": record["Changes"], "User": "System Generated", **_dated(record), "Details": record["Details"]}
        for record in reversed(records)
    ]


def add(organisation: Organisation, owner: str, body: Document) -> list[Document]:
    """Keep the notes of a body and return them as Xero answers."""
    sent = body.get("HistoryRecords") or []
    if not sent:
        raise NothingSent("No data has been processed for this endpoint.")
    for record in sent:
        if not record.get("Details") or len(record["Details"]) > LONGEST_NOTE:
            message = f"Details must have between 1 and {LONGEST_NOTE} characters."
            raise RejectedBatch([{**record, "ValidationErrors": [{"Message": message}]}])
    noted = [note(organisation, owner, NOTE, record["Details"]) for record in sent]
    return [{**_dated(record), "Details": record["Details"], "ValidationErrors": []} for record in noted]


def note(organisation: Organisation, owner: str, changes: str, details: str) -> Document:
    record = {"HistoryRecordID": str(uuid4()), "Of": owner, "Changes": changes, "Details": details}
    return organisation.put(kinds.HISTORY_RECORDS, record)


def _dated(record: Document) -> Document:
    return {"DateUTCString": record["UpdatedDateUTC"][:19], "DateUTC": wire_moment(record["UpdatedDateUTC"])}
