"""A payment of a bill that this tool exported, as Xero has it (R87-R97, R170-R180)."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from erp_integrations.models.budget_code import BudgetCode
from erp_integrations.models.invoice import SubcontractorInvoice
from erp_integrations.models.project import Project


class PaymentQuerySet(models.QuerySet[Any]):
    def counting(self) -> Self:
        """Those that still stand: a payment deleted in Xero counts no more."""
        return self.filter(is_deleted_in_erp=False)


class Payment(models.Model):
    """Amount, date and notes are Xero's (R176, R177, R180); people give it a number and attachments (R95, R96).

    `method` is not mapped (R175). `erp_changed_at` is when it last changed, by Xero's own clock.
    """

    invoice = models.ForeignKey(
        SubcontractorInvoice, models.PROTECT, related_name="payments", verbose_name=_("subcontractor invoice")
    )
    erp_id = models.CharField(_("Xero id"), max_length=64, unique=True)
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=2)
    date = models.DateField(_("date"))
    notes = models.TextField(_("notes"), blank=True)
    number = models.CharField(_("payment number"), max_length=255, blank=True)
    method = models.CharField(_("payment method"), max_length=64, blank=True)
    is_deleted_in_erp = models.BooleanField(_("deleted in Xero"), default=False)
    erp_changed_at = models.DateTimeField(_("changed in Xero at"), null=True, blank=True, editable=False)
    imported_at = models.DateTimeField(_("imported at"), auto_now_add=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        default_permissions = ("view", "change", "delete", "sync")
        ordering = ("-date", "-pk")
        indexes = [models.Index(fields=("-date",))]

    def __str__(self) -> str:
        name = self.number or self.notes.partition("\n")[0] or self.date
        return f"{self.invoice.number}: {name}"

    @property
    def project(self) -> Project:
        return self.invoice.commitment.project


class PaymentShare(models.Model):
    """What a payment pays of one budget code: its amount, shared out over the lines of the bill.

    The shares of a payment add up to its amount, to the cent.
    """

    payment = models.ForeignKey(Payment, models.CASCADE, related_name="shares", verbose_name=_("payment"))
    budget_code = models.ForeignKey(
        BudgetCode, models.PROTECT, null=True, related_name="+", verbose_name=_("budget code")
    )
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=2)

    class Meta:
        verbose_name = _("share of a payment")
        verbose_name_plural = _("shares of payments")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=("payment", "budget_code"), name="paymentshare_is_one_for_each_code"),
            models.UniqueConstraint(
                fields=("payment",), condition=Q(budget_code=None), name="paymentshare_without_code_is_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.budget_code}: {self.amount}"
