"""The long work with Xero that runs by itself or on demand: one row each (R17, R18, R87)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from connectors.ports import Ledger
from erp_integrations.models import EXPORTED_MODELS
from erp_integrations.permissions import codename, require
from erp_integrations.services.progress import Progress
from erp_integrations.services.refreshing import read_everything
from erp_integrations.services.timing import ANY_TIME, Frequency

# A function of permissions.py and the model that it is for, such as ("sync", Vendor).
Right = tuple[str, type[Model]]


def nothing(before: Frequency, after: Frequency, by: Any) -> None:
    """What most work does when its frequency changes."""


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
        "Reads items, jobs, contacts, purchase orders, accounts, tax rates and lock dates, and follows what was"
        " renamed, merged, archived or deleted there."
    ),
    function=read_everything,
    default=Frequency.HOURLY,
    minute=7,
    to_run=[("sync", model) for model in EXPORTED_MODELS if model.erp_list],
)
WORKS: tuple[Work, ...] = (LISTS,)
BY_SLUG = {work.slug: work for work in WORKS}
