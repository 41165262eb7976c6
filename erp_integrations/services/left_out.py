"""What is in no project's costs: how much for which reason, and what mends it (R103-R105)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from erp_integrations.models import LeftOut, LeftOutCost
from erp_integrations.models.lines import LINES
from erp_integrations.models.sums import from_cents, in_cents

TRANSACTIONS = ngettext_lazy("%(n)d transaction", "%(n)d transactions", "n")
# Who mends a reason for each job or item by itself is told so many of them, those with the largest amounts.
MOST_GROUPS = 8

WHAT_TO_DO: Mapping[LeftOut, Any] = {
    LeftOut.NOT_APPROVED: _("Approve it in Xero."),
    LeftOut.NO_JOB: _("Give the line a job in Xero, if it is a cost of one."),
    LeftOut.JOB_NOT_LINKED: _("Link a project to the job, or export the project."),
    LeftOut.NO_ITEM: _("Give the line an item in Xero."),
    LeftOut.ITEM_NOT_LINKED: _("Link the budget code to the item, or export it."),
    LeftOut.RETAINAGE: _("Nothing: the work itself is counted whole, withheld or not."),
}
# Reason → the fields that say what has to be mended for it.
MENDED_BY: Mapping[LeftOut, tuple[str, ...]] = {
    LeftOut.JOB_NOT_LINKED: ("job_id", "job_name"),
    LeftOut.ITEM_NOT_LINKED: ("item_code",),
}
FIGURES = {"transactions": Count("erp_id", distinct=True), "lines": Count("pk"), "cents": in_cents("amount")}


@dataclass(frozen=True, slots=True)
class Sum:
    """A transaction with several lines is one transaction, whose lines are added up."""

    transactions: int
    lines: int
    amount: Decimal

    @property
    def counted(self) -> str:
        return f"{TRANSACTIONS % {'n': self.transactions}} ({LINES % {'n': self.lines}})"


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one job or one item. `key` is the id of the job or the code of the item."""

    key: str
    name: str
    sum: Sum


@dataclass(frozen=True, slots=True)
class Reason:
    reason: LeftOut
    what_to_do: Any
    sum: Sum
    groups: Sequence[Group]


@dataclass(frozen=True, slots=True)
class Overview:
    """`to_look_at` is the sum of `reasons`, where no transaction is counted twice; retainage is apart."""

    to_look_at: Sum
    reasons: Sequence[Reason]
    retainage: Reason | None


def overview() -> Overview:
    """Tell about all that is left out, in four queries."""
    lines = LeftOutCost.objects.order_by()
    sums = {row["reason"]: sum_of(row) for row in lines.values("reason").annotate(**FIGURES)}
    told = [Reason(one, WHAT_TO_DO[one], sums[one], groups_of(one)) for one in LeftOut if one in sums]
    return Overview(
        to_look_at(),
        [reason for reason in told if reason.reason != LeftOut.RETAINAGE],
        next((reason for reason in told if reason.reason == LeftOut.RETAINAGE), None),
    )


def to_look_at() -> Sum:
    """What somebody may want to mend, in one query."""
    return sum_of(LeftOutCost.objects.to_look_at().order_by().aggregate(**FIGURES))


def groups_of(reason: LeftOut) -> list[Group]:
    fields = MENDED_BY.get(reason)
    if fields is None:
        return []
    grouped = LeftOutCost.objects.filter(reason=reason).order_by().values(*fields).annotate(**FIGURES)
    rows = grouped.order_by("-cents", *fields)[:MOST_GROUPS]
    return [Group(row[fields[0]], row[fields[-1]], sum_of(row)) for row in rows]


def transactions_to_look_at(at_most: int | None = None) -> int:
    """Count the transactions that somebody may want to mend, and stop counting at a number, where there is one."""
    ids = LeftOutCost.objects.to_look_at().order_by().values("erp_id").distinct()
    return int(ids[:at_most].count())


def sum_of(row: Mapping[str, Any]) -> Sum:
    return Sum(row["transactions"], row["lines"], from_cents(row["cents"]))
