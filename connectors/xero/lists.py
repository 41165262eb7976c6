"""Xero's lists, read a page at a time: what there is under which name, and whether new documents may use it.

One row for each list that the tool keeps a picture of (Xero reference 4.1, 4.3, 4.4, 4.9-4.11). Bills are no such list:
nobody asks for all of them by name.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from connectors.documents import (
    Account,
    Books,
    Contact,
    Document,
    Existing,
    Item,
    PaymentTerms,
    PurchaseOrder,
    TaxRate,
    TermsKind,
)
from connectors.xero.resources import pascal
from connectors.xero.time_zones import zone_called

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WIRE_DATE = re.compile(r"/Date\((-?\d+)")
TERMS = {
    "DAYSAFTERBILLDATE": TermsKind.DAYS_AFTER_BILL,
    "DAYSAFTERBILLMONTH": TermsKind.DAYS_AFTER_MONTH,
    "OFCURRENTMONTH": TermsKind.DAY_OF_MONTH,
    "OFFOLLOWINGMONTH": TermsKind.DAY_OF_NEXT_MONTH,
}
# Accounts that no line may name (Xero reference 4.9).
NOT_FOR_LINES = ("BANK",)


def moment(text: str | None) -> datetime | None:
    """Return the time of Xero's `/Date(ms+0000)/`; its offset means nothing (3.2)."""
    found = WIRE_DATE.search(text or "")
    return EPOCH + timedelta(milliseconds=int(found[1])) if found else None


def day(text: str | None) -> date | None:
    at = moment(text)
    return at.date() if at else None


class Details(msgspec.Struct, rename=pascal):
    account_code: str | None = None
    tax_type: str | None = None


class ItemRow(msgspec.Struct, rename=pascal):
    item_id: str
    code: str = ""
    name: str | None = None
    purchase_details: Details = msgspec.field(default_factory=Details)
    updated_date_utc: str | None = None

    def existing(self) -> Existing:
        return Existing(
            erp_id=self.item_id,
            name=self.code,
            title=self.name or "",
            account=self.purchase_details.account_code or "",
            tax_type=self.purchase_details.tax_type or "",
            changed_at=moment(self.updated_date_utc),
        )


class TermsOfBills(msgspec.Struct, rename=pascal):
    day: int | None = None
    type: str | None = None


class Terms(msgspec.Struct, rename=pascal):
    bills: TermsOfBills | None = None


class AddressRow(msgspec.Struct, rename=pascal):
    address_type: str | None = None
    address_line1: str | None = None
    address_line2: str | None = None
    address_line3: str | None = None
    address_line4: str | None = None
    city: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None


class PhoneRow(msgspec.Struct, rename=pascal):
    phone_type: str | None = None
    phone_number: str | None = None
    phone_area_code: str | None = None
    phone_country_code: str | None = None


class ContactRow(msgspec.Struct, rename=pascal):
    contact_id: str
    name: str = ""
    contact_number: str | None = None
    contact_status: str | None = None
    merged_to_contact_id: str | None = None
    email_address: str | None = None
    addresses: list[AddressRow] = []
    phones: list[PhoneRow] = []
    payment_terms: Terms | None = None
    updated_date_utc: str | None = None

    def existing(self) -> Existing:
        return Existing(
            erp_id=self.contact_id,
            name=self.name,
            is_archived=self.contact_status in ("ARCHIVED", "GDPRREQUEST"),
            merged_into=self.merged_to_contact_id or "",
            contact=self.contact(),
            terms=terms_of(self.payment_terms),
            changed_at=moment(self.updated_date_utc),
        )

    def contact(self) -> Contact:
        """Return the contact as ours are written: the billing address is POBOX (R128)."""
        address = next((row for row in self.addresses if row.address_type == "POBOX"), AddressRow())
        lines = (address.address_line1, address.address_line2, address.address_line3, address.address_line4)
        return Contact(
            number=self.contact_number or "",
            name=self.name,
            email=self.email_address or "",
            phone=self.phone("DEFAULT"),
            fax=self.phone("FAX"),
            address="\n".join(line for line in lines if line),
            city=address.city or "",
            region=address.region or "",
            postal_code=address.postal_code or "",
            country=address.country or "",
        )

    def phone(self, kind: str) -> str:
        row = next((row for row in self.phones if row.phone_type == kind), PhoneRow())
        return " ".join(part for part in (row.phone_country_code, row.phone_area_code, row.phone_number) if part)


