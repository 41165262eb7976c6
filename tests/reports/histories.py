"""Random histories of costs, payments and commitments, and what they come to in plain Python."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as some

from erp_integrations import models
from erp_integrations.models import CostKind, State

DAYS = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 2, 28), date(2026, 3, 1)]
CODES = ("01-100", "01-200", "02.10", "3300")
PROJECTS, NO_CODE = 3, len(CODES)
cents = some.integers(-(10**12), 10**12).map(lambda number: Decimal(number).scaleb(-2))
projects = some.integers(0, PROJECTS - 1)
codes = some.integers(0, len(CODES) - 1)
codes_or_none = some.integers(0, NO_CODE)
days = some.sampled_from(DAYS)
agreements = some.sampled_from([(State.UNLINKED, "draft"), (State.UNLINKED, "Approved"), (State.SYNCED, "void")])


@dataclass(frozen=True)
class Agreement:
    """A commitment, or a change of one where `is_change`."""

    project: int
    standing: tuple[str, str]
    is_change: bool
    lines: list[tuple[int, Decimal, bool]]


@dataclass(frozen=True)
class Cost:
    project: int
    code: int
    kind: str
    day: date | None
    amount: Decimal
    is_commitment: bool


@dataclass(frozen=True)
class Bill:
    """An invoice, with a line for each (code, withheld, released), and its payment's shares."""

    project: int
    is_synced: bool
    day: date
    lines: list[tuple[int, Decimal, Decimal]]
    shares: dict[int, Decimal]
    is_deleted: bool


@dataclass(frozen=True)
class History:
    agreements: list[Agreement]
    costs: list[Cost]
    bills: list[Bill]
    budgets: dict[tuple[int, int], Decimal]


lines = some.lists(some.tuples(codes_or_none, cents, some.booleans()), max_size=3)
histories = some.builds(
    History,
    some.lists(some.builds(Agreement, projects, agreements, some.booleans(), lines), max_size=4),
    some.lists(
        some.builds(
            Cost, projects, codes, some.sampled_from(CostKind.values), some.none() | days, cents, some.booleans()
        ),
        max_size=12,
    ),
    some.lists(
        some.builds(
            Bill,
            projects,
            some.booleans(),
            days,
            some.lists(some.tuples(codes_or_none, cents, cents), max_size=2),
            some.dictionaries(codes_or_none, cents, max_size=3),
            some.booleans(),
        ),
        max_size=3,
    ),
    some.dictionaries(some.tuples(projects, codes), cents, max_size=4),
)

# Into the database


