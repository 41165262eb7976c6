"""Bringing synced records in line with what Xero's lists say: renamed, merged, archived, deleted, billed."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import batched
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

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
)

TOGETHER = 500


def follow(erp_list: ErpList, *, whole_since: datetime | None = None) -> None:
    """Go through the synced records of a list's type; each change leaves its line in the history.

    `whole_since` is when a list that came whole was read: what was synced before that and is not in it, is gone.
    """
    model = next((model for model in EXPORTED_MODELS if model.erp_list == erp_list), None)
    if model is None:
        return
    ids = model._default_manager.exclude(erp_id="").values_list("pk", flat=True)
    for chunk in batched(list(ids), TOGETHER):
        follow_together(model, chunk, whole_since)


@transaction.atomic
def follow_together(model: type[IntegrableRecord], ids: tuple[int, ...], whole_since: datetime | None) -> None:
    records = list(model._default_manager.filter(pk__in=ids).exclude(erp_id="").select_for_update(of=("self",)))
    wanted = [record.erp_id for record in records]
    listed = ErpEntry.objects.filter(list=model.erp_list or "", erp_id__in=wanted)
    entries = {entry.erp_id: entry for entry in listed}
    for record in records:
        entry = entries.get(record.erp_id)
        if entry is None and whole_since and record.synced_at and record.synced_at < whole_since:
            entry = ErpEntry(erp_id=record.erp_id, name=record.erp_name, is_gone=True)
        if entry is not None:
            adopt(record, heir_of(record, entry))


def heir_of(record: Any, entry: Any) -> Any:
    """Return the contact that took a merged one's place, unless another company stands for it already."""
    heir = ErpEntry.objects.filter(list=entry.list, erp_id=entry.merged_into).first() if entry.merged_into else None
    taken = heir and type(record)._default_manager.filter(erp_id=heir.erp_id).exists()
    return heir if heir and not taken else entry


def adopt(record: Any, entry: Any) -> None:
    """Take over what Xero says of a record, and tell the history what that changed."""
    sentences = list(changes(record, entry))
    fields = {
        "erp_id": entry.erp_id,
        "erp_name": entry.name,
        "erp_status": status_of(entry),
        **MORE.get(type(record), lambda entry: {})(entry),
    }
    changed = {name: value for name, value in fields.items() if getattr(record, name) != value}
    if changed:
        type(record)._default_manager.filter(pk=record.pk).update(**changed)
    Event.objects.bulk_create([Event.of(record, Verb.FOLLOWED, detail=sentence) for sentence in sentences])


def changes(record: Any, entry: Any) -> Iterator[str]:
    if entry.erp_id != record.erp_id:
        yield _("Merged in Xero into “%(name)s”.") % {"name": entry.name}
    elif record.erp_name and entry.name != record.erp_name:
        yield _("Renamed in Xero: “%(old)s” is “%(new)s” now.") % {"old": record.erp_name, "new": entry.name}
    if status_of(entry) != record.erp_status:
        yield STATUS_SENTENCES[status_of(entry)]()


STATUS_SENTENCES: dict[str, Callable[[], str]] = {
    ErpStatus.ACTIVE: lambda: _("Active in Xero again."),
    ErpStatus.ARCHIVED: lambda: _("Archived in Xero."),
    ErpStatus.GONE: lambda: _("Deleted in Xero."),
    ErpStatus.CLOSED: lambda: _("Billed in Xero: it takes no more lines."),
}


def status_of(entry: Any) -> str:
    if entry.is_gone:
        return ErpStatus.GONE
    if entry.is_archived:
        return ErpStatus.ARCHIVED
    return ErpStatus.CLOSED if entry.is_closed else ErpStatus.ACTIVE


def flaw_of(item: Any) -> str:
    """Return what of an item keeps bills from using it; nothing is concluded from lists that were never read."""
    account, rate = entry_of(ErpList.ACCOUNT, item.account), entry_of(ErpList.TAX_RATE, item.tax_type)
    if not item.account or (account and not account.is_usable):
        return ItemFlaw.ACCOUNT
    return ItemFlaw.TAX_RATE if rate and not rate.is_usable else ItemFlaw.NONE


def entry_of(erp_list: ErpList, code: str) -> ErpEntry | None:
    return ErpEntry.objects.filter(list=erp_list, erp_id=code).first() if code else None


# What a type keeps of its entry beside name and status.
MORE: dict[type[IntegrableRecord], Callable[[Any], dict[str, Any]]] = {
    BudgetCode: lambda entry: {"erp_flaw": flaw_of(entry)},
    Vendor: lambda entry: {"terms_day": entry.terms_day, "terms_kind": entry.terms_kind},
}
