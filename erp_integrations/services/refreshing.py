"""Reading Xero's lists: what is there, under which name, and whether new documents may use it (R17, R18, R36-R38).

Contacts and purchase orders are asked for what changed since the last reading, by Xero's own clock. The other lists
come whole, so what they no longer hold is gone.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import batched
from typing import Any

from django.db import transaction
from django.utils import timezone

from connectors.documents import Contact, Document, Existing, Item, PurchaseOrder, TrackingOption
from connectors.errors import NotFound, Refused, Unreadable
from connectors.ports import Ledger
from erp_integrations.models import Connection, ErpEntry, ErpList, ErpListReading, IntegrableRecord
from erp_integrations.models.name_key import key_of
from erp_integrations.models.sentences import gettext as _
from erp_integrations.models.sentences import sentence_of, together
from erp_integrations.permissions import require
from erp_integrations.services.following import follow
from erp_integrations.services.progress import Progress, quietly
from erp_integrations.services.staging import stage, withdraw_all

TOGETHER = 500
# How far a reading reaches back before the newest change that is known: rows may come into sight late (3.5).
OVERLAP = timedelta(minutes=5)
# What was read so short a time ago is not asked for again by somebody who only wants to look something up.
A_MINUTE = timedelta(minutes=1)
UPDATED = [
    "name",
    "name_key",
    "title",
    "is_gone",
    "is_archived",
    "is_closed",
    "merged_into",
    "account",
    "tax_type",
    "rate",
    "contact",
    "terms_day",
    "terms_kind",
]


@dataclass(frozen=True, slots=True)
class ListReport:
    """What one reading found. `problem` says why a list could not be read."""

    list: ErpList
    rows: int = 0
    problem: str = ""

    def __str__(self) -> str:
        came = self.problem or _("%(rows)s read") % {"rows": Decimal(self.rows)}
        return together([self.list.label, came], by=": ")


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a reading of all lists found."""

    reports: Sequence[ListReport]

    @property
    def is_failure(self) -> bool:
        return any(report.problem for report in self.reports)

    def __str__(self) -> str:
        return together(together([report, "."], by="") for report in self.reports)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One row: a list, and how its entries are read. `is_whole`: an entry that is not in it is gone."""

    list: ErpList
    entries: Callable[[Ledger, datetime | None], Iterable[Existing]]
    is_whole: bool


def catalogue_of(kind: type[Document]) -> Callable[[Ledger, datetime | None], Iterable[Existing]]:
    return lambda ledger, since: ledger.catalogue(kind, since=since)


def accounts(ledger: Ledger, since: datetime | None) -> Iterator[Existing]:
    for account in ledger.accounts():
        if account.code:
            is_usable = account.is_active and account.takes_lines
            yield Existing(erp_id=account.code, name=account.code, title=account.name, is_archived=not is_usable)


def tax_rates(ledger: Ledger, since: datetime | None) -> Iterator[Existing]:
    for rate in ledger.tax_rates():
        is_usable = rate.is_active and rate.is_for_costs
        yield Existing(erp_id=rate.code, name=rate.code, title=rate.name, rate=rate.rate, is_archived=not is_usable)


# Accounts come before the items that name them.
READINGS = (
    Reading(list=ErpList.ACCOUNT, entries=accounts, is_whole=True),
    Reading(list=ErpList.TAX_RATE, entries=tax_rates, is_whole=True),
    Reading(list=ErpList.ITEM, entries=catalogue_of(Item), is_whole=True),
    Reading(list=ErpList.JOB, entries=catalogue_of(TrackingOption), is_whole=True),
    Reading(list=ErpList.CONTACT, entries=catalogue_of(Contact), is_whole=False),
    Reading(list=ErpList.PURCHASE_ORDER, entries=catalogue_of(PurchaseOrder), is_whole=False),
)


def refresh_lists(
    ledger: Ledger,
    lists: Collection[ErpList] = tuple(ErpList),
    *,
    unless_read_within: timedelta = timedelta(0),
    tell: Progress = quietly,
) -> list[ListReport]:
    """Read Xero's lists and bring our records in line with them; return what each reading found.

    A list that Xero does not let us read, or answers unreadably, keeps its last picture and stops no other. `TryLater`
    for a limit and `NotConnected` go through.
    """
    fresh = ErpListReading.objects.filter(read_at__gt=timezone.now() - unless_read_within)
    read = set(fresh.values_list("list", flat=True)) if unless_read_within else set()
    if not ledger.tracking_category:
        read.add(ErpList.JOB)
    due = [reading for reading in READINGS if reading.list in lists and reading.list not in read]
    reports = []
    for place, reading in enumerate(due):
        tell(sentence_of(reading.list.label), place, len(due))
        reports.append(refresh(reading, ledger))
    return reports


def read_everything(ledger: Ledger, tell: Progress = quietly) -> Refreshed:
    """Read every list and the lock dates; return what was found in the lists."""
    orders = refresh_lists(ledger, [ErpList.PURCHASE_ORDER], tell=tell)
    return Refreshed([*orders, *read_reference_lists(ledger, tell).reports])


def read_reference_lists(ledger: Ledger, tell: Progress = quietly) -> Refreshed:
    """Read what documents refer to, and the lock dates. Documents themselves are looked for by `reconcile`."""

    def tell_of_list(step: str, done: int, total: int) -> None:
        tell(step, done, total + 1)

    reports = refresh_lists(ledger, [one for one in ErpList if one != ErpList.PURCHASE_ORDER], tell=tell_of_list)
    tell(_("Lock dates"), len(reports), len(reports) + 1)
    refresh_books(ledger)
    tell(_("Lock dates"), len(reports) + 1, len(reports) + 1)
    return Refreshed(reports)


def refresh_on_demand(model: type[IntegrableRecord], ledger: Ledger, *, by: Any) -> ListReport:
    """Read the list that a type's records belong to. Needs `sync_*`; raises `Refused` for a type without a list."""
    require(by, "sync", model)
    if model.erp_list is None:
        raise Refused(_("Xero has no list of these."))
    if model.erp_list == ErpList.JOB and not ledger.tracking_category:
        raise Refused(_("No tracking category is chosen for the jobs."))
    (report,) = refresh_lists(ledger, [model.erp_list])
    return report


