"""The page: its size, styles, head, foot and number."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Frame, PageTemplate, Paragraph

from erp_integrations.evidence.pdf.typeface import BOLD, CODE, ITALIC, REGULAR

# As wide as A4 and as high as Letter, so that it is printed whole on either.
PAGE = (210 * mm, 279.4 * mm)
SIDE, TOP, BOTTOM = 18 * mm, 24 * mm, 20 * mm
WIDTH = PAGE[0] - 2 * SIDE
INK, SOFT, LINE, WASH, ACCENT = (HexColor(code) for code in ("#1b2430", "#566070", "#d3dae3", "#f3f6f9", "#1d4f91"))


def style(name: str, size: float, *, font: str = REGULAR, leading: float = 1.4, **more: Any) -> ParagraphStyle:
    told = {"fontName": font, "fontSize": size, "leading": size * leading, "textColor": INK, **more}
    return ParagraphStyle(name, splitLongWords=1, **told)


TITLE = style("title", 19, font=BOLD, leading=1.2)
KIND = style("kind", 9, textColor=ACCENT, spaceAfter=3)
LEAD = style("lead", 9.5, textColor=SOFT, spaceBefore=5)
HEADING = style("heading", 12, font=BOLD, textColor=ACCENT, spaceBefore=17, spaceAfter=6)
SUBHEADING = style("subheading", 9, font=BOLD, spaceBefore=10, spaceAfter=4)
# How much has to fit below a heading, in points, so that it does not stand alone at the foot of a page.
ROOM_BELOW = {"heading": 110, "subheading": 70}
BODY = style("body", 8.5, spaceAfter=5)
NOTE = style("note", 7.5, font=ITALIC, textColor=SOFT, spaceBefore=3, spaceAfter=3)
CELL = style("cell", 7.5, leading=1.32)
CELL_SOFT = style("cell soft", 7.5, leading=1.32, textColor=SOFT)
CELL_BOLD = style("cell bold", 7.5, leading=1.32, font=BOLD)
NUMBER = style("number", 7.5, leading=1.32, alignment=TA_RIGHT)
NUMBER_BOLD = style("number bold", 7.5, leading=1.32, font=BOLD, alignment=TA_RIGHT)
HEAD = style("head", 6.8, leading=1.3, textColor=SOFT)
HEAD_NUMBER = style("head number", 6.8, leading=1.3, textColor=SOFT, alignment=TA_RIGHT)
DIGEST = style("digest", 7.2, font=CODE, leading=1.3)
SOURCE = style("source", 6.6, font=CODE, leading=1.28)


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands on every page. All of it is shown as it is."""

    title: str
    subject: str
    author: str
    language: str
    left: str
    right: str
    foot: str


class Numbered(Canvas):
    """Writes "Page 2 of 5" when it is known how many there are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - reportlab's own name
        self.pages.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]

    def save(self) -> None:
        for number, state in enumerate(self.pages, start=1):
            self.__dict__.update(state)
            self.setFont(REGULAR, 7)
            self.setFillColor(SOFT)
            text = _("Page %(number)s of %(count)s") % {"number": number, "count": len(self.pages)}
            self.drawRightString(PAGE[0] - SIDE, 12 * mm, text)
            super().showPage()
        super().save()


class Document(BaseDocTemplate):
    """A document that lists its headings for the reader's sidebar. The same story makes the same bytes."""

    def __init__(self, file: Any, marks: Marks) -> None:
        super().__init__(
            file,
            pagesize=PAGE,
            invariant=1,
            title=marks.title,
            author=marks.author,
            subject=marks.subject,
            creator="ERP Integrations",
            lang=marks.language,
        )
        self.marks = marks
        self.headings = 0
        frame = Frame(SIDE, BOTTOM, WIDTH, PAGE[1] - TOP - BOTTOM, 0, 0, 0, 0)
        self.addPageTemplates(PageTemplate("page", [frame], onPage=self.draw_marks))

    def write(self, story: Iterable[Any]) -> None:
        """Write the whole document, with no heading alone at the foot of a page."""
        self.build([part for one in story for part in with_room(one)], canvasmaker=Numbered)

    def draw_marks(self, canvas: Canvas, document: Any) -> None:
        canvas.setFont(REGULAR, 7.5)
        canvas.setFillColor(SOFT)
        head, foot = PAGE[1] - 15 * mm, 12 * mm
        right = shortened(self.marks.right, WIDTH * 0.55)
        canvas.drawString(SIDE, head, shortened(self.marks.left, WIDTH * 0.42))
        canvas.drawRightString(PAGE[0] - SIDE, head, right)
        canvas.setFont(REGULAR, 7)
        canvas.drawString(SIDE, foot, self.marks.foot)
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.6)
        canvas.line(SIDE, head - 2.2 * mm, PAGE[0] - SIDE, head - 2.2 * mm)
        canvas.line(SIDE, foot + 4 * mm, PAGE[0] - SIDE, foot + 4 * mm)

    def afterFlowable(self, flowable: Any) -> None:  # noqa: N802 - reportlab's own name
        if isinstance(flowable, Paragraph) and flowable.style is HEADING:
            self.headings += 1
            key = f"heading-{self.headings}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(flowable.getPlainText(), key)


def with_room(part: Any) -> list[Any]:
    room = ROOM_BELOW.get(part.style.name) if isinstance(part, Paragraph) else None
    return [CondPageBreak(room), part] if room else [part]


def shortened(text: str, room: float, size: float = 7.5) -> str:
    """Return what fits into a line of the head: the whole name is on the first page."""
    if stringWidth(text, REGULAR, size) <= room:
        return text
    while text and stringWidth(f"{text}…", REGULAR, size) > room:
        text = text[:-1]
    return f"{text}…"
