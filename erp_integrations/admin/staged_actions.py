"""What people do with what exists only in Xero: add, link, archive, bring back; some ask with a form first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_fsm import ConcurrentTransition

from connectors.errors import ConnectorError
from erp_integrations import wiring
from erp_integrations.admin.actions import LARGEST_ID, posted_ids
from erp_integrations.admin.staged_likeness import tags_of
from erp_integrations.admin.worklists import ARCHIVED, READY_TO_IMPORT, Worklist
from erp_integrations.mapping.project import number_and_name
from erp_integrations.models import Project, StagedKind, StagedRecord
from erp_integrations.models.staged_record import know_matches, matchable
from erp_integrations.services.adding import Named, Template, add_companies, add_projects
from erp_integrations.services.archiving import archive, unarchive
from erp_integrations.services.deciding import Outcome
from erp_integrations.services.likeness import is_sure
from erp_integrations.services.linking import link_staged
from erp_integrations.services.matching import called

# What a form shows at once; the rest of a selection has its turn afterwards.
MOST_IN_FORM = 100
# Names that the browser offers while one types.
MOST_OFFERED = 500
ROW = "row"

Service = Callable[[StagedKind, Sequence[int], HttpRequest], list[Outcome]]
FormContext = Callable[[StagedKind, Sequence[StagedRecord]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class StagedForm:
    """What is asked first: `field` is what each row's answer begins with in the POST."""

    template: str
    field: str
    context: FormContext


@dataclass(frozen=True, slots=True)
class StagedAction:
    name: str
    right: str
    heading: Any
    worklist: Worklist
    service: Service
    form: StagedForm | None = None

    @property
    def label(self) -> str:
        return f"{self.heading}…" if self.form else str(self.heading)

    def form_to_ask(self, request: HttpRequest) -> StagedForm | None:
        """Return the form whose answers the POST does not bring; None when nothing is left to ask."""
        is_answered = self.form and any(name.startswith(f"{self.form.field}-") for name in request.POST)
        return None if is_answered else self.form


def posted_rows(request: HttpRequest) -> tuple[str, list[int]]:
    """Return the action and the rows that a POST names: those that are selected, or the one whose button it was."""
    name, _dash, number = request.POST.get(ROW, "").partition("-")
    if number.isdecimal() and int(number) <= LARGEST_ID:
        return name, [int(number)]
    return request.POST.get("action", ""), posted_ids(request)


# Adding


def add_as_companies(kind: StagedKind, ids: Sequence[int], request: HttpRequest) -> list[Outcome]:
    return add_companies(ids, by=request.user)


def add_as_projects(kind: StagedKind, ids: Sequence[int], request: HttpRequest) -> list[Outcome]:
    wanted = {pk: Named(request.POST.get(f"number-{pk}", ""), request.POST.get(f"name-{pk}", "")) for pk in ids}
    return add_projects(wanted, template=posted_template(request), by=request.user)


def posted_template(request: HttpRequest) -> Template | None:
    number = request.POST.get("template", "")
    is_number = number.isdecimal() and int(number) <= LARGEST_ID
    project = Project.objects.filter(pk=int(number)).first() if is_number else None
    return Template(project, "with_amounts" in request.POST) if project else None


def naming_context(kind: StagedKind, rows: Sequence[StagedRecord]) -> dict[str, Any]:
    know_matches(rows)
    templates = (
        Project.objects.exclude(project_budget_codes=None).order_by("number").values_list("pk", "number", "name")
    )
    return {
        "rows": [(row, *number_and_name(row.name)) for row in rows],
        "templates": [(pk, f"{number} {name}") for pk, number, name in templates],
    }


# Linking


def link_to_chosen(kind: StagedKind, ids: Sequence[int], request: HttpRequest) -> list[Outcome]:
    """Link each row to the record that was picked or typed for it; those left open are left alone."""
    wanted, unknown = chosen_records(kind, ids, request)
    try:
        return unknown + link_staged(kind, wanted, wiring.ledger(), by=request.user)
    except ConcurrentTransition:
        return unknown + [outcome for row, pk in wanted.items() for outcome in link_alone(kind, row, pk, request)]
    except ConnectorError as error:
        rows = StagedRecord.objects.filter(kind=kind, pk__in=ids)
        return [Outcome(row, False, str(error)) for row in rows]


def link_alone(kind: StagedKind, row: int, pk: int, request: HttpRequest) -> list[Outcome]:
    try:
        return link_staged(kind, {row: pk}, wiring.ledger(), by=request.user)
    except ConcurrentTransition:
        sentence = _("Somebody else decided that record meanwhile. Look at it again.")
        return [Outcome(kept, False, sentence) for kept in StagedRecord.objects.filter(pk=row)]


def chosen_records(
    kind: StagedKind, ids: Sequence[int], request: HttpRequest
) -> tuple[Mapping[int, int], list[Outcome]]:
    wanted, unknown = {}, []
    for row in StagedRecord.objects.filter(kind=kind, pk__in=ids):
        text = request.POST.get(f"other-{row.pk}", "").strip()
        picked = request.POST.get(f"record-{row.pk}", "")
        if text and (record := called(kind, text)):
            wanted[row.pk] = record.pk
        elif text:
            unknown.append(Outcome(row, False, NOT_CALLED[kind] % {"name": text}))
        elif picked.isdecimal() and int(picked) <= LARGEST_ID:
            wanted[row.pk] = int(picked)
    return wanted, unknown


NOT_CALLED = {
    StagedKind.VENDOR: gettext_lazy("No company, or more than one, that can be linked is called “%(name)s”."),
    StagedKind.PROJECT: gettext_lazy("No project, or more than one, that can be linked is called “%(name)s”."),
}


def linking_context(kind: StagedKind, rows: Sequence[StagedRecord]) -> dict[str, Any]:
    """The surest first. Only what is sure is chosen already."""
    know_matches(rows)
    offered = sorted(rows, key=lambda row: (not is_sure(row), row.match is None))
    others = [str(record) for record in matchable(kind.model)[:MOST_OFFERED]]
    shown = [(row, is_sure(row), tags_of(row)) for row in offered]
    return {"rows": shown, "others": others, "sure": sum(is_chosen for _row, is_chosen, _tags in shown)}


# Archiving


def put_away(kind: StagedKind, ids: Sequence[int], request: HttpRequest) -> list[Outcome]:
    return archive(kind, ids, by=request.user)


def bring_back(kind: StagedKind, ids: Sequence[int], request: HttpRequest) -> list[Outcome]:
    return unarchive(kind, ids, by=request.user)


NAMING = StagedForm("admin/staged_add.html", "number", naming_context)
LINKING = StagedForm("admin/staged_link.html", "other", linking_context)
LINK = StagedAction("link", "link", gettext_lazy("Link"), READY_TO_IMPORT, link_to_chosen, LINKING)
ARCHIVING = (
    StagedAction("archive", "import", gettext_lazy("Archive"), READY_TO_IMPORT, put_away),
    StagedAction("unarchive", "import", gettext_lazy("Bring back"), ARCHIVED, bring_back),
)
ACTIONS: Mapping[StagedKind, tuple[StagedAction, ...]] = {
    StagedKind.VENDOR: (
        StagedAction("add", "import", gettext_lazy("Add"), READY_TO_IMPORT, add_as_companies),
        LINK,
        *ARCHIVING,
    ),
    StagedKind.PROJECT: (
        StagedAction("add", "import", gettext_lazy("Add"), READY_TO_IMPORT, add_as_projects, NAMING),
        LINK,
        *ARCHIVING,
    ),
}
