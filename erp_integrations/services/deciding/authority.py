"""In whose name somebody decides on a record, and how far that goes: limits, and who stands in for whom.

A deputy acts by their own right where they have one that reaches far enough, else by that of the person whom they
stand in for, within that person's limits. If either goes, it goes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from erp_integrations.deputies import holds, principals_of
from erp_integrations.models import ApprovalLimit, IntegrableRecord, Project
from erp_integrations.models.sentences import gettext as _
from erp_integrations.permissions import codename

# What a limit to projects goes for. Sending and importing are not decided on by project.
WITHIN_PROJECTS = ("export", "link", "unlink")


@dataclass(frozen=True, slots=True)
class Acting:
    """Who decides, by the right of whom. `principal` is whom a deputy stands in for; None for a right of one's own.

    `by` is None for the program itself.
    """

    by: Any
    principal: Any = None
    limit: ApprovalLimit | None = None

    @property
    def people(self) -> set[int]:
        return {person.pk for person in (self.by, self.principal) if person is not None}


# Says why a record is not decided on in this way, as a sentence; nothing where it may be.
Objection = Callable[[Any, Acting], str]


@dataclass(frozen=True, slots=True)
class Authority:
    """The ways in which somebody may act on records of a type, the best first. A way is barred by any objection."""

    ways: Sequence[Acting]
    objections: Sequence[Objection] = ()

    @classmethod
    def of(cls, by: Any, function: str, model: type[IntegrableRecord]) -> "Authority":
        within = (outside_projects,) if function in WITHIN_PROJECTS else ()
        return cls(ways_of(by, codename(function, model)), within)

    def against(self, objections: Sequence[Objection]) -> "Authority":
        """Return the same ways, barred by further objections."""
        return replace(self, objections=(*self.objections, *objections))

    def over(self, record: Any) -> "Acting | str":
        """Return in whose name a record may be decided on, or a sentence that says why not at all."""
        refusals = []
        for acting in self.ways:
            refusal = next(filter(None, (objection(record, acting) for objection in self.objections)), "")
            if not refusal:
                return acting
            refusals.append(refusal)
        return refusals[0] if refusals else _("You may not decide on it.")

    def refusal(self, record: Any) -> str:
        """Return why a record may not be decided on, as a sentence; empty where it may."""
        way = self.over(record)
        return way if isinstance(way, str) else ""


def ways_of(by: Any, right: str) -> list[Acting]:
    """Return one's own way first, then those of the people whom one stands in for."""
    if by is None:
        return [Acting(None)]
    principals = [principal for principal in principals_of(by) if holds(principal, right)]
    limits = ApprovalLimit.by_person([by.pk, *(principal.pk for principal in principals)])
    own = [Acting(by, limit=limits.get(by.pk))] if holds(by, right) else []
    return [*own, *(Acting(by, principal, limits.get(principal.pk)) for principal in principals)]


def outside_projects(record: Any, acting: Acting) -> str:
    """A record that belongs to no project is outside of nobody's projects."""
    project = project_of(record)
    if project is None or acting.limit is None or acting.limit.allows_project(project.pk):
        return ""
    told = {"record": name_of_record(record), "project": project}
    if acting.principal is None:
        text = _("%(record)s belongs to %(project)s, which is not one of your projects. Somebody else decides on it.")
        return text % told
    text = _(
        "%(record)s belongs to %(project)s, which is not one of the projects of %(person)s, for whom you stand in."
        " Somebody else decides on it."
    )
    return text % {**told, "person": full_name(acting.principal)}


def above_limit(record: Any, acting: Acting) -> str:
    amount: Decimal | None = record.amount_to_show
    if amount is None or acting.limit is None or acting.limit.allows_amount(amount):
        return ""
    told = {
        "record": name_of_record(record),
        "amount": f"{amount:,.2f}",
        "limit": f"{acting.limit.highest_amount:,.2f}",
    }
    if acting.principal is None:
        text = _(
            "%(record)s is %(amount)s, above your limit of %(limit)s. Somebody with a higher limit has to accept it."
        )
        return text % told
    text = _(
        "%(record)s is %(amount)s, above the limit of %(limit)s of %(person)s, for whom you stand in."
        " Somebody with a higher limit has to accept it."
    )
    return text % {**told, "person": full_name(acting.principal)}


def project_of(record: Any) -> Any:
    return record if isinstance(record, Project) else record.project_to_show


def name_of_record(record: Any) -> str:
    return str(getattr(record, "number", record))


def full_name(person: Any) -> str:
    return str(person.get_full_name() or person.get_username())
