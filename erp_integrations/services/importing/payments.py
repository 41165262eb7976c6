"""Payments issued: what Xero's bookkeeper paid of the bills that this tool exported (R87-R97, R112, R170-R180)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Min

from connectors.documents import BillPayment
from connectors.ports import Ledger
from erp_integrations.models import (
    Connection,
    Event,
    ImportCursor,
    IntegrationSettings,
    Payment,
    SubcontractorInvoice,
    Verb,
    events_last,
    trail,
)
from erp_integrations.models.sentences import gettext as _
from erp_integrations.models.sentences import sentence_of, together
from erp_integrations.permissions import require
from erp_integrations.services.importing.sharing import share_out
from erp_integrations.services.importing.standing import mark, note
from erp_integrations.services.importing.stream import ROWS_IN_A_STATEMENT, Read, Stream, read
from erp_integrations.services.progress import Progress, quietly
from erp_integrations.services.refreshing import OVERLAP, refresh_books

PAYMENTS = "payments"
# What of a payment is Xero's, by our names and by the connector's (R176, R177, R180).
TOLD = {"amount": "amount", "date": "date", "notes": "reference"}
# A bill may have been there, and paid, before we knew that it is ours.
BECAME_OURS = (Verb.LINKED, Verb.FOUND)
# Ten calls. What takes more might never get to its end between two limits of calls: it begins anew after each.
MOST_ASKED_FOR = 400


@dataclass(frozen=True, slots=True)
class PaymentReport:
    """What was read, what that changed among the payments that are known, and of which day on new ones count."""

    read: Read
    added: int
    deleted: int
    dated_from: date

    @property
    def is_failure(self) -> bool:
        return bool(self.read.unreadable)

    def __str__(self) -> str:
        text = _("New payments: %(added)s. Deleted in Xero: %(deleted)s. Dated %(day)s or later.")
        numbers = {"added": Decimal(self.added), "deleted": Decimal(self.deleted)}
        return together([str(self.read), text % {**numbers, "day": self.dated_from}])


def import_payments(ledger: Ledger, tell: Progress = quietly) -> PaymentReport:
    """Read what changed among the payments of Xero's bills, and keep those of invoices that this tool exported.

    Only payments dated from the day on that the settings name; without one it is today from now on (R93). Raises
    `TryLater`, `NotConnected` and `Unreadable`; the next run goes on where this one was broken off.
    """
    if IntegrationSettings.load().payments_from is None:
        refresh_books(ledger)
    dated_from = begin_importing_payments()
    asked_from = first_day_to_follow(dated_from)
    stream = Stream(
        name=PAYMENTS,
        title=_("Payments"),
        fetch=lambda number, since: ledger.payments(dated_from=asked_from, page=number, since=since),
        keep=partial(keep, dated_from=dated_from),
        scope=asked_from.isoformat(),
    )
    known, gone = Payment.objects.count(), Payment.objects.filter(is_deleted_in_erp=True).count()
    catch_up(ledger, stream.scope, dated_from)
    told = Read()
    read(stream, tell, told)
    added = Payment.objects.count() - known
    deleted = Payment.objects.filter(is_deleted_in_erp=True).count() - gone
    return PaymentReport(told, max(0, added), max(0, deleted), dated_from)


def first_day_to_follow(dated_from: date) -> date:
    """Return the day from which on payments are asked for: those that are known are followed, whatever day is chosen
    for new ones."""
    oldest: date | None = Payment.objects.aggregate(oldest=Min("date"))["oldest"]
    return min(dated_from, oldest) if oldest else dated_from


@events_last()
def begin_importing_payments(by: Any = None) -> date:
    """Return the day from which on payments are imported. Where none is chosen it is today, and stays so (R93).

    Today is the organisation's, whose payments are dated by it. Needs `change_integrationsettings`.
    """
    require(by, "change", IntegrationSettings)
    settings = IntegrationSettings.load()
    if settings.payments_from is None:
        settings.payments_from = Connection.today()
        settings.save(update_fields=["payments_from"])
        label = sentence_of(IntegrationSettings._meta.get_field("payments_from").verbose_name)
        day = sentence_of(settings.payments_from)
        Event.note(settings, Verb.CHANGED, by=by, changes=[{"field": label, "from": "", "to": day}])
    return settings.payments_from


def catch_up(ledger: Ledger, scope: str, dated_from: date) -> None:
    """Ask for the payments of bills that came to be ours since the last reading began: it may have passed them by.

    Before everything was read once, nothing was passed by. Where it is too many bills, everything is read anew, which
    goes on where it was broken off.
    """
    position = ImportCursor.objects.filter(stream=PAYMENTS, scope=scope).exclude(cursor=None).first()
    if position is None or position.started_at is None:
        return
    of_invoices = ContentType.objects.get_for_model(SubcontractorInvoice)
    since = position.started_at - OVERLAP
    came = Event.objects.filter(content_type=of_invoices, verb__in=BECAME_OURS, happened_at__gte=since)
    invoices = SubcontractorInvoice.objects.exclude(erp_id="").filter(pk__in=came.values("object_id"))
    bills = list(invoices.values_list("erp_id", flat=True))
    if len(bills) > MOST_ASKED_FOR:
        ImportCursor.objects.filter(pk=position.pk).update(cursor=None, next_page=1)
        return
    found = list(ledger.payments_of(bills))
    with events_last():
        keep(found, dated_from=dated_from)


def keep(payments: Sequence[BillPayment], *, dated_from: date) -> None:
    """Take payments as they are now. One of another's bill, or one that was deleted before it was known, is none."""
    # The pages may show a payment twice, and the first time is the newer one.
    latest = {payment.erp_id: payment for payment in reversed(payments)}
    known = {one.erp_id: one for one in Payment.objects.filter(erp_id__in=latest).select_related("invoice")}
    for erp_id, payment in known.items():
        follow(payment, latest[erp_id])
    wanted = [one for one in latest.values() if not one.is_deleted and one.erp_id not in known]
    add([one for one in wanted if one.date >= dated_from])


