"""Xero as a `Ledger`: post a batch, say what became of each document, find one again whose answer was lost."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain, islice

import msgspec

from connectors.documents import (
    Document,
    PurchaseOrder,
    PurchaseOrderChange,
    TrackingOption,
)
from connectors.errors import ConnectorError, NotFound, OutcomeUnknown, Refused, Unreadable
from connectors.ports import Keep, Receipt, forget
from connectors.sentences import gettext as _
from connectors.sentences import gettext_noop
from connectors.xero.client import ElementsRefused, Write, XeroClient
from connectors.xero.filing import XeroFiling
from connectors.xero.reading import Category, Option
from connectors.xero.receipts import added_lines, adopt, appended_receipt, clash, line_ids, read_receipts
from connectors.xero.resources import (
    RESOURCES,
    Element,
    Resource,
    XeroLine,
    batch_to_body,
    elements_of,
    same_text,
)

# How far back a look-up reaches before the time of sending: our clock and Xero's need not agree.
CLOCKS_APART = timedelta(days=1)
CENT = Decimal("0.01")
NOT_THERE = gettext_noop("Purchase order %(number)s is not in Xero any more.")
CLOSED_ORDER = {
    "DELETED": gettext_noop("Purchase order %(number)s was deleted in Xero: it takes no lines."),
    "BILLED": gettext_noop("Purchase order %(number)s is already billed in Xero: it takes no lines."),
}


class XeroLedger(XeroFiling):
    """One organisation. `tracking_category` is the name of the category that holds the jobs (R123)."""

    def __init__(self, client: XeroClient, *, tracking_category: str, is_doubtful: bool = False) -> None:
        super().__init__(client, tracking_category=tracking_category)
        # Whether the organisation turned us away last time: then it is asked before anything is claimed.
        self.is_doubtful = is_doubtful

    def batch_size(self, kind: type[Document]) -> int:
        return RESOURCES[kind].batch_size

    def body(self, documents: Sequence[Document]) -> bytes:
        return batch_to_body(documents)

    def ready(self) -> None:
        self.client.quota.check()
        self.client.auth.access_token()
        if self.is_doubtful:
            self.client.get("Organisation")

    def keeping_jobs_in(self, category: str) -> "XeroLedger":
        return XeroLedger(self.client, tracking_category=category, is_doubtful=self.is_doubtful)

    def complete(self, documents: Sequence[Document]) -> list[Document | ConnectorError]:
        """Add an order's present lines to its change, and stop a new job whose name is taken."""
        if isinstance(documents[0], PurchaseOrderChange):
            changes = [change for change in documents if isinstance(change, PurchaseOrderChange)]
            orders = self.orders({change.order_id for change in changes})
            return [self.with_present_lines(change, orders.get(change.order_id)) for change in changes]
        if isinstance(documents[0], TrackingOption):
            jobs = self.known_jobs()
            return [unless_taken(option, jobs) for option in documents if isinstance(option, TrackingOption)]
        return list(documents)

    def orders(self, ids: set[str]) -> dict[str, Element]:
        """Return orders as they are in Xero now: from the list where several are wanted, since a page holds a thousand.

        The newest come first, and no more pages are read than there are orders to find; what is missing then is asked
        for one by one.
        """
        if len(ids) == 1:
            return {}
        newest = replace(RESOURCES[PurchaseOrder], list_params={"order": "UpdatedDateUTC DESC"})
        found: dict[str, Element] = {}
        for page in islice(self.pages(newest), len(ids)):
            found |= {newest.id_of(order): order for order in page if newest.id_of(order) in ids}
            if len(found) == len(ids):
                break
        return found

    def with_present_lines(
        self, change: PurchaseOrderChange, listed: Element | None
    ) -> PurchaseOrderChange | ConnectorError:
        try:
            order = listed or self.order(change.order_id)
        except NotFound:
            return Refused(_(NOT_THERE) % {"number": change.order_number})
        except (Refused, Unreadable) as problem:
            return problem
        if order.status in CLOSED_ORDER:
            return Refused(_(CLOSED_ORDER[order.status]) % {"number": change.order_number})
        total = sum((amount_of(line) for line in order.line_items), Decimal(0)) + sum(
            (rounded(line.quantity * line.unit_amount) for line in change.lines), Decimal(0)
        )
        if total < 0:
            return Refused(
                _(
                    "With it purchase order %(number)s, as it is in Xero now, would amount to %(total)s, and Xero "
                    "takes no order below zero. Look at the order there, or reject the change."
                )
                % {"number": change.order_number, "total": total}
            )
        lines = (msgspec.to_builtins(line, builtin_types=(Decimal,)) for line in order.line_items)
        return replace(change, present_lines=tuple(lines))

    def send(
        self, kind: type[Document], body: bytes, *, key: str, not_after: datetime, keep: Keep = forget
    ) -> list[Receipt]:
        """Post a body once. A 400 that lists elements may hide others that were stored: only alone is it final."""
        resource = RESOURCES[kind]
        sent = elements_of(resource, body)
        method, path = (resource.method, resource.name) if kind is not TrackingOption else self.way_of(sent[0])
        write = Write(
            method=method, path=path, body=body, key=key, params=resource.params, not_after=not_after, keep=keep
        )
        if kind is TrackingOption:
            return [self.send_option(sent[0], write)]
        try:
            content = self.client.write(write)
        except ElementsRefused as refusal:
            if len(sent) > 1:
                raise OutcomeUnknown(_("Xero refused a part of the batch and is silent on the rest.")) from refusal
            raise
        return read_receipts(resource, sent, content)

    def way_of(self, option: Element) -> tuple[str, str]:
        """Return how an option goes out: a new one as PUT, a new name for one that has an id as POST (4.2)."""
        path = f"TrackingCategories/{self.known_jobs().id}/Options"
        return ("POST", f"{path}/{option.tracking_option_id}") if option.tracking_option_id else ("PUT", path)

    def send_option(self, sent: Element, write: Write) -> Receipt:
        """Create or rename an option: one per call is all that Xero takes (4.2)."""
        try:
            content = self.client.write(write)
            receipt = read_receipts(RESOURCES[TrackingOption], [sent], content)[0]
        except OutcomeUnknown:
            # It may be there, so nothing else of this run may take the name.
            self.known_jobs().options.append(Option(name=sent.name or ""))
            raise
        except Refused as refusal:
            # Xero has been seen to store an option and refuse it as a duplicate in one answer (pitfall 15). That nobody
            # else had the name was looked up just before, in `complete`.
            if "must be unique" in str(refusal) and (found := self.find_option(sent)):
                return found
            raise
        self.known_jobs().options.append(Option(id=receipt.erp_id, name=sent.name or ""))
        return receipt

    def find(
        self, kind: type[Document], body: bytes, *, sent_at: datetime, is_taken: Callable[[str], bool]
    ) -> list[Receipt | None]:
        resource = RESOURCES[kind]
        sent = elements_of(resource, body)
        if kind is TrackingOption:
            return [self.find_option(sent[0])]
        if kind is PurchaseOrderChange:
            return [self.find_appended(change) for change in sent]
        listed, pages = self.changed(resource, sent_at - CLOCKS_APART)
        receipts = look_for(resource, sent, listed.values(), is_taken)
        if pages > 1 and not all(receipts):
            # Rows that change while a list is read move to its end, and others slip onto pages that were read already
            # (pitfall 26): nothing is absent because one reading of several pages did not show it.
            again, _pages = self.changed(resource, sent_at - CLOCKS_APART)
            receipts = look_for(resource, sent, (listed | again).values(), is_taken)
        return receipts

    def changed(self, resource: Resource, since: datetime) -> tuple[dict[str, Element], int]:
        """Return what changed since a time by Xero's id, and how many pages that were."""
        pages = list(self.pages(resource, since))
        return {resource.id_of(element): element for element in chain.from_iterable(pages)}, len(pages)

    def find_option(self, sent: Element) -> Receipt | None:
        """Look for an option by its name; one that was to be renamed is found only under its own id."""
        for option in self.category().options:
            is_same = sent.tracking_option_id in (None, option.id) and same_text(sent.name, option.name)
            if is_same and option.status == "ACTIVE":
                return Receipt(erp_id=option.id, erp_name=option.name, found=option.source)
        return None

    def find_appended(self, sent: Element) -> Receipt | None:
        """Look for the lines that a change appended: those of the order that were not there when it was sent."""
        try:
            order = self.order(sent.purchase_order_id or "")
        except NotFound:
            return Receipt(errors=(_(NOT_THERE) % {"number": sent.purchase_order_number},))
        appended = [line for line in sent.line_items if not line.line_item_id]
        if all(line_ids(appended, added_lines(sent, order), by_contents_only=True)):
            return replace(appended_receipt(sent, order), found=order.source)
        if [line for line in sent.line_items if line.line_item_id] != order.line_items:
            # The request would put the order back to what it was when it was first sent.
            number = sent.purchase_order_number
            return Receipt(
                errors=(
                    _("Order %(number)s was changed in Xero meanwhile: look at it there, then export again.")
                    % {"number": number},
                )
            )
        return None


