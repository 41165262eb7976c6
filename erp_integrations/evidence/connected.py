"""What hangs together with a record: its payments, and the agreements and invoices around it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Prefetch

from erp_integrations.evidence import pack as data
from erp_integrations.models import (
    Commitment,
    CommitmentChangeOrder,
    IntegrableRecord,
    Payment,
    PaymentAttachment,
    State,
    SubcontractorInvoice,
)

# How a payment belongs to a record of a type.
PAID_BY: Mapping[type[IntegrableRecord], str] = {
    SubcontractorInvoice: "invoice",
    Commitment: "invoice__commitment",
}


def payments_of(model: type[IntegrableRecord], ids: Collection[int]) -> dict[int, list[data.Payment]]:
    if model not in PAID_BY:
        return {}
    found: dict[int, list[data.Payment]] = defaultdict(list)
    files = Prefetch("attachments", PaymentAttachment.objects.select_related("added_by"))
    payments = Payment.objects.filter(**{f"{PAID_BY[model]}__in": ids}).select_related("invoice")
    for payment in payments.prefetch_related(files).order_by("date", "pk"):
        owner = payment.invoice_id if model is SubcontractorInvoice else payment.invoice.commitment_id
        found[owner].append(payment_of(payment))
    return found


def payment_of(payment: Any) -> data.Payment:
    return data.Payment(
        erp_id=payment.erp_id,
        invoice=payment.invoice.number,
        amount=payment.amount,
        date=payment.date,
        number=payment.number,
        method=payment.method,
        notes=payment.notes,
        is_deleted_in_erp=payment.is_deleted_in_erp,
        files=[file_of(one) for one in payment.attachments.all()],
    )


def file_of(attachment: Any) -> data.File:
    by = attachment.added_by
    return data.File(
        name=attachment.name,
        size=attachment.size,
        digest=attachment.digest,
        added_by=data.Person(by.get_username(), by.get_full_name()) if by else None,
        added_at=attachment.added_at,
    )


Sources = Callable[[Mapping[int, Any]], Iterable[tuple[int, Any]]]


def parents(records: Mapping[int, Any]) -> Iterable[tuple[int, Any]]:
    """Yield each record's commitment."""
    ids = {record.commitment_id for record in records.values()}
    commitments = Commitment.objects.filter(pk__in=ids).prefetch_related("lines").in_bulk()
    for pk, record in records.items():
        yield pk, commitments[record.commitment_id]


def siblings(records: Mapping[int, Any]) -> Iterable[tuple[int, Any]]:
    """Yield the change orders of each record's commitment, but for the record itself."""
    ids = {record.commitment_id for record in records.values()}
    changes = by_commitment(CommitmentChangeOrder, ids)
    for pk, record in records.items():
        others = (change for change in changes[record.commitment_id] if change != record)
        yield from ((pk, change) for change in others)


def children(records: Mapping[int, Any]) -> Iterable[tuple[int, Any]]:
    """Yield the change orders and invoices of commitments."""
    for model in (CommitmentChangeOrder, SubcontractorInvoice):
        for pk, found in by_commitment(model, records).items():
            yield from ((pk, one) for one in found)


def owners(records: Mapping[int, Any]) -> Iterable[tuple[int, Any]]:
    """Yield the project and the company of commitments."""
    for pk, record in records.items():
        yield from ((pk, one) for one in (record.project, record.vendor))


def by_commitment(model: type[IntegrableRecord], ids: Collection[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    records: Any = model._default_manager
    records = records.filter(commitment__in=ids).select_related("commitment")
    for record in records.prefetch_related("lines").order_by("pk"):
        found[record.commitment_id].append(record)
    return found


AROUND: Mapping[type[IntegrableRecord], Sequence[Sources]] = {
    Commitment: (owners, children),
    CommitmentChangeOrder: (parents, siblings),
    SubcontractorInvoice: (parents, siblings),
}


def connected_with(model: type[IntegrableRecord], records: Mapping[int, Any]) -> dict[int, list[data.Connected]]:
    found: dict[int, list[data.Connected]] = defaultdict(list)
    for source in AROUND.get(model, ()):
        for pk, other in source(records):
            found[pk].append(connected(other))
    return found


def connected(other: Any) -> data.Connected:
    return data.Connected(
        kind=str(other._meta.model_name),
        label=other._meta.verbose_name,
        pk=other.pk,
        name=str(other),
        state=State(other.state),
        amount=getattr(other, "amount_to_show", None),
        erp_id=other.erp_id,
    )
