"""A report or a drill-down as a sheet of rows, for files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _

from erp_integrations.reports.behind import Behind
from erp_integrations.reports.building import BuiltReport
from erp_integrations.reports.measures import Measure


class Kind(Enum):
    """What the cells of a column hold."""

    TEXT = "text"
    DATE = "date"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` are read once. A cell is a text, a date, a Decimal or None; `foot` is the last row, if there is one.

    `note` says in a sentence what is not in it, and stands below.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    foot: Sequence[Any]
    note: str = ""


def sheet_of_report(built: BuiltReport, note: str = "") -> Sheet:
    amounts = [Column(str(measure.title), Kind.AMOUNT) for measure in built.report.measures]
    return Sheet(
        str(built.report.title),
        [Column(str(built.grouping.title)), Column(_("Name")), *amounts],
        ((row.heading.code, str(row.heading.name), *row.amounts) for row in built.rows),
        (_("Total"), None, *built.totals),
        note,
    )


def sheet_of_transactions(measure: Measure, behind: Behind) -> Sheet:
    titles = [_("Document"), _("Kind"), _("Company"), _("Description"), _("Project"), _("Budget code")]
    return Sheet(
        str(measure.title),
        [
            Column(_("Part")),
            Column(_("Date"), Kind.DATE),
            *map(Column, titles),
            Column(_("Amount"), Kind.AMOUNT),
        ],
        transaction_rows(behind),
        (_("Total"), *[None] * 7, behind.amount),
    )


def transaction_rows(behind: Behind) -> Iterable[Sequence[Any]]:
    for part, found in behind:
        document = found.document
        code = found.budget_code.item_code if found.budget_code else None
        texts = (document.name, document.kind, document.company, document.description, str(found.project), code)
        yield (str(part.part.source.title), found.date, *texts, found.amount)