def add(payments: Sequence[BillPayment]) -> None:
    invoices = exported(payment.bill_id for payment in payments)
    new = [new_payment(one, invoices[one.bill_id]) for one in payments if one.bill_id in invoices]
    Payment.objects.bulk_create(new, batch_size=ROWS_IN_A_STATEMENT)
    share_out(new)
    trail.note(list(came_in(new)))


def exported(bill_ids: Iterable[str]) -> Mapping[str, SubcontractorInvoice]:
    """Return the invoices that bills stand for, by the ids of the bills (R88)."""
    invoices = SubcontractorInvoice.objects.filter(erp_id__in=set(filter(None, bill_ids)))
    return {invoice.erp_id: invoice for invoice in invoices.prefetch_related("lines")}


def new_payment(told: BillPayment, invoice: SubcontractorInvoice) -> Payment:
    values: dict[str, Any] = {name: getattr(told, theirs) for name, theirs in TOLD.items()}
    return Payment(invoice=invoice, erp_id=told.erp_id, erp_changed_at=told.changed_at, **values)


def came_in(payments: Iterable[Payment]) -> Iterator[Event]:
    for payment in payments:
        told = {"amount": payment.amount, "date": payment.date}
        yield Event.of(payment, Verb.CREATED, detail=_("Imported from Xero."))
        sentence = _("Payment of %(amount)s dated %(date)s: imported from Xero.") % told
        yield Event.of(payment.invoice, Verb.FOLLOWED, detail=sentence)


def follow(payment: Payment, told: BillPayment) -> None:
    """Bring a known payment in line with Xero (R92). What people gave it, its number and attachments, stays."""
    now = {name: getattr(told, theirs) for name, theirs in TOLD.items()}
    if told.changed_at:
        now["erp_changed_at"] = told.changed_at
    differing = {name: value for name, value in now.items() if getattr(payment, name) != value}
    if differing:
        Payment.objects.filter(pk=payment.pk).update(**differing)
    if differing.keys() & TOLD.keys():
        payment.refresh_from_db()
        share_out([payment])
        note(payment, _("Changed in Xero."))
    if payment.is_deleted_in_erp != told.is_deleted:
        mark(payment, is_deleted=told.is_deleted)
