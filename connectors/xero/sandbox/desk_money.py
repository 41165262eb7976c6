"""The bookkeeper's work on money that leaves the bank: payments, refunds, money spent, and what was paid ahead."""

from datetime import date
from decimal import Decimal
from typing import Any

from connectors.xero.sandbox import bank_transactions, payments
from connectors.xero.sandbox.desk import FINE, Desk, lines_with_change
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.fields import clean


class Money(Desk):
    """`account` is the code of a bank account or credit card, where it is not the usual one."""

    def pay_bill(
        self, invoice_id: str, amount: Decimal, *, on: date | None = None, reference: str = "", account: str = ""
    ) -> Document:
        """Pay a bill in part or in full, in the currency of the bill."""
        return self._pay({"Invoice": {"InvoiceID": invoice_id}}, amount, on, reference, account)

    def refund_credit_note(
        self, note_id: str, amount: Decimal, *, on: date | None = None, reference: str = "", account: str = ""
    ) -> Document:
        """Enter money that the supplier pays back on a credit note."""
        return self._pay({"CreditNote": {"CreditNoteID": note_id}}, amount, on, reference, account)

    def delete_payment(self, payment_id: str) -> Document:
        """Take a payment or a refund back: what it paid is due again."""
        with self._organisation.changing():
            payment = self._organisation.payments[payment_id]
            return payments.delete(self._organisation, payment, {"Status": "DELETED"}).document

    def spend_money(
        self,
        contact_id: str,
        lines: list[Document],
        *,
        on: date | None = None,
        reference: str = "",
        amounts: str = "Exclusive",
        account: str = "",
    ) -> Document:
        """Enter money spent; a line is written as in the API, its amounts without tax unless `amounts` says more."""
        return self._spend(
            self._spent(contact_id, lines, on, account, Type="SPEND", Reference=reference, LineAmountTypes=amounts)
        )

    def edit_spend(self, transaction_id: str, **changes: Any) -> Document:
        """Change fields of money spent, such as `Date`, `Reference` or `LineItems`; what is not named stays."""
        return self._spend({"BankTransactionID": transaction_id, **changes})

    def edit_spend_line(self, transaction_id: str, line_id: str, **changes: Any) -> Document:
        """Change fields of one line of money spent; the others stay."""
        present = self._organisation.bank_transactions[transaction_id]
        return self.edit_spend(transaction_id, LineItems=lines_with_change(present, line_id, changes))

    def delete_spend(self, transaction_id: str) -> Document:
        """Delete money spent for good; it stays in the list with Status DELETED."""
        return self.edit_spend(transaction_id, Status="DELETED")

    def prepay(
        self, contact_id: str, lines: list[Document], *, on: date | None = None, reference: str = ""
    ) -> Document:
        """Enter a SPEND-PREPAYMENT: it is listed among the bank transactions, and the API does not change it."""
        sent = self._spent(contact_id, lines, on, Type="SPEND-PREPAYMENT", Reference=reference)
        with self._organisation.changing():
            return bank_transactions.enter_ahead(self._organisation, clean(sent), FINE)

    def overpay(self, contact_id: str, amount: Decimal, *, on: date | None = None, reference: str = "") -> Document:
        """Enter a SPEND-OVERPAYMENT, whose one line stands on accounts payable and bears no tax."""
        line = {"Description": "Overpayment", "Quantity": 1, "UnitAmount": amount, "TaxType": "NONE"}
        sent = self._spent(contact_id, [line], on, Type="SPEND-OVERPAYMENT", Reference=reference)
        with self._organisation.changing():
            return bank_transactions.enter_ahead(self._organisation, clean(sent), FINE)

    def _spent(
        self, contact_id: str, lines: list[Document], on: date | None, account: str = "", **fields: str
    ) -> Document:
        return {
            "Contact": {"ContactID": contact_id},
            "BankAccount": self._account(account),
            "Date": self._day(on),
            "LineAmountTypes": "Exclusive",
            "LineItems": lines,
            **fields,
        }

    def _spend(self, sent: Document) -> Document:
        with self._organisation.changing():
            return bank_transactions.upsert(self._organisation, clean(sent), FINE).document

    def _pay(self, what: Document, amount: Decimal, on: date | None, reference: str, account: str) -> Document:
        sent = {
            **what,
            "Account": self._account(account),
            "Amount": amount,
            "Reference": reference,
            "Date": self._day(on),
        }
        with self._organisation.changing():
            return payments.create(self._organisation, clean(sent), FINE).document
