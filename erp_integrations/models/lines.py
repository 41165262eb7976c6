"""What the lines of commitments, change orders and invoices have in common."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

CENT = Decimal("0.01")
# How many lines there are, in words.
LINES = ngettext_lazy("%(n)d line", "%(n)d lines", "n")


class AccountingMethod(models.TextChoices):
    """How a contract is billed: by amounts of money, or by quantities at a unit cost (R85)."""

    AMOUNT = "amount", _("Amount based")
    UNIT = "unit", _("Unit and quantity based")


def to_cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


class CodedLine(models.Model):
    """A line that costs are coded on. Money is in the organisation's currency."""

    position = models.PositiveIntegerField(_("position"))
    budget_code = models.ForeignKey(
        "erp_integrations.BudgetCode",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("budget code"),
    )
    description = models.CharField(_("description"), max_length=4000, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=16, decimal_places=4, default=0)
    unit_cost = models.DecimalField(_("unit cost"), max_digits=16, decimal_places=4, default=0)
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=2, default=0)
    erp_line_id = models.CharField(_("Xero line id"), max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True
        ordering = ("position",)

    def __str__(self) -> str:
        return f"{self.position} {self.description}"


def total(lines: Any) -> Decimal:
    return sum((line.amount for line in lines), Decimal("0.00"))
