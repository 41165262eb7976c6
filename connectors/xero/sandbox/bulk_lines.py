"""The lines of documents that are made in bulk: a few hundred that the line rules have made, drawn again and again."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from connectors.xero.sandbox import seeds, tracking_entries
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.lines import LineRules, read_lines
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.refusals import Rejected

PATTERNS = 400
UNIT_PLACES = 4
THINGS = ("Ready-mix concrete", "Framing lumber", "Rebar", "Crane hire", "Site labor", "Conduit", "Roof membrane")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShares:
    """What lines are drawn from: the names of jobs and the codes of items that the organisation has, each with a share.

    `with_job` and `with_item` are shares of lines; `without_job` and `without_item` are shares of documents of which no
    line bears a job or an item. `fewest` and `most` say how many lines a document has.
    """

    fewest: int = 1
    most: int = 5
    category: str = seeds.JOB_CATEGORY
    jobs: Sequence[str] = ()
    items: Sequence[str] = ()
    with_job: float = 1.0
    with_item: float = 1.0
    without_job: float = 0.0
    without_item: float = 0.0
    accounts: Sequence[str] = ("300", "310", "320", "330")
    tax_types: Sequence[str] = ("NONE", "INPUT", "TAX001")
    amounts: Sequence[str] = ("Exclusive",)


class Lines:
    def __init__(self, organisation: Organisation, shares: LineShares, draw: Random) -> None:
        self._shares = shares
        self._draw = draw
        self._tracking = [
            tracking_entries.read(organisation, [{"Name": shares.category, "Option": job}], by_ids=False)
            for job in shares.jobs
        ]
        self._codes = [_code(organisation, code) for code in shares.items]
        self._patterns = {amounts: self._made(organisation, amounts) for amounts in shares.amounts}

    def drawn(self) -> tuple[str, list[Document]]:
        """Return the LineAmountTypes and the lines of one more document."""
        shares, chance = self._shares, self._draw.random
        amounts = self._draw.choice(shares.amounts)
        has_job, has_item = chance() >= shares.without_job, chance() >= shares.without_item
        patterns = self._draw.choices(self._patterns[amounts], k=self._draw.randint(shares.fewest, shares.most))
        return amounts, [self._line(pattern, has_job=has_job, has_item=has_item) for pattern in patterns]

    def _line(self, pattern: Document, *, has_job: bool, has_item: bool) -> Document:
        line = {**pattern, "LineItemID": new_id(self._draw)}
        if has_job and self._tracking and self._draw.random() < self._shares.with_job:
            line["Tracking"] = self._draw.choice(self._tracking)
        if has_item and self._codes and self._draw.random() < self._shares.with_item:
            line["ItemCode"] = self._draw.choice(self._codes)
        return line

    def _made(self, organisation: Organisation, amounts: str) -> list[Document]:
        rules = LineRules(amounts=amounts, unit_places=UNIT_PLACES, is_posted=True, has_fixed_tax=True, is_cash=True)
        return read_lines(organisation, [self._sent() for _ in range(PATTERNS)], (), rules)

    def _sent(self) -> Document:
        return {
            "Description": self._draw.choice(THINGS),
            "Quantity": Decimal(self._draw.randint(1, 400)) / 4,
            "UnitAmount": Decimal(self._draw.randint(50_000, 5_000_000)) / 10_000,
            "AccountCode": self._draw.choice(self._shares.accounts),
            "TaxType": self._draw.choice(self._shares.tax_types),
        }


def _code(organisation: Organisation, wanted: str) -> str:
    item = organisation.items.first("Code", wanted)
    if item is None:
        raise Rejected(f"Item code '{wanted}' is not valid")
    return str(item["Code"])


def new_id(draw: Random) -> str:
    """Return a random id that the same seed draws again."""
    digits = f"{draw.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"
