"""Bringing synced records in line with what Xero's lists say: renamed, merged, archived, deleted, billed."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any

from erp_integrations.models import (
    EXPORTED_MODELS,
    BudgetCode,
    ErpEntry,
    ErpList,
    ErpStatus,
    Event,
    IntegrableRecord,
    ItemFlaw,
    Vendor,
    Verb,
    events_last,
    trail,
)
from erp_integrations.models.sentences import gettext as _

TOGETHER = 500

# Whether the accounts and tax rates that are known can be used, by list and code.
Usable = Mapping[tuple[str, str], bool]


def follow(erp_list: ErpList, *, among: Collection[str] | None = None, whole_since: datetime | None = None) -> None:
    """Bring the synced records of a list's type in line; each change leaves its line in the history.

    `among` narrows it to the ids that were read. `whole_since` is when a list that came whole was read: what was synced
    before that and is not in it, is gone.
    """
    model = next((model for model in EXPORTED_MODELS if model.erp_list == erp_list), None)
    if model is None:
        return
    linked = model._default_manager.exclude(erp_id="")
    ids = linked.values_list("erp_id", flat=True).distinct() if among is None else among
    following = Following(model, whole_since, usable_codes() if model is BudgetCode else {})
    for chunk in batched(list(ids), TOGETHER):
        following.go_through(linked.filter(erp_id__in=chunk), chunk)


def usable_codes() -> Usable:
    coded = ErpEntry.objects.filter(list__in=(ErpList.ACCOUNT, ErpList.TAX_RATE))
    return {(entry.list, entry.erp_id): entry.is_usable for entry in coded}


@dataclass(frozen=True, slots=True)
class Following:
    """One pass over the records of a type. Only those that Xero tells otherwise of are written."""

    model: type[IntegrableRecord]
    whole_since: datetime | None
    usable: Usable

    def go_through(self, linked: Any, ids: Collection[str]) -> None:
        listed = ErpEntry.objects.filter(list=self.model.erp_list or "", erp_id__in=ids)
        entries = {entry.erp_id: entry for entry in listed}
        for record in linked:
            entry = entries.get(record.erp_id) or self.missing(record)
            if entry is not None:
                entry = heir_of(record, entry)
                if differing := self.differing(record, entry):
                    adopt(record, entry, differing)

    def missing(self, record: Any) -> ErpEntry | None:
        """Return the entry of a record that is gone from a list that came whole."""
        if self.whole_since and record.synced_at and record.synced_at < self.whole_since:
            return ErpEntry(erp_id=record.erp_id, name=record.erp_name, is_gone=True)
        return None

    def differing(self, record: Any, entry: ErpEntry) -> dict[str, Any]:
        """Return the fields in which Xero says otherwise."""
        told = {"erp_id": entry.erp_id, "erp_name": entry.name, "erp_status": status_of(entry)}
        told |= MORE[self.model](entry, self.usable) if self.model in MORE else {}
        return {name: value for name, value in told.items() if getattr(record, name) != value}


@events_last()
def adopt(record: Any, entry: ErpEntry, differing: Mapping[str, Any]) -> None:
    """Take over what Xero says, unless the record was unlinked meanwhile, and tell the history what changed."""
    rows = type(record)._default_manager.filter(pk=record.pk, erp_id=record.erp_id)
    if rows.update(**differing):
        sentences = changes(record, entry)
        trail.note([Event.of(record, Verb.FOLLOWED, detail=sentence) for sentence in sentences])


def heir_of(record: Any, entry: ErpEntry) -> ErpEntry:
    """Return the contact that took a merged one's place, unless another company stands for it already."""
    heir = ErpEntry.objects.filter(list=entry.list, erp_id=entry.merged_into).first() if entry.merged_into else None
    taken = heir and type(record)._default_manager.filter(erp_id=heir.erp_id).exists()
    return heir if heir and not taken else entry


def changes(record: Any, entry: ErpEntry) -> Iterator[str]:
    if entry.erp_id != record.erp_id:
        yield _("Merged in Xero into “%(name)s”.") % {"name": entry.name}
    elif record.erp_name and entry.name != record.erp_name:
        yield _("Renamed in Xero: “%(old)s” is “%(new)s” now.") % {"old": record.erp_name, "new": entry.name}
    if status_of(entry) != record.erp_status:
        yield STATUS_SENTENCES[status_of(entry)]()


STATUS_SENTENCES: Mapping[str, Callable[[], str]] = {
    ErpStatus.ACTIVE: lambda: _("Active in Xero again."),
    ErpStatus.ARCHIVED: lambda: _("Archived in Xero."),
    ErpStatus.GONE: lambda: _("Deleted in Xero."),
    ErpStatus.CLOSED: lambda: _("Billed in Xero: it takes no more lines."),
}


def status_of(entry: ErpEntry) -> str:
    if entry.is_gone:
        return ErpStatus.GONE
    if entry.is_archived:
        return ErpStatus.ARCHIVED
    return ErpStatus.CLOSED if entry.is_closed else ErpStatus.ACTIVE


def flaw_of(item: ErpEntry, usable: Usable) -> str:
    """Return what of an item keeps bills from using it; nothing is concluded from lists that were never read."""
    if not item.account or not usable.get((ErpList.ACCOUNT, item.account), True):
        return ItemFlaw.ACCOUNT
    return ItemFlaw.NONE if usable.get((ErpList.TAX_RATE, item.tax_type), True) else ItemFlaw.TAX_RATE


# What a type keeps of its entry beside name and status.
MORE: Mapping[type[IntegrableRecord], Callable[[ErpEntry, Usable], dict[str, Any]]] = {
    BudgetCode: lambda entry, usable: {"erp_flaw": flaw_of(entry, usable)},
    Vendor: lambda entry, usable: {"terms_day": entry.terms_day, "terms_kind": entry.terms_kind},
}
