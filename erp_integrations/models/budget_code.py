"""Cost code x cost type: what costs are coded to. Each pair is an item of its own in Xero (R24)."""

from typing import Any, ClassVar, Self

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from erp_integrations.models.erp_entry import ErpList
from erp_integrations.models.name_key import key_of
from erp_integrations.models.record import LINKED_ONCE, IntegrableRecord, RecordQuerySet

SEPARATOR = "."
# The types whose lines bear budget codes. They refer to this module, so it names them by their names.
DOCUMENTS = ("Commitment", "CommitmentChangeOrder", "SubcontractorInvoice")


class ItemFlaw(models.TextChoices):
    """What of an item in Xero keeps bills from using it."""

    NONE = "", _("nothing")
    ACCOUNT = "account", _("purchase account")
    TAX_RATE = "tax_rate", _("tax rate for purchases")


class CostCode(models.Model):
    code = models.CharField(_("code"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=255)

    class Meta:
        verbose_name = _("cost code")
        verbose_name_plural = _("cost codes")
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        rename(self.budget_codes.all())


class CostType(models.Model):
    code = models.CharField(_("code"), max_length=16, unique=True)
    name = models.CharField(_("name"), max_length=255)

    class Meta:
        verbose_name = _("cost type")
        verbose_name_plural = _("cost types")
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        rename(self.budget_codes.all())


def rename(budget_codes: models.QuerySet["BudgetCode"]) -> None:
    """Keep the names of budget codes up with the lists that they are made of."""
    for code in budget_codes.select_related("cost_code", "cost_type"):
        if key_of(code.own_name) != code.name_key:
            code.save(update_fields=["name_key"])


class BudgetCodeQuerySet(RecordQuerySet):
    def for_display(self) -> Self:
        return super().for_display().select_related("cost_code", "cost_type")


class BudgetCode(IntegrableRecord):
    cost_code = models.ForeignKey(CostCode, models.PROTECT, related_name="budget_codes", verbose_name=_("cost code"))
    cost_type = models.ForeignKey(CostType, models.PROTECT, related_name="budget_codes", verbose_name=_("cost type"))
    description = models.CharField(_("description"), max_length=4000, blank=True)
    purchase_account = models.CharField(
        _("purchase account"),
        max_length=10,
        blank=True,
        help_text=_("Account code in Xero. Empty: the default of the settings, or none, to be assigned in Xero."),
    )
    sales_account = models.CharField(_("sales account"), max_length=10, blank=True)
    custom_segments = models.CharField(
        _("custom segments"), max_length=255, blank=True, help_text=_("A code with custom segments is not exported.")
    )
    # What Xero's list said of the item when it was last read.
    erp_flaw = models.CharField(
        _("what bills cannot use"), max_length=8, choices=ItemFlaw.choices, blank=True, editable=False
    )

    erp_list = ErpList.ITEM
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

    def places_before(self) -> int:
        """How many codes take a place in Xero's list before this one does."""
        return int(self.ahead().filter(erp_id="").count())

    def synced_dependants(self) -> list[Any]:
        owners = [apps.get_model("erp_integrations", name) for name in DOCUMENTS]
        return [owner.objects.synced().filter(lines__budget_code=self).distinct() for owner in owners]

    @property
    def own_name(self) -> str:
        return self.item_code

    @property
    def item_code(self) -> str:
        """What Xero calls Code: cost code + cost type (R119)."""
        return f"{self.cost_code.code}{SEPARATOR}{self.cost_type.code}"
