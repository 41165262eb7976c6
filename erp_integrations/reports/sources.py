"""The sources, as data: where each amount of a report comes from."""

from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from erp_integrations.models import (
    Commitment,
    CommitmentChangeOrder,
    CommitmentChangeOrderLine,
    CommitmentLine,
    IntegrationSettings,
    JobCost,
    Payment,
    PaymentShare,
    Project,
    ProjectBudgetCode,
    State,
    SubcontractorInvoice,
    SubcontractorInvoiceLine,
)
from erp_integrations.reports.source import Document, Source

# Which rows


def agreed(owner: str) -> Q:
    """The record that lines belong to is approved, in the settings' words for that, or in Xero already (A19)."""
    counts = Q(**{f"{owner}__state": State.SYNCED})
    for status in IntegrationSettings.load().approved_spellings:
        counts |= Q(**{f"{owner}__status__iexact": status})
    return counts


def agreed_lines() -> Any:
    return CommitmentLine.objects.filter(agreed("commitment"), is_subcontractor_sov=False)


def agreed_changes() -> Any:
    return CommitmentChangeOrderLine.objects.filter(agreed("change_order"))


def costs() -> Any:
    """Costs, each with the id of the invoice that this tool made its bill of."""
    exported = SubcontractorInvoice.objects.filter(erp_id=OuterRef("erp_id")).values("pk")[:1]
    return JobCost.objects.annotate(invoice_id=Subquery(exported))


def standing_payments() -> Any:
    return PaymentShare.objects.filter(payment__in=Payment.objects.counting())


def billed_lines() -> Any:
    """Lines of invoices in Xero, dated as the bill is there (R77)."""
    lines = SubcontractorInvoiceLine.objects.filter(invoice__state=State.SYNCED)
    return lines.annotate(billed_on=Coalesce("invoice__billing_date", "invoice__period_end"))


# How a row is shown


def budget_document(row: Any) -> Document:
    return Document(str(_("Budget")), page=(Project, row.project_id))


def commitment_document(row: Any) -> Document:
    order = row.commitment
    return Document(
        order.number,
        order.vendor.name,
        row.description or order.title,
        (Commitment, order.pk),
        order.get_kind_display(),
    )


def change_document(row: Any) -> Document:
    change = row.change_order
    name = f"{change.commitment.number} {change.number}"
    page = (CommitmentChangeOrder, change.pk)
    return Document(name, change.commitment.vendor.name, row.description or change.title, page)


def cost_document(row: Any) -> Document:
    page = (SubcontractorInvoice, row.invoice_id) if row.invoice_id else (JobCost, row.pk)
    kind = row.get_kind_display()
    return Document(row.number or kind, row.vendor_name, row.description, page, kind)


def payment_document(row: Any) -> Document:
    payment = row.payment
    company = payment.invoice.commitment.vendor.name
    return Document(str(payment), company, payment.notes, (Payment, payment.pk))


def invoice_document(row: Any) -> Document:
    invoice = row.invoice
    company = invoice.commitment.vendor.name
    return Document(invoice.number, company, row.description, (SubcontractorInvoice, invoice.pk))


# The table

ORIGINAL_BUDGET = Source(
    _("Original budget"),
    Project,
    lambda: ProjectBudgetCode.objects.exclude(original_amount=0),
    project="project",
    budget_code="budget_code",
    amount="original_amount",
    document=budget_document,
    counted=ngettext_lazy("%(n)d budgeted amount", "%(n)d budgeted amounts", "n"),
)
COMMITMENTS = Source(
    _("Commitments"),
    Commitment,
    agreed_lines,
    project="commitment__project",
    budget_code="budget_code",
    date="commitment__created_on",
    document=commitment_document,
    related=("commitment__vendor",),
)
CHANGES = Source(
    _("Approved changes"),
    CommitmentChangeOrder,
    agreed_changes,
    project="change_order__commitment__project",
    budget_code="budget_code",
    document=change_document,
    related=("change_order__commitment__vendor",),
)


def cost_source(title: Any, **which: bool) -> Source:
    return Source(
        title,
        JobCost,
        lambda: costs().filter(**which),
        project="project",
        budget_code="budget_code",
        date="date",
        has_period=True,
        document=cost_document,
    )


COSTS = cost_source(_("Costs in Xero"))
COMMITMENT_COSTS = cost_source(_("Commitment invoiced"), is_commitment=True)
OTHER_COSTS = cost_source(_("Direct costs"), is_commitment=False)
PAYMENTS = Source(
    _("Payments"),
    Payment,
    standing_payments,
    project="payment__invoice__commitment__project",
    budget_code="budget_code",
    date="payment__date",
    has_period=True,
    document=payment_document,
    counted=ngettext_lazy("%(n)d share of a payment", "%(n)d shares of payments", "n"),
    related=("payment__invoice__commitment__vendor",),
)


def retainage_source(title: Any, amount: str) -> Source:
    return Source(
        title,
        SubcontractorInvoice,
        lambda: billed_lines().exclude(**{amount: 0}),
        project="invoice__commitment__project",
        budget_code="budget_code",
        amount=amount,
        date="billed_on",
        has_period=True,
        document=invoice_document,
        related=("invoice__commitment__vendor",),
    )


WITHHELD = retainage_source(_("Retainage withheld"), "retainage_withheld")
RELEASED = retainage_source(_("Retainage released"), "retainage_released")
