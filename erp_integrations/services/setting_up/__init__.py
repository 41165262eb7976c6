"""The set-up list: what a new installation needs before records go to Xero, and whether the data show it (R1-R4).

A step ticks itself off. People say only that one is not needed here, and the program that all of it was done once.
"""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from erp_integrations.models import ChangeRow, Event, IntegrationSettings, SetUpMark, Verb, events_last
from erp_integrations.models.sentences import gettext as _
from erp_integrations.models.sentences import sentence_of
from erp_integrations.permissions import require
from erp_integrations.services.setting_up.facts import Facts, holds_any, read_facts
from erp_integrations.services.setting_up.steps import ADMINS, BY_SLUG, STEPS, Step


class NotPossible(Exception):
    """Why a step cannot be marked, as a sentence for the person who tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a step stands for somebody: done, not needed (with the mark that says so), or to do."""

    step: Step
    is_done: bool
    is_mine: bool
    obstacle: str = ""
    mark: SetUpMark | None = None

    @property
    def is_settled(self) -> bool:
        return self.is_done or self.mark is not None

    @property
    def is_possible(self) -> bool:
        return not self.is_settled and not self.obstacle


def marks() -> dict[str, SetUpMark]:
    return {mark.step: mark for mark in SetUpMark.objects.select_related("by")}


def standings(person: Any, known: dict[str, SetUpMark]) -> list[Standing]:
    facts = read_facts(person)
    return [standing_of(step, facts, known.get(step.slug), person) for step in STEPS]


def standing_of(step: Step, facts: Facts, mark: SetUpMark | None, person: Any) -> Standing:
    is_done = step.is_done(facts)
    return Standing(
        step=step,
        is_done=is_done,
        is_mine=person is not None and holds_any(person, step.rights),
        obstacle="" if is_done else step.obstacle(facts),
        mark=None if is_done else mark,
    )


def is_concerned(person: Any) -> bool:
    """Whether somebody can do at least one of the steps."""
    return any(holds_any(person, step.rights) for step in STEPS)


def can_be_marked_by(person: Any) -> bool:
    return holds_any(person, ADMINS)


@events_last()
def mark_not_needed(slug: str, note: str, *, by: Any) -> None:
    """Say that a step is not needed here, and why. Needs `change_integrationsettings`; raises `NotPossible`."""
    require(by, "change", IntegrationSettings)
    step = BY_SLUG.get(slug)
    if step is None or not step.unless:
        raise NotPossible(_("This step cannot be left out."))
    if not note.strip():
        raise NotPossible(_("Say in a few words why “%(step)s” is not needed.") % {"step": step.title})
    details = {"note": note.strip()[:500], "by": by}
    SetUpMark.objects.update_or_create(step=slug, defaults=details)
    note_change(step, "", _("not needed: %(note)s") % details, by)


@events_last()
def mark_needed(slug: str, *, by: Any) -> None:
    """Take back that a step is not needed. Needs `change_integrationsettings`."""
    require(by, "change", IntegrationSettings)
    mark = SetUpMark.objects.filter(step=slug).exclude(step=SetUpMark.FINISHED).select_for_update().first()
    if mark is None or slug not in BY_SLUG:
        return
    mark.delete()
    note_change(BY_SLUG[slug], _("not needed: %(note)s") % {"note": mark.note}, "", by)


def note_change(step: Step, before: str, after: str, by: Any) -> None:
    change: ChangeRow = {"field": sentence_of(step.title), "from": before, "to": after}
    Event.note(IntegrationSettings.load(), Verb.CHANGED, by=by, detail=_("Set-up list"), changes=[change])


def finish_when_done() -> bool:
    """Keep in mind for good that every step was settled once; return whether it was."""
    known = marks()
    if SetUpMark.FINISHED in known:
        return True
    if not all(standing.is_settled for standing in standings(None, known)):
        return False
    SetUpMark.objects.get_or_create(step=SetUpMark.FINISHED)
    return True


def put_away(*, by: Any) -> None:
    """Keep in mind that somebody has read that all of it is done. Needs a right to one of the steps."""
    if not is_concerned(by):
        raise PermissionDenied
    if finish_when_done():
        SetUpMark.objects.filter(step=SetUpMark.FINISHED, by=None).update(by=by, marked_at=timezone.now())
