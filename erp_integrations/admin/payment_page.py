"""What the page of one payment tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from erp_integrations.admin.in_xero import address_in_xero
from erp_integrations.models import CostKind, Event, Payment, PaymentAttachment, PaymentShare
from erp_integrations.services.attaching import MOST_ATTACHMENTS, MOST_BYTES, types_in_words
from erp_integrations.services.file_types import SUFFIXES


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """`room` is how many more files there is room for. A payment has no exports, so no `attempts`."""

    shares: Sequence[PaymentShare]
    attachments: Sequence[PaymentAttachment]
    room: int
    events: Sequence[Event]
    bill_url: str
    attempts: Sequence[Any] = ()
    most_bytes: int = MOST_BYTES
    most_together: int = settings.UPLOAD_MAX_BYTES
    most_attachments: int = MOST_ATTACHMENTS
    types: str = types_in_words()
    accepted: str = ",".join(SUFFIXES)


def payment_page(request: HttpRequest, payment: Payment) -> PaymentPage:
    attachments = list(payment.attachments.select_related("added_by"))
    shares = payment.shares.select_related("budget_code__cost_code", "budget_code__cost_type").order_by("pk")
    return PaymentPage(
        shares=list(shares),
        attachments=attachments,
        room=max(0, MOST_ATTACHMENTS - len(attachments)),
        events=list(Event.history_of(payment)),
        bill_url=address_in_xero(request, CostKind.ACCPAY, payment.invoice.erp_id),
    )
