"""Xero as a `Ledger`: post a batch, say what became of each document, find one again whose answer was lost."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from urllib.parse import quote

import msgspec

from connectors.documents import Document, Existing, PurchaseOrderChange, TrackingOption
from connectors.errors import OutcomeUnknown, Refused, TryLater
from connectors.ports import Receipt
from connectors.xero.client import ElementsRefused, Write, XeroClient
from connectors.xero.receipts import added_lines, adopt, appended_receipt, line_ids, read_receipts
from connectors.xero.resources import (
    RESOURCES,
    Element,
    Resource,
    batch_to_body,
    elements_of,
    same_lines,
    same_text,
)

PAGE_SIZE = 1000
ASK_AGAIN_AFTER = timedelta(minutes=1)
# How far back a look-up reaches before the time of sending: our clock and Xero's need not agree.
CLOCKS_APART = timedelta(days=1)
CLOSED_ORDER = {"DELETED": "was deleted in Xero", "BILLED": "is already billed in Xero"}


class Option(msgspec.Struct, rename={"id": "TrackingOptionID", "name": "Name", "status": "Status"}):
    id: str = ""
    name: str = ""
    status: str = "ACTIVE"


class Category(
    msgspec.Struct, rename={"id": "TrackingCategoryID", "name": "Name", "options": "Options", "status": "Status"}
):
    id: str = ""
    name: str = ""
    status: str = "ACTIVE"
    options: list[Option] = []


class Categories(msgspec.Struct, rename={"rows": "TrackingCategories"}):
    rows: list[Category]


class Pagination(msgspec.Struct, rename="camel"):
    page_count: int | None = None


class Listing(msgspec.Struct):
    """The part of an envelope that says how many pages there are."""

    pagination: Pagination = msgspec.field(default_factory=Pagination)


@contextmanager
def understanding() -> Iterator[None]:
    """Turn an answer to a question that cannot be read into `TryLater`: asking again harms nobody."""
    try:
        yield
    except msgspec.DecodeError as error:
        raise TryLater("Xero's answer cannot be read.", until=datetime.now(UTC) + ASK_AGAIN_AFTER) from error


class XeroLedger:
    """One organisation. `tracking_category` is the name of the category that holds the jobs (R123)."""

    def __init__(self, client: XeroClient, *, tracking_category: str) -> None:
        self.client = client
        self.tracking_category = tracking_category
        # A ledger lives for one run: a hundred new jobs need the list of the existing ones once.
        self.jobs: Category | None = None

    def batch_size(self, kind: type[Document]) -> int:
        return RESOURCES[kind].batch_size

    def body(self, documents: Sequence[Document]) -> bytes:
        return batch_to_body(documents)

    def complete(self, documents: Sequence[Document]) -> list[Document | Refused]:
        """Add an order's present lines to its change, and stop a new job whose name is taken."""
        if isinstance(documents[0], PurchaseOrderChange):
            return [self.with_present_lines(change) for change in documents if isinstance(change, PurchaseOrderChange)]
        if isinstance(documents[0], TrackingOption):
            taken = {option.name.casefold(): option for option in self.known_jobs().options}
            return [unless_taken(option, taken) for option in documents if isinstance(option, TrackingOption)]
        return list(documents)

    def with_present_lines(self, change: PurchaseOrderChange) -> PurchaseOrderChange | Refused:
        try:
            order = self.order(change.order_id)
        except Refused:
            return Refused(f"Purchase order {change.order_number} is not in Xero any more.")
        if order.status in CLOSED_ORDER:
            return Refused(f"Purchase order {change.order_number} {CLOSED_ORDER[order.status]}: it takes no lines.")
        lines = (msgspec.to_builtins(line, builtin_types=(Decimal,)) for line in order.line_items)
        return replace(change, present_lines=tuple(lines))

    def send(self, kind: type[Document], body: bytes, *, key: str) -> list[Receipt]:
        """Post a body once. A 400 that lists elements may hide others that were stored: only alone is it final."""
        if kind is TrackingOption:
            return [self.send_option(body, key)]
        resource = RESOURCES[kind]
        sent = elements_of(resource, body)
        write = Write(method=resource.method, path=resource.name, body=body, key=key, params=resource.params)
        try:
            content = self.client.write(write)
        except ElementsRefused as refusal:
            if len(sent) > 1:
                raise OutcomeUnknown("Xero refused a part of the batch and is silent on the rest.") from refusal
            raise
        return read_receipts(resource, sent, content)

    def send_option(self, body: bytes, key: str) -> Receipt:
        """Create an option, or rename the one whose id the body bears. One per call is all Xero takes (4.2)."""
        resource = RESOURCES[TrackingOption]
        sent = elements_of(resource, body)[0]
        path = f"TrackingCategories/{self.known_jobs().id}/Options"
        method = "PUT"
        if sent.tracking_option_id:
            method, path = "POST", f"{path}/{sent.tracking_option_id}"
        try:
            content = self.client.write(Write(method=method, path=path, body=body, key=key, params={}))
        except Refused as refusal:
            # Xero has been seen to store an option and refuse it as a duplicate in one answer (pitfall 15). That nobody
            # else had the name was looked up just before, in `complete`.
            if "must be unique" in str(refusal) and (found := self.find_option(sent)):
                return found
            raise
        created = read_receipts(resource, [sent], content)[0]
        self.known_jobs().options.append(Option(id=created.erp_id, name=sent.name or ""))
        return created

    def find(self, kind: type[Document], body: bytes, *, sent_at: datetime) -> list[Receipt | None]:
        resource = RESOURCES[kind]
        sent = elements_of(resource, body)
        if kind is TrackingOption:
            return [self.find_option(sent[0])]
        if kind is PurchaseOrderChange:
            return [self.find_appended(change) for change in sent]
        changed = self.changed_since(resource, sent_at - CLOCKS_APART)
        found = {resource.key_of(element): element for element in changed}
        return [adopt(resource, element, found.get(resource.key_of(element))) for element in sent]

    def find_option(self, sent: Element) -> Receipt | None:
        for option in self.category().options:
            if same_text(sent.name, option.name) and option.status == "ACTIVE":
                return Receipt(erp_id=option.id)
        return None

    def find_appended(self, sent: Element) -> Receipt | None:
        """Look for the lines that a change appended: those of the order that were not there when it was sent."""
        try:
            order = self.order(sent.purchase_order_id or "")
        except Refused:
            return Receipt(errors=(f"Purchase order {sent.purchase_order_number} is not in Xero any more.",))
        appended = [line for line in sent.line_items if not line.line_item_id]
        if all(line_ids(appended, added_lines(sent, order), by_contents_only=True)):
            return appended_receipt(sent, order)
        if not same_lines([line for line in sent.line_items if line.line_item_id], order.line_items):
            # The request would put the order back to what it was when it was first sent.
            number = sent.purchase_order_number
            return Receipt(
                errors=(f"Order {number} was changed in Xero meanwhile: look at it there, then export again.",)
            )
        return None

    def existing(self, kind: type[Document], erp_id: str) -> Existing | None:
        if kind is TrackingOption:
            return next((option for option in self.catalogue(kind) if option.erp_id == erp_id), None)
        resource = RESOURCES[kind]
        try:
            with understanding():
                (element,) = elements_of(resource, self.client.get(f"{resource.name}/{quote(erp_id, safe='')}"))
        except Refused:
            return None
        return resource.existing(element)

    def catalogue(self, kind: type[Document]) -> Iterator[Existing]:
        if kind is TrackingOption:
            for option in self.category().options:
                yield Existing(erp_id=option.id, name=option.name, is_archived=option.status != "ACTIVE")
            return
        for element in self.changed_since(RESOURCES[kind], None):
            yield RESOURCES[kind].existing(element)

    def order(self, order_id: str) -> Element:
        """Return one purchase order as it is in Xero now; raises `Refused` when it is not there."""
        resource = RESOURCES[PurchaseOrderChange]
        with understanding():
            return elements_of(resource, self.client.get(f"PurchaseOrders/{order_id}"))[0]

    def known_jobs(self) -> Category:
        """Return the category as it was at the start of the run, with what this run has added."""
        self.jobs = self.jobs or self.category()
        return self.jobs

    def category(self) -> Category:
        """Return the tracking category of the jobs with its options; raises `Refused` when it is not active."""
        for category in self.categories():
            if same_text(self.tracking_category, category.name) and category.status == "ACTIVE":
                return category
        raise Refused(
            f"Xero has no active tracking category named “{self.tracking_category}”. "
            "Choose one in the integration settings."
        )

    def categories(self) -> list[Category]:
        content = self.client.get("TrackingCategories", {"includeArchived": "true"})
        with understanding():
            return msgspec.json.decode(content, type=Categories).rows

    def tracking_categories(self) -> list[str]:
        return [category.name for category in self.categories() if category.status == "ACTIVE"]

    def changed_since(self, resource: Resource, since: datetime | None) -> Iterator[Element]:
        """Yield what changed since a time, or everything, page by page.

        A page may be smaller than was asked for, so only the page count or an empty page ends the list (3.4).
        """
        page, is_last = 1, False
        while not is_last:
            params = {**resource.list_params, "page": str(page), "pageSize": str(PAGE_SIZE)}
            content = self.client.get(resource.name, params, since=since)
            with understanding():
                elements = elements_of(resource, content)
                pages = msgspec.json.decode(content, type=Listing).pagination.page_count
            yield from elements
            is_last = not elements or not resource.is_paged or (pages is not None and page >= pages)
            page += 1


def unless_taken(option: TrackingOption, taken: dict[str, Option]) -> TrackingOption | Refused:
    other = taken.get(option.name.casefold())
    if option.option_id or other is None:
        return option
    if other.status == "ARCHIVED":
        return Refused(f"An archived job in Xero is named “{other.name}”: restore it there and link the project to it.")
    return Refused(f"Xero has a job named “{other.name}” already: link the project to it, or change its name.")
