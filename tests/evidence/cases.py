"""Records that were exported for real, and what the stand-in received and answered."""

from typing import Any

from erp_integrations.evidence.gathering import pack_of
from erp_integrations.evidence.pack import Pack
from tests.journeys import world


def exported_invoices(approver: Any, count: int = 1, **fields: Any) -> list[Any]:
    """Invoices of a synced commitment that were exported together."""
    invoices = sent_invoices(approver, count, **fields)
    world.export(*invoices, by=approver)
    return [world.fresh(invoice) for invoice in invoices]


def sent_invoices(approver: Any, count: int = 1, **fields: Any) -> list[Any]:
    """Invoices of a synced commitment that nobody has decided on."""
    known = world.prerequisites(approver)
    commitment = world.commitment_in(known)
    world.export(commitment, by=approver)
    return [world.invoice_in(commitment, known["code"], **fields) for _ in range(count)]


def pack(record: Any) -> Pack:
    found = pack_of(type(record), record.pk)
    assert found is not None
    return found
