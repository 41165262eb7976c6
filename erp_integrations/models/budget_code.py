"""Cost code x cost type: what costs are coded to. Each pair is an item of its own in Xero (R24)."""

from typing import Any, ClassVar, Self

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from erp_integrations.models.record import LINKED_ONCE, IntegrableRecord, RecordQuerySet

SEPARATOR = "."
# The types whose lines bear budget codes. They refer to this module, so it names them by their names.
DOCUMENTS = ("Commitment", "CommitmentChangeOrder", "SubcontractorInvoice")


class CostCode(models.Model):
    code = models.CharField(_("code"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=255)

    class Meta:
        verbose_name = _("cost code")
        verbose_name_plural = _("cost codes")
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CostType(models.Model):
    code = models.CharField(_("code"), max_length=16, unique=True)
    name = models.CharField(_("name"), max_length=255)

    class Meta:
        verbose_name = _("cost type")
        verbose_name_plural = _("cost types")
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class BudgetCodeQuerySet(RecordQuerySet):
    def for_display(self) -> Self:
        return self.select_related("cost_code", "cost_type")


class BudgetCode(IntegrableRecord):
    cost_code = models.ForeignKey(CostCode, models.PROTECT, related_name="budget_codes", verbose_name=_("cost code"))
    cost_type = models.ForeignKey(CostType, models.PROTECT, related_name="budget_codes", verbose_name=_("cost type"))
    description = models.CharField(_("description"), max_length=4000, blank=True)

    objects: ClassVar[Any] = BudgetCodeQuerySet.as_manager()

    class Meta(IntegrableRecord.Meta):
        verbose_name = _("budget code")
        verbose_name_plural = _("budget codes")
        ordering = ("cost_code__code", "cost_type__code")
        constraints = [
            *IntegrableRecord.Meta.constraints,
            LINKED_ONCE,
            models.UniqueConstraint(fields=("cost_code", "cost_type"), name="budgetcode_pair_is_unique"),
        ]

    def __str__(self) -> str:
        return self.item_code

    def synced_dependants(self) -> list[Any]:
        owners = [apps.get_model("erp_integrations", name) for name in DOCUMENTS]
        return [owner.objects.synced().filter(lines__budget_code=self).distinct() for owner in owners]

    @property
    def item_code(self) -> str:
        """What Xero calls Code: cost code + cost type (R119)."""
        return f"{self.cost_code.code}{SEPARATOR}{self.cost_type.code}"