def refresh(reading: Reading, ledger: Ledger) -> ListReport:
    started_at = timezone.now()
    last = ErpListReading.objects.filter(list=reading.list).first()
    cursor = last.cursor if last and not reading.is_whole else None
    seen: set[str] = set()
    try:
        for chunk in batched(reading.entries(ledger, cursor and cursor - OVERLAP), TOGETHER):
            keep(reading.list, chunk)
            seen |= {entry.erp_id for entry in chunk}
            cursor = max([cursor, *(entry.changed_at for entry in chunk)], key=earliest)
    except (Refused, Unreadable) as problem:
        if reading.list == ErpList.JOB and isinstance(problem, NotFound):
            note_missing(reading.list, str(problem))
        return ListReport(reading.list, problem=str(problem))
    if reading.is_whole:
        mark_gone(reading.list, seen)
    told = {"read_at": started_at, "cursor": cursor, "problem": ""}
    ErpListReading.objects.update_or_create(list=reading.list, defaults=told)
    if reading.is_whole:
        follow(reading.list, whole_since=started_at)
    else:
        follow(reading.list, among=seen)
    stage(reading.list)
    return ListReport(reading.list, len(seen))


def note_missing(erp_list: ErpList, problem: str) -> None:
    """Keep in mind that Xero has no such list any more, as when the tracking category of the jobs is renamed."""
    told = {"problem": problem}
    created = {"read_at": timezone.now(), **told}
    ErpListReading.objects.update_or_create(list=erp_list, defaults=told, create_defaults=created)


def forget(erp_list: ErpList) -> None:
    """Count a list as never read, since it will be another one."""
    ErpListReading.objects.filter(list=erp_list).delete()
    withdraw_all(erp_list)


def earliest(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0


@transaction.atomic
def keep(erp_list: ErpList, entries: Sequence[Existing]) -> None:
    latest = {entry.erp_id: entry for entry in entries}
    ErpEntry.objects.bulk_create(
        [as_row(erp_list, entry) for entry in latest.values()],
        update_conflicts=True,
        unique_fields=["list", "erp_id"],
        update_fields=UPDATED,
    )


def as_row(erp_list: ErpList, entry: Existing) -> ErpEntry:
    return ErpEntry(
        list=erp_list,
        erp_id=entry.erp_id,
        name=entry.name[:500],
        name_key=key_of(entry.name[:500]),
        title=entry.title[:500],
        is_gone=entry.is_gone,
        is_archived=entry.is_archived,
        is_closed=entry.is_closed,
        merged_into=entry.merged_into,
        account=entry.account,
        tax_type=entry.tax_type,
        rate=entry.rate,
        contact=address_of(entry),
        terms_day=entry.terms.day if entry.terms else None,
        terms_kind=entry.terms.kind.name if entry.terms else "",
    )


def address_of(entry: Existing) -> dict[str, Any]:
    contact = entry.contact
    names = ("email", "phone", "fax", "address", "city", "region", "postal_code", "country")
    return {name: getattr(contact, name) for name in names} if contact else {}


@transaction.atomic
def mark_gone(erp_list: ErpList, seen: set[str]) -> None:
    listed = ErpEntry.objects.present().filter(list=erp_list).values_list("erp_id", flat=True)
    for chunk in batched(set(listed) - seen, TOGETHER):
        ErpEntry.objects.filter(list=erp_list, erp_id__in=chunk).update(is_gone=True)


def refresh_books(ledger: Ledger) -> None:
    """Read until when the organisation's books are locked, where its days begin, and what its pages are called."""
    try:
        books = ledger.books()
    except (Refused, Unreadable):
        return
    current = Connection.current()
    if current:
        told = {"short_code": books.short_code, "time_zone": books.time_zone}
        Connection.objects.filter(pk=current.pk).update(books_locked_until=books.locked_until, **told)
