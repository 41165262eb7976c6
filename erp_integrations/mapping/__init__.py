"""Our record → the document that is sent: the data mapping, one file per type."""

from collections.abc import Callable
from typing import Any

from connectors.documents import (
    Bill,
    Contact,
    CreditNote,
    Document,
    Item,
    PurchaseOrder,
    PurchaseOrderChange,
    TrackingOption,
)
from erp_integrations.mapping.budget_code import budget_code_to_item
from erp_integrations.mapping.change_order import change_order_to_change
from erp_integrations.mapping.commitment import commitment_to_order
from erp_integrations.mapping.invoice import invoice_to_bill, invoice_to_credit_note
from erp_integrations.mapping.project import project_to_option
from erp_integrations.mapping.vendor import vendor_to_contact
from erp_integrations.models import (
    BudgetCode,
    Commitment,
    CommitmentChangeOrder,
    ExportBatch,
    IntegrableRecord,
    IntegrationSettings,
    Project,
    SubcontractorInvoice,
    Vendor,
)

# What each type becomes, the usual kind of document first.
MAPPING: dict[type[IntegrableRecord], dict[type[Document], Callable[[Any, IntegrationSettings], Document]]] = {
    BudgetCode: {Item: budget_code_to_item},
    Project: {TrackingOption: project_to_option},
    Vendor: {Contact: vendor_to_contact},
    Commitment: {PurchaseOrder: commitment_to_order},
    CommitmentChangeOrder: {PurchaseOrderChange: change_order_to_change},
    SubcontractorInvoice: {Bill: invoice_to_bill, CreditNote: invoice_to_credit_note},
}


def document_kinds(model: type[IntegrableRecord]) -> tuple[type[Document], ...]:
    """Return the kinds of document that a record type may become, the usual one first."""
    return tuple(MAPPING[model])


def kind_of_batch(batch: ExportBatch) -> type[Document]:
    """Return the kind of document that a batch holds."""
    kinds = document_kinds(batch.model)
    return {kind.__name__: kind for kind in kinds}[batch.document_kind] if batch.document_kind else kinds[0]


def records_becoming(kind: type[Document], records: Any, settings: IntegrationSettings) -> Any:
    """Narrow a queryset of records to those that would be posted as one of their type's kinds of document."""
    if not settings.allows_credit_notes or len(document_kinds(records.model)) == 1:
        return records if kind is document_kinds(records.model)[0] else records.none()
    return records.below_zero() if kind is CreditNote else records.not_below_zero()


def document_kind(record: Any, settings: IntegrationSettings) -> type[Document]:
    """Return the kind of document that would be posted for a record, as the settings are now."""
    return kind_in_xero(record) if settings.allows_credit_notes else document_kinds(type(record))[0]


def kind_in_xero(record: Any) -> type[Document]:
    """Return the kind of document that a record stands for in Xero: below zero, only a credit note can be there."""
    is_credit = CreditNote in MAPPING[type(record)] and record.amount_to_show < 0
    return CreditNote if is_credit else document_kinds(type(record))[0]


def document_for(
    record: IntegrableRecord, settings: IntegrationSettings, kind: type[Document] | None = None
) -> Document:
    """Return what would be posted for a record, as the settings are now; or the document of another kind."""
    return MAPPING[type(record)][kind or document_kind(record, settings)](record, settings)
