"""The measures, as data: what a column is called, what it says, and the sources that it is made of."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from erp_integrations.permissions import codename
from erp_integrations.reports import sources
from erp_integrations.reports.source import Source


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A source and the sign, 1 or -1, that it is counted with."""

    sign: int
    source: Source


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """`rule` is the number that the documentation gives for it; empty where the measure is this tool's own."""

    slug: str
    title: Any
    definition: Any
    parts: tuple[Part, ...]
    rule: str = ""

    def is_open_to(self, person: Any) -> bool:
        """Whether somebody sees all that it is made of; a part of it would be another number."""
        return all(person.has_perm(codename("view", part.source.record)) for part in self.parts)

    @property
    def is_composed(self) -> bool:
        return len(self.parts) > 1


ORIGINAL_BUDGET = Measure(
    "original_budget",
    _("Original budget"),
    _("What the project's budget says, as it was entered or loaded here. It never goes to Xero."),
    (Part(1, sources.ORIGINAL_BUDGET),),
)
APPROVED_CHANGES = Measure(
    "approved_changes",
    _("Approved changes"),
    _("The lines of change orders that are approved or in Xero already."),
    (Part(1, sources.CHANGES),),
)
COMMITTED = Measure(
    "committed",
    _("Committed"),
    _(
        "What was agreed with subcontractors and suppliers: the lines of commitments that are approved or in Xero "
        "already, and the approved changes. A subcontractor's own schedule of values is not counted again."
    ),
    (Part(1, sources.COMMITMENTS), Part(1, sources.CHANGES)),
)
COMMITMENT_INVOICED = Measure(
    "commitment_invoiced",
    _("Commitment invoiced"),
    _("The bills that this tool exported to Xero or is linked to, before retainage and without tax."),
    (Part(1, sources.COMMITMENT_COSTS),),
    rule="R154, R157",
)
DIRECT_COSTS = Measure(
    "direct_costs",
    _("Direct costs"),
    _("All other costs in Xero, without tax: job to date less commitment invoiced."),
    (Part(1, sources.OTHER_COSTS),),
    rule="R156",
)
JOB_TO_DATE = Measure(
    "job_to_date",
    _("Job to date"),
    _("All costs of the job in Xero, without tax: bills and spend money, less supplier credit notes."),
    (Part(1, sources.COSTS),),
    rule="R153, R155",
)
PAID = Measure(
    "paid",
    _("Paid"),
    _("What was paid, tax included, of the bills that this tool exported, shared out over the lines of each bill."),
    (Part(1, sources.PAYMENTS),),
)
RETAINAGE_HELD = Measure(
    "retainage_held",
    _("Retainage held"),
    _("What was withheld on subcontractor invoices in Xero, less what was released since."),
    (Part(1, sources.WITHHELD), Part(-1, sources.RELEASED)),
)
LEFT_TO_BILL = Measure(
    "left_to_bill",
    _("Left to bill"),
    _("What the subcontractors and suppliers may still bill: committed less commitment invoiced."),
    (Part(1, sources.COMMITMENTS), Part(1, sources.CHANGES), Part(-1, sources.COMMITMENT_COSTS)),
)
