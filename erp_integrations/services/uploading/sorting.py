"""What the files of an upload hold."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from django.core.exceptions import PermissionDenied

from erp_integrations.models import EXPORTED_MODELS, IntegrableRecord, UploadedFile
from erp_integrations.models.sentences import gettext as _
from erp_integrations.permissions import codename
from erp_integrations.services.loading import Files, Problem
from erp_integrations.services.loading.explaining import title_of
from erp_integrations.services.loading.finding import SUFFIXES
from erp_integrations.services.loading.reading import Limits, Source, Unreadable
from erp_integrations.services.loading.recognising import Recognised, recognise
from erp_integrations.services.loading.tables import STEPS, TABLES, Table

# Loading so many rows takes seconds, in which nobody else writes to a SQLite database. `load_records` has no limit.
LIMITS = Limits(rows=20_000, unpacked=50_000_000)


class BadUpload(Exception):
    """Why files cannot be taken in, as a sentence for whoever chose them."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """The files by their tables, and those of which somebody has to say what they hold."""

    files: Files = field(default_factory=dict)
    unknown: list[UploadedFile] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def sort(files: Iterable[UploadedFile], *, by: Any) -> Sorted:
    """Raises `BadUpload` for files that cannot be looked into, and for those that this person may not load."""
    found = Sorted()
    for file in files:
        recognised = recognise_file(file)
        if not recognised.parts:
            found.unknown.append(file)
        for table, source in recognised.parts:
            found.files.setdefault(table, []).append(source)
        found.warnings.extend(recognised.warnings)
    refuse_tables(found.files, by=by)
    return found


def recognise_file(file: UploadedFile) -> Recognised:
    source = Source(file.name, lambda: bytes(file.content), limits=LIMITS)
    if file.table:
        return Recognised([(file.table, source)])
    try:
        return recognise(source)
    except Unreadable as reason:
        raise BadUpload(f"{file.name}: {reason}") from None


def refuse_tables(files: Files, *, by: Any) -> None:
    for name, sources in files.items():
        if not may_load(by, TABLES[name]):
            sentence = _("{file} holds “{table}”, which you may not add and change.")
            raise BadUpload(sentence.format(file=sources[0].name, table=title_of(TABLES[name])))


def may_load(person: Any, table: Table) -> bool:
    return all(person.has_perm(codename(function, table.model)) for function in ("add", "change"))


def loadable(person: Any) -> list[Table]:
    """Return the tables that somebody may load."""
    return [table for table in TABLES.values() if may_load(person, table)]


def require_uploader(person: Any) -> None:
    if not loadable(person):
        raise PermissionDenied(f"{person} may not add and change any record.")


def refuse_names(names: Iterable[str]) -> None:
    for name in names:
        if PurePath(name).suffix.lower() not in SUFFIXES:
            raise BadUpload(_("{file} is neither CSV nor XLSX.").format(file=name))


def sent_models(tables: Iterable[str]) -> list[type[IntegrableRecord]]:
    """Return the types of the records that loading these tables may send to ERP."""
    found = set()
    for step in STEPS:
        if not any(table.name in tables for table in step.tables):
            continue
        owner = step.table.owner
        found.add(step.table.field(owner).related_model if owner else step.table.model)
    return [model for model in EXPORTED_MODELS if model in found]


def may_send(person: Any, tables: Iterable[str]) -> bool:
    """Whether somebody may send everything that these tables load."""
    models = sent_models(list(tables))
    return bool(models) and all(person.has_perm(codename("submit", model)) for model in models)