def terms_of(terms: Terms | None) -> PaymentTerms | None:
    """Return when bills of a contact fall due; None where the contact has no terms for bills."""
    bills = terms.bills if terms else None
    if bills is None or bills.day is None or bills.type not in TERMS:
        return None
    return PaymentTerms(day=bills.day, kind=TERMS[bills.type])


class OrderRow(msgspec.Struct, rename=pascal):
    purchase_order_id: str
    purchase_order_number: str = ""
    status: str | None = None
    updated_date_utc: str | None = None

    def existing(self) -> Existing:
        return Existing(
            erp_id=self.purchase_order_id,
            name=self.purchase_order_number,
            is_gone=self.status == "DELETED",
            is_closed=self.status == "BILLED",
            changed_at=moment(self.updated_date_utc),
        )


class AccountRow(msgspec.Struct, rename=pascal):
    code: str | None = None
    name: str = ""
    type: str = ""
    status: str | None = None
    system_account: str | None = None

    def account(self) -> Account:
        takes_lines = self.type not in NOT_FOR_LINES and not self.system_account
        is_active = self.status in (None, "ACTIVE")
        return Account(code=self.code or "", name=self.name, is_active=is_active, takes_lines=takes_lines)


class TaxRateRow(msgspec.Struct, rename=pascal):
    tax_type: str | None = None
    name: str = ""
    status: str | None = None
    can_apply_to_expenses: bool | None = None
    effective_rate: Decimal | None = None

    def tax_rate(self) -> TaxRate:
        is_active, is_for_costs = self.status in (None, "ACTIVE"), self.can_apply_to_expenses is not False
        return TaxRate(
            code=self.tax_type or "",
            name=self.name,
            rate=self.effective_rate or Decimal(0),
            is_active=is_active,
            is_for_costs=is_for_costs,
        )


class OrganisationRow(msgspec.Struct, rename=pascal):
    name: str = ""
    period_lock_date: str | None = None
    end_of_year_lock_date: str | None = None
    short_code: str | None = None
    timezone: str | None = None

    def books(self) -> Books:
        """Two lock dates may be set; whichever is later decides (pitfall 34)."""
        locks = [lock for lock in (day(self.period_lock_date), day(self.end_of_year_lock_date)) if lock]
        return Books(
            name=self.name,
            locked_until=max(locks, default=None),
            short_code=self.short_code or "",
            time_zone=zone_called(self.timezone or ""),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class XeroList:
    """How a list is asked for. A list that is not paged comes whole in one answer."""

    name: str
    row: type[ItemRow | ContactRow | OrderRow]
    params: Mapping[str, str]
    is_paged: bool = True


LISTS: dict[type[Document], XeroList] = {
    Item: XeroList(name="Items", row=ItemRow, params={}, is_paged=False),
    Contact: XeroList(name="Contacts", row=ContactRow, params={"includeArchived": "true"}),
    PurchaseOrder: XeroList(name="PurchaseOrders", row=OrderRow, params={"order": "UpdatedDateUTC ASC"}),
}


def rows_of(name: str, row: type[msgspec.Struct], content: bytes) -> list[Any]:
    """Read the rows of an answer; raises `msgspec.DecodeError` when it is not what Xero writes.

    An answer without the list is no empty list: whoever took it for one would think that everything is gone. Only one
    that is empty altogether says that nothing changed. Numbers and truths may come as texts.
    """
    if not content:
        return []
    return list(msgspec.json.decode(list_in(name, content), type=list[row], strict=False))  # type: ignore[valid-type]


def list_in(name: str, content: bytes) -> msgspec.Raw:
    envelope = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
    if name not in envelope:
        raise msgspec.DecodeError(f"The answer has no {name}.")
    return envelope[name]
