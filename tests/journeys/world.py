"""What the journeys share: a stand-in that knows what a record refers to, and the runs of the worker."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from connectors.xero.sandbox import Sandbox
from erp_integrations import wiring
from erp_integrations.models import BudgetCode, IntegrableRecord, IntegrationSettings
from erp_integrations.models.integration_settings import NegativeInvoices
from erp_integrations.services import reviewing
from erp_integrations.services.exporting import export_queued
from erp_integrations.services.reporting import ExportReport
from erp_integrations.services.settling import settle_exports
from tests import factories

ORDER: tuple[type[factories.RecordFactory], ...] = (
    factories.BudgetCodeFactory,
    factories.ProjectFactory,
    factories.VendorFactory,
    factories.CommitmentFactory,
    factories.ChangeOrderFactory,
    factories.InvoiceFactory,
)


def export(*records: IntegrableRecord, by: Any) -> ExportReport:
    """Accept records and run the worker once."""
    accept(*records, by=by)
    return run()


def accept(*records: IntegrableRecord, by: Any) -> None:
    for record in records:
        (outcome,) = reviewing.accept_and_export(type(record), [record.pk], by=by)
        assert outcome.is_done, outcome.sentence


def run() -> ExportReport:
    return export_queued(wiring.ledger())


def settle() -> ExportReport:
    return settle_exports(wiring.ledger())


def fresh(record: Any) -> Any:
    record.refresh_from_db()
    return record


def prerequisites(by: Any) -> dict[str, Any]:
    """Export a budget code, a project and a company for real, so that documents may refer to them."""
    code = factories.BudgetCodeFactory(submitted=True)
    project = factories.ProjectFactory(submitted=True, codes=[code])
    vendor = factories.VendorFactory(submitted=True)
    export(code, project, vendor, by=by)
    return {"code": fresh(code), "project": fresh(project), "vendor": fresh(vendor)}


def commitment_in(known: dict[str, Any], factory: Any = factories.CommitmentFactory, **fields: Any) -> Any:
    """A commitment that was sent, all of whose references are in the stand-in."""
    fields = {"submitted": True, **fields}
    return factory(project=known["project"], vendor=known["vendor"], line__budget_code=known["code"], **fields)


def change_in(commitment: Any, code: BudgetCode, **fields: Any) -> Any:
    return factories.ChangeOrderFactory(commitment=commitment, line__budget_code=code, submitted=True, **fields)


def invoice_in(commitment: Any, code: BudgetCode, **fields: Any) -> Any:
    return factories.InvoiceFactory(commitment=commitment, line__budget_code=code, submitted=True, **fields)


def order_by_hand(sandbox: Sandbox, vendor: Any, *, number: str) -> None:
    """Let somebody else enter an order in Xero, under a number of their own."""
    line = {"Description": "Not ours", "Quantity": 1, "UnitAmount": 5}
    sandbox.bookkeeper.enter_purchase_order(vendor.erp_id, [line], number=number)


def credit_in(commitment: Any, code: BudgetCode, **fields: Any) -> Any:
    """An invoice over -4,860.00 that was sent, where such invoices become supplier credit notes."""
    IntegrationSettings.objects.update(negative_invoices=NegativeInvoices.CREDIT_NOTE)
    fields = {"line__amount": Decimal("-4860.00"), "line__retainage_withheld": Decimal(0), **fields}
    return invoice_in(commitment, code, **fields)


def order_of(sandbox: Sandbox, record: Any) -> dict[str, Any]:
    return dict(sandbox.organisation.purchase_orders[record.erp_id])


def minutes_ago(minutes: float) -> datetime:
    return datetime.now(UTC) - timedelta(minutes=minutes)
