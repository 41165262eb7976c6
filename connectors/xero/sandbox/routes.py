"""Every request that the organisation answers under /api.xro/2.0, one row each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from connectors.xero.sandbox import (
    accounts,
    bank_transactions,
    contacts,
    credit_notes,
    files,
    history,
    invoices,
    items,
    kinds,
    payments,
    purchase_orders,
    tracking,
)
from connectors.xero.sandbox.answers import Answer, envelope
from connectors.xero.sandbox.batch import elements_of, write_all
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.kinds import Kind
from connectors.xero.sandbox.listing import list_documents, unit_places
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.refusals import NotFound, NothingSent
from connectors.xero.sandbox.rendering import View, dated, render, render_organisation
from connectors.xero.sandbox.writing import Outcome, Write, WriteOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRequest:
    """`ids` are the path's segments between the names; `body` is clean, and empty for GET, DELETE and files.

    `content` is a file as it came.
    """

    organisation: Organisation
    ids: tuple[str, ...]
    query: Mapping[str, str]
    if_modified_since: str | None
    body: Document
    content: bytes = b""
    content_type: str = ""


type Handler = Callable[[ApiRequest], Answer]


def answered(request: ApiRequest, content: Document) -> Answer:
    return Answer(payload=envelope(content, request.organisation.now()))


def find(organisation: Organisation, kind: Kind, key: str) -> Document:
    """Return the document of an id, or of the code or number that a path may name instead; raises NotFound.

    Where several share a number, one that is neither deleted nor voided goes first.
    """
    collection = organisation.of(kind)
    if document := collection.get(key.lower()) or collection.get(key):
        return document
    named = collection.find(kind.found_by, key) if kind.found_by else []
    if not named:
        raise NotFound
    return next((one for one in named if one.get("Status") not in ("DELETED", "VOIDED")), named[0])


def _list(request: ApiRequest, *, kind: Kind) -> Answer:
    return answered(request, list_documents(request.organisation, kind, request.query, request.if_modified_since))


def _read(request: ApiRequest, *, kind: Kind) -> Answer:
    document = find(request.organisation, kind, request.ids[0])
    return answered(request, {kind.plural: [_shown(request, kind, document)]})


def _shown(request: ApiRequest, kind: Kind, document: Document) -> Document:
    return render(request.organisation, kind, document, View(unit_places=unit_places(request.query)))


def _write(request: ApiRequest, *, kind: Kind, write: Write) -> Answer:
    """Write every element of the body; a path's id goes for its one element."""
    elements = elements_of(kind, request.body)
    if request.ids:
        identity = find(request.organisation, kind, request.ids[0])[kind.id_field]
        elements = [{**elements[0], kind.id_field: identity}]
    return _answer_elements(request, kind, elements, partial(_written, request, write), _summarizes(request))


def _summarizes(request: ApiRequest) -> bool:
    return request.query.get("summarizeErrors", "true").lower() != "false"


def _written(request: ApiRequest, write: Write, element: Document) -> Outcome:
    return write(request.organisation, element, WriteOptions(unit_places=unit_places(request.query)))


def _answer_elements(
    request: ApiRequest,
    kind: Kind,
    elements: list[Document],
    write: Callable[[Document], Outcome],
    summarize_errors: bool,
) -> Answer:
    written = write_all(kind, elements, write, partial(_shown, request, kind), summarize_errors=summarize_errors)
    return answered(request, {kind.plural: written})


def _write_single(request: ApiRequest, *, kind: Kind, write: Callable[[ApiRequest, Document], Outcome]) -> Answer:
    """Write where Xero takes one object per request and knows no summarizeErrors."""
    return _answer_elements(request, kind, elements_of(kind, request.body)[:1], partial(write, request), True)


def _read_organisation(request: ApiRequest) -> Answer:
    return answered(request, {"Organisations": [render_organisation(request.organisation)]})


def _read_currencies(request: ApiRequest) -> Answer:
    base = {"Code": request.organisation.profile["BaseCurrency"], "Description": "United States Dollar"}
    others = request.organisation.of(kinds.CURRENCIES).values()
    shown = [{name: one[name] for name in ("Code", "Description")} for one in (base, *others)]
    return answered(request, {"Currencies": shown})


