"""Existence checks: is what we call synced still in Xero, and does it amount to the same? (R43, R44, R73, R86)

Purchase orders are followed through their list. Bills and supplier credit notes are asked for what changed since the
last check; what they amount to is compared with the lines that the job costs brought in.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import batched

from connectors.documents import CostKind, CostTransaction
from connectors.ports import Ledger
from erp_integrations.models import (
    EXPORTED_MODELS,
    ErpList,
    ErpStatus,
    Event,
    JobCost,
    LeftOut,
    LeftOutCost,
    Payment,
    SubcontractorInvoice,
    Verb,
    events_last,
)
from erp_integrations.models.sentences import gettext as _
from erp_integrations.models.sentences import ngettext, together
from erp_integrations.models.sums import from_cents, in_cents
from erp_integrations.services.following import STATUS_SENTENCES
from erp_integrations.services.importing.standing import follow_payments
from erp_integrations.services.importing.stream import Read, Stream, read
from erp_integrations.services.progress import Progress, quietly
from erp_integrations.services.refreshing import refresh_lists

TOGETHER = 500
MOST_NAMED = 5
CHECKED = (CostKind.BILL, CostKind.CREDIT_NOTE)


@dataclass(frozen=True, slots=True)
class Difference:
    """An invoice that amounts to something else in Xero, net of tax."""

    invoice: SubcontractorInvoice
    ours: Decimal
    theirs: Decimal

    def __str__(self) -> str:
        amounts = {"name": self.invoice.number, "ours": self.ours, "theirs": self.theirs}
        return _("%(name)s is %(ours)s here and %(theirs)s in Xero") % amounts


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """`gone` are the synced records that were deleted or voided in Xero, `payments_gone` the payments of which this
    check learned that they were deleted there. `problem` says what could not be read.
    """

    synced: int
    gone: int
    payments_gone: int = 0
    differences: Sequence[Difference] = field(default_factory=tuple)
    problem: str = ""

    @property
    def is_failure(self) -> bool:
        return bool(self.problem)

    def __str__(self) -> str:
        return together([self.problem, *self.sentences()])

    def sentences(self) -> list[str]:
        return [self.counted(), self.gone_sentence(), self.payments_sentence(), self.different_sentence()]

    def payments_sentence(self) -> str:
        if not self.payments_gone:
            return ""
        gone = ngettext(
            "%(number)s payment was deleted in Xero, and counts no more.",
            "%(number)s payments were deleted in Xero, and count no more.",
            self.payments_gone,
        )
        return gone % {"number": Decimal(self.payments_gone)}

    def counted(self) -> str:
        known = ngettext("%(number)s synced record checked.", "%(number)s synced records checked.", self.synced)
        return known % {"number": Decimal(self.synced)}

    def gone_sentence(self) -> str:
        if not self.gone:
            return _("All are in Xero.")
        gone = ngettext("%(number)s is gone from Xero.", "%(number)s are gone from Xero.", self.gone)
        return gone % {"number": Decimal(self.gone)}

    def different_sentence(self) -> str:
        if not self.differences:
            return ""
        named = together(self.differences[:MOST_NAMED], by="; ")
        more = "…" if len(self.differences) > MOST_NAMED else "."
        return _("Different amounts: %(named)s%(more)s") % {"named": named, "more": more}


def reconcile(ledger: Ledger, tell: Progress = quietly) -> Reconciliation:
    """Ask Xero what became of the documents that we call synced, and keep it with each record.

    Raises `TryLater`, `NotConnected` and `Unreadable`; the next run goes on where this one was broken off.
    """
    (orders,) = refresh_lists(ledger, [ErpList.PURCHASE_ORDER], tell=tell)
    told = Read()
    gone_payments = Payment.objects.filter(is_deleted_in_erp=True)
    before = gone_payments.count()
    for kind in CHECKED:
        read(stream_of(kind, ledger), tell, told)
    synced = [model._default_manager.synced() for model in EXPORTED_MODELS]
    return Reconciliation(
        synced=sum(records.count() for records in synced),
        gone=sum(records.filter(erp_status=ErpStatus.GONE).count() for records in synced),
        differences=tuple(differences()),
        payments_gone=max(0, gone_payments.count() - before),
        problem=together([together([orders, "."], by="") if orders.problem else "", told]),
    )


def stream_of(kind: CostKind, ledger: Ledger) -> Stream:
    return Stream(
        name=f"check {kind}",
        title=_("Bills") if kind is CostKind.BILL else _("Supplier credit notes"),
        fetch=lambda number, since: ledger.costs(kind, page=number, since=since),
        keep=follow_invoices,
    )


def follow_invoices(documents: Sequence[CostTransaction]) -> None:
    """Keep with our invoices whether what they stand for is still there, and which payments stand."""
    latest = {one.erp_id: one for one in reversed(documents)}
    ours = list(SubcontractorInvoice.objects.filter(erp_id__in=latest))
    for invoice in ours:
        status = ErpStatus.GONE if latest[invoice.erp_id].is_gone else ErpStatus.ACTIVE
        if invoice.erp_status != status:
            adopt(invoice, status)
    follow_payments([latest[invoice.erp_id] for invoice in ours])


@events_last()
def adopt(invoice: SubcontractorInvoice, status: ErpStatus) -> None:
    same = SubcontractorInvoice.objects.filter(pk=invoice.pk, erp_id=invoice.erp_id)
    if same.update(erp_status=status):
        Event.note(invoice, Verb.FOLLOWED, detail=STATUS_SENTENCES[status]())


def differences() -> Iterator[Difference]:
    """Yield the synced invoices whose lines in Xero, as they were last brought in, add up to something else."""
    synced = SubcontractorInvoice.objects.synced().exclude(erp_status=ErpStatus.GONE).prefetch_related("lines")
    for chunk in batched(synced.order_by("pk").iterator(TOGETHER), TOGETHER):
        theirs = amounts_in_xero(invoice.erp_id for invoice in chunk)
        for invoice in chunk:
            ours = invoice.amount_to_show
            if theirs.get(invoice.erp_id, ours) != ours:
                yield Difference(invoice, ours, theirs[invoice.erp_id])


def amounts_in_xero(erp_ids: Iterable[str]) -> dict[str, Decimal]:
    """Return what documents amount to, by their ids; none that was never read, or is not approved there yet."""
    wanted, amounts = list(erp_ids), dict[str, Decimal]()
    for lines in (JobCost.objects.all(), LeftOutCost.objects.exclude(reason=LeftOut.NOT_APPROVED)):
        found = lines.filter(erp_id__in=wanted).order_by().values_list("erp_id").annotate(cents=in_cents("amount"))
        for erp_id, cents in found:
            amounts[erp_id] = amounts.get(erp_id, Decimal(0)) + from_cents(cents)
    return amounts