class World:
    """The projects and codes that a history names by their places."""

    def __init__(self) -> None:
        kind = models.CostType.objects.create(code="Z", name="Any")
        self.projects = [models.Project.objects.create(number=f"P{n}", name=f"Job {n}") for n in range(PROJECTS)]
        self.codes = [
            models.BudgetCode.objects.create(
                cost_code=models.CostCode.objects.create(code=code, name=code), cost_type=kind
            )
            for code in CODES
        ]
        self.vendor = models.Vendor.objects.create(name="Anybody")

    def code(self, place: int) -> Any:
        return None if place == NO_CODE else self.codes[place]

    def store(self, history: History) -> None:
        for (project, code), amount in history.budgets.items():
            models.ProjectBudgetCode.objects.create(
                project=self.projects[project], budget_code=self.codes[code], original_amount=amount
            )
        for agreement in history.agreements:
            self.store_agreement(agreement)
        for number, cost in enumerate(history.costs):
            self.store_cost(str(number), cost)
        for number, bill in enumerate(history.bills):
            self.store_bill(str(number), bill)

    def commitment(self, project: int, state: str = State.UNLINKED, status: str = "draft") -> Any:
        return models.Commitment.objects.create(
            project=self.projects[project], vendor=self.vendor, state=state, status=status
        )

    def store_agreement(self, agreement: Agreement) -> None:
        state, status = agreement.standing
        if agreement.is_change:
            commitment = self.commitment(agreement.project)
            change = models.CommitmentChangeOrder.objects.create(commitment=commitment, state=state, status=status)
            for position, (code, amount, _sov) in enumerate(agreement.lines):
                change.lines.create(position=position, budget_code=self.code(code), amount=amount)
            return
        commitment = self.commitment(agreement.project, state, status)
        for position, (code, amount, sov) in enumerate(agreement.lines):
            commitment.lines.create(
                position=position, budget_code=self.code(code), amount=amount, is_subcontractor_sov=sov
            )

    def store_cost(self, erp_id: str, cost: Cost) -> None:
        models.JobCost.objects.create(
            erp_id=erp_id,
            project=self.projects[cost.project],
            budget_code=self.codes[cost.code],
            kind=cost.kind,
            date=cost.day,
            amount=cost.amount,
            is_commitment=cost.is_commitment,
        )

    def store_bill(self, erp_id: str, bill: Bill) -> None:
        invoice = models.SubcontractorInvoice.objects.create(
            commitment=self.commitment(bill.project),
            state=State.SYNCED if bill.is_synced else State.UNLINKED,
            billing_date=bill.day,
        )
        for position, (code, withheld, released) in enumerate(bill.lines):
            invoice.lines.create(
                position=position,
                budget_code=self.code(code),
                retainage_withheld=withheld,
                retainage_released=released,
            )
        payment = models.Payment.objects.create(
            invoice=invoice, erp_id=erp_id, amount=0, date=bill.day, is_deleted_in_erp=bill.is_deleted
        )
        for code, amount in bill.shares.items():
            payment.shares.create(budget_code=self.code(code), amount=amount)


# In plain Python

Key = tuple[str, int, int]


def expected(history: History, since: date | None, until: date | None) -> dict[Key, Decimal]:
    """Return what each measure comes to, by its slug, project and code."""
    found: dict[Key, Decimal] = defaultdict(Decimal)
    for measure, project, code, amount in entries(history, since, until):
        found[measure, project, code] += amount
    return found


def entries(history: History, since: date | None, until: date | None) -> Iterator[tuple[str, int, int, Decimal]]:
    for (project, code), amount in history.budgets.items():
        yield "original_budget", project, code, amount
    for agreement in history.agreements:
        yield from agreed(agreement)
    for cost in history.costs:
        if is_within(cost.day, since, until):
            yield from costed(cost)
    for bill in history.bills:
        if is_within(bill.day, since, until):
            yield from billed(bill)


def is_within(day: date | None, since: date | None, until: date | None) -> bool:
    if day is None:
        return since is None and until is None
    return (since is None or day >= since) and (until is None or day <= until)


def agreed(agreement: Agreement) -> Iterator[tuple[str, int, int, Decimal]]:
    if agreement.standing[1] == "draft":
        return
    for code, amount, sov in agreement.lines:
        if agreement.is_change:
            yield "approved_changes", agreement.project, code, amount
        if agreement.is_change or not sov:
            yield "committed", agreement.project, code, amount
            yield "left_to_bill", agreement.project, code, amount


def costed(cost: Cost) -> Iterator[tuple[str, int, int, Decimal]]:
    yield "job_to_date", cost.project, cost.code, cost.amount
    yield "direct_costs", cost.project, cost.code, cost.amount
    if cost.is_commitment:
        yield "commitment_invoiced", cost.project, cost.code, cost.amount
        yield "direct_costs", cost.project, cost.code, -cost.amount
        yield "left_to_bill", cost.project, cost.code, -cost.amount


def billed(bill: Bill) -> Iterator[tuple[str, int, int, Decimal]]:
    if not bill.is_deleted:
        for code, amount in bill.shares.items():
            yield "paid", bill.project, code, amount
    if bill.is_synced:
        for code, withheld, released in bill.lines:
            yield "retainage_held", bill.project, code, withheld - released
