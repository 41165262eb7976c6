"""States as people see them: a word and a colour, of state and delivery together."""

from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from erp_integrations.models import Delivery, State


@dataclass(frozen=True, slots=True)
class Pill:
    """`tone` is a colour of the design sheet; a moving pill shows that the program is at work."""

    text: Any
    tone: str
    is_moving: bool = False

    def __str__(self) -> SafeString:
        """Templates show a value by its text, so this is the element itself."""
        moving = " pill-moving" if self.is_moving else ""
        return format_html('<span class="pill pill-{}{}">{}</span>', self.tone, moving, self.text)


OF_STATE = {
    State.UNLINKED: Pill(_("Not sent"), "grey"),
    State.SUBMITTED: Pill(_("Sent to ERP"), "blue"),
    State.RETRIEVED: Pill(_("Retrieved"), "yellow"),
    State.REJECTED: Pill(_("Rejected"), "yellow"),
    State.ACCEPTED: Pill(_("Accepted"), "blue"),
    State.SYNCED: Pill(_("Synced"), "green"),
}
OF_DELIVERY = {
    Delivery.QUEUED: Pill(_("Waiting for export"), "violet"),
    Delivery.SENDING: Pill(_("Being exported"), "violet", is_moving=True),
    Delivery.UNKNOWN: Pill(_("Checking with Xero"), "violet", is_moving=True),
    Delivery.FAILED: Pill(_("Failed to export"), "red"),
}


ON_HOLD = Pill(_("On hold"), "yellow")
ACCEPTED_ONCE = Pill(_("Accepted by 1 of 2"), "blue")


def pill_of(record: Any) -> Pill:
    """A hold is told first, since nothing else goes on until it is over."""
    if record.is_held:
        return ON_HOLD
    if record.is_accepted_once:
        return ACCEPTED_ONCE
    return OF_DELIVERY.get(record.delivery) or OF_STATE[record.state]
