"""The long work with Xero that runs by itself or on demand: one row each (R17, R18, R87)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from connectors.ports import Ledger
from erp_integrations.models import EXPORTED_MODELS, Commitment, JobCost, Payment, SubcontractorInvoice
from erp_integrations.permissions import codename, require
from erp_integrations.services.importing import begin_importing_payments, import_job_costs, import_payments
from erp_integrations.services.progress import Progress
from erp_integrations.services.reconciling import reconcile
from erp_integrations.services.refreshing import read_reference_lists
from erp_integrations.services.timing import ANY_TIME, Frequency

# A function of permissions.py and the model that it is for, such as ("sync", Vendor).
Right = tuple[str, type[Model]]


def nothing(before: Frequency, after: Frequency, by: Any) -> None:
    """What most work does when its frequency changes."""


def keep_first_day(before: Frequency, after: Frequency, by: Any) -> None:
    """The day on which payments are switched on is the first whose payments come in (R93)."""
    if after != Frequency.NEVER:
        begin_importing_payments(by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """`function` returns a report: its `str()` says what was done, and `is_failure`, if it has that, how it ended.

    `minute` is when in the hour it starts, so that not everything starts at once. Whoever runs it on demand holds every
    right of `to_run`; whoever sees what came of it, every right of `to_see`. `on_change` is called in the transaction
    in which somebody changes the frequency, with what it was, what it is, and who did it.
    """

    slug: str
    title: Any
    description: Any
    function: Callable[[Ledger, Progress], object]
    default: Frequency
    offered: Sequence[Frequency] = ANY_TIME
    minute: int
    to_run: Sequence[Right]
    to_see: Sequence[Right] = ()
    on_change: Callable[[Frequency, Frequency, Any], None] = nothing

    def require_to_run(self, person: Any) -> None:
        """Raise `PermissionDenied` unless somebody may run it; None is the program itself."""
        for function, model in self.to_run:
            require(person, function, model)

    def may_be_run_by(self, person: Any) -> bool:
        return all(person.has_perm(codename(function, model)) for function, model in self.to_run)

    def may_be_seen_by(self, person: Any) -> bool:
        return all(person.has_perm(codename(function, model)) for function, model in self.to_see)


LISTS = Work(
    slug="lists",
    title=_("Xero's lists"),
    description=_(
        "Reads items, jobs, contacts, accounts, tax rates and lock dates, and follows what was renamed, merged,"
        " archived or deleted there."
    ),
    function=read_reference_lists,
    default=Frequency.HOURLY,
    minute=7,
    to_run=[("sync", model) for model in EXPORTED_MODELS if model.erp_list],
)
JOB_COSTS = Work(
    slug="job_costs",
    title=_("Job costs"),
    description=_("Reads bills, money spent and supplier credit notes: the costs of the projects that are synced."),
    function=import_job_costs,
    default=Frequency.DAILY,
    minute=30,
    to_run=[("sync", JobCost)],
    to_see=[("view", JobCost)],
)
PAYMENTS = Work(
    slug="payments",
    title=_("Payments"),
    description=_(
        "Reads the payments of exported bills, dated from the day on that the settings name: the day on which this was"
        " first switched on, unless an admin chose another."
    ),
    function=import_payments,
    default=Frequency.NEVER,
    minute=45,
    to_run=[("sync", Payment)],
    to_see=[("view", Payment)],
    on_change=keep_first_day,
)
EXISTENCE = Work(
    slug="existence",
    title=_("Existence checks"),
    description=_(
        "Asks for purchase orders, bills and supplier credit notes that changed: whether what is synced is still in"
        " Xero, and amounts to the same."
    ),
    function=reconcile,
    default=Frequency.HOURLY,
    minute=22,
    to_run=[("sync", Commitment), ("sync", SubcontractorInvoice)],
)
WORKS: tuple[Work, ...] = (LISTS, EXISTENCE, JOB_COSTS, PAYMENTS)
BY_SLUG = {work.slug: work for work in WORKS}
