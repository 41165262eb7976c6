"""One part of an import in a process of its own, so that its memory is its own: on a database file, with the stand-in
of the environment.

    python -m tests.bench.importing_process costs

prints one line of JSON: `Part`.
"""

import json
import os
import re
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path

import django

# Every so many bills are taken for exported ones, so that their payments come in.
EXPORTED = 5
TOGETHER = 1000
KILOBYTE = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """`seconds` is what the work took; `megabytes` the most memory that the process held; `rows` what it left."""

    seconds: float
    megabytes: int
    rows: int


def prepare() -> int:
    """Make the tables, and a project and a budget code for each job and item of the stand-in."""
    from django.core.management import call_command

    from erp_integrations.models import BudgetCode, Connection, CostCode, CostType, IntegrationSettings, Project

    standin = json.loads(os.environ["STAND_IN"])
    call_command("migrate", verbosity=0)
    IntegrationSettings.load()
    IntegrationSettings.objects.update(tracking_category="Job", payments_from="2020-01-01")
    Connection.objects.create(tenant_id=standin["tenant_id"], tenant_name="Stand-in")
    kind = CostType.objects.create(code="S", name="Subcontract")
    for name, erp_id in standin["jobs"].items():
        Project.objects.create(number=name, name=name, erp_id=erp_id, erp_name=name, state="synced")
    for code, erp_id in standin["items"].items():
        cost_code = CostCode.objects.create(code=code, name=code)
        linked = {"erp_id": erp_id, "erp_name": code, "state": "synced"}
        BudgetCode.objects.create(cost_code=cost_code, cost_type=kind, description=code, **linked)
    return len(standin["jobs"]) + len(standin["items"])


def exported() -> int:
    """Make invoices, of one line each, of some of the bills that came in."""
    from erp_integrations.models import (
        BudgetCode,
        Commitment,
        JobCost,
        Project,
        SubcontractorInvoice,
        SubcontractorInvoiceLine,
        Vendor,
    )

    vendor = Vendor.objects.create(name="Supplier", erp_id="supplier", state="synced")
    commitment = Commitment.objects.create(project=Project.objects.all()[0], vendor=vendor, number="SC-1")
    bills = JobCost.objects.filter(kind="ACCPAY").order_by().values_list("erp_id", flat=True).distinct()
    ours = [
        SubcontractorInvoice(commitment=commitment, number=erp_id, source_id=erp_id, erp_id=erp_id, state="synced")
        for erp_id in list(bills)[::EXPORTED]
    ]
    made = SubcontractorInvoice.objects.bulk_create(ours, batch_size=TOGETHER)
    line = {"position": 1, "budget_code": BudgetCode.objects.all()[0], "amount": Decimal(100)}
    lines = [SubcontractorInvoiceLine(invoice=invoice, **line) for invoice in made]
    SubcontractorInvoiceLine.objects.bulk_create(lines, batch_size=TOGETHER)
    return len(made)


def lists() -> int:
    from erp_integrations import wiring
    from erp_integrations.models import ErpEntry
    from erp_integrations.services.refreshing import read_reference_lists

    read_reference_lists(wiring.ledger())
    return ErpEntry.objects.count()


def costs() -> int:
    from erp_integrations import wiring
    from erp_integrations.services.importing import import_job_costs

    report = import_job_costs(wiring.ledger())
    return report.costs + report.left_out


def payments() -> int:
    from erp_integrations import wiring
    from erp_integrations.models import Payment
    from erp_integrations.services.importing import import_payments

    import_payments(wiring.ledger())
    return Payment.objects.count()


PARTS: dict[str, Callable[[], int]] = {part.__name__: part for part in (prepare, exported, lists, costs, payments)}


def main() -> None:
    django.setup()
    started = time.perf_counter()
    rows = PARTS[sys.argv[1]]()
    seconds = time.perf_counter() - started
    print(json.dumps(asdict(Part(seconds=seconds, megabytes=peak(), rows=rows))))


def peak() -> int:
    """Return the most memory that this program held. Linux's usual figure begins with that of whoever started it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KILOBYTE
    found = re.search(r"^VmHWM:\s+(\d+) kB$", status.read_text(), re.MULTILINE)
    return int(found[1]) // KILOBYTE if found else 0


if __name__ == "__main__":
    main()
