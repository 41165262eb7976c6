"""Commitments and their lines: the value of each row of the table, divided over lines of the catalogue."""

from datetime import date
from decimal import Decimal
from random import Random

from .agreements import COMMITMENTS, SHIP_VIA
from .catalogue import Goods, Part, goods, parts_of_work
from .jobs import project_names
from .mistakes import COMMITMENT_STATUSES, COMMITMENT_WITHOUT_LINES, WRONG_NUMBERS
from .money import nearest, round2, split
from .records import STATES, Commitment, Line
from .tables import dice, rows

SHELF = goods()
PARTS = parts_of_work()
PROJECT_NAMES = project_names()


def commitments() -> list[Commitment]:
    return [commitment(row) for row in rows(COMMITMENTS)]


def commitment(row: list[str]) -> Commitment:
    source_id, vendor, method, value, created_on, state, invoices, billed, retainage, title, wanted = row
    die = dice(source_id)
    project, is_subcontract = source_id.split("-")[1], source_id.startswith("SC")
    return Commitment(
        source_id=source_id,
        vendor=vendor,
        method=method,
        number=WRONG_NUMBERS.get(source_id, source_id),
        title=title,
        description=description(title, project, is_subcontract, die),
        status=COMMITMENT_STATUSES.get(source_id, "approved"),
        ship_via="" if is_subcontract else die.choice(SHIP_VIA),
        created_on=date.fromisoformat(created_on),
        state=STATES[state],
        invoices=invoices,
        percent_billed=int(billed),
        retainage_percent=int(retainage),
        lines=() if source_id == COMMITMENT_WITHOUT_LINES else tuple(lines(method, Decimal(value), wanted, die)),
    )


def description(title: str, project: str, is_subcontract: bool, die: Random) -> str:
    """A sentence or nothing: a description is not required."""
    if die.random() < 0.2:
        return ""
    name = PROJECT_NAMES[project]
    if is_subcontract:
        return f"{title} for {name}, complete, per drawings and specifications."
    return f"Deliver to {name}. Show the order number on every delivery ticket and invoice."


def lines(method: str, value: Decimal, wanted: str, die: Random) -> list[Line]:
    chosen = [(key, int(count)) for key, count in (part.split("*") for part in wanted.split())]
    if method == "unit":
        return unit_lines(value, [(key, article) for key, count in chosen for article in SHELF[key][:count]], die)
    return amount_lines(value, [(key, part) for key, count in chosen for part in PARTS[key][:count]], die)


def amount_lines(value: Decimal, parts: list[tuple[str, Part]], die: Random) -> list[Line]:
    shares = split(value, [part.share * die.randint(80, 120) for _, part in parts], Decimal(50))
    return [Line(key, part.description, round2(share)) for (key, part), share in zip(parts, shares, strict=True)]


def unit_lines(value: Decimal, articles: list[tuple[str, Goods]], die: Random) -> list[Line]:
    weights = [article.share * die.randint(80, 120) for _, article in articles]
    shares = split(value, weights, Decimal(1))
    return [unit_line(key, article, share, die) for (key, article), share in zip(articles, shares, strict=True)]


def unit_line(key: str, article: Goods, share: Decimal, die: Random) -> Line:
    unit_cost = (article.unit_cost * die.randint(96, 104) / 100).quantize(article.unit_cost)
    quantity = max(nearest(share / unit_cost, article.step), article.step)
    return Line(key, article.description, round2(quantity * unit_cost), quantity, unit_cost, article.step)
