"""Change order → lines appended to the commitment's purchase order (R70, R143-R151)."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from connectors.documents import Line, PurchaseOrderChange, Tracking
from erp_integrations.mapping.commitment import order_number
from erp_integrations.mapping.lines import LONGEST_QUANTITY, ONE, coded_line, figures, plain
from erp_integrations.mapping.project import project_to_tracking
from erp_integrations.models import CommitmentChangeOrder, CommitmentChangeOrderLine, IntegrationSettings
from erp_integrations.models.lines import to_cents, total


def change_order_to_change(change_order: CommitmentChangeOrder, settings: IntegrationSettings) -> PurchaseOrderChange:
    commitment = change_order.commitment
    tracking = project_to_tracking(commitment.project, settings)
    return PurchaseOrderChange(
        order_number=order_number(commitment),
        order_id=commitment.erp_id,
        contact_name=commitment.vendor.name,
        lines=tuple(
            summed_line(group, method=commitment.accounting_method, tracking=tracking)
            for group in change_order.exported_lines()
        ),
    )


def summed_line(group: Sequence[CommitmentChangeOrderLine], *, method: str, tracking: Tracking) -> Line:
    """Several changes of one commitment line are one value (R70).

    Quantities are added up only where all have one unit cost and the product is the total to the cent; otherwise the
    line is quantity 1 x total.
    """
    first = coded_line(group[0], method=method, tracking=tracking)
    if len(group) == 1:
        return first
    quantity, amount = sum((line.quantity for line in group), Decimal(0)), total(group)
    same_unit_cost = len({line.unit_cost for line in group}) == 1
    is_exact = same_unit_cost and bool(quantity) and to_cents(quantity * group[0].unit_cost) == amount
    if method == "unit" and is_exact and figures(quantity) <= LONGEST_QUANTITY:
        return replace(first, quantity=plain(quantity))
    return replace(first, quantity=ONE, unit_amount=amount)
