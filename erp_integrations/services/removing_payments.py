"""Taking payments out of the list that were deleted in Xero (R61, R97). They never go by themselves."""

from collections.abc import Sequence
from typing import Any

from erp_integrations.models import ChangeRow, Event, Payment, Verb, events_last, trail
from erp_integrations.models.sentences import gettext as _
from erp_integrations.permissions import require
from erp_integrations.services.change_history import NOTHING, changes_between, picture_of
from erp_integrations.services.deciding.carrying_out import NotPossible, Outcome
from erp_integrations.services.numbering_payments import kept


def remove(ids: Sequence[int], *, by: Any, reason: str) -> list[Outcome]:
    """Remove payments that are deleted in Xero, each by itself; return what became of each that was there.

    Needs `delete_payment`, and a reason. What a payment held stays in its history.
    """
    require(by, "delete", Payment)
    payments = Payment.objects.filter(pk__in=ids).select_related("invoice")
    return [outcome_of(payment, by=by, reason=reason.strip()) for payment in payments]


def outcome_of(payment: Payment, *, by: Any, reason: str) -> Outcome:
    try:
        remove_one(payment.pk, by=by, reason=reason)
    except NotPossible as refusal:
        return Outcome(payment, False, str(refusal))
    return Outcome(payment, True, _("Removed. What it held stays in the events."))


@events_last()
def remove_one(pk: int, *, by: Any, reason: str) -> None:
    payment = kept(pk)
    if not reason:
        raise NotPossible(_("Write down why it is removed: the reason stays in the history."))
    if not payment.is_deleted_in_erp:
        raise NotPossible(_("It is not deleted in Xero, so it stays. Delete it there first."))
    # A record's own events tell its Xero id; a payment has no other than this one.
    held: list[ChangeRow] = [{"field": _("Xero id"), "from": payment.erp_id, "to": ""}]
    held += changes_between(picture_of(payment), NOTHING)
    event = Event.of(payment, Verb.DELETED, by=by, detail=reason, changes=held)
    payment.delete()
    trail.note([event])
