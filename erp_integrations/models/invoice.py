"""A subcontractor's invoice, which Xero knows as a bill (R111), or as a supplier credit note (R114)."""

from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F
from django.db.models.functions import Coalesce, Round
from django.utils.translation import gettext_lazy as _

from erp_integrations.models.change_order import CommitmentChangeOrderLine
from erp_integrations.models.commitment import Commitment, CommitmentLine
from erp_integrations.models.integration_settings import IntegrationSettings
from erp_integrations.models.lines import CodedLine, total
from erp_integrations.models.project import Project
from erp_integrations.models.record import LINKED_ONCE, IntegrableRecord, RecordQuerySet, State

LIVE = (State.SUBMITTED, State.ACCEPTED, State.SYNCED)
MONEY = models.DecimalField(max_digits=16, decimal_places=2)
ZERO = models.Value(Decimal("0.00"), output_field=MONEY)


def summed(lines: models.QuerySet[Any]) -> models.Subquery:
    """Return the sum of lines' amounts as a subquery: grouped by nothing, so that it is a single row."""
    one_row = lines.order_by().annotate(nothing=models.Value(1)).values("nothing")
    return models.Subquery(one_row.annotate(sum=models.Sum("amount")).values("sum"), output_field=MONEY)


def billed_lines() -> models.QuerySet[Any]:
    """The lines of the outer invoice, and of those of its commitment that were sent."""
    lines = SubcontractorInvoiceLine.objects.filter(invoice__commitment=models.OuterRef("commitment"))
    return lines.filter(models.Q(invoice=models.OuterRef("pk")) | models.Q(invoice__state__in=LIVE))


def ordered_lines() -> models.QuerySet[Any]:
    return CommitmentLine.objects.filter(commitment=models.OuterRef("commitment"), is_subcontractor_sov=False)


def changed_lines(**of_outer: Any) -> models.QuerySet[Any]:
    """The lines of the changes that count as approved or were sent."""
    lines = CommitmentChangeOrderLine.objects.filter(**of_outer)
    counts = models.Q(change_order__state__in=LIVE)
    for status in IntegrationSettings.load().approved_spellings:
        counts |= models.Q(change_order__status__iexact=status)
    return lines.filter(counts)


def weighed_lines() -> models.QuerySet[Any]:
    """The lines, each with what is billed and what was agreed on the commitment's line that it bills."""
    same_line = SubcontractorInvoiceLine.objects.filter(commitment_line=models.OuterRef("commitment_line"))
    billed = same_line.filter(models.Q(invoice=models.OuterRef("invoice")) | models.Q(invoice__state__in=LIVE))
    changes = changed_lines(commitment_line=models.OuterRef("commitment_line"))
    return SubcontractorInvoiceLine.objects.select_related("commitment_line").annotate(
        billed_on_line=summed(billed),
        agreed_on_line=F("commitment_line__amount") + Coalesce(summed(changes), ZERO),
    )


def is_below_zero() -> models.Exists:
    """What `amount_to_show` says, for the database; rounded, since SQLite adds up in floating point."""
    amount = F("amount") - F("retainage_withheld") + F("retainage_released")
    lines = SubcontractorInvoiceLine.objects.filter(invoice=models.OuterRef("pk")).order_by().values("invoice")
    return models.Exists(lines.annotate(total=Round(models.Sum(amount), 2)).filter(total__lt=0))


class InvoiceQuerySet(RecordQuerySet):
    def below_zero(self) -> Self:
        return self.filter(is_below_zero())

    def not_below_zero(self) -> Self:
        return self.filter(~is_below_zero())

    def with_prerequisites(self) -> Self:
        """The project, the company and every line's item are in Xero; the commitment too, if commitments are synced."""
        lines = SubcontractorInvoiceLine.objects.filter(invoice=models.OuterRef("pk"), budget_code__erp_id="")
        ready = self.exclude(commitment__project__erp_id="").exclude(commitment__vendor__erp_id="")
        if IntegrationSettings.load().commitment_sync:
            ready = ready.exclude(commitment__erp_id="")
        return ready.filter(~models.Exists(lines))

    def for_display(self) -> Self:
        related = super().for_display().select_related("commitment__project", "commitment__vendor")
        changes = changed_lines(change_order__commitment=models.OuterRef("commitment"))
        lines = models.Prefetch("lines", weighed_lines())
        coded = related.prefetch_related(lines, "lines__budget_code__cost_code", "lines__budget_code__cost_type")
        return coded.annotate(
            has_twin=models.Exists(self.model.objects.twins_of_outer()),
            billed_in_all=summed(billed_lines()),
            agreed_in_all=summed(ordered_lines()) + Coalesce(summed(changes), ZERO),
        )

    def twins_of_outer(self) -> Self:
        """The other invoices of the outer row's company that bear its number and were sent."""
        same = self.filter(number=models.OuterRef("number"), commitment__vendor=models.OuterRef("commitment__vendor"))
        return same.exclude(pk=models.OuterRef("pk")).exclude(state=State.UNLINKED)


class SubcontractorInvoice(IntegrableRecord):
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="invoices", verbose_name=_("commitment"))
    number = models.CharField(_("number"), max_length=500)
    period_start = models.DateField(_("period start"), null=True, blank=True)
    period_end = models.DateField(_("period end"), null=True, blank=True)
    billing_date = models.DateField(_("billing date"), null=True, blank=True)
    due_date = models.DateField(_("due date"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=32, default="draft")

    # What `for_display` finds out for the rules' advice; None and False where it did not look.
    has_twin: bool = False
    billed_in_all: Decimal | None = None
    agreed_in_all: Decimal | None = None

    objects: ClassVar[Any] = InvoiceQuerySet.as_manager()

    class Meta(IntegrableRecord.Meta):
        verbose_name = _("subcontractor invoice")
        verbose_name_plural = _("subcontractor invoices")
        ordering = ("-billing_date", "-pk")
        constraints = [*IntegrableRecord.Meta.constraints, LINKED_ONCE]

    def __str__(self) -> str:
        return self.number

    @property
    def amount_to_show(self) -> Decimal:
        """What the bill will ask for: the work, less the retainage withheld, plus the retainage released."""
        lines = self.lines.all()
        retainage = sum((line.retainage_released - line.retainage_withheld for line in lines), Decimal("0.00"))
        return total(lines) + retainage

    @property
    def project_to_show(self) -> Project:
        return self.commitment.project

    def exported_lines(self) -> list[list[Any]]:
        return [[line] for line in self.lines.all()]


class SubcontractorInvoiceLine(CodedLine):
    invoice = models.ForeignKey(SubcontractorInvoice, models.CASCADE, related_name="lines", verbose_name=_("invoice"))
    commitment_line = models.ForeignKey(
        CommitmentLine, models.PROTECT, null=True, blank=True, related_name="billed", verbose_name=_("commitment line")
    )
    retainage_withheld = models.DecimalField(_("retainage withheld"), max_digits=16, decimal_places=2, default=0)
    retainage_released = models.DecimalField(_("retainage released"), max_digits=16, decimal_places=2, default=0)

    class Meta(CodedLine.Meta):
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        constraints = [models.UniqueConstraint(fields=("invoice", "position"), name="invoiceline_position_is_unique")]
