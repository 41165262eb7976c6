"""Subcontractor invoice → bill (R159-R169), or supplier credit note where it is below zero (R114)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.conf import settings as installation
from django.utils.translation import gettext_noop as _

from connectors.documents import Bill, CreditNote, Line, Tracking
from erp_integrations.mapping.commitment import order_number
from erp_integrations.mapping.due_date import due_by_terms
from erp_integrations.mapping.lines import ONE, coded_line
from erp_integrations.mapping.project import project_to_tracking
from erp_integrations.mapping.text import in_language_of_the_installation, tidy
from erp_integrations.models import IntegrationSettings, SubcontractorInvoice
from erp_integrations.models.integration_settings import DueDatePolicy

WITHHELD, RELEASED = _("Retainage withheld, %(number)s"), _("Retainage released, %(number)s")


def invoice_to_bill(invoice: SubcontractorInvoice, settings: IntegrationSettings) -> Bill:
    commitment = invoice.commitment
    return Bill(
        contact_id=commitment.vendor.erp_id,
        contact_name=commitment.vendor.name,
        number=order_number(commitment) if settings.commitment_sync else tidy(invoice.number),
        date=bill_date(invoice),
        due_date=due_date(invoice, settings),
        url=f"{installation.SITE_URL}/r/{invoice.key}/",
        status=settings.bill_status,
        lines=posted_lines(invoice, settings),
    )


def invoice_to_credit_note(invoice: SubcontractorInvoice, settings: IntegrationSettings) -> CreditNote:
    """It bears the invoice's own number: R162 speaks of bills, and a lost one is found by number and contents."""
    vendor = invoice.commitment.vendor
    return CreditNote(
        contact_id=vendor.erp_id,
        contact_name=vendor.name,
        number=tidy(invoice.number),
        date=bill_date(invoice),
        status=settings.bill_status,
        lines=tuple(turned(line) for line in posted_lines(invoice, settings)),
    )


def turned(line: Line) -> Line:
    """Return the line with the sign of its amount turned; its quantity ends up positive where it is not zero."""
    if line.quantity < 0:
        return replace(line, quantity=-line.quantity)
    return replace(line, unit_amount=-line.unit_amount)


def posted_lines(invoice: SubcontractorInvoice, settings: IntegrationSettings) -> tuple[Line, ...]:
    """The work, and behind it the retainage."""
    commitment = invoice.commitment
    tracking = project_to_tracking(commitment.project, settings)
    work = [coded_line(line, method=commitment.accounting_method, tracking=tracking) for line in invoice.lines.all()]
    return (*work, *retainage_lines(invoice, settings, tracking))


def bill_date(invoice: SubcontractorInvoice) -> date | None:
    """The billing date, which defaults to the end of the billing period (R77, R83)."""
    return invoice.billing_date or invoice.period_end


def period(invoice: SubcontractorInvoice) -> tuple[date | None, date | None]:
    """The billing period. What is left open is the month up to the billing date (R76, R78, R79)."""
    end = invoice.period_end or invoice.billing_date
    return invoice.period_start or (end and end.replace(day=1)), end


def due_date(invoice: SubcontractorInvoice, settings: IntegrationSettings) -> date | None:
    """The payment date; where it is blank and the settings say so, what the contact's terms make of the bill's date."""
    billed, terms = bill_date(invoice), invoice.commitment.vendor.terms
    if invoice.due_date or settings.due_date_policy != DueDatePolicy.TERMS or billed is None or terms is None:
        return invoice.due_date
    return due_by_terms(billed, terms)


def retainage_lines(invoice: SubcontractorInvoice, settings: IntegrationSettings, tracking: Tracking) -> list[Line]:
    """Retainage is coded to its own item: withheld as a negative line, released as a positive one (R168, R169)."""
    lines = invoice.lines.all()
    withheld = sum((line.retainage_withheld for line in lines), Decimal("0.00"))
    released = sum((line.retainage_released for line in lines), Decimal("0.00"))
    amounts = [(WITHHELD, -withheld), (RELEASED, released)]
    return [
        Line(
            item_code=settings.retainage_item_code,
            description=in_language_of_the_installation(text) % {"number": invoice.number},
            quantity=ONE,
            unit_amount=amount,
            tracking=tracking,
        )
        for text, amount in amounts
        if amount
    ]