def _delete_item(request: ApiRequest) -> Answer:
    item = find(request.organisation, kinds.ITEMS, request.ids[0])
    request.organisation.remove(kinds.ITEMS, item["ItemID"])
    return Answer(status=204)


def _create_account(request: ApiRequest, sent: Document) -> Outcome:
    return accounts.create(request.organisation, sent)


def _update_account(request: ApiRequest, sent: Document) -> Outcome:
    return accounts.update(request.organisation, find(request.organisation, kinds.ACCOUNTS, request.ids[0]), sent)


def _create_category(request: ApiRequest, sent: Document) -> Outcome:
    return tracking.create_category(request.organisation, sent)


def _update_category(request: ApiRequest, sent: Document) -> Outcome:
    return tracking.update_category(request.organisation, _category(request), sent)


def _delete_category(request: ApiRequest) -> Answer:
    category = tracking.delete_category(request.organisation, _category(request)).document
    return answered(request, {"TrackingCategories": [_shown(request, kinds.TRACKING_CATEGORIES, category)]})


def _category(request: ApiRequest) -> Document:
    return find(request.organisation, kinds.TRACKING_CATEGORIES, request.ids[0])


def _create_option(request: ApiRequest, sent: Document) -> Outcome:
    return tracking.create_option(request.organisation, request.ids[0].lower(), sent)


def _update_option(request: ApiRequest, sent: Document) -> Outcome:
    return tracking.update_option(request.organisation, request.ids[0].lower(), request.ids[1].lower(), sent)


def _delete_option(request: ApiRequest) -> Answer:
    category_id, option_id = (identity.lower() for identity in request.ids)
    option = tracking.delete_option(request.organisation, category_id, option_id).document
    return answered(request, {"Options": [_shown(request, kinds.TRACKING_OPTIONS, option)]})


def _delete_payment(request: ApiRequest, sent: Document) -> Outcome:
    return payments.delete(request.organisation, find(request.organisation, kinds.PAYMENTS, request.ids[0]), sent)


def _allocate(request: ApiRequest) -> Answer:
    note = find(request.organisation, kinds.CREDIT_NOTES, request.ids[0])
    elements = request.body.get("Allocations") or ([request.body] if request.body else [])
    if not elements:
        raise NothingSent("No data has been processed for this endpoint.")
    allocated = write_all(
        kinds.CREDIT_NOTES,
        elements,
        lambda sent: credit_notes.allocate(request.organisation, note["CreditNoteID"], sent),
        dated,
        summarize_errors=_summarizes(request),
    )
    return answered(request, {"Allocations": allocated})


def _deallocate(request: ApiRequest) -> Answer:
    note_id, allocation_id = (identity.lower() for identity in request.ids)
    return Answer(payload=dated(credit_notes.deallocate(request.organisation, note_id, allocation_id)))


def _rows(kind: Kind, create: Write, upsert: Write) -> dict[str, Handler]:
    path = kind.plural
    return {
        f"GET {path}": partial(_list, kind=kind),
        f"GET {path}/*": partial(_read, kind=kind),
        f"PUT {path}": partial(_write, kind=kind, write=create),
        f"POST {path}": partial(_write, kind=kind, write=upsert),
        f"POST {path}/*": partial(_write, kind=kind, write=upsert),
    }


def _list_files(request: ApiRequest, *, kind: Kind) -> Answer:
    return answered(request, {"Attachments": files.listed(request.organisation, _owner(request, kind))})


def _read_file(request: ApiRequest, *, kind: Kind) -> Answer:
    content, content_type = files.content(request.organisation, _owner(request, kind), request.ids[1])
    return Answer(content=content, content_type=content_type)


def _write_file(request: ApiRequest, *, kind: Kind) -> Answer:
    file = files.File(request.ids[1], request.content_type, request.content)
    return answered(request, {"Attachments": [files.attach(request.organisation, _owner(request, kind), file)]})


def _list_history(request: ApiRequest, *, kind: Kind) -> Answer:
    return answered(request, {"HistoryRecords": history.listed(request.organisation, _owner(request, kind))})


def _add_history(request: ApiRequest, *, kind: Kind) -> Answer:
    noted = history.add(request.organisation, _owner(request, kind), request.body)
    return answered(request, {"HistoryRecords": noted})


