"""What a report's reader has to know beside its numbers: how new they are, and what is not among them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count

from erp_integrations.models import CostKind, ImportCursor, JobCost, LeftOutCost
from erp_integrations.models.sums import from_cents, in_cents


@dataclass(frozen=True, slots=True)
class Standing:
    """`imported_at` is None until every stream of costs was read to its end once. `left_out` counts transactions."""

    has_costs: bool
    imported_at: datetime | None
    left_out: int
    left_out_amount: Decimal


def standing() -> Standing:
    left_out = (
        LeftOutCost.objects.to_look_at()
        .order_by()
        .aggregate(number=Count("erp_id", distinct=True), cents=in_cents("amount"))
    )
    return Standing(
        has_costs=JobCost.objects.exists(),
        imported_at=imported_at(),
        left_out=left_out["number"],
        left_out_amount=from_cents(left_out["cents"]),
    )


def imported_at() -> datetime | None:
    """Return when the stream that was read least lately was read to its end."""
    cursors = ImportCursor.objects.filter(stream__in=CostKind.values)
    moments = [moment for moment in cursors.values_list("finished_at", flat=True) if moment]
    return min(moments) if len(moments) == len(CostKind.values) else None
