"""The forms of the web pages: one plays the bookkeeper with them."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from connectors.xero.sandbox.bookkeeper import Bookkeeper
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.refusals import Rejected

type Form = Mapping[str, str]
type Action = Callable[[Organisation, Bookkeeper, str, Form], str]


def _pay(organisation: Organisation, bookkeeper: Bookkeeper, bill_id: str, form: Form) -> str:
    reference = form.get("reference", "")
    payment = bookkeeper.pay_bill(bill_id, _amount(form, "amount"), on=_day(form), reference=reference)
    return f"Payment of {payment['Amount']:,.2f} entered."


def _delete_payment(organisation: Organisation, bookkeeper: Bookkeeper, bill_id: str, form: Form) -> str:
    bookkeeper.delete_payment(form.get("payment", ""))
    return "Payment deleted."


def _void(organisation: Organisation, bookkeeper: Bookkeeper, bill_id: str, form: Form) -> str:
    return f"Bill {bookkeeper.void_bill(bill_id)['Status'].lower()}."


def _delete_order(organisation: Organisation, bookkeeper: Bookkeeper, order_id: str, form: Form) -> str:
    bookkeeper.delete_purchase_order(order_id)
    return "Purchase order deleted."


def _edit_line(organisation: Organisation, bookkeeper: Bookkeeper, order_id: str, form: Form) -> str:
    bookkeeper.edit_purchase_order_line(
        order_id,
        form.get("line", ""),
        Description=form.get("description", ""),
        Quantity=_amount(form, "quantity"),
        UnitAmount=_amount(form, "unit_amount"),
    )
    return "Line changed."


def _rename(organisation: Organisation, bookkeeper: Bookkeeper, contact_id: str, form: Form) -> str:
    return f"Contact renamed to {bookkeeper.rename_contact(contact_id, form.get('name', ''))['Name']}."


def _archive(organisation: Organisation, bookkeeper: Bookkeeper, contact_id: str, form: Form) -> str:
    bookkeeper.archive_contact(contact_id)
    return "Contact archived."


def _restore(organisation: Organisation, bookkeeper: Bookkeeper, contact_id: str, form: Form) -> str:
    bookkeeper.restore_contact(contact_id)
    return "Contact restored."


def _spend(organisation: Organisation, bookkeeper: Bookkeeper, _: str, form: Form) -> str:
    contact_id, lines = _contact_id(organisation, form), [_line(organisation, form)]
    spent = bookkeeper.spend_money(contact_id, lines, on=_day(form), reference=form.get("reference", ""))
    return f"Spend money of {spent['Total']:,.2f} entered."


def _credit(organisation: Organisation, bookkeeper: Bookkeeper, _: str, form: Form) -> str:
    contact_id, lines = _contact_id(organisation, form), [_line(organisation, form)]
    note = bookkeeper.enter_credit_note(contact_id, lines, on=_day(form), number=form.get("reference", ""))
    return f"Credit note of {note['Total']:,.2f} entered."


ACTIONS: dict[str, Action] = {
    "bills/pay": _pay,
    "bills/delete-payment": _delete_payment,
    "bills/void": _void,
    "purchase-orders/delete": _delete_order,
    "purchase-orders/edit-line": _edit_line,
    "contacts/rename": _rename,
    "contacts/archive": _archive,
    "contacts/restore": _restore,
    "bank/enter": _spend,
    "credit-notes/enter": _credit,
}


def carry_out(organisation: Organisation, bookkeeper: Bookkeeper, name: str, identity: str, form: Form) -> str:
    """Return what was done, in words; raises Rejected with what is wrong, in words."""
    try:
        return ACTIONS[name](organisation, bookkeeper, identity, form)
    except KeyError as error:
        raise Rejected("There is no such thing here.") from error
    except Rejected as refused:
        nested = [message for messages in refused.nested.values() for message in messages]
        raise Rejected(*refused.messages, *nested) from refused


def _amount(form: Form, name: str) -> Decimal:
    try:
        amount = Decimal(form.get(name, "").replace(",", "").strip())
    except InvalidOperation as error:
        raise Rejected(f"The {name.replace('_', ' ')} must be a number.") from error
    if not amount.is_finite():
        raise Rejected(f"The {name.replace('_', ' ')} must be a number.")
    return amount


def _day(form: Form) -> date | None:
    try:
        return date.fromisoformat(form["date"]) if form.get("date") else None
    except ValueError as error:
        raise Rejected("The date must be a date.") from error


def _contact_id(organisation: Organisation, form: Form) -> str:
    contact = organisation.contacts.first("Name", form.get("contact", "").strip())
    if contact is None:
        raise Rejected("There is no active contact of that name.")
    return str(contact["ContactID"])


def _line(organisation: Organisation, form: Form) -> Document:
    line: Document = {
        "Description": form.get("description", ""),
        "Quantity": Decimal(1),
        "UnitAmount": _amount(form, "amount"),
        "AccountCode": form.get("account", ""),
    }
    if form.get("item"):
        line["ItemCode"] = form["item"]
    if option := form.get("option"):
        category, _, name = option.partition(": ")
        line["Tracking"] = [{"Name": category, "Option": name}]
    return {name: value for name, value in line.items() if value != ""}
