"""Which payments still stand, as their bills say.

A bill names the payments that stand. That Xero lists a deleted payment once more is not written anywhere, so the bill
is believed as well (Xero reference 4.8).
"""

from collections.abc import Sequence

from connectors.documents import CostTransaction
from erp_integrations.models import Event, Payment, Verb, trail
from erp_integrations.models.sentences import gettext as _


def follow_payments(bills: Sequence[CostTransaction]) -> None:
    """Mark the payments that their bills no longer name as deleted, and those that they name again as standing.

    A bill that is older than the payment cannot know of it.
    """
    told = {bill.erp_id: bill for bill in bills if bill.payment_ids is not None}
    known = Payment.objects.filter(invoice__erp_id__in=told).select_related("invoice")
    for payment in known:
        bill = told[payment.invoice.erp_id]
        is_deleted = payment.erp_id not in (bill.payment_ids or ())
        if is_deleted != payment.is_deleted_in_erp and knows_of(bill, payment):
            mark(payment, is_deleted=is_deleted)


def knows_of(bill: CostTransaction, payment: Payment) -> bool:
    return payment.erp_changed_at is None or (bill.changed_at is not None and bill.changed_at > payment.erp_changed_at)


def mark(payment: Payment, *, is_deleted: bool) -> None:
    """Write down that a payment was deleted in Xero, or stands again; from then on it counts accordingly."""
    Payment.objects.filter(pk=payment.pk).update(is_deleted_in_erp=is_deleted)
    note(payment, _("Deleted in Xero.") if is_deleted else _("Stands in Xero again."))


def note(payment: Payment, sentence: str) -> None:
    """Tell it in the history of the payment and of its invoice."""
    about = _("Payment of %(amount)s dated %(date)s: %(sentence)s") % {
        "amount": payment.amount,
        "date": payment.date,
        "sentence": sentence,
    }
    events = [Event.of(payment, Verb.FOLLOWED, detail=sentence), Event.of(payment.invoice, Verb.FOLLOWED, detail=about)]
    trail.note(events)
