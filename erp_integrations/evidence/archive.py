"""The evidence of a period as one ZIP file, made while it is sent: never more of it in memory than a few records."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from typing import IO, Any, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.text import slugify
from django.utils.translation import get_language, override

from erp_integrations.evidence import index
from erp_integrations.evidence import pack as data
from erp_integrations.evidence.gathering import organisation, packs
from erp_integrations.evidence.json_form import as_json
from erp_integrations.evidence.pack import Pack
from erp_integrations.evidence.pdf import as_pdf
from erp_integrations.evidence.pdf.summary import summary
from erp_integrations.evidence.period import Period

LONGEST_SLUG = 60
SUMS = "SHA256SUMS"


class Outlet:
    """A file that hands on what is written to it, and is never read or wound back."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, content: Any) -> int:
        self.parts.append(bytes(content))
        return len(content)

    def flush(self) -> None:
        """There is nothing to wait for."""

    def taken(self) -> bytes:
        content, self.parts = b"".join(self.parts), []
        return content


class Archive:
    """A ZIP file under way, which keeps the digest of everything that is put into it. No file goes in twice."""

    def __init__(self, period: Period) -> None:
        self.outlet = Outlet()
        self.zip = ZipFile(cast("IO[bytes]", self.outlet), "w", ZIP_DEFLATED)
        self.folder = period.name
        self.day = (period.until.year, period.until.month, period.until.day, 0, 0, 0)
        self.sums: dict[str, str] = {}

    def put(self, name: str, content: bytes) -> None:
        if name not in self.sums:
            self.sums[name] = hashlib.sha256(content).hexdigest()
            self.write(name, content)

    def write(self, name: str, content: bytes) -> None:
        entry = ZipInfo(f"{self.folder}/{name}", self.day)
        entry.compress_type = ZIP_DEFLATED
        self.zip.writestr(entry, content)

    def put_bytes(self, given: data.Bytes) -> Mapping[str, Any]:
        """Put what went over the wire beside the records, under its own digest, and return how to find it."""
        name = f"bytes/{given.digest}.{'json' if given.content.lstrip()[:1] == b'{' else 'txt'}"
        self.put(name, given.content)
        return {"file": name}

    def close(self) -> None:
        """Write the digests of all files, in the form that `sha256sum -c` reads."""
        lines = (f"{digest}  {name}\n" for name, digest in sorted(self.sums.items()))
        self.write(SUMS, "".join(lines).encode())
        self.zip.close()


def archive_of(period: Period) -> Iterator[bytes]:
    """Yield the file in the language that is active when it is asked for, whatever is active later."""
    return in_language(get_language() or "en", parts_of(Archive(period), period))


def in_language(language: str, parts: Iterator[bytes]) -> Iterator[bytes]:
    with closing(parts):  # type: ignore[type-var]
        while True:
            with override(language):
                part = next(parts, None)
            if part is None:
                return
            yield part


def parts_of(archive: Archive, period: Period) -> Iterator[bytes]:
    rows = []
    for pack in packs_of(period):
        rows.append(put_record(archive, pack))
        yield archive.outlet.taken()
    put_index(archive, period, rows)
    archive.close()
    yield archive.outlet.taken()


def packs_of(period: Period) -> Iterator[Pack]:
    for model, ids in period.records().items():
        yield from packs(model, ids)


def put_record(archive: Archive, pack: Pack) -> index.Row:
    name = f"records/{pack.kind}/{slugify(pack.name)[:LONGEST_SLUG] or 'record'}-{pack.pk}"
    content = as_json(pack, archive.put_bytes)
    archive.put(f"{name}.json", content)
    archive.put(f"{name}.pdf", as_pdf(pack, hashlib.sha256(content).hexdigest()))
    return index.row_of(pack, f"{name}.json", f"{name}.pdf")


def put_index(archive: Archive, period: Period, rows: list[index.Row]) -> None:
    archive.put("index.csv", "".join(index.as_csv(rows)).encode())
    archive.put("index.json", index.as_json(rows, asked(period)))
    archive.put("summary.pdf", summary(period, organisation(), rows))


def asked(period: Period) -> dict[str, Any]:
    kinds: Iterable[str] = (str(model._meta.model_name) for model in period.models)
    project = {"id": period.project.pk, "name": str(period.project)} if period.project else None
    return {
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
        "types": list(kinds),
        "project": project,
    }
