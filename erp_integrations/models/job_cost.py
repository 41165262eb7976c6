"""Lines of Xero's transactions: the costs of jobs, and what was left out of them, with the reason (R98-R105, R152)."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from erp_integrations.models.budget_code import BudgetCode
from erp_integrations.models.project import Project


class CostKind(models.TextChoices):
    """The transactions that bring costs, in Xero's words (R99-R101)."""

    ACCPAY = "ACCPAY", _("Bill")
    SPEND = "SPEND", _("Spend money")
    ACCPAYCREDIT = "ACCPAYCREDIT", _("Supplier credit note")


class CostLine(models.Model):
    """One line of a transaction, as Xero has it. `amount` is net of tax, in the organisation's currency, and negative
    on a credit note.

    `job_id` is the id of the tracking option, `item_id` and `item_code` name the item; each is empty where the line has
    none. They are kept so that a line finds its project once that is linked, without asking Xero again.
    """

    kind = models.CharField(_("kind"), max_length=16, choices=CostKind.choices)
    erp_id = models.CharField(_("Xero id"), max_length=64, db_index=True)
    erp_line_id = models.CharField(_("Xero line id"), max_length=64)
    number = models.CharField(_("number"), max_length=255, blank=True)
    date = models.DateField(_("date"), null=True, blank=True)
    vendor_name = models.CharField(_("company"), max_length=500, blank=True)
    description = models.TextField(_("description"), blank=True)
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=2)
    status = models.CharField(_("status in Xero"), max_length=16, blank=True)
    job_id = models.CharField(_("id of the job"), max_length=64, blank=True)
    job_name = models.CharField(_("job"), max_length=255, blank=True)
    item_id = models.CharField(_("id of the item"), max_length=64, blank=True)
    item_code = models.CharField(_("item"), max_length=64, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.number or self.get_kind_display()} {self.vendor_name}"


LINE_IS_KEPT_ONCE = models.UniqueConstraint(fields=("erp_id", "erp_line_id"), name="%(class)s_is_kept_once")


class JobCost(CostLine):
    """A line that is a cost of a project. `is_commitment`: this tool exported the bill, or was linked to it (R102)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="job_costs", verbose_name=_("project"))
    budget_code = models.ForeignKey(BudgetCode, models.PROTECT, related_name="+", verbose_name=_("budget code"))
    is_commitment = models.BooleanField(_("commitment cost"), default=False)

    class Meta:
        verbose_name = _("job cost")
        verbose_name_plural = _("job costs")
        default_permissions = ("view", "sync")
        ordering = ("-date", "-pk")
        constraints = [LINE_IS_KEPT_ONCE]
        indexes = [
            models.Index(fields=("project", "budget_code", "is_commitment")),
            models.Index(fields=("project", "-date")),
            models.Index(fields=("-date",)),
        ]


class LeftOut(models.TextChoices):
    """Why a line is in no project's costs, in the order in which the reasons are looked at."""

    NOT_APPROVED = "not_approved", _("It is not approved in Xero yet")
    NO_JOB = "no_job", _("It has no job")
    JOB_NOT_LINKED = "job_not_linked", _("Its job is not linked to a project")
    NO_ITEM = "no_item", _("It has no item")
    RETAINAGE = "retainage", _("It is retainage, which is no cost of a budget code")
    ITEM_NOT_LINKED = "item_not_linked", _("Its item is not linked to a budget code")


class LeftOutCostQuerySet(models.QuerySet[Any]):
    def to_look_at(self) -> Self:
        """What somebody may want to mend; retainage is left out by design."""
        return self.exclude(reason=LeftOut.RETAINAGE)


class LeftOutCost(CostLine):
    """A line that is in no project's costs, and why."""

    reason = models.CharField(_("reason"), max_length=16, choices=LeftOut.choices)

    objects = LeftOutCostQuerySet.as_manager()

    class Meta:
        verbose_name = _("cost left out")
        verbose_name_plural = _("costs left out")
        default_permissions = ("view",)
        ordering = ("-date", "-pk")
        constraints = [LINE_IS_KEPT_ONCE]
        indexes = [models.Index(fields=("reason", "-date"))]
