"""The state of the stand-in organisation: every document, the clock, and the lock that makes a request one step."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Self
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from connectors.xero.sandbox import kinds, seeds
from connectors.xero.sandbox.collection import Collection
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.kinds import Kind
from connectors.xero.sandbox.moments import moment, utc_now
from connectors.xero.sandbox.remembered import RememberedLists
from connectors.xero.sandbox.store import Change, Store

PROFILE = "Profile"


class Organisation:
    """Holds everything in memory and, where a store is given, writes it through at the end of each change.

    `now` may be replaced at any time by a callable that returns an aware UTC time. `unknown_option` says what becomes
    of a line with an unknown or archived tracking option, which Xero does not document: "refuse" or "drop". A request
    whose body has the text `choke_on` in any value is answered with 500 as a whole, and nothing of it is stored: Xero
    does that for some mistakes of the caller (Xero reference, pitfall 50). `largest_page` is how many documents a page
    holds at the most, however many were asked for. Without `lists_deleted_payments` a deleted payment is gone from the
    list of payments, which Xero does not document either; only its bill then tells of it.
    """

    def __init__(self, *, now: Callable[[], datetime] = utc_now, store: Path | None = None) -> None:
        self.now = now
        self.lock = threading.RLock()
        self.unknown_option = "refuse"
        self.choke_on = ""
        self.largest_page = 1000
        self.lists_deleted_payments = True
        self.remembered = RememberedLists()
        self.profile: Document = {}
        self._collections = {kind.plural: Collection(kind) for kind in kinds.KINDS}
        self._store = Store(store) if store else None
        self._changes: list[Change] = []
        self._depth = 0
        self._load()

    @classmethod
    def seeded(cls, *, now: Callable[[], datetime] = utc_now, store: Path | None = None) -> Self:
        """Return a contractor's organisation with contacts and a category for jobs, or what the store holds."""
        organisation = cls.empty(now=now, store=store)
        if not organisation.contacts:
            organisation._enter(seeds.contractor_documents())
        return organisation

    @classmethod
    def empty(cls, *, now: Callable[[], datetime] = utc_now, store: Path | None = None) -> Self:
        """Return an organisation with accounts, tax rates and a currency and nothing else, or what the store holds."""
        organisation = cls(now=now, store=store)
        if not organisation.profile:
            organisation.set_profile(seeds.profile(moment(now())))
            organisation._enter(seeds.chart_of_accounts())
        return organisation

    @property
    def tenant_id(self) -> str:
        return str(self.profile["OrganisationID"])

    @property
    def accounts(self) -> Collection:
        return self.of(kinds.ACCOUNTS)

    @property
    def tax_rates(self) -> Collection:
        return self.of(kinds.TAX_RATES)

    @property
    def items(self) -> Collection:
        return self.of(kinds.ITEMS)

    @property
    def contacts(self) -> Collection:
        return self.of(kinds.CONTACTS)

    @property
    def purchase_orders(self) -> Collection:
        return self.of(kinds.PURCHASE_ORDERS)

    @property
    def invoices(self) -> Collection:
        return self.of(kinds.INVOICES)

    @property
    def credit_notes(self) -> Collection:
        return self.of(kinds.CREDIT_NOTES)

    @property
    def bank_transactions(self) -> Collection:
        return self.of(kinds.BANK_TRANSACTIONS)

    @property
    def payments(self) -> Collection:
        return self.of(kinds.PAYMENTS)

    @property
    def tracking_options(self) -> Collection:
        return self.of(kinds.TRACKING_OPTIONS)

    @property
    def tracking_categories(self) -> Mapping[str, Document]:
        """Return each category with its options, of every status."""
        return {
            identity: {**category, "Options": self.tracking_options.find("TrackingCategoryID", identity)}
            for identity, category in self.of(kinds.TRACKING_CATEGORIES).items()
        }

    def of(self, kind: Kind) -> Collection:
        return self._collections[kind.plural]

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Let one thread change things; what it did is written in one transaction at the end."""
        with self.lock:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if self._depth == 0:
                    self._write()

    def put(self, kind: Kind, document: Document, *, bump: bool = True) -> Document:
        """Store a document; `bump=False` leaves UpdatedDateUTC alone, as Xero does for what it derives itself."""
        with self.changing():
            stamp = moment(self.now()) if bump or "UpdatedDateUTC" not in document else document["UpdatedDateUTC"]
            stored = {**document, "UpdatedDateUTC": stamp}
            self.of(kind).put(stored)
            self._changes.append((kind.plural, stored[kind.id_field], stored))
            return stored

    def remove(self, kind: Kind, identity: str) -> None:
        with self.changing():
            self.of(kind).remove(identity)
            self._changes.append((kind.plural, identity, None))

    def set_profile(self, changes: Document) -> None:
        """Change what GET /Organisation tells, for instance `PeriodLockDate`; None takes a field away."""
        with self.changing():
            merged = {**self.profile, **changes}
            self.profile = {name: value for name, value in merged.items() if value is not None}
            self._changes.append((PROFILE, "1", self.profile))

    def today(self) -> date:
        """Return the date in the organisation's own time zone, which is the default of every document."""
        try:
            return self.now().astimezone(ZoneInfo(seeds.IANA_TIMEZONE)).date()
        except ZoneInfoNotFoundError:
            return self.now().date()

    def close(self) -> None:
        with self.lock:
            if self._store:
                self._store.close()
                self._store = None

    def _enter(self, documents: Iterator[tuple[Kind, Document]]) -> None:
        with self.changing():
            for kind, document in documents:
                self.put(kind, {kind.id_field: str(uuid4()), **document})

    def _load(self) -> None:
        rows = self._store.read() if self._store else ()
        # In the order of the lists, so that each document is appended to its list and never inserted.
        for plural, document in sorted(rows, key=lambda row: row[1].get("UpdatedDateUTC", "")):
            if plural == PROFILE:
                self.profile = document
            else:
                self._collections[plural].put(document)

    def _write(self) -> None:
        changes, self._changes = self._changes, []
        if self._store and changes:
            self._store.write(changes)
