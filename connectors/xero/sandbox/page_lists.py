"""What the lists of the web pages show: their columns, and how they are searched."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from connectors.xero.sandbox import kinds
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.kinds import Kind
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.where import comparable

ROWS_PER_PAGE = 50


class Cell(NamedTuple):
    """`form` is how a value looks: plain, money, day, status, strong. Wide cells are left out on a phone."""

    text: object
    form: str = "plain"
    is_wide: bool = False


class Row(NamedTuple):
    link: str
    cells: list[Cell]


class Column(NamedTuple):
    title: str
    form: str = "plain"
    is_wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """`number_field` names a document where it is talked about; `below` is what a phone shows under it."""

    name: str
    title: str
    one: str
    kind: Kind
    number_field: str
    columns: tuple[Column, ...]
    cells: Callable[[Organisation, Document], list[object]]
    below: Callable[[Organisation, Document], str] = lambda organisation, document: ""


class Found(NamedTuple):
    rows: list[Row]
    total: int
    page: int
    pages: int


def contact_name(organisation: Organisation, document: Document) -> str:
    return str(organisation.contacts[document["Contact"]["ContactID"]]["Name"])


def day(text: str | None) -> str:
    if not text:
        return ""
    at = date.fromisoformat(text[:10])
    return f"{at.day} {at:%b %Y}"


def money(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:,.2f}"


def search(organisation: Organisation, page: ListPage, query: str, number: int) -> Found:
    """Return one screen of a list, the newest first."""
    with organisation.lock:
        documents = organisation.of(page.kind).in_order()[::-1]
        if wanted := comparable(query.strip()):
            documents = [one for one in documents if wanted in _searched_text(organisation, page, one)]
        pages = max(1, -(-len(documents) // ROWS_PER_PAGE))
        number = min(max(number, 1), pages)
        shown = documents[(number - 1) * ROWS_PER_PAGE : number * ROWS_PER_PAGE]
        return Found([row(organisation, page, one) for one in shown], len(documents), number, pages)


def row(organisation: Organisation, page: ListPage, document: Document) -> Row:
    values = page.cells(organisation, document)
    cells = [Cell(value, column.form, column.is_wide) for value, column in zip(values, page.columns, strict=True)]
    return Row(f"/{page.name}/{document[page.kind.id_field]}", [*cells, Cell(page.below(organisation, document))])


def _searched_text(organisation: Organisation, page: ListPage, document: Document) -> str:
    return comparable(" ".join(str(value) for value in page.cells(organisation, document)))


def _document_cells(number_field: str, *amounts: str) -> Callable[[Organisation, Document], list[object]]:
    def cells(organisation: Organisation, document: Document) -> list[object]:
        return [
            document.get(number_field) or "–",
            contact_name(organisation, document),
            document["Date"],
            document["Status"],
            *(document[amount] for amount in amounts),
        ]

    return cells


def _below_document(organisation: Organisation, document: Document) -> str:
    return f"{contact_name(organisation, document)} · {day(document['Date'])}"


def _bill_cells(organisation: Organisation, bill: Document) -> list[object]:
    number, contact, on, status, total, due = _document_cells("InvoiceNumber", "Total", "AmountDue")(organisation, bill)
    return [number, contact, on, bill.get("DueDate"), status, total, due]


def _contact_cells(organisation: Organisation, contact: Document) -> list[object]:
    number, email = contact.get("ContactNumber", ""), contact.get("EmailAddress", "")
    return [contact["Name"], number, email, contact["ContactStatus"]]


def _item_cells(organisation: Organisation, item: Document) -> list[object]:
    details = item.get("PurchaseDetails", {})
    return [item["Code"], item.get("Name", ""), details.get("AccountCode", ""), details.get("TaxType", "")]


def _option_cells(organisation: Organisation, option: Document) -> list[object]:
    category = organisation.of(kinds.TRACKING_CATEGORIES)[option["TrackingCategoryID"]]
    return [option["Name"], category["Name"], option["Status"]]


_STRONG = "strong"
_DOCUMENT_COLUMNS = (Column("Contact", is_wide=True), Column("Date", "day", True))
_STATUS = Column("Status", "status")

BILLS = ListPage(
    name="bills",
    title="Bills",
    one="Bill",
    kind=kinds.INVOICES,
    number_field="InvoiceNumber",
    columns=(
        Column("Number", _STRONG),
        *_DOCUMENT_COLUMNS,
        Column("Due date", "day", True),
        _STATUS,
        Column("Total", "money"),
        Column("Due", "money", True),
    ),
    cells=_bill_cells,
    below=_below_document,
)
PURCHASE_ORDERS = ListPage(
    name="purchase-orders",
    title="Purchase orders",
    one="Purchase order",
    kind=kinds.PURCHASE_ORDERS,
    number_field="PurchaseOrderNumber",
    columns=(Column("Number", _STRONG), *_DOCUMENT_COLUMNS, _STATUS, Column("Total", "money")),
    cells=_document_cells("PurchaseOrderNumber", "Total"),
    below=_below_document,
)
CREDIT_NOTES = ListPage(
    name="credit-notes",
    title="Credit notes",
    one="Credit note",
    kind=kinds.CREDIT_NOTES,
    number_field="CreditNoteNumber",
    columns=(
        Column("Number", _STRONG),
        *_DOCUMENT_COLUMNS,
        _STATUS,
        Column("Total", "money"),
        Column("Left", "money", True),
    ),
    cells=_document_cells("CreditNoteNumber", "Total", "RemainingCredit"),
    below=_below_document,
)
BANK = ListPage(
    name="bank",
    title="Bank",
    one="Spend money",
    kind=kinds.BANK_TRANSACTIONS,
    number_field="Reference",
    columns=(Column("Reference", _STRONG), *_DOCUMENT_COLUMNS, _STATUS, Column("Spent", "money")),
    cells=_document_cells("Reference", "Total"),
    below=_below_document,
)
CONTACTS = ListPage(
    name="contacts",
    title="Contacts",
    one="Contact",
    kind=kinds.CONTACTS,
    number_field="Name",
    columns=(Column("Name", _STRONG), Column("Number", is_wide=True), Column("E-mail", is_wide=True), _STATUS),
    cells=_contact_cells,
    below=lambda organisation, contact: contact.get("ContactNumber", ""),
)
ITEMS = ListPage(
    name="items",
    title="Items",
    one="Item",
    kind=kinds.ITEMS,
    number_field="Code",
    columns=(Column("Code", _STRONG), Column("Name", is_wide=True), Column("Account"), Column("Tax", is_wide=True)),
    cells=_item_cells,
    below=lambda organisation, item: item.get("Name", ""),
)
TRACKING = ListPage(
    name="tracking",
    title="Tracking",
    one="Tracking option",
    kind=kinds.TRACKING_OPTIONS,
    number_field="Name",
    columns=(Column("Option", _STRONG), Column("Category"), _STATUS),
    cells=_option_cells,
)
LISTS = {page.name: page for page in (BILLS, PURCHASE_ORDERS, CREDIT_NOTES, BANK, CONTACTS, ITEMS, TRACKING)}
