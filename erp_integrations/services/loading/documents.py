"""Rows that stand or fall together: a record's row and its lines. Nothing is half-loaded."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from erp_integrations.models.sentences import gettext as _
from erp_integrations.services.loading.references import Given, records_by_key, resolve_commitment_lines
from erp_integrations.services.loading.report import Outcome
from erp_integrations.services.loading.sheets import Row, Sheet

Key = tuple[Any, ...]


@dataclass(slots=True)
class Document:
    """A record as the files have it: its row, its lines, or both."""

    key: Key
    row: Row | None = None
    lines: list[Row] = field(default_factory=list)

    @property
    def rows(self) -> Iterator[Row]:
        if self.row:
            yield self.row
        yield from self.lines

    @property
    def is_good(self) -> bool:
        return not any(row.mistakes for row in self.rows)

    def refuse(self, row: Row, column: str, reason: str) -> None:
        """Refuse the whole document, with the reason at one of its rows."""
        row.refuse(column, reason)
        for one in self.rows:
            one.outcome = Outcome.REFUSED


def documents_of(records: Sheet, lines: Sheet | None, given: Given) -> list[Document]:
    """Return the documents of which every row is good. The rows of the others have their reasons."""
    documents: dict[Key, Document] = {}
    for row in records.rows:
        if key := key_of(row, records.table.key):
            documents.setdefault(key, Document(key, row))
    if lines:
        add_lines(documents, lines)
        resolve_headers(list(documents.values()), records, lines, given)
    for document in documents.values():
        if not document.is_good:
            explain(document, records, lines or records)
    return [document for document in documents.values() if document.is_good]


def key_of(row: Row, names: tuple[str, ...]) -> Key | None:
    if any(name not in row.values for name in names):
        return None
    values = (row.values[name] for name in names)
    return tuple(getattr(value, "pk", value) for value in values)


def add_lines(documents: dict[Key, Document], lines: Sheet) -> None:
    for row in lines.rows:
        if key := key_of(row, (lines.table.header,)):
            documents.setdefault(key, Document(key)).lines.append(row)


def resolve_headers(documents: list[Document], records: Sheet, lines: Sheet, given: Given) -> None:
    """Find the records of lines that came without their record's row, and the commitment lines that lines mean."""
    has_commitment_lines = any(column.name == "commitment_line" for column in lines.table.columns)
    with_them = ("commitment",) if has_commitment_lines else ()
    alone = [document for document in documents if document.row is None]
    found = records_by_key(records.table.model, [document.key[0] for document in alone], *with_them)
    for document in alone:
        if document.key[0] not in found:
            for row in document.lines:
                row.refuse(lines.table.header, given.unknown(records.table.model, document.key[0]))
    if has_commitment_lines:
        resolve_commitment_lines(
            [
                (row, commitment)
                for document in documents
                if (commitment := commitment_of(document, found))
                for row in document.lines
            ]
        )


def commitment_of(document: Document, found: dict[str, Any]) -> Any:
    if document.row:
        return document.row.values.get("commitment")
    record = found.get(document.key[0])
    return record and record.commitment


def explain(document: Document, records: Sheet, lines: Sheet) -> None:
    """Say at a good row why it is not loaded: once at the record's, or else once at the first good line."""
    bad = next(row for row in document.rows if row.mistakes)
    file = records.file if bad is document.row else lines.file
    good = next((row for row in document.rows if not row.mistakes), None)
    if good is document.row and good:
        good.refuse("", _("It is not loaded, because {file} line {line} is wrong.").format(file=file, line=bad.line))
    elif good:
        sentence = _("No line of {key} is loaded, because {file} line {line} is wrong.")
        good.refuse("", sentence.format(key=document.key[0], file=file, line=bad.line))
