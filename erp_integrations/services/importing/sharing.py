"""Sharing a payment out over the budget codes of the invoice that it pays."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from erp_integrations.models import Payment, PaymentShare, SubcontractorInvoice
from erp_integrations.models.lines import to_cents
from erp_integrations.services.importing.stream import ROWS_IN_A_STATEMENT

Weights = Mapping[int | None, Decimal]


def weights_of(invoice: SubcontractorInvoice) -> Weights:
    """Return what each budget code has in the invoice: the work, less the retainage withheld, plus that released."""
    weights: dict[int | None, Decimal] = {}
    for line in invoice.lines.all():
        due = line.amount - line.retainage_withheld + line.retainage_released
        weights[line.budget_code_id] = weights.get(line.budget_code_id, Decimal(0)) + due
    return weights


def shares(amount: Decimal, weights: Weights) -> dict[int | None, Decimal]:
    """Share an amount out by weights, to the cent: each share is what the running total rounds to, less the one before.

    Where the weights cancel each other out, the first takes it all.
    """
    whole = sum(weights.values(), Decimal(0))
    if not whole:
        return {next(iter(weights), None): amount}
    shared: dict[int | None, Decimal] = {}
    running = before = Decimal(0)
    for code, weight in weights.items():
        running += weight
        until = to_cents(amount * running / whole)
        shared[code] = until - before
        before = until
    return shared


def share_out(payments: Iterable[Payment]) -> None:
    """Keep the shares of payments, in place of those that there were. Their invoices have their lines at hand."""
    paid = list(payments)
    PaymentShare.objects.filter(payment__in=paid).delete()
    new = (
        PaymentShare(payment=payment, budget_code_id=code, amount=amount)
        for payment in paid
        for code, amount in shares(payment.amount, weights_of(payment.invoice)).items()
    )
    PaymentShare.objects.bulk_create(new, batch_size=ROWS_IN_A_STATEMENT)
