"""Our record → the document that is sent: the data mapping, one file per type."""

from collections.abc import Callable
from typing import Any

from connectors.documents import Bill, Contact, Document, Item, PurchaseOrder, PurchaseOrderChange, TrackingOption
from erp_integrations.mapping.budget_code import budget_code_to_item
from erp_integrations.mapping.change_order import change_order_to_change
from erp_integrations.mapping.commitment import commitment_to_order
from erp_integrations.mapping.invoice import invoice_to_bill
from erp_integrations.mapping.project import project_to_option
from erp_integrations.mapping.vendor import vendor_to_contact
from erp_integrations.models import (
    BudgetCode,
    Commitment,
    CommitmentChangeOrder,
    IntegrableRecord,
    IntegrationSettings,
    Project,
    SubcontractorInvoice,
    Vendor,
)

MAPPING: dict[type[IntegrableRecord], tuple[type[Document], Callable[[Any, IntegrationSettings], Document]]] = {
    BudgetCode: (Item, budget_code_to_item),
    Project: (TrackingOption, project_to_option),
    Vendor: (Contact, vendor_to_contact),
    Commitment: (PurchaseOrder, commitment_to_order),
    CommitmentChangeOrder: (PurchaseOrderChange, change_order_to_change),
    SubcontractorInvoice: (Bill, invoice_to_bill),
}


def document_kind(model: type[IntegrableRecord]) -> type[Document]:
    """Return the kind of document that a record type becomes."""
    return MAPPING[model][0]


def document_for(record: IntegrableRecord, settings: IntegrationSettings) -> Document:
    """Return what would be posted for a record, as the settings are now."""
    return MAPPING[type(record)][1](record, settings)
