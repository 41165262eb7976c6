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
from erp_integrations.admin.staged_forms import CONFIRMING, LINKING, NAMING, StagedForm, posted_sure
from erp_integrations.admin.worklists import ARCHIVED, READY_TO_IMPORT, Worklist
from erp_integrations.models import Project, StagedKind, StagedRecord
from erp_integrations.services.adding import Named, Template, add_companies, add_projects
from erp_integrations.services.archiving import archive, unarchive
from erp_integrations.services.deciding.carrying_out import Outcome
from erp_integrations.services.linking import link_staged
from erp_integrations.services.naming import called

ROW = "row"

Service = Callable[[StagedKind, Sequence[int], HttpRequest], list[Outcome]]


@dataclass(frozen=True, slots=True)
class StagedAction:
    name: str
    right: str
    heading: Any
    worklist: Worklist
    service: Service
    form: StagedForm | None = None
    confirming: StagedForm | None = None

    @property
    def again(self) -> StagedForm | None:
        """Return the form that asks once more about what does not do as it was answered."""
        return self.form or self.confirming

    @property
    def label(self) -> str:
        return f"{self.heading}…" if self.form else str(self.heading)

    def form_to_ask(self, request: HttpRequest) -> StagedForm | None:
        """Return the form whose answers the POST does not bring; None when nothing is left to ask."""
        is_answered = self.form and any(name.startswith(f"{self.form.answers[0]}-") for name in request.POST)
        return None if is_answered else self.form


def posted_rows(request: HttpRequest) -> tuple[str, list[int]]:
    """Return the action and the rows that a POST names: those that are selected, or the one whose button it was."""
    name, _dash, number = request.POST.get(ROW, "").partition("-")
    if number.isdecimal() and int(number) <= LARGEST_ID:
        return name, [int(number)]
    return request.POST.get("action", ""), posted_ids(request)


# Adding


def add_as_companies(kind: StagedKind, ids: Sequence[int], request: HttpRequest) -> list[Outcome]:
    return add_companies(ids, sure=posted_sure(request), by=request.user)


def add_as_projects(kind: StagedKind, ids: Sequence[int], request: HttpRequest) -> list[Outcome]:
    wanted = {pk: Named(request.POST.get(f"number-{pk}", ""), request.POST.get(f"name-{pk}", "")) for pk in ids}
    return add_projects(wanted, template=posted_template(request), sure=posted_sure(request), by=request.user)


def posted_template(request: HttpRequest) -> Template | None:
    number = request.POST.get("template", "")
    is_number = number.isdecimal() and int(number) <= LARGEST_ID
    project = Project.objects.filter(pk=int(number)).first() if is_number else None
    return Template(project, "with_amounts" in request.POST) if project else None


# Linking


def link_to_chosen(kind: StagedKind, ids: Sequence[int], request: HttpRequest) -> list[Outcome]:
    """Link each row to the record that was picked or typed for it; those left open are left alone."""
    wanted, unknown = chosen_records(kind, ids, request)
    if not wanted:
        return unknown
    try:
        return unknown + link_staged(kind, wanted, wiring.ledger(), by=request.user)
    except ConcurrentTransition:
        return unknown + [outcome for row, pk in wanted.items() for outcome in link_alone(kind, row, pk, request)]
    except ConnectorError as error:
        rows = StagedRecord.objects.filter(kind=kind, pk__in=wanted)
        return unknown + [Outcome(row, False, str(error)) for row in rows]


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
        if text:
            record = called(kind, text)
            if isinstance(record, str):
                unknown.append(Outcome(row, False, record, asks="other"))
            else:
                wanted[row.pk] = record.pk
        elif picked.isdecimal() and int(picked) <= LARGEST_ID:
            wanted[row.pk] = int(picked)
    return wanted, unknown


# Archiving


def put_away(kind: StagedKind, ids: Sequence[int], request: HttpRequest) -> list[Outcome]:
    return archive(kind, ids, by=request.user)


def bring_back(kind: StagedKind, ids: Sequence[int], request: HttpRequest) -> list[Outcome]:
    return unarchive(kind, ids, by=request.user)


LINK = StagedAction("link", "link", gettext_lazy("Link"), READY_TO_IMPORT, link_to_chosen, LINKING)
ARCHIVING = (
    StagedAction("archive", "import", gettext_lazy("Archive"), READY_TO_IMPORT, put_away),
    StagedAction("unarchive", "import", gettext_lazy("Bring back"), ARCHIVED, bring_back),
)
ACTIONS: Mapping[StagedKind, tuple[StagedAction, ...]] = {
    StagedKind.VENDOR: (
        StagedAction("add", "import", gettext_lazy("Add"), READY_TO_IMPORT, add_as_companies, confirming=CONFIRMING),
        LINK,
        *ARCHIVING,
    ),
    StagedKind.PROJECT: (
        StagedAction("add", "import", gettext_lazy("Add"), READY_TO_IMPORT, add_as_projects, NAMING),
        LINK,
        *ARCHIVING,
    ),
}
