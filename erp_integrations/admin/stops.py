"""What stops a record, as lists and pages show it."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from erp_integrations.admin.persons import name_of
from erp_integrations.models import Delivery, IntegrationSettings, State
from erp_integrations.rules import Finding, findings


@dataclass(frozen=True, slots=True)
class Stops:
    """The findings on a record, by what they ask of people. A synced or travelling record is not asked any more."""

    broken: list[Finding] = field(default_factory=list)
    waiting: list[Finding] = field(default_factory=list)
    advice: list[Finding] = field(default_factory=list)

    @property
    def first(self) -> Finding | None:
        return next(iter([*self.broken, *self.waiting]), None)

    @property
    def others(self) -> int:
        return max(0, len(self.broken) + len(self.waiting) - 1)


def stops_of(record: Any, settings: IntegrationSettings) -> Stops:
    if record.is_in_flight or (record.state == State.SYNCED and not record.problem):
        return Stops()
    found = findings(record, settings)
    return Stops(
        broken=[finding for finding in found if not finding.is_waiting and not finding.is_advice],
        waiting=[finding for finding in found if finding.is_waiting],
        advice=[finding for finding in found if finding.is_advice],
    )


@dataclass(frozen=True, slots=True)
class Notice:
    """What a row of a list says about its record, all of it at once. `tone` is a colour of the design sheet."""

    text: str
    tone: str
    aside: str = ""
    others: int = 0


def notice_of(record: Any, stops: Stops) -> Notice | None:
    if record.is_held:
        return Notice(record.hold_note, "yellow", _("Put on hold by %(person)s") % {"person": name_of(record.held_by)})
    if record.problem:
        return Notice(record.problem, "red" if record.delivery == Delivery.FAILED else "yellow")
    if record.state == State.REJECTED:
        by = _("Rejected by %(person)s") % {"person": name_of(record.reviewed_by)} if record.reviewed_by else ""
        return Notice(record.rejection_reason, "yellow", by)
    if stops.first:
        tone = "grey" if stops.first.is_waiting else "yellow"
        whole = " ".join(finding.sentence for finding in [*stops.broken, *stops.waiting])
        return Notice(whole, tone, stops.first.who, stops.others)
    if record.is_accepted_once:
        first = _("%(person)s accepted it.") % {"person": name_of(record.first_accepted_by)}
        return Notice(first, "grey", _("A second approver has to accept it."))
    return None
