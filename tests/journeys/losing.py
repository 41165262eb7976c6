"""How answers get lost in the journeys: a clock to move, a record of each kind, what the stand-in holds of it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from erp_integrations.models import Delivery
from erp_integrations.services import exporting
from erp_integrations.services.reporting import ExportReport
from erp_integrations.wiring import ledger
from tests import factories
from tests.journeys import world


def later(minutes=0.2):
    """Move the clock of both sides."""
    return time_machine.travel(datetime.now(UTC) + timedelta(minutes=minutes))


def sent_commitment(approver):
    known = world.prerequisites(approver)
    return world.commitment_in(known), known


def record_of(kind, approver):
    """A record of each kind that is about to be exported, and where the stand-in would hold it."""
    if kind == "item":
        return factories.BudgetCodeFactory(submitted=True)
    if kind == "option":
        return factories.ProjectFactory(submitted=True)
    if kind == "contact":
        return factories.VendorFactory(submitted=True)
    commitment, known = sent_commitment(approver)
    if kind == "order":
        return commitment
    world.export(commitment, by=approver)
    make = {"change": world.change_in, "bill": world.invoice_in, "credit note": world.credit_in}[kind]
    return make(commitment, known["code"])


PATHS = {
    "item": ("PUT", "Items"),
    "option": ("PUT", "TrackingCategories"),
    "contact": ("PUT", "Contacts"),
    "order": ("PUT", "PurchaseOrders"),
    "change": ("POST", "PurchaseOrders"),
    "bill": ("PUT", "Invoices"),
    "credit note": ("PUT", "CreditNotes"),
}
EACH_KIND = pytest.mark.parametrize("kind", PATHS)


def stored(connected, kind):
    """Count what the stand-in holds of a kind: for a change, the lines of the order."""
    organisation = connected.organisation
    if kind == "option":
        return sum(len(category["Options"]) for category in organisation.tracking_categories.values())
    if kind == "change":
        return sum(len(order["LineItems"]) for order in organisation.purchase_orders.values())
    names = {
        "item": "items",
        "contact": "contacts",
        "order": "purchase_orders",
        "bill": "invoices",
        "credit note": "credit_notes",
    }
    return len(getattr(organisation, names[kind]))


def claim_and_die(record):
    """Do what the worker does until the moment when the request would leave."""
    model, xero, report = type(record), ledger(), ExportReport()
    records = list(model.objects.filter(pk=record.pk).for_display())
    documents = exporting.complete_documents(records, xero, report)
    batch = exporting.claim(model, documents, {record.pk: None}, xero, report)
    assert batch is not None
    assert world.fresh(record).delivery == Delivery.SENDING
