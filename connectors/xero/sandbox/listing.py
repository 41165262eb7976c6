"""Lists: filters, order, If-Modified-Since and pages (Xero reference 3.4 to 3.6)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from connectors.xero.sandbox import kinds
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.kinds import Kind, Paging
from connectors.xero.sandbox.moments import modified_since, read_date
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.refusals import UnreadableQuery
from connectors.xero.sandbox.rendering import View, render
from connectors.xero.sandbox.where import Predicate, comparable, compile_where

DEFAULT_PAGE_SIZE = 100
ORDER_CLAUSE = re.compile(r"^([\w.]+)(?:\s+(ASC|DESC))?$", re.IGNORECASE)
# Beyond this many documents a list without page and without filter is refused (Xero reference 2).
HIGH_VOLUME = 100_000
# Parameters that say which part of a list is shown, and how, but not what is on it.
OF_A_PAGE = ("page", "pageSize", "unitdp", "summaryOnly")
NARROWING = ("page", "where", "IDs", "InvoiceNumbers", "ContactIDs", "Statuses", "searchTerm")
SEARCHED = ("Name", "FirstName", "LastName", "EmailAddress", "ContactNumber", "InvoiceNumber", "Reference")
# query parameter, field it compares with, kinds that know it
LIST_FILTERS: tuple[tuple[str, str, tuple[Kind, ...]], ...] = (
    ("InvoiceNumbers", "InvoiceNumber", (kinds.INVOICES,)),
    ("ContactIDs", "Contact.ContactID", (kinds.INVOICES,)),
    ("Statuses", "Status", (kinds.INVOICES,)),
    ("Status", "Status", (kinds.PURCHASE_ORDERS,)),
)
# Purchase orders have no `where` at all (Xero reference 3.6).
WITHOUT_WHERE = (kinds.PURCHASE_ORDERS,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    number: int
    size: int


def list_documents(
    organisation: Organisation, kind: Kind, query: Mapping[str, str], since_header: str | None
) -> Document:
    """Return the envelope's own part of a list: the documents, and `pagination` where pages were asked for."""
    with organisation.lock:
        found = _found(organisation, kind, query, since_header)
        page = _page(organisation, kind, query)
        if page is None:
            _check_volume(organisation, kind, query)
        shown = found if page is None else found[(page.number - 1) * page.size : page.number * page.size]
        view = _view(kind, query, page)
        listed: Document = {kind.plural: [render(organisation, kind, document, view) for document in shown]}
    if page is None:
        return listed
    pagination = {
        "page": page.number,
        "pageSize": page.size,
        "pageCount": ceil(len(found) / page.size),
        "itemCount": len(found),
    }
    return {"pagination": pagination, **listed}


def unit_places(query: Mapping[str, str]) -> int:
    return 4 if query.get("unitdp") == "4" else 2


def _found(
    organisation: Organisation, kind: Kind, query: Mapping[str, str], since_header: str | None
) -> list[Document]:
    """Return the whole list; a change between two pages is seen by the second one, as in Xero (reference 3.4)."""
    since = modified_since(since_header) if kind.has_modified_since else None
    choosing = tuple(sorted((name, text) for name, text in query.items() if name not in OF_A_PAGE))
    return organisation.remembered.get(
        (kind.plural, choosing, since),
        _state(organisation, kind),
        lambda: _looked_up(organisation, kind, query, since),
    )


def _state(organisation: Organisation, kind: Kind) -> tuple[int, ...]:
    """Return what a list depends on: filters read a document's contact and account as they are today."""
    versions = (organisation.of(one).version for one in (kind, kinds.CONTACTS, kinds.ACCOUNTS))
    return *versions, organisation.lists_deleted_payments


def _looked_up(organisation: Organisation, kind: Kind, query: Mapping[str, str], since: str | None) -> list[Document]:
    predicates = _predicates(organisation, kind, query)
    documents = organisation.of(kind).in_order(since)
    for holds in predicates:
        documents = [document for document in documents if holds(document)]
    return _ordered(organisation, kind, documents, query.get("order", ""))


