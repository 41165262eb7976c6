"""The one row of settings that the mapping and the rules read."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from erp_integrations.models.budget_code import SEPARATOR, BudgetCode
from erp_integrations.models.organisation import Organisation
from erp_integrations.models.sentences import sentence_of


class PurchaseOrderStatus(models.TextChoices):
    DRAFT = "DRAFT", _("Draft")
    SUBMITTED = "SUBMITTED", _("Awaiting approval")
    AUTHORISED = "AUTHORISED", _("Approved")


class BillStatus(models.TextChoices):
    DRAFT = "DRAFT", _("Draft")
    SUBMITTED = "SUBMITTED", _("Awaiting approval")
    AUTHORISED = "AUTHORISED", _("Awaiting payment")


class DueDatePolicy(models.TextChoices):
    REFUSE = "refuse", _("Refuse the invoice")
    TERMS = "terms", _("Work it out from the contact's payment terms")


class NegativeInvoices(models.TextChoices):
    REFUSE = "refuse", _("Refuse the invoice")
    CREDIT_NOTE = "credit_note", _("Post a supplier credit note")


def approved() -> list[str]:
    return ["approved"]


class IntegrationSettings(models.Model):
    tracking_category = models.CharField(
        _("tracking category"), max_length=100, blank=True, help_text=_("The name of the category that holds the jobs.")
    )
    retainage_item_code = models.CharField(
        _("retainage item"), max_length=30, blank=True, help_text=_("The code of the item that retainage is coded to.")
    )
    commitment_sync = models.BooleanField(_("export commitments"), default=True)
    purchase_order_status = models.CharField(
        _("purchase orders arrive as"),
        max_length=16,
        choices=PurchaseOrderStatus,
        default=PurchaseOrderStatus.AUTHORISED,
    )
    bill_status = models.CharField(
        _("bills arrive as"), max_length=16, choices=BillStatus, default=BillStatus.AUTHORISED
    )
    due_date_policy = models.CharField(
        _("when the due date is blank"), max_length=16, choices=DueDatePolicy, default=DueDatePolicy.REFUSE
    )
    company_name_limit = models.PositiveSmallIntegerField(
        _("longest company name"),
        null=True,
        blank=True,
        default=41,
        validators=[MinValueValidator(1), MaxValueValidator(255)],
        help_text=_("Characters. Leave empty for Xero's own limit of 255."),
    )
    approved_statuses = models.JSONField(_("statuses that count as approved"), default=approved)
    negative_invoices = models.CharField(
        _("an invoice below zero"), max_length=16, choices=NegativeInvoices, default=NegativeInvoices.REFUSE
    )
    forbid_self_approval = models.BooleanField(_("nobody accepts what they sent themselves"), default=False)
    second_approver_above = models.DecimalField(
        _("a second approver above"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Two people accept what is above this amount. Leave empty for one approver, whatever the amount."),
    )
    forbid_widening_own_rights = models.BooleanField(
        _("nobody widens their own rights"),
        default=True,
        help_text=_(
            "Another admin gives them. Switched off, admins may give rights to themselves, and the events tell."
        ),
    )
    default_purchase_account = models.CharField(
        _("default purchase account"),
        max_length=10,
        blank=True,
        help_text=_("Account code that new items get. Leave empty to assign accounts in Xero."),
    )
    default_sales_account = models.CharField(
        _("default sales account"), max_length=10, blank=True, help_text=_("For new items. Usually left empty.")
    )
    default_tax_type = models.CharField(
        _("default tax type"), max_length=50, blank=True, help_text=_("Xero's code of the tax rate that new items get.")
    )

    payments_from = models.DateField(
        _("payments dated from"),
        null=True,
        blank=True,
        help_text=_("Earlier payments are not imported. Set when the payments were first switched on."),
    )

    class Meta:
        verbose_name = _("integration settings")
        verbose_name_plural = _("integration settings")
        default_permissions = ("view", "change")

    def __str__(self) -> str:
        return sentence_of(self._meta.verbose_name)

    @classmethod
    def load(cls) -> Self:
        """Return the only row, made with its defaults on first use."""
        return cls.objects.get_or_create(pk=1)[0]

    @classmethod
    def locked(cls) -> Self:
        """Return the only row, kept from everybody else until the transaction ends."""
        return cls.objects.select_for_update().get(pk=cls.load().pk)

    @property
    def allows_credit_notes(self) -> bool:
        return self.negative_invoices == NegativeInvoices.CREDIT_NOTE

    @cached_property
    def organisation(self) -> Organisation:
        return Organisation()

    @cached_property
    def retainage_item_is_budget_code(self) -> bool:
        """Whether the retainage item is that of a budget code, which it must not be (R169)."""
        code = self.retainage_item_code
        cost_code, _separator, cost_type = code.rpartition(SEPARATOR)
        pair = models.Q(cost_code__code=cost_code, cost_type__code=cost_type)
        return bool(code) and BudgetCode.objects.filter(pair | models.Q(erp_name=code)).exists()

    @property
    def approved_spellings(self) -> set[str]:
        """The approved statuses in the spellings that files have them in; case does not matter."""
        names = [str(name).strip() for name in self.approved_statuses]
        return {name.replace(one, other) for name in names for one, other in ("__", "_ ", " _")}

    def is_approved(self, status: str) -> bool:
        """Whether a status counts as approved (A19), however it is spelt."""
        wanted = {str(name).strip().casefold().replace(" ", "_") for name in self.approved_statuses}
        return status.strip().casefold().replace(" ", "_") in wanted