def look_for(
    resource: Resource, sent: Sequence[Element], listed: Iterable[Element], is_taken: Callable[[str], bool]
) -> list[Receipt | None]:
    """Return what was found by position. Each that is listed is taken once, and all take theirs before any clashes."""
    wanted = {resource.key_of(element) for element in sent}
    found: dict[str, list[Element]] = defaultdict(list)
    for element in listed:
        key = resource.key_of(element)
        if key in wanted and (resource.has_own_key or not is_taken(resource.id_of(element))):
            found[key].append(element)
    candidates = [found[resource.key_of(element)] for element in sent]
    adopted = [adopt(resource, element, rows) for element, rows in zip(sent, candidates, strict=True)]
    return [
        receipt or clash(resource, element, rows)
        for receipt, element, rows in zip(adopted, sent, candidates, strict=True)
    ]


def amount_of(line: XeroLine) -> Decimal:
    """Return what a line of an order amounts to, as Xero works it out (3.3)."""
    share = 1 - (line.discount_rate or Decimal(0)) / 100
    return rounded((line.quantity or Decimal(0)) * (line.unit_amount or Decimal(0)) * share)


def rounded(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def unless_taken(option: TrackingOption, jobs: Category) -> TrackingOption | Refused:
    others = (other for other in jobs.options if other.id != option.option_id or not option.option_id)
    taken = next((other for other in others if same_text(option.name, other.name)), None)
    if taken is None:
        return option
    if taken.status == "ARCHIVED":
        text = _("An archived job in Xero is named “%(name)s”: restore it there and link the project to it.")
    else:
        text = _("Xero has a job named “%(name)s” already: link the project to it, or change its name.")
    return Refused(text % {"name": taken.name})
