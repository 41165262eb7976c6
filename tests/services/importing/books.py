"""A project, a budget code and a company that are in the stand-in, and what its bookkeeper enters for them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from connectors.xero.sandbox import Sandbox
from erp_integrations import wiring
from erp_integrations.models import BudgetCode, IntegrationSettings, Project, SubcontractorInvoice, Vendor
from erp_integrations.services.importing import import_job_costs, import_payments
from tests.journeys import world

PAID_ON = date(2026, 4, 15)


@dataclass
class Books:
    sandbox: Sandbox
    project: Project
    code: BudgetCode
    vendor: Vendor
    by: Any

    @classmethod
    def opened(cls, sandbox: Sandbox, by: Any) -> "Books":
        IntegrationSettings.objects.update(payments_from=date(2026, 1, 1))
        known = world.prerequisites(by)
        return cls(sandbox, known["project"], known["code"], known["vendor"], by)

    @property
    def bookkeeper(self):
        return self.sandbox.bookkeeper

    def line(self, amount="100.00", **changes: Any) -> dict[str, Any]:
        """A line on the project and the budget code; None takes a field away."""
        job = [{"Name": "Job", "Option": self.project.erp_name}]
        whole = {
            "Description": "Rebar",
            "Quantity": 1,
            "UnitAmount": Decimal(amount),
            "AccountCode": "320",
            "TaxType": "TAX001",
            "ItemCode": self.code.item_code,
            "Tracking": job,
            **changes,
        }
        return {name: value for name, value in whole.items() if value is not None}

    def bill(self, *lines, **fields):
        return self.bookkeeper.enter_bill(self.vendor.erp_id, list(lines) or [self.line()], **fields)

    def exported_invoice(self, **fields: Any) -> SubcontractorInvoice:
        commitment = world.commitment_in({"project": self.project, "vendor": self.vendor, "code": self.code})
        world.export(commitment, by=self.by)
        invoice = world.invoice_in(world.fresh(commitment), self.code, **fields)
        world.export(invoice, by=self.by)
        exported: SubcontractorInvoice = world.fresh(invoice)
        return exported

    def import_costs(self):
        return import_job_costs(wiring.ledger())

    def import_payments(self):
        return import_payments(wiring.ledger())
