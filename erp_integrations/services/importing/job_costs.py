"""Job costs: the lines of Xero's bills, spends and supplier credit notes (R98-R105, R110, R152).

Every line is kept: as a cost of its project, or as left out with the reason. So a line finds its way into the costs
once its job or its item is linked, without Xero being asked again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q

from connectors import documents
from connectors.documents import CostTransaction
from connectors.errors import Refused
from connectors.ports import Ledger
from erp_integrations.models import CostKind, IntegrationSettings, JobCost, LeftOut, LeftOutCost, SubcontractorInvoice
from erp_integrations.models.job_cost import CostLine
from erp_integrations.models.sentences import gettext as _
from erp_integrations.models.sentences import ngettext, together
from erp_integrations.services.importing.coding import CODED_BY, Coding, Place
from erp_integrations.services.importing.standing import follow_payments
from erp_integrations.services.importing.stream import ROWS_IN_A_STATEMENT, Read, Stream, read
from erp_integrations.services.progress import Progress, quietly

TOGETHER = 500
LONGEST_NUMBER = 255
# The fields of a line, by their names.
Values = dict[str, Any]
FIELDS = tuple(field.attname for field in CostLine._meta.fields)


@dataclass(frozen=True, slots=True)
class JobCostReport:
    """What was read, and how many lines are costs and left out now, all in all."""

    read: Read
    costs: int
    left_out: int

    @property
    def is_failure(self) -> bool:
        return bool(self.read.unreadable)

    def __str__(self) -> str:
        number = self.read.rows
        came = ngettext("%(number)s transaction read.", "%(number)s transactions read.", number)
        now = _("Now %(costs)s lines in all are job costs, and %(left_out)s are left out.")
        numbers = {"costs": Decimal(self.costs), "left_out": Decimal(self.left_out)}
        return together([str(self.read), came % {"number": Decimal(number)}, now % numbers])


def import_job_costs(ledger: Ledger, tell: Progress = quietly) -> JobCostReport:
    """Read what changed among Xero's transactions and bring the job costs up to date.

    Raises `Refused` while Xero has no tracking category for the jobs, `TryLater`, `NotConnected` and `Unreadable`; the
    next run goes on where this one was broken off.
    """
    if problem := IntegrationSettings.load().organisation.category_problem:
        # Without the category no line has a job, and all would leave their projects.
        raise Refused(problem)
    coding, told = Coding.current(), Read()
    for stream in streams(ledger, coding):
        read(stream, tell, told)
    recode(Coding.current(), tell)
    return JobCostReport(told, JobCost.objects.count(), LeftOutCost.objects.count())


def streams(ledger: Ledger, coding: Coding) -> Iterator[Stream]:
    """The kinds of transactions, one after the other. A line's job depends on the category that holds the jobs."""
    for kind in documents.CostKind:
        yield Stream(
            name=kind.value,
            title=str(CostKind(kind.value).label),
            fetch=lambda number, since, kind=kind: ledger.costs(kind, page=number, since=since),  # type: ignore[misc]
            keep=partial(keep, coding=coding),
            scope=ledger.tracking_category,
        )


def keep(transactions: Sequence[CostTransaction], *, coding: Coding) -> None:
    """Take the lines of transactions as they are now, in place of what was known of them."""
    # The pages may show a transaction twice, and the first time is the newer one.
    latest = {one.erp_id: one for one in reversed(transactions)}
    for model in (JobCost, LeftOutCost):
        model._default_manager.filter(erp_id__in=latest).delete()
    ours = exported_among(latest)
    store((row, place_of(row, one, coding)) for one in latest.values() for row in rows(one, coding))
    JobCost.objects.filter(erp_id__in=ours).update(is_commitment=True)
    follow_payments([one for one in latest.values() if one.erp_id in ours])


def exported_among(erp_ids: Iterable[str]) -> set[str]:
    """Return which of Xero's documents stand for our invoices (R102)."""
    invoices = SubcontractorInvoice.objects.filter(erp_id__in=list(erp_ids))
    return set(invoices.values_list("erp_id", flat=True))


def rows(one: CostTransaction, coding: Coding) -> Iterator[Values]:
    """Yield the lines of a transaction that are about money or an item; none of one that is gone."""
    for line in one.lines:
        if one.is_gone or not (line.amount or line.item_code):
            continue
        yield {
            "kind": one.kind.value,
            "erp_id": one.erp_id,
            "erp_line_id": line.line_id,
            "number": one.number[:LONGEST_NUMBER],
            "date": one.date,
            "vendor_name": one.contact_name,
            "description": line.description,
            "amount": line.amount,
            "status": one.status,
            "job_id": line.job_id or coding.job_called(line.job_name),
            "job_name": line.job_name,
            "item_id": line.item_id,
            "item_code": line.item_code,
        }


def place_of(line: Values, one: CostTransaction, coding: Coding) -> Place | LeftOut:
    return coding.place_of(line) if one.is_approved else LeftOut.NOT_APPROVED


def store(placed: Iterable[tuple[Values, Place | LeftOut]]) -> None:
    costs, left_out = [], []
    for line, place in placed:
        if isinstance(place, Place):
            costs.append(JobCost(**line, project_id=place.project, budget_code_id=place.budget_code))
        else:
            left_out.append(LeftOutCost(**line, reason=place))
    JobCost.objects.bulk_create(costs, batch_size=ROWS_IN_A_STATEMENT)
    LeftOutCost.objects.bulk_create(left_out, batch_size=ROWS_IN_A_STATEMENT)


def recode(coding: Coding, tell: Progress) -> None:
    """Move the lines whose job or item was linked or let go of, and mark what stands for our invoices now."""
    groups = [*newly_placed(coding), *newly_displaced(coding)]
    for done, (lines, place) in enumerate(groups):
        move(lines, place, partial(tell, _("Lines that belong elsewhere now"), done, len(groups)))
    mark_commitment_costs()


def newly_placed(coding: Coding) -> Iterator[tuple[Any, Place | LeftOut]]:
    """Yield the approved lines that are left out and whose reason is another now, or none."""
    approved = LeftOutCost.objects.exclude(reason=LeftOut.NOT_APPROVED).order_by()
    for group in approved.values(*CODED_BY, "reason").distinct().iterator():
        place = coding.place_of(group)
        if place != group["reason"]:
            yield approved.filter(**group), place


def newly_displaced(coding: Coding) -> Iterator[tuple[Any, Place | LeftOut]]:
    """Yield the costs that belong elsewhere now."""
    costs = JobCost.objects.order_by()
    for group in costs.values(*CODED_BY, "project_id", "budget_code_id").distinct().iterator():
        place = coding.place_of(group)
        if place != Place(group["project_id"], group["budget_code_id"]):
            yield costs.filter(**group), place


def move(lines: Any, place: Place | LeftOut, step: Callable[[], None]) -> None:
    """Give lines their new place. Each step takes some of them out of `lines`, until none is left."""
    is_done = False
    while not is_done:
        step()
        with transaction.atomic():
            some = list(lines.values("pk", *FIELDS)[:TOGETHER])
            lines.filter(pk__in=[line.pop("pk") for line in some]).delete()
            store((line, place) for line in some)
        is_done = len(some) < TOGETHER


def mark_commitment_costs() -> None:
    """Mark the costs that this tool brought into Xero itself, so that nothing counts twice (R102, R156)."""
    ours = Q(erp_id__in=SubcontractorInvoice.objects.exclude(erp_id="").values("erp_id"))
    JobCost.objects.filter(ours, is_commitment=False).update(is_commitment=True)
    JobCost.objects.filter(~ours, is_commitment=True).update(is_commitment=False)
