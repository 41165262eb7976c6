"""Keeping what exists only in Xero in line with Xero's lists and with what our records are linked to (R30, R36-R38)."""

from collections.abc import Collection, Iterable, Iterator
from itertools import batched
from typing import Any

from django.db import transaction

from erp_integrations.models import ErpEntry, IntegrableRecord, StagedKind, StagedRecord
from erp_integrations.models.record import IN_FLIGHT
from erp_integrations.models.staged_record import LISTS, kind_of
from erp_integrations.services.matching import Match, matches

TOGETHER = 500
FOLLOWED = ("name", "entry", "match_id", "is_match_sure")


@transaction.atomic
def stage(erp_list: str) -> None:
    """Bring the rows of a list's kind in line; those that a person archived stay archived. Other lists have none.

    Only what differs is written. The rows are locked first, so that nobody adds or archives one at the same time.
    """
    kind = next((kind for kind, listed in LISTS.items() if listed == erp_list), None)
    if kind is None:
        return
    rows = StagedRecord.objects.filter(kind=kind).select_for_update().order_by("pk")
    known = {row.erp_id: row for row in rows}
    entries = {entry.erp_id: entry for entry in unlinked(kind) if is_offered(entry, known)}
    StagedRecord.objects.bulk_create(
        list(differing(kind, entries.values(), known)),
        batch_size=TOGETHER,
        update_conflicts=True,
        unique_fields=["kind", "erp_id"],
        update_fields=FOLLOWED,
    )
    withdraw(kind.model, known.keys() - entries.keys())


def unlinked(kind: StagedKind) -> Any:
    """The entries in Xero that no record of ours stands for.

    What bears the name of a record that is on its way may be that record, whose answer is not there yet.
    """
    records = kind.model._default_manager
    linked = records.exclude(erp_id="").values("erp_id")
    arriving = records.filter(delivery__in=IN_FLIGHT).values("name_key")
    present = ErpEntry.objects.present().filter(list=kind.erp_list, merged_into="")
    return present.exclude(erp_id__in=linked).exclude(name_key__in=arriving).only("erp_id", "name", "is_archived")


def is_offered(entry: ErpEntry, known: dict[str, StagedRecord]) -> bool:
    """What is archived in Xero is of no use; where a person archived it here, that is remembered until it is back."""
    row = known.get(entry.erp_id)
    return not entry.is_archived or bool(row and row.is_archived)


def differing(
    kind: StagedKind, entries: Collection[ErpEntry], known: dict[str, StagedRecord]
) -> Iterator[StagedRecord]:
    """Yield the rows, unsaved, that are new or say something else than the stored ones."""
    found = matches(kind, {entry.pk: entry.name for entry in entries})
    for entry in entries:
        row, match = known.get(entry.erp_id), found.get(entry.pk, Match())
        told = {"name": entry.name, "entry_id": entry.pk, "match_id": match.pk, "is_match_sure": match.is_sure}
        if row is None or any(getattr(row, field) != value for field, value in told.items()):
            yield StagedRecord(kind=kind, erp_id=entry.erp_id, **told)


def withdraw(model: type[IntegrableRecord], erp_ids: Iterable[str]) -> None:
    """Take away the rows of what is linked now, or is no longer there. Types that are only exported have none."""
    kind = kind_of(model)
    for chunk in batched(erp_ids, TOGETHER) if kind else ():
        StagedRecord.objects.filter(kind=kind, erp_id__in=chunk).delete()


def hold(model: type[IntegrableRecord], erp_id: str) -> None:
    """Wait for whoever is adding or archiving the row of an entry, and keep others from it."""
    if kind := kind_of(model):
        list(StagedRecord.objects.filter(kind=kind, erp_id=erp_id).select_for_update().values_list("pk"))


def withdraw_all(erp_list: str) -> None:
    kinds = [kind for kind, listed in LISTS.items() if listed == erp_list]
    StagedRecord.objects.filter(kind__in=kinds).delete()
