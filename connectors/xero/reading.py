"""Asking Xero: its lists page by page, one document, the jobs, the books. Nothing here changes anything there."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import batched
from typing import Any
from urllib.parse import quote
from uuid import UUID

import msgspec

from connectors.documents import (
    Account,
    BillPayment,
    Books,
    CostKind,
    CostTransaction,
    Document,
    Existing,
    Page,
    PurchaseOrderChange,
    TaxRate,
    TrackingOption,
)
from connectors.errors import NotFound, Unreadable
from connectors.sentences import gettext as _
from connectors.xero.client import XeroClient
from connectors.xero.costs import TRANSACTIONS, BillRow, PaymentRow, readable
from connectors.xero.lists import LISTS, AccountRow, OrganisationRow, TaxRateRow, XeroList, list_in, rows_of
from connectors.xero.resources import FOUR_DECIMALS, RESOURCES, Element, Resource, elements_of, same_text

PAGE_SIZE = 1000
# More ids make an address that is too long (Xero reference, pitfall 42).
IDS_IN_A_REQUEST = 40
ASK_AGAIN_AFTER = timedelta(minutes=1)


class Option(msgspec.Struct, rename={"id": "TrackingOptionID", "name": "Name", "status": "Status"}):
    id: str = ""
    name: str = ""
    status: str = "ACTIVE"
    # The option byte for byte, as it came.
    source: bytes = msgspec.field(default=b"", name="")


class Category(
    msgspec.Struct, rename={"id": "TrackingCategoryID", "name": "Name", "options": "Options", "status": "Status"}
):
    id: str = ""
    name: str = ""
    status: str = "ACTIVE"
    options: list[Option] = []


class Categories(msgspec.Struct, rename={"rows": "TrackingCategories"}):
    rows: list[Category]


class RawOptions(msgspec.Struct, rename={"options": "Options"}):
    options: list[msgspec.Raw] = []


class RawCategories(msgspec.Struct, rename={"rows": "TrackingCategories"}):
    rows: list[RawOptions]


def categories_of(content: bytes) -> list[Category]:
    """Read the categories, and keep of each option how it came."""
    categories = msgspec.json.decode(content, type=Categories).rows
    for category, raw in zip(categories, msgspec.json.decode(content, type=RawCategories).rows, strict=True):
        for option, source in zip(category.options, raw.options, strict=True):
            option.source = bytes(source)
    return categories


class Pagination(msgspec.Struct, rename="camel"):
    page_count: int | None = None


class Listing(msgspec.Struct):
    """The part of an envelope that says how many pages there are."""

    pagination: Pagination = msgspec.field(default_factory=Pagination)


@contextmanager
def understanding() -> Iterator[None]:
    """Turn an answer to a question that cannot be read into `Unreadable`: asking again harms nobody."""
    try:
        yield
    except msgspec.DecodeError as error:
        raise Unreadable(_("Xero's answer cannot be read."), until=datetime.now(UTC) + ASK_AGAIN_AFTER) from error


class XeroReader:
    """The questions to one organisation. `tracking_category` is the name of the category that holds the jobs (R123)."""

    def __init__(self, client: XeroClient, *, tracking_category: str) -> None:
        self.client = client
        self.tracking_category = tracking_category
        # A reader lives for one run: a hundred new jobs need the list of the existing ones once.
        self.jobs: Category | None = None

    def existing(self, kind: type[Document], erp_id: str) -> Existing | None:
        if kind is TrackingOption:
            return next((option for option in self.catalogue(kind) if option.erp_id == erp_id), None)
        resource = RESOURCES[kind]
        if not resource.has_own_key and not is_guid(erp_id):
            # Asked for a number that several bear, Xero would choose one of them.
            return None
        try:
            with understanding():
                element = first_of(resource, self.client.get(f"{resource.name}/{quote(erp_id, safe='')}"))
        except NotFound:
            return None
        return resource.existing(element)

    def catalogue(self, kind: type[Document], *, since: datetime | None = None) -> Iterator[Existing]:
        if kind is TrackingOption:
            self.jobs = self.category()
            for option in self.jobs.options:
                yield Existing(erp_id=option.id, name=option.name, is_archived=option.status != "ACTIVE")
            return
        if kind in LISTS:
            yield from self.listed(LISTS[kind], since)
            return
        for page in self.pages(RESOURCES[kind], since):
            yield from map(RESOURCES[kind].existing, page)

    def listed(self, asked: XeroList, since: datetime | None) -> Iterator[Existing]:
        """Yield the rows of a list, page by page; one that is not paged is asked for whole, so that gaps show."""
        for content in self.contents(
            asked.name, asked.params, since if asked.is_paged else None, is_paged=asked.is_paged
        ):
            with understanding():
                rows = rows_of(asked.name, asked.row, content)
            for row in rows:
                yield row.existing()

    def accounts(self) -> list[Account]:
        content = self.client.get("Accounts")
        with understanding():
            return [row.account() for row in rows_of("Accounts", AccountRow, content)]

    def tax_rates(self) -> list[TaxRate]:
        content = self.client.get("TaxRates")
        with understanding():
            return [row.tax_rate() for row in rows_of("TaxRates", TaxRateRow, content)]

    def books(self) -> Books:
        content = self.client.get("Organisation")
        with understanding():
            (row,) = rows_of("Organisations", OrganisationRow, content) or [OrganisationRow()]
        books: Books = row.books()
        return books

    def costs(self, kind: CostKind, *, page: int, since: datetime | None = None) -> Page[CostTransaction]:
        asked = TRANSACTIONS[kind]
        content = self.page(asked.name, {"where": f'Type=="{kind}"', **FOUR_DECIMALS}, page, since)
        with understanding():
            rows, unreadable = readable(
                asked.name, asked.row, content, lambda row: row.transaction(kind, self.tracking_category)
            )
            return whole_page(rows, unreadable, page, content)

    def payments(self, *, dated_from: date, page: int, since: datetime | None = None) -> Page[BillPayment]:
        where = f'PaymentType=="ACCPAYPAYMENT" AND Date>=DateTime({dated_from:%Y,%m,%d})'
        content = self.page("Payments", {"where": where}, page, since)
        with understanding():
            rows, unreadable = readable("Payments", PaymentRow, content, PaymentRow.payment)
            return whole_page(rows, unreadable, page, content)

    def payments_of(self, bill_ids: Collection[str]) -> Iterator[BillPayment]:
        for ids in batched(sorted(bill_ids), IDS_IN_A_REQUEST):
            content = self.client.get("Invoices", {"IDs": ",".join(ids), "page": "1", "pageSize": str(PAGE_SIZE)})
            with understanding():
                bills = rows_of("Invoices", BillRow, content)
            for bill in bills:
                yield from bill.embedded_payments()

    def page(self, name: str, params: Mapping[str, str], number: int, since: datetime | None) -> bytes:
        """Return one page of a list, the newest change first."""
        paging = {"order": "UpdatedDateUTC DESC", "page": str(number), "pageSize": str(PAGE_SIZE)}
        return self.client.get(name, {**params, **paging}, since=since)

    def order(self, order_id: str) -> Element:
        """Return one purchase order as it is in Xero now; raises `Refused` when it is not there."""
        resource = RESOURCES[PurchaseOrderChange]
        with understanding():
            return first_of(resource, self.client.get(f"PurchaseOrders/{order_id}"))

    def known_jobs(self) -> Category:
        """Return the category as it was at the start of the run, with what this run has added."""
        self.jobs = self.jobs or self.category()
        return self.jobs

    def category(self) -> Category:
        """Return the tracking category of the jobs with its options; raises `Refused` when it is not active."""
        for category in self.categories():
            if same_text(self.tracking_category, category.name) and category.status == "ACTIVE":
                return category
        raise NotFound(
            _("Xero has no active tracking category named “%(name)s”. Choose one in the integration settings.")
            % {"name": self.tracking_category}
        )

    def categories(self) -> list[Category]:
        content = self.client.get("TrackingCategories", {"includeArchived": "true"})
        with understanding():
            return categories_of(content)

    def tracking_categories(self) -> list[str]:
        return [category.name for category in self.categories() if category.status == "ACTIVE"]

    def pages(self, resource: Resource, since: datetime | None = None) -> Iterator[list[Element]]:
        """Yield what changed since a time, or everything, page by page."""
        for content in self.contents(resource.name, resource.list_params, since, is_paged=resource.is_paged):
            with understanding():
                elements = elements_of(resource, content)
            yield elements

    def contents(
        self, name: str, params: Mapping[str, str], since: datetime | None, *, is_paged: bool
    ) -> Iterator[bytes]:
        """Yield the answers of a list, page by page.

        A page may be smaller than was asked for, so only the page count or an empty page ends the list (3.4).
        """
        number, is_last = 1, False
        while not is_last:
            paging = {"page": str(number), "pageSize": str(PAGE_SIZE)} if is_paged else {}
            content = self.client.get(name, {**params, **paging}, since=since)
            if not content:
                return
            with understanding():
                listed = bytes(list_in(name, content)).strip()
                count = page_count(content)
            yield content
            is_last = not is_paged or (count <= number if count else listed in (b"[]", b"null"))
            number += 1


def page_count(content: bytes) -> int:
    """Return how many pages a list has; 0 where the answer does not say."""
    return msgspec.json.decode(content, type=Listing).pagination.page_count or 0 if content else 0


def whole_page(rows: Sequence[Any], unreadable: Sequence[str], number: int, content: bytes) -> Page[Any]:
    """Return a page; raises `msgspec.DecodeError` for one that is empty although Xero says that more come."""
    count = page_count(content)
    if not (rows or unreadable) and number < count:
        raise msgspec.DecodeError("A page is empty, and is not the last.")
    return Page(rows=tuple(rows), number=number, count=count, unreadable=tuple(unreadable))


def is_guid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def first_of(resource: Resource, content: bytes) -> Element:
    """Return the only element of an answer; raises `NotFound` when there is none."""
    elements = elements_of(resource, content)
    if not elements:
        raise NotFound(_("Xero has no such document among its %(list)s.") % {"list": resource.name})
    return elements[0]
