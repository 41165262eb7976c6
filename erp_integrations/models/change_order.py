"""A change of a commitment, which becomes further lines of its purchase order (R143)."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from erp_integrations.models.commitment import Commitment, CommitmentLine
from erp_integrations.models.lines import CodedLine, total
from erp_integrations.models.project import Project
from erp_integrations.models.record import IN_FLIGHT, IntegrableRecord, RecordQuerySet, State


class ChangeOrderQuerySet(RecordQuerySet):
    def with_prerequisites(self) -> Self:
        """The commitment and every line's item are in Xero."""
        lines = CommitmentChangeOrderLine.objects.filter(change_order=models.OuterRef("pk"), budget_code__erp_id="")
        return self.exclude(commitment__erp_id="").filter(~models.Exists(lines))

    def due(self, now: datetime) -> Self:
        """One change at a time for each order, the oldest first: the next one's lines go below its lines (R143)."""
        of_order = CommitmentChangeOrder.objects.filter(commitment=models.OuterRef("commitment"))
        under_way = of_order.exporting().with_prerequisites()
        first = under_way.order_by(models.Case(models.When(delivery__in=IN_FLIGHT, then=0), default=1), "pk")
        return super().due(now).filter(pk=models.Subquery(first.values("pk")[:1]))

    def for_display(self) -> Self:
        related = super().for_display().select_related("commitment__project", "commitment__vendor")
        coded = related.prefetch_related(
            "lines__budget_code__cost_code", "lines__budget_code__cost_type", "lines__commitment_line"
        )
        same = self.model.objects.filter(commitment=models.OuterRef("commitment"), number=models.OuterRef("number"))
        others = same.exclude(pk=models.OuterRef("pk")).exclude(state=State.UNLINKED)
        return coded.annotate(has_twin=models.Exists(others))


class CommitmentChangeOrder(IntegrableRecord):
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="change_orders", verbose_name=_("commitment")
    )
    number = models.CharField(_("number"), max_length=500)
    title = models.CharField(_("title"), max_length=500, blank=True)
    status = models.CharField(_("status"), max_length=32, default="draft")

    # Whether another change of the same commitment bears its number and was sent; found out by `for_display`.
    has_twin: bool = False

    objects: ClassVar[Any] = ChangeOrderQuerySet.as_manager()

    class Meta(IntegrableRecord.Meta):
        verbose_name = _("change order")
        verbose_name_plural = _("change orders")
        ordering = ("-pk",)

    def __str__(self) -> str:
        """Numbers of change orders begin anew with every commitment, so it is named with them."""
        return f"{self.commitment.number} {self.number} {self.title}"

    @property
    def amount_to_show(self) -> Decimal:
        return total(self.lines.all())

    @property
    def project_to_show(self) -> Project:
        return self.commitment.project

    def order_with_it(self) -> Decimal:
        """What the order amounts to with this change, and with those that are part of it or accepted before it."""
        before = self.ahead().filter(commitment=self.commitment_id, state__in=(State.ACCEPTED, State.SYNCED))
        changes = [self, *before.prefetch_related("lines")]
        return self.commitment.amount_to_show + sum((change.amount_to_show for change in changes), Decimal(0))

    def standing_in_xero(self) -> object:
        """The changes of the same order that are there: each of them added lines that this one must keep."""
        return sorted(self.commitment.change_orders.synced().values_list("pk", flat=True))

    def exported_lines(self) -> list[list[Any]]:
        """Changes of one commitment line travel as one line (R70), in the order of first appearance.

        Those that are coded otherwise stay by themselves: their costs belong to another item.
        """
        groups: dict[object, list[CommitmentChangeOrderLine]] = {}
        for line in self.lines.all():
            alone = ("alone", line.pk)
            key = (line.commitment_line_id, line.budget_code_id) if line.commitment_line_id else alone
            groups.setdefault(key, []).append(line)
        return list(groups.values())


class CommitmentChangeOrderLine(CodedLine):
    change_order = models.ForeignKey(
        CommitmentChangeOrder, models.CASCADE, related_name="lines", verbose_name=_("change order")
    )
    commitment_line = models.ForeignKey(
        CommitmentLine, models.PROTECT, null=True, blank=True, related_name="changes", verbose_name=_("commitment line")
    )

    class Meta(CodedLine.Meta):
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        constraints = [
            models.UniqueConstraint(fields=("change_order", "position"), name="changeline_position_is_unique")
        ]
