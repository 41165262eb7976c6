"""Commitment → purchase order (R133-R142)."""

from connectors.documents import PurchaseOrder
from erp_integrations.mapping.lines import coded_line
from erp_integrations.mapping.project import project_to_tracking
from erp_integrations.mapping.text import tidy, visible
from erp_integrations.models import Commitment, IntegrationSettings


def order_number(commitment: Commitment) -> str:
    """What Xero calls the order: its own number for one that was linked, ours for one that we made (R134)."""
    return commitment.erp_name or tidy(commitment.number)


def commitment_to_order(commitment: Commitment, settings: IntegrationSettings) -> PurchaseOrder:
    tracking = project_to_tracking(commitment.project, settings)
    return PurchaseOrder(
        number=order_number(commitment),
        contact_id=commitment.vendor.erp_id,
        contact_name=commitment.vendor.name,
        date=commitment.created_on,
        reference=tidy(commitment.title),
        delivery_instructions=visible(commitment.ship_via),
        status=settings.purchase_order_status,
        lines=tuple(
            coded_line(line, method=commitment.accounting_method, tracking=tracking)
            for line in commitment.order_lines()
        ),
    )
