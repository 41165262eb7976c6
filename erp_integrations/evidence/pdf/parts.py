"""What a document is built of: facts, tables, sources. No text is cut: cells break, rows go on on the next page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from reportlab.platypus import LongTable, Paragraph, Preformatted, Spacer, Table

from erp_integrations.evidence.pdf import page
from erp_integrations.evidence.pdf.typeface import Signs

Story = list[Any]
# How many signs of a source fit on a line, and how many of its lines are printed.
SOURCE_WIDTH = 121
MOST_SOURCE_LINES = 400
PADDING: list[Any] = [
    ("LEFTPADDING", (0, 0), (-1, -1), 4),
    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ("TOPPADDING", (0, 0), (-1, -1), 2.6),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3.4),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
]
RULED: list[Any] = [*PADDING, ("LINEBELOW", (0, 0), (-1, -1), 0.4, page.LINE)]
HEADED: list[Any] = [*RULED, ("BACKGROUND", (0, 0), (-1, 0), page.WASH), ("LINEABOVE", (0, 0), (-1, 0), 0.4, page.LINE)]


@dataclass(frozen=True, slots=True)
class Column:
    """`share` is its part of the width, beside those of the others."""

    title: str
    share: float
    is_number: bool = False


@dataclass(slots=True)
class Writer:
    """Puts parts together into a story."""

    signs: Signs = field(default_factory=Signs)

    def text(self, text: object, style: Any = page.BODY) -> Paragraph:
        return Paragraph(self.signs.markup(text) or "–", style)

    def facts(self, rows: Iterable[tuple[Any, Any]]) -> Story:
        """Return labels with their values; a value may be a story of its own. Empty ones are left out."""
        shown = [
            [self.text(capfirst(str(label)), page.CELL_SOFT), value if is_built(value) else self.text(value, page.CELL)]
            for label, value in rows
            if value not in (None, "", [])
        ]
        if not shown:
            return []
        return [Table(shown, [page.WIDTH * 0.25, page.WIDTH * 0.75], style=RULED, splitInRow=1, hAlign="LEFT")]

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[Any]], foot: Sequence[Any] = ()) -> Story:
        whole = sum(column.share for column in columns)
        widths = [page.WIDTH * column.share / whole for column in columns]
        head = [self.text(one.title, page.HEAD_NUMBER if one.is_number else page.HEAD) for one in columns]
        body = [self.cells(columns, row, page.CELL, page.NUMBER) for row in rows]
        if foot:
            body.append(self.cells(columns, foot, page.CELL_BOLD, page.NUMBER_BOLD))
        told = [*HEADED, ("SPAN", (0, -1), (-2, -1))] if foot else HEADED
        return [LongTable([head, *body], widths, style=told, repeatRows=1, splitInRow=1, hAlign="LEFT")]

    def cells(self, columns: Sequence[Column], row: Sequence[Any], style: Any, number: Any) -> list[Any]:
        return [
            cell
            if is_built(cell)
            else ""
            if cell in (None, "")
            else self.text(cell, number if one.is_number else style)
            for one, cell in zip(columns, row, strict=True)
        ]

    def source(self, source: str) -> Story:
        """Return JSON line by line, as far as anybody reads it on paper."""
        lines = [part for line in self.signs.code(source).splitlines() for part in broken(line)]
        story: Story = [Preformatted("\n".join(lines[:MOST_SOURCE_LINES]), page.SOURCE)]
        if len(lines) > MOST_SOURCE_LINES:
            text = _("%(count)s further lines are left out here. The JSON pack has all of them.")
            story.append(self.text(text % {"count": len(lines) - MOST_SOURCE_LINES}, page.NOTE))
        return story

    def digest(self, digest: str) -> Paragraph:
        return Paragraph(digest, page.DIGEST)

    def heading(self, text: str) -> Paragraph:
        return self.text(text, page.HEADING)

    def subheading(self, text: str) -> Paragraph:
        return self.text(text, page.SUBHEADING)


def is_built(value: Any) -> bool:
    return isinstance(value, (Paragraph, list))


def broken(line: str) -> list[str]:
    """Break a line that is too long; what goes on is indented as far as it was, and a little more."""
    if len(line) <= SOURCE_WIDTH:
        return [line]
    indent = " " * min(len(line) - len(line.lstrip()) + 4, SOURCE_WIDTH // 2)
    rest, room = line[SOURCE_WIDTH:], SOURCE_WIDTH - len(indent)
    return [line[:SOURCE_WIDTH], *(indent + rest[start : start + room] for start in range(0, len(rest), room))]


def gap(height: float = 6) -> Spacer:
    return Spacer(1, height)
