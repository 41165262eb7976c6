"""What in Xero a record may stand for: the same name for sure, much the same name perhaps (R36)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from connectors.documents import (
    Bill,
    Contact,
    CreditNote,
    Document,
    Existing,
    Item,
    PurchaseOrder,
    PurchaseOrderChange,
    TrackingOption,
)
from connectors.ports import Ledger
from erp_integrations.mapping import document_for, kind_in_xero
from erp_integrations.models import ErpEntry, ErpList, IntegrationSettings, State
from erp_integrations.services.refreshing import A_MINUTE, refresh_lists
from erp_integrations.services.spelling import ALIKE, essence

MOST_SUGGESTIONS = 3

# What people call a document of each kind.
TITLES: dict[type[Document], str] = {
    Item: "code",
    TrackingOption: "name",
    Contact: "name",
    PurchaseOrder: "number",
    PurchaseOrderChange: "order_number",
    Bill: "number",
    CreditNote: "number",
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`is_sure`: the names are the same but for case, only one in Xero is called so, and the record was not rejected.

    `is_elsewhere`: its address is in another town than the record's.
    """

    existing: Existing
    is_sure: bool
    is_elsewhere: bool = False


def suggestions_from(ledger: Ledger, records: Iterable[Any]) -> dict[int, list[Suggestion]]:
    """Look for each record among what its kind could stand for; raises `ConnectorError` where Xero has to be asked."""
    by_kind = defaultdict(list)
    for record in records:
        by_kind[kind_in_xero(record), record.erp_list].append(record)
    found: dict[int, list[Suggestion]] = {}
    for (kind, erp_list), alike in by_kind.items():
        found |= suggestions(alike, listed(erp_list, ledger) if erp_list else ledger.catalogue(kind))
    return found


def listed(erp_list: ErpList, ledger: Ledger) -> list[Existing]:
    """Return the entries of one of Xero's lists, read a moment ago at the most."""
    refresh_lists(ledger, [erp_list], unless_read_within=A_MINUTE)
    entries = ErpEntry.objects.usable().filter(list=erp_list)
    return [
        Existing(erp_id=entry.erp_id, name=entry.name, title=detail_of(entry), contact=contact_of(entry))
        for entry in entries
    ]


def contact_of(entry: ErpEntry) -> Contact | None:
    return Contact(number="", name=entry.name, **entry.contact) if entry.contact else None


def detail_of(entry: ErpEntry) -> str:
    """Return what tells an entry from others of much the same name: an item's name, a contact's address."""
    places = (entry.contact.get(name) for name in ("address", "city", "region"))
    return entry.title or ", ".join(place for place in places if place)


def suggestions(records: Sequence[Any], catalogue: Iterable[Existing]) -> dict[int, list[Suggestion]]:
    """Return, for each record's id, what it may be linked to, the likeliest first. Nothing that is taken or gone."""
    if not records:
        return {}
    settings = IntegrationSettings.load()
    free = list(without_taken(records[0], catalogue))
    exact, alike = by_name(free, str.casefold), by_name(free, essence)
    found = {}
    for record in records:
        document = document_for(record, settings, kind_in_xero(record))
        names = for_name(title_of(document), exact, alike)
        found[record.pk] = [weighed(one, record) for one in names]
    return found


def weighed(suggestion: Suggestion, record: Any) -> Suggestion:
    """Nothing that was rejected is linked without a person choosing it; another town is only said (R39)."""
    contact = suggestion.existing.contact
    towns = {essence(getattr(record, "city", "")), essence(contact.city) if contact else ""} - {""}
    is_sure = suggestion.is_sure and record.state != State.REJECTED
    return replace(suggestion, is_sure=is_sure, is_elsewhere=len(towns) > 1)


def without_taken(record: Any, catalogue: Iterable[Existing]) -> Iterable[Existing]:
    taken = set(type(record)._default_manager.exclude(erp_id="").values_list("erp_id", flat=True))
    return (one for one in catalogue if not (one.is_gone or one.is_archived or one.erp_id in taken))


def by_name(existing: Iterable[Existing], spelling: Any) -> dict[str, list[Existing]]:
    names = defaultdict(list)
    for one in existing:
        names[spelling(one.name)].append(one)
    return names


def for_name(name: str, exact: dict[str, list[Existing]], alike: dict[str, list[Existing]]) -> list[Suggestion]:
    same = exact.get(name.casefold(), [])
    if same:
        return [Suggestion(one, len(same) == 1) for one in same[:MOST_SUGGESTIONS]]
    close = get_close_matches(essence(name), alike, n=MOST_SUGGESTIONS, cutoff=ALIKE)
    return [Suggestion(one, False) for spelling in close for one in alike[spelling]][:MOST_SUGGESTIONS]


def title_of(document: Document) -> str:
    return str(getattr(document, TITLES[type(document)]))
