"""The typefaces, which travel in the file, and what becomes of characters that they do not have."""

import codecs
import json
import unicodedata
from functools import cache
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

# Blanks that part thousands and keep words together.
FIXED, NARROW_OR_FIXED = "\u00a0", "\u00a0\u202f"
REGULAR, BOLD, ITALIC = "Vera", "VeraBd", "VeraIt"
# One of the fonts that every reader has; it takes what Windows-1252 takes.
CODE, CODE_SIGNS = "Courier", "cp1252"


def in_json_escapes(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


codecs.register_error("json", in_json_escapes)


@cache
def glyphs() -> frozenset[int]:
    """Return the characters that all three typefaces have, registering them on the way."""
    fonts = [TTFont(name, f"{name}.ttf") for name in (REGULAR, BOLD, ITALIC)]
    for font in fonts:
        pdfmetrics.registerFont(font)
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=ITALIC, boldItalic=BOLD)
    return frozenset.intersection(*(frozenset(font.face.charToGlyph) for font in fonts))


class Signs:
    """Writes texts so that no character vanishes, and remembers whether one had to be told by its number."""

    def __init__(self) -> None:
        self.known = glyphs()
        self.has_replaced = False

    def plain(self, text: object) -> str:
        """Return a text with what has no glyph as its number: U+4E2D."""
        return "".join(map(self._shown, unicodedata.normalize("NFC", str(text)).expandtabs(4)))

    def markup(self, text: object) -> str:
        """Return a text as a paragraph takes it, with its line ends."""
        lines = str(text).replace("\r\n", "\n").split("\n")
        return "<br/>".join(escape(self.plain(line)) for line in lines)

    def code(self, source: str) -> str:
        """Return JSON with what has no glyph in JSON's own escapes, which stand for the same."""
        return source.encode(CODE_SIGNS, errors="json").decode(CODE_SIGNS)

    def _shown(self, sign: str) -> str:
        if ord(sign) in self.known and sign.isprintable():
            return sign
        if sign in NARROW_OR_FIXED:
            return FIXED
        self.has_replaced = True
        return f"[U+{ord(sign):04X}]"
