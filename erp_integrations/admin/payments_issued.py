"""The payments on the page of what they pay: an invoice, or a commitment with all its invoices (R172)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from erp_integrations.models import Commitment, Payment, State, SubcontractorInvoice, SubcontractorInvoiceLine
from erp_integrations.models.sums import from_cents, in_cents
from erp_integrations.permissions import codename

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class PaymentsIssued:
    """`paid` leaves out what is deleted in Xero. `billed` is what the invoices ask for, before tax."""

    title: Any
    rows: Sequence[Payment]
    paid: Decimal
    billed: Decimal
    names_invoices: bool
    has_more: bool
    list_url: str

    @property
    def is_beyond(self) -> bool:
        """Whether more is paid than is billed, as it is where there is tax."""
        return self.paid > self.billed


def payments_of(request: HttpRequest, record: Any) -> PaymentsIssued | None:
    """Return the payments of a record that is in Xero, or has some; None where there are none to tell of."""
    if not request.user.has_perm(codename("view", Payment)):
        return None
    if isinstance(record, SubcontractorInvoice):
        return of_invoice(record)
    return of_commitment(record) if isinstance(record, Commitment) else None


def of_invoice(invoice: SubcontractorInvoice) -> PaymentsIssued | None:
    payments = Payment.objects.filter(invoice=invoice)
    return told(_("Payments"), payments, invoice, billed=invoice.amount_to_show, search=invoice.number)


def of_commitment(commitment: Commitment) -> PaymentsIssued | None:
    payments = Payment.objects.filter(invoice__commitment=commitment).select_related("invoice")
    return told(_("Payments issued"), payments, commitment, billed=billed_on(commitment), search=commitment.number)


def told(title: Any, payments: Any, record: Any, *, billed: Decimal, search: str) -> PaymentsIssued | None:
    rows = list(payments[: MOST_SHOWN + 1])
    if not rows and record.state != State.SYNCED:
        return None
    figures = payments.order_by().aggregate(paid=in_cents("amount", only=Q(is_deleted_in_erp=False)))
    bare = reverse("admin:erp_integrations_payment_changelist")
    return PaymentsIssued(
        title=title,
        rows=rows[:MOST_SHOWN],
        paid=from_cents(figures["paid"]),
        billed=billed,
        names_invoices=isinstance(record, Commitment),
        has_more=len(rows) > MOST_SHOWN,
        list_url=f"{bare}?{urlencode({'q': search})}",
    )


def billed_on(commitment: Commitment) -> Decimal:
    """Return what the exported invoices of a commitment ask for."""
    lines = SubcontractorInvoiceLine.objects.filter(invoice__commitment=commitment, invoice__state=State.SYNCED)
    names = ("amount", "retainage_withheld", "retainage_released")
    sums = lines.order_by().aggregate(**{f"{name}_in_cents": in_cents(name) for name in names})
    amount, withheld, released = (sums[f"{name}_in_cents"] for name in names)
    return from_cents(amount - withheld + released)
