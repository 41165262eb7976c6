"""Every pattern of a sentence in the code, found without gettext's own tools, which not every machine has."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
# The stand-in is no part of the tool: nobody but its testers sees it.
CODE = [
    path
    for folder in ("erp_integrations", "connectors", "config")
    for path in (ROOT / folder).rglob("*.py")
    if "sandbox" not in path.parts and "migrations" not in path.parts
]
TEMPLATES = [path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt")]
# Where the context, the pattern and the plural stand among what a function is given.
FUNCTIONS = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
}
LITERAL = r"""u?("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
CALL = re.compile(rf"\b({'|'.join(FUNCTIONS)})\(\s*{LITERAL}(?:\s*,\s*{LITERAL})?(?:\s*,\s*{LITERAL})?")


class Pattern(NamedTuple):
    text: str
    plural: str | None = None
    context: str | None = None


def patterns() -> set[Pattern]:
    found = {pattern for path in CODE for pattern in in_code(path)}
    return found | {pattern for path in TEMPLATES for pattern in in_template(path)}


def in_code(path: Path) -> Iterator[Pattern]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and (name := name_of(node.func)) in FUNCTIONS:
            yield from called(name, [text_of(given) for given in node.args])


def name_of(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def text_of(given: ast.expr) -> str | None:
    return given.value if isinstance(given, ast.Constant) and isinstance(given.value, str) else None


def in_template(path: Path) -> Iterator[Pattern]:
    for name, *literals in CALL.findall(templatize(path.read_text())):
        yield from called(name, [ast.literal_eval(literal) if literal else None for literal in literals])


def called(name: str, given: list[str | None]) -> Iterator[Pattern]:
    context, text, plural = (
        given[place] if place is not None and place < len(given) else None for place in FUNCTIONS[name]
    )
    if text:
        yield Pattern(text, plural, context)
