"""Giving a payment a number of one's own (R96). Everything else about it is Xero's (R58, R94)."""

from typing import Any

from erp_integrations.deputies import principal_for
from erp_integrations.models import ChangeRow, Event, Payment, Verb, events_last
from erp_integrations.models.name_key import tidy
from erp_integrations.models.sentences import gettext as _
from erp_integrations.permissions import codename, require
from erp_integrations.services.deciding.carrying_out import NotPossible


@events_last()
def change_number(pk: int, number: str, *, by: Any) -> bool:
    """Set or empty the payment number; return whether it is another one now. Needs `change_payment`.

    Raises `NotPossible`. Only the number is written: what a reading of Xero changes at the same time stays.
    """
    require(by, "change", Payment)
    payment = kept(pk)
    number = tidy(number)
    longest = Payment._meta.get_field("number").max_length or 0
    if len(number) > longest:
        text = _("The payment number has %(length)s characters; it may have %(longest)s. Shorten it.")
        raise NotPossible(text % {"length": len(number), "longest": longest})
    if number == payment.number:
        return False
    change: ChangeRow = {"field": _("payment number"), "from": payment.number, "to": number}
    payment.number = number
    payment.save(update_fields=["number"])
    note_change(payment, change, by=by)
    return True


def note_change(payment: Payment, change: ChangeRow, *, by: Any) -> None:
    principal = principal_for(by, codename("change", Payment))
    Event.note(payment, Verb.CHANGED, by=by, on_behalf_of=principal, changes=[change])


def kept(pk: int) -> Payment:
    """Return a payment, kept from everybody else until the transaction ends. Raises `NotPossible`."""
    payment: Payment | None = (
        Payment.objects.select_for_update(of=("self",)).select_related("invoice").filter(pk=pk).first()
    )
    if payment is None:
        raise NotPossible(_("This payment is not in the list any more: somebody removed it."))
    return payment
