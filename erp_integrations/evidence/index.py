"""The index of a period: a row for each record, and what they come to by type and by project."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Any

from erp_integrations.evidence import wording
from erp_integrations.evidence.json_form import canonical, value
from erp_integrations.evidence.pack import Export, Pack
from erp_integrations.reports.csv_file import BYTE_ORDER_MARK, line_of
from erp_integrations.services.posted import read_sheet

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One record. `posted` is what the last request that Xero took asks for; None where nothing was posted."""

    type: str
    id: int
    name: str
    project: str
    company: str
    state: str
    sent_by: str
    sent_at: str
    decided_by: str
    decided_at: str
    posted_at: str
    xero_id: str
    amount: Decimal | None
    posted: Decimal | None
    request_sha256: str
    json: str
    pdf: str

    @property
    def differs(self) -> bool:
        """Whether the record amounts to something else than what was posted, as after a later change."""
        return self.amount is not None and self.posted is not None and abs(self.amount) != abs(self.posted)


COLUMNS = tuple(column.name for column in fields(Row))


def row_of(pack: Pack, json: str, pdf: str) -> Row:
    standing, decision = pack.standing, pack.decision
    taken = next((one for one in reversed(pack.exports) if one.outcome in ("synced", "found")), None)
    return Row(
        type=pack.kind,
        id=pack.pk,
        name=pack.name,
        project=standing.project if standing else "",
        company=standing.company if standing else "",
        state=standing.state.value if standing else "deleted",
        sent_by=wording.person(decision.sent_by, program=False) if decision else "",
        sent_at=value(decision.sent_at) or "" if decision else "",
        decided_by=wording.person(decision.reviewed_by, program=False) if decision else "",
        decided_at=value(decision.reviewed_at) or "" if decision else "",
        posted_at=value(taken.last_sent_at) if taken else "",
        xero_id=standing.erp_id if standing else "",
        amount=standing.amount if standing else None,
        posted=posted_amount(taken) if taken else None,
        request_sha256=taken.request.digest if taken else "",
        json=json,
        pdf=pdf,
    )


def posted_amount(export: Export) -> Decimal | None:
    """Return what the lines that were posted come to; None for what has no lines, such as a contact."""
    sheet = read_sheet(export.kind, export.request.content, export.position)
    return sheet.total if sheet.lines else None


# What it comes to


@dataclass(frozen=True, slots=True)
class Total:
    """`differing` is how many of the records amount to something else than what was posted."""

    name: str
    records: int
    amount: Decimal
    posted: Decimal
    differing: int


def total_of(name: str, rows: Sequence[Row]) -> Total:
    return Total(
        name,
        len(rows),
        sum((row.amount or Decimal(0) for row in rows), Decimal("0.00")),
        sum((signed(row) for row in rows), Decimal("0.00")),
        sum(row.differs for row in rows),
    )


def signed(row: Row) -> Decimal:
    """A credit note is posted with its signs turned; here it counts as what it takes away."""
    posted = row.posted or Decimal(0)
    return -posted if row.amount is not None and row.amount < 0 < posted else posted


def totals_by(rows: Sequence[Row], key: Callable[[Row], str]) -> list[Total]:
    names = dict.fromkeys(map(key, rows))
    return [total_of(name, [row for row in rows if key(row) == name]) for name in names]


def totals_of(rows: Sequence[Row]) -> tuple[list[Total], list[Total], Total]:
    """Return the totals by type, by project, and of all."""
    return totals_by(rows, lambda row: row.type), totals_by(rows, lambda row: row.project), total_of("", rows)


# Files


def as_csv(rows: Sequence[Row]) -> Iterator[str]:
    yield BYTE_ORDER_MARK + line_of(COLUMNS)
    for row in rows:
        yield line_of(asdict(row).values())


def as_json(rows: Sequence[Row], asked: dict[str, Any]) -> bytes:
    by_type, by_project, whole = totals_of(rows)
    tree = {
        "format": FORMAT,
        "period": asked,
        "records": [told(row) for row in rows],
        "totals": {
            "by_type": [told(total) for total in by_type],
            "by_project": [told(total) for total in by_project],
            "all": told(whole),
        },
    }
    return canonical(tree)


def told(instance: Any) -> dict[str, Any]:
    return {name: value(found) for name, found in asdict(instance).items()}
