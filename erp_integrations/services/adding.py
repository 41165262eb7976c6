"""Adding what exists only in Xero as a record of ours, which then stands for it. Nothing is posted (R30, A12)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from erp_integrations.deputies import principal_for
from erp_integrations.models import (
    ChangeRow,
    Event,
    Project,
    ProjectBudgetCode,
    StagedKind,
    StagedRecord,
    State,
    Vendor,
    Verb,
)
from erp_integrations.models.name_key import key_of, tidy, visible
from erp_integrations.models.sentences import gettext as _
from erp_integrations.permissions import codename
from erp_integrations.services.change_history import NOTHING, changes_between, picture_of
from erp_integrations.services.deciding.carrying_out import NotPossible, Outcome, decide_on_staged
from erp_integrations.services.differing import CONTACT_FIELDS
from erp_integrations.services.look_alikes import LookAlikes
from erp_integrations.services.moving_costs import lines_may_move


@dataclass(frozen=True, slots=True)
class Named:
    """What a person calls a project that is added."""

    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Template:
    """A project whose budget codes the added ones get, with its original amounts only if so wanted."""

    project: Project
    with_amounts: bool = False


def add_companies(ids: Collection[int], *, sure: Collection[int] = (), by: Any) -> list[Outcome]:
    """Add contacts as companies, with their addresses; what looks like one of ours only if `sure`.

    Needs `import_vendor`.
    """
    look_alikes = LookAlikes.among(Vendor, sure)
    return decide_on_staged(StagedKind.VENDOR, ids, lambda row: add(row, company_from(row), look_alikes, by=by), by=by)


def add_projects(
    wanted: Mapping[int, Named], *, template: Template | None = None, sure: Collection[int] = (), by: Any
) -> list[Outcome]:
    """Add jobs as projects, each under the number and name that it is given; what looks like ours only if `sure`.

    Needs `import_project`.
    """
    look_alikes = LookAlikes.among(Project, sure)

    def step(row: StagedRecord) -> Outcome:
        return add(row, project_from(wanted[row.pk]), look_alikes, template=template, by=by)

    outcomes = decide_on_staged(StagedKind.PROJECT, wanted, step, by=by)
    lines_may_move(Project, [outcome.record.pk for outcome in outcomes if outcome.is_done])
    return outcomes


def add(
    row: StagedRecord, record: Any, look_alikes: LookAlikes, *, template: Template | None = None, by: Any
) -> Outcome:
    """Save the record as one that stands for the row's entry, by the life cycle's own step, and take the row away."""
    refuse_unusable(row)
    refuse_namesake(record)
    look_alikes.refuse(row, record.name)
    principal = principal_for(by, codename("import", type(record)))
    record.link(by=by, on_behalf_of=principal, erp_id=row.erp_id, erp_name=row.entry.name)
    record.save()
    if template:
        copy_codes(template, record)
    stood_for = f"{row.entry.name} ({row.erp_id})"
    added, changes = _("Added from Xero."), changes_of(record)
    Event.note(record, Verb.CREATED, by=by, on_behalf_of=principal, detail=added, changes=changes)
    linked: ChangeRow = {"field": "Xero id", "from": "", "to": row.erp_id}
    Event.note(record, Verb.LINKED, by=by, on_behalf_of=principal, detail=stood_for, changes=[linked])
    row.delete()
    look_alikes.known.add(record)
    return Outcome(record, True, _("Added. It stands for “%(name)s” in Xero.") % {"name": row.entry.name})


def changes_of(record: Any) -> Any:
    return changes_between(NOTHING, picture_of(record))


def refuse_unusable(row: StagedRecord) -> None:
    if row.is_archived:
        raise NotPossible(_("It is archived. Bring it back first."))
    if not row.entry.is_usable:
        raise NotPossible(_("It was archived or deleted in Xero meanwhile."))


def refuse_namesake(record: Any) -> None:
    """What is here under that name already, and not in Xero yet, is probably the same (R36)."""
    namesakes = type(record)._default_manager.filter(name_key=key_of(record.own_name), erp_id="")
    if other := namesakes.first():
        refuse_twin(other, _("%(other)s has this name here and is not linked: link it to that instead."), "name")
    if isinstance(record, Project) and (other := Project.objects.filter(number__iexact=record.number).first()):
        sentence = _("%(other)s has this number: give it another one, or link it to that project instead.")
        refuse_twin(other, sentence, "number")


def refuse_twin(other: Any, sentence: str, asks: str) -> None:
    if other.state == State.ACCEPTED:
        sentence = _("%(other)s is on its way to Xero: wait until it is there, or reject it first.")
    raise NotPossible(sentence % {"other": other}, asks)


def company_from(row: StagedRecord) -> Vendor:
    entry = row.entry
    told = {ours: visible(str(entry.contact.get(theirs, ""))) for ours, theirs in CONTACT_FIELDS}
    terms = {"terms_day": entry.terms_day, "terms_kind": entry.terms_kind}
    return Vendor(name=fitting("name", tidy(entry.name)), **{name: fitting(name, told[name]) for name in told}, **terms)


def fitting(field: str, text: str) -> str:
    """Cut a text to what a company's field holds; Xero's may hold more."""
    held: Any = Vendor._meta.get_field(field)
    return text[: held.max_length]


def project_from(named: Named) -> Project:
    number, name = tidy(named.number), tidy(named.name)
    if not number:
        raise NotPossible(_("It has no number. Give it one."), "number")
    if not name:
        raise NotPossible(_("It has no name. Give it one."), "name")
    longest = Project._meta.get_field("name").max_length or 0
    for text, asks in ((number, "number"), (name, "name")):
        if len(text) > longest:
            raise NotPossible(_("Number and name hold %(limit)s characters each.") % {"limit": longest}, asks)
    return Project(number=number, name=name)


def copy_codes(template: Template, project: Project) -> None:
    """Give a project the template's budget codes. Those in Xero count as exported with it, as when it is linked."""
    rows = template.project.project_budget_codes.all()
    ProjectBudgetCode.objects.bulk_create(
        ProjectBudgetCode(
            project=project,
            budget_code_id=row.budget_code_id,
            original_amount=row.original_amount if template.with_amounts else 0,
        )
        for row in rows
    )
    project.take_line_ids([])
