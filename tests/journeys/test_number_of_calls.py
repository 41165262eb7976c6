"""A large export needs no more calls than its batches (Xero reference 7)."""

from datetime import date
from decimal import Decimal
from itertools import batched

import pytest
from django.db.models import Q

from connectors.documents import digest
from erp_integrations.mapping import document_for
from erp_integrations.models import (
    ApiCall,
    BudgetCode,
    Commitment,
    CommitmentLine,
    CostCode,
    CostType,
    Delivery,
    IntegrationSettings,
    Project,
    ProjectBudgetCode,
    State,
    SubcontractorInvoice,
    SubcontractorInvoiceLine,
    Vendor,
)
from tests.journeys import world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("connected")]

COMPANIES, ITEMS, ORDERS, BILLS = 500, 2000, 3000, 5000
# Items travel by the hundred, documents by fifty, and a job is a call of its own, after one look at the list of jobs.
NEEDED = ITEMS // 100 + 1 + 1 + COMPANIES // 50 + ORDERS // 50 + BILLS // 50
QUEUED = {"state": State.ACCEPTED, "delivery": Delivery.QUEUED}


def rows(model, count, /, **fields):
    """Create queued records of a type, each field made of the record's number."""
    return model.objects.bulk_create(
        [
            model(source_id=f"{model.__name__}-{n}", **QUEUED, **{name: value(n) for name, value in fields.items()})
            for n in range(count)
        ],
        batch_size=500,
    )


def build_lists():
    """Items, a project and companies, which documents refer to."""
    kind = CostType.objects.create(code="S", name="Subcontract")
    cost_codes = CostCode.objects.bulk_create(CostCode(code=f"{n:05}", name="Works") for n in range(ITEMS))
    codes = rows(BudgetCode, ITEMS, cost_code=cost_codes.__getitem__, cost_type=lambda n: kind, description=str)
    (project,) = rows(Project, 1, number=str, name=lambda n: "Harbor Street")
    ProjectBudgetCode.objects.create(project=project, budget_code=codes[0])
    rows(Vendor, COMPANIES, name=lambda n: f"Company {n}")


def build_documents():
    codes, vendors, project = list(BudgetCode.objects.all()), list(Vendor.objects.all()), Project.objects.get()
    orders = rows(
        Commitment,
        ORDERS,
        project=lambda n: project,
        vendor=lambda n: vendors[n % COMPANIES],
        number=lambda n: f"PO-{n}",
        status=lambda n: "approved",
        created_on=lambda n: date(2026, 3, 2),
    )
    coded = {"position": 1, "description": "Works", "amount": Decimal("100.00")}
    CommitmentLine.objects.bulk_create(
        CommitmentLine(commitment=order, budget_code=codes[n % ITEMS], **coded) for n, order in enumerate(orders)
    )
    bills = rows(
        SubcontractorInvoice,
        BILLS,
        commitment=lambda n: orders[n % ORDERS],
        number=lambda n: f"INV-{n}",
        billing_date=lambda n: date(2026, 3, 31),
        due_date=lambda n: date(2026, 4, 30),
        status=lambda n: "approved",
    )
    SubcontractorInvoiceLine.objects.bulk_create(
        SubcontractorInvoiceLine(invoice=bill, budget_code=codes[n % ITEMS], **coded) for n, bill in enumerate(bills)
    )


def accept_everything(model):
    """Keep the digest of each queued record, as accepting would, a few hundred at a time."""
    settings = IntegrationSettings.load()
    ids = model.objects.exporting().values_list("pk", flat=True)
    for chunk in batched(list(ids), 500):
        records = list(model.objects.for_display().filter(pk__in=chunk))
        for record in records:
            record.accepted_digest = digest(document_for(record, settings))
        model.objects.bulk_update(records, ["accepted_digest"])


def test_large_export_takes_no_more_calls_than_its_batches_and_five_percent(connected):
    build_lists()
    for model in (BudgetCode, Project, Vendor):
        accept_everything(model)
    world.run()
    build_documents()
    for model in (Commitment, SubcontractorInvoice):
        accept_everything(model)
    report = world.run()
    assert (report.synced, report.failed, report.problem) == (ORDERS + BILLS, 0, "")
    assert not any(model.objects.filter(~Q(state=State.SYNCED)).exists() for model in (BudgetCode, Commitment, Vendor))
    assert ApiCall.objects.count() <= NEEDED * 1.05
    assert (len(connected.organisation.purchase_orders), len(connected.organisation.invoices)) == (ORDERS, BILLS)
