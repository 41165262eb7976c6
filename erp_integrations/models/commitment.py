"""A subcontract or purchase order, which Xero knows as a purchase order (R109)."""

from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from erp_integrations.models.erp_entry import ErpList
from erp_integrations.models.lines import AccountingMethod, CodedLine, total
from erp_integrations.models.project import Project
from erp_integrations.models.record import LINKED_ONCE, IntegrableRecord, RecordQuerySet
from erp_integrations.models.vendor import Vendor


class CommitmentQuerySet(RecordQuerySet):
    def with_prerequisites(self) -> Self:
        """The project, the company and every line's item are in Xero."""
        lines = CommitmentLine.objects.filter(
            commitment=models.OuterRef("pk"), budget_code__erp_id="", is_subcontractor_sov=False
        )
        ready = self.exclude(project__erp_id="").exclude(vendor__erp_id="")
        return ready.filter(~models.Exists(lines))

    def for_display(self) -> Self:
        return (
            super()
            .for_display()
            .select_related("project", "vendor")
            .prefetch_related("lines__budget_code__cost_code", "lines__budget_code__cost_type")
        )


class Commitment(IntegrableRecord):
    class Kind(models.TextChoices):
        SUBCONTRACT = "subcontract", _("Subcontract")
        PURCHASE_ORDER = "purchase_order", _("Purchase order")

    project = models.ForeignKey(Project, models.PROTECT, related_name="commitments", verbose_name=_("project"))
    vendor = models.ForeignKey(Vendor, models.PROTECT, related_name="commitments", verbose_name=_("company"))
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, default=Kind.SUBCONTRACT)
    accounting_method = models.CharField(
        _("accounting method"), max_length=8, choices=AccountingMethod.choices, default=AccountingMethod.AMOUNT
    )
    number = models.CharField(_("number"), max_length=500)
    title = models.CharField(_("title"), max_length=500, blank=True)
    description = models.TextField(_("description"), blank=True)
    status = models.CharField(_("status"), max_length=32, default="draft")
    ship_via = models.CharField(_("ship via"), max_length=1000, blank=True)
    created_on = models.DateField(_("created on"), default=timezone.localdate)

    erp_list = ErpList.PURCHASE_ORDER
    objects: ClassVar[Any] = CommitmentQuerySet.as_manager()

    class Meta(IntegrableRecord.Meta):
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ("-created_on", "-pk")
        constraints = [*IntegrableRecord.Meta.constraints, LINKED_ONCE]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def own_name(self) -> str:
        return self.number

    @property
    def amount_to_show(self) -> Decimal:
        return total(self.order_lines())

    def order_lines(self) -> list["CommitmentLine"]:
        """The lines that an order has: those of the subcontractor's own schedule of values stay here (R53)."""
        return [line for line in self.lines.all() if not line.is_subcontractor_sov]

    @property
    def project_to_show(self) -> Project:
        return self.project

    def synced_dependants(self) -> list[Any]:
        return [self.change_orders.synced(), self.invoices.synced()]

    def exported_lines(self) -> list[list[Any]]:
        return [[line] for line in self.order_lines()]


class CommitmentLine(CodedLine):
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="lines", verbose_name=_("commitment"))
    is_subcontractor_sov = models.BooleanField(
        _("subcontractor's SOV"), default=False, help_text=_("Detail of the subcontractor's own; not exported.")
    )

    class Meta(CodedLine.Meta):
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        constraints = [
            models.UniqueConstraint(fields=("commitment", "position"), name="commitmentline_position_is_unique")
        ]
