"""Tables are written as text, one row a line and a bar between cells, so that they can be read as tables."""

from collections.abc import Iterator
from random import Random


def rows(table: str) -> Iterator[list[str]]:
    for line in table.strip().splitlines():
        yield [cell.strip() for cell in line.split("|")]


def dice(subject: str) -> Random:
    """A die of its own for every record, so that a new row in a table changes no other row's figures."""
    return Random(f"harbor-ridge 2026 {subject}")
