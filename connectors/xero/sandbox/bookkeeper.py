"""The bookkeeper's own work in the organisation, as it is done in Xero's screens rather than through the API."""

from datetime import date
from decimal import Decimal

from connectors.xero.sandbox import contacts, items, kinds, purchase_orders, tracking
from connectors.xero.sandbox.desk import FINE, lines_with_change
from connectors.xero.sandbox.desk_money import Money
from connectors.xero.sandbox.desk_payables import Payables
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.fields import clean
from connectors.xero.sandbox.money import CURRENCY_RATE_PLACES, rounded


class Bookkeeper(Payables, Money):
    """Each method returns the stored document, and raises Rejected where Xero would not let the bookkeeper do it."""

    def enter_purchase_order(self, contact_id: str, lines: list[Document], *, number: str) -> Document:
        """Enter an order by hand, one that no app has sent."""
        sent = {"Contact": {"ContactID": contact_id}, "PurchaseOrderNumber": number, "LineItems": lines}
        with self._organisation.changing():
            return purchase_orders.create(self._organisation, clean(sent), FINE).document

    def delete_purchase_order(self, order_id: str) -> Document:
        with self._organisation.changing():
            sent = {"PurchaseOrderID": order_id, "Status": "DELETED"}
            return purchase_orders.upsert(self._organisation, clean(sent), FINE).document

    def edit_purchase_order_line(self, order_id: str, line_id: str, **changes: Decimal | str) -> Document:
        """Change fields of one line, such as `Quantity`, `UnitAmount` or `Description`; the others stay."""
        with self._organisation.changing():
            lines = lines_with_change(self._organisation.purchase_orders[order_id], line_id, changes)
            sent = {"PurchaseOrderID": order_id, "LineItems": lines}
            return purchase_orders.upsert(self._organisation, clean(sent), FINE).document

    def add_contact(self, name: str) -> Document:
        with self._organisation.changing():
            return contacts.create(self._organisation, clean({"Name": name}), FINE).document

    def rename_contact(self, contact_id: str, name: str) -> Document:
        return self._change_contact({"ContactID": contact_id, "Name": name})

    def archive_contact(self, contact_id: str) -> Document:
        return self._change_contact({"ContactID": contact_id, "ContactStatus": "ARCHIVED"})

    def restore_contact(self, contact_id: str) -> Document:
        return self._change_contact({"ContactID": contact_id, "ContactStatus": "ACTIVE"})

    def set_payment_terms(self, contact_id: str, day: int, kind: str = "DAYSAFTERBILLDATE") -> Document:
        """Say when bills of a contact fall due, in the API's words for the kind of day."""
        return self._change_contact({"ContactID": contact_id, "PaymentTerms": {"Bills": {"Day": day, "Type": kind}}})

    def merge_contacts(self, loser_id: str, winner_id: str) -> Document:
        """The loser is archived and names the winner (Xero reference 4.3)."""
        loser = self.archive_contact(loser_id)
        with self._organisation.changing():
            return self._organisation.put(kinds.CONTACTS, {**loser, "MergedToContactID": winner_id})

    def add_item(self, code: str) -> Document:
        """Add a product or service that is purchased and not sold."""
        with self._organisation.changing():
            sent = {"Code": code, "Name": code, "IsSold": False, "IsPurchased": True}
            return items.create(self._organisation, clean(sent), FINE).document

    def delete_item(self, item_id: str) -> None:
        with self._organisation.changing():
            self._organisation.remove(kinds.ITEMS, item_id)

    def change_item(self, item_id: str, **changes: str | Document) -> Document:
        """Change an item, such as its `Code` or its `PurchaseDetails`."""
        with self._organisation.changing():
            item = self._organisation.items[item_id]
            return self._organisation.put(kinds.ITEMS, {**item, **changes})

    def rename_category(self, category_id: str, name: str) -> Document:
        with self._organisation.changing():
            category = self._organisation.of(kinds.TRACKING_CATEGORIES)[category_id]
            return tracking.update_category(self._organisation, category, {"Name": name}).document

    def add_job(self, category_id: str, name: str) -> Document:
        with self._organisation.changing():
            return tracking.create_option(self._organisation, category_id, {"Name": name}).document

    def archive_job(self, option_id: str) -> Document:
        return self._change_job(option_id, Status="ARCHIVED")

    def rename_job(self, option_id: str, name: str) -> Document:
        return self._change_job(option_id, Name=name)

    def _change_job(self, option_id: str, **changes: str) -> Document:
        with self._organisation.changing():
            option = self._organisation.tracking_options[option_id]
            return self._organisation.put(kinds.TRACKING_OPTIONS, {**option, **changes})

    def archive_account(self, code: str) -> Document:
        with self._organisation.changing():
            account = self._organisation.accounts.first("Code", code)
            return self._organisation.put(kinds.ACCOUNTS, {**(account or {}), "Status": "ARCHIVED"})

    def add_currency(self, code: str, description: str, rate: Decimal) -> Document:
        """Subscribe to a currency; `rate` is how much of it one unit of the base currency buys today."""
        currency = {"Code": code, "Description": description, "Rate": rounded(rate, CURRENCY_RATE_PLACES)}
        with self._organisation.changing():
            return self._organisation.put(kinds.CURRENCIES, currency)

    def lock_books(self, until: date) -> None:
        """Set the period lock date: documents dated until then are turned down."""
        with self._organisation.changing():
            self._organisation.set_profile({"PeriodLockDate": until.isoformat()})

    def bill_purchase_order(self, order_id: str) -> Document:
        """Copy an order to a bill, after which it takes no lines."""
        with self._organisation.changing():
            sent = {"PurchaseOrderID": order_id, "Status": "BILLED"}
            return purchase_orders.upsert(self._organisation, clean(sent), FINE).document

    def _change_contact(self, sent: Document) -> Document:
        with self._organisation.changing():
            present = self._organisation.contacts[sent["ContactID"]]
            return self._organisation.put(kinds.CONTACTS, contacts.planned(self._organisation, present, sent))