def _owner(request: ApiRequest, kind: Kind) -> str:
    return f"{kind.plural}/{find(request.organisation, kind, request.ids[0])[kind.id_field]}"


def _with_files(kind: Kind) -> dict[str, Handler]:
    path = f"{kind.plural}/*"
    return {
        f"GET {path}/Attachments": partial(_list_files, kind=kind),
        f"GET {path}/Attachments/*": partial(_read_file, kind=kind),
        f"PUT {path}/Attachments/*": partial(_write_file, kind=kind),
        f"POST {path}/Attachments/*": partial(_write_file, kind=kind),
        f"GET {path}/History": partial(_list_history, kind=kind),
        f"PUT {path}/History": partial(_add_history, kind=kind),
    }


_SINGLE = partial(partial, _write_single)
_CATEGORIES = "TrackingCategories"

ROUTES: dict[str, Handler] = {
    "GET Organisation": _read_organisation,
    "GET Currencies": _read_currencies,
    "GET Accounts": partial(_list, kind=kinds.ACCOUNTS),
    "GET Accounts/*": partial(_read, kind=kinds.ACCOUNTS),
    "PUT Accounts": _SINGLE(kind=kinds.ACCOUNTS, write=_create_account),
    "POST Accounts/*": _SINGLE(kind=kinds.ACCOUNTS, write=_update_account),
    "GET TaxRates": partial(_list, kind=kinds.TAX_RATES),
    "GET TaxRates/*": partial(_read, kind=kinds.TAX_RATES),
    f"GET {_CATEGORIES}": partial(_list, kind=kinds.TRACKING_CATEGORIES),
    f"GET {_CATEGORIES}/*": partial(_read, kind=kinds.TRACKING_CATEGORIES),
    f"PUT {_CATEGORIES}": _SINGLE(kind=kinds.TRACKING_CATEGORIES, write=_create_category),
    f"POST {_CATEGORIES}/*": _SINGLE(kind=kinds.TRACKING_CATEGORIES, write=_update_category),
    f"DELETE {_CATEGORIES}/*": _delete_category,
    f"PUT {_CATEGORIES}/*/Options": _SINGLE(kind=kinds.TRACKING_OPTIONS, write=_create_option),
    f"POST {_CATEGORIES}/*/Options/*": _SINGLE(kind=kinds.TRACKING_OPTIONS, write=_update_option),
    f"DELETE {_CATEGORIES}/*/Options/*": _delete_option,
    **_rows(kinds.ITEMS, items.create, items.upsert),
    "DELETE Items/*": _delete_item,
    **_rows(kinds.CONTACTS, contacts.create, contacts.upsert),
    **_rows(kinds.PURCHASE_ORDERS, purchase_orders.create, purchase_orders.upsert),
    **_rows(kinds.INVOICES, invoices.create, invoices.upsert),
    **_rows(kinds.CREDIT_NOTES, credit_notes.create, credit_notes.upsert),
    **_with_files(kinds.PURCHASE_ORDERS),
    **_with_files(kinds.INVOICES),
    **_with_files(kinds.CREDIT_NOTES),
    "PUT CreditNotes/*/Allocations": _allocate,
    "DELETE CreditNotes/*/Allocations/*": _deallocate,
    **_rows(kinds.BANK_TRANSACTIONS, bank_transactions.create, bank_transactions.upsert),
    "GET Payments": partial(_list, kind=kinds.PAYMENTS),
    "GET Payments/*": partial(_read, kind=kinds.PAYMENTS),
    "PUT Payments": partial(_write, kind=kinds.PAYMENTS, write=payments.create),
    "POST Payments": partial(_write, kind=kinds.PAYMENTS, write=payments.create),
    "POST Payments/*": _SINGLE(kind=kinds.PAYMENTS, write=_delete_payment),
}
_BY_LOWER_CASE = {route.lower(): route for route in ROUTES}


def handler_for(method: str, segments: list[str]) -> tuple[str, Handler, tuple[str, ...]]:
    """Return the row for a path, its name and the ids in it; names ignore case. Raises NotFound."""
    pattern = "/".join("*" if position % 2 else segment for position, segment in enumerate(segments))
    route = _BY_LOWER_CASE.get(f"{method} {pattern}".lower())
    if route is None:
        raise NotFound
    return route, ROUTES[route], tuple(segments[1::2])
