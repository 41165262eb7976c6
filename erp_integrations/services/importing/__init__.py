"""Bringing in what Xero knows: job costs and payments, a page at a time, and going on where the last reading ended."""

from erp_integrations.services.importing.job_costs import JobCostReport, import_job_costs
from erp_integrations.services.importing.payments import (
    PaymentReport,
    begin_importing_payments,
    import_payments,
)

__all__ = ["JobCostReport", "PaymentReport", "begin_importing_payments", "import_job_costs", "import_payments"]
