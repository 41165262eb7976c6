"""Writes the organisation through to one SQLite file, so that a demonstration survives a restart or a kill."""

import sqlite3
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

import msgspec

from connectors.xero.sandbox.documents import Document

SCHEMA = """
CREATE TABLE IF NOT EXISTS document (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID
"""
ENCODER = msgspec.json.Encoder(decimal_format="number")
DECODER = msgspec.json.Decoder(float_hook=Decimal)

type Change = tuple[str, str, Document | None]


class Store:
    """Not thread-safe by itself: the organisation calls it under its own lock."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        # Write-ahead logging hands each transaction to the operating system: enough to outlive a killed process.
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.execute(SCHEMA)

    def read(self) -> Iterator[tuple[str, Document]]:
        for kind, body in self._connection.execute("SELECT kind, body FROM document"):
            yield kind, DECODER.decode(body)

    def write(self, changes: Iterable[Change]) -> None:
        """Write all changes in one transaction; a document of None is deleted."""
        self._connection.execute("BEGIN")
        for kind, identity, document in changes:
            self._write_one(kind, identity, document)
        self._connection.execute("COMMIT")

    def close(self) -> None:
        self._connection.close()

    def _write_one(self, kind: str, identity: str, document: Document | None) -> None:
        if document is None:
            self._connection.execute("DELETE FROM document WHERE kind = ? AND id = ?", (kind, identity))
        else:
            self._connection.execute(
                "INSERT OR REPLACE INTO document VALUES (?, ?, ?)", (kind, identity, ENCODER.encode(document))
            )