def _predicates(organisation: Organisation, kind: Kind, query: Mapping[str, str]) -> list[Predicate]:
    predicates: list[Predicate] = []
    if kind is kinds.CONTACTS and query.get("includeArchived") != "true":
        predicates.append(lambda contact: contact["ContactStatus"] == "ACTIVE" or bool(query.get("IDs")))
    if kind is kinds.TRACKING_CATEGORIES:
        statuses = ("ACTIVE", "ARCHIVED") if query.get("includeArchived") == "true" else ("ACTIVE",)
        predicates.append(lambda category: category["Status"] in statuses)
    if kind is kinds.PAYMENTS and not organisation.lists_deleted_payments:
        predicates.append(lambda payment: payment["Status"] != "DELETED")
    if query.get("where") and kind not in WITHOUT_WHERE:
        predicates.append(compile_where(query["where"], kind.filters, _reader(organisation)))
    predicates += _list_filters(organisation, kind, query)
    if kind is kinds.PURCHASE_ORDERS:
        predicates += _between(query)
    if term := comparable(query.get("searchTerm", "")):
        predicates.append(lambda document: any(term in comparable(document.get(name, "")) for name in SEARCHED))
    return predicates


def _list_filters(organisation: Organisation, kind: Kind, query: Mapping[str, str]) -> list[Predicate]:
    filters = [(name, field) for name, field, known_to in LIST_FILTERS if kind in known_to]
    if kind in (kinds.INVOICES, kinds.CONTACTS):
        filters.append(("IDs", kind.id_field))
    read = _reader(organisation)
    return [_one_of(read, field, query[name]) for name, field in filters if query.get(name)]


def _one_of(read: Callable[[Document, str], Any], field: str, texts: str) -> Predicate:
    wanted = {text.strip().casefold() for text in texts.split(",")}
    return lambda document: str(read(document, field) or "").casefold() in wanted


def _between(query: Mapping[str, str]) -> list[Predicate]:
    predicates: list[Predicate] = []
    try:
        if query.get("DateFrom"):
            first = read_date(query["DateFrom"])
            predicates.append(lambda order: bool(order["Date"] >= first))
        if query.get("DateTo"):
            last = read_date(query["DateTo"])
            predicates.append(lambda order: bool(order["Date"] <= last))
    except ValueError as error:
        raise UnreadableQuery(str(error)) from error
    return predicates


def _reader(organisation: Organisation) -> Callable[[Document, str], Any]:
    """Return how a dotted path is read; a document's contact is the contact as it is today."""

    def read(document: Document, path: str) -> Any:
        if "." not in path:
            return document.get(path)
        outer, inner = path.split(".")
        nested = document.get(outer, {})
        if outer == "Contact":
            nested = organisation.contacts[nested["ContactID"]]
        elif outer in ("BankAccount", "Account"):
            nested = organisation.accounts[nested["AccountID"]]
        return nested.get(inner)

    return read


def _ordered(organisation: Organisation, kind: Kind, documents: list[Document], order: str) -> list[Document]:
    read = _reader(organisation)
    names = {name.lower(): name for name in kind.filters}
    for clause in reversed([part.strip() for part in order.split(",") if part.strip()]):
        match = ORDER_CLAUSE.match(clause)
        name = names.get(match[1].lower()) if match else None
        if match is None or name is None:
            raise UnreadableQuery(f"No property or field '{clause}' exists to order by")
        is_descending = (match[2] or "").upper() == "DESC"
        documents = sorted(documents, key=_sort_key(read, name), reverse=is_descending)
    return documents


def _sort_key(read: Callable[[Document, str], Any], name: str) -> Callable[[Document], tuple[bool, Any]]:
    def key(document: Document) -> tuple[bool, Any]:
        value = read(document, name)
        return value is not None, comparable(value) if isinstance(value, str) else value

    return key


def _page(organisation: Organisation, kind: Kind, query: Mapping[str, str]) -> Page | None:
    """Return the page that was asked for; sizes are clamped to what Xero serves."""
    if kind.paging is Paging.NEVER or (kind.paging is Paging.ASKED and "page" not in query):
        return None
    number = _whole_number(query, "page", 1)
    size = _whole_number(query, "pageSize", DEFAULT_PAGE_SIZE)
    return Page(number=max(number, 1), size=min(max(size, 1), organisation.largest_page))


def _whole_number(query: Mapping[str, str], name: str, default: int) -> int:
    try:
        return int(query.get(name) or default)
    except ValueError as error:
        raise UnreadableQuery(f"'{query[name]}' is not a valid value for {name}") from error


def _view(kind: Kind, query: Mapping[str, str], page: Page | None) -> View:
    return View(
        unit_places=unit_places(query),
        summary=page is None and kind.paging is Paging.ASKED,
        summary_only=query.get("summaryOnly") == "true",
    )


def _check_volume(organisation: Organisation, kind: Kind, query: Mapping[str, str]) -> None:
    is_narrow = kind.paging is Paging.NEVER or any(query.get(name) for name in NARROWING)
    if not is_narrow and len(organisation.of(kind)) > HIGH_VOLUME:
        raise UnreadableQuery(f"More than {HIGH_VOLUME} documents: use paging or a filter.")
