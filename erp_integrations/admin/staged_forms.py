"""The forms that ask about what exists only in Xero, with what was answered already and why that does not do."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.http import HttpRequest, QueryDict

from erp_integrations.admin.actions import LARGEST_ID
from erp_integrations.admin.staged_likeness import Tag, tags_of
from erp_integrations.mapping.project import number_and_name
from erp_integrations.models import Project, StagedKind, StagedRecord
from erp_integrations.models.staged_record import know_matches, matchable
from erp_integrations.services.deciding.carrying_out import Outcome
from erp_integrations.services.likeness import is_sure
from erp_integrations.services.look_alikes import IS_SURE

# What a form shows at once; the rest of a selection has its turn afterwards.
MOST_IN_FORM = 100
# Names that the browser offers while one types.
MOST_OFFERED = 500


@dataclass(frozen=True, slots=True)
class Answers:
    """What a POST brought for each row, and the outcomes of the rows for which it did not do."""

    post: QueryDict
    refused: Mapping[int, Outcome] = field(default_factory=dict)

    def given(self, name: str, row: StagedRecord, otherwise: str = "") -> str:
        return str(self.post.get(f"{name}-{row.pk}", otherwise))

    def reasons(self, row: StagedRecord) -> dict[str, str]:
        """Return the sentence by the name of the answer that it belongs to."""
        outcome = self.refused.get(row.pk)
        return {outcome.asks: outcome.sentence} if outcome else {}


FormContext = Callable[[StagedKind, Sequence[StagedRecord], Answers], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class StagedForm:
    """What is asked: `answers` is what the fields of a row begin with; the first comes with every POST."""

    template: str
    answers: tuple[str, ...]
    context: FormContext

    def asked_again(self, outcomes: Collection[Outcome]) -> dict[int, Outcome]:
        """Return what another answer would mend, by the row's id."""
        return {outcome.record.pk: outcome for outcome in outcomes if outcome.asks in self.answers}


def posted_sure(request: HttpRequest) -> set[int]:
    return {int(text) for text in request.POST.getlist(IS_SURE) if text.isdecimal() and int(text) <= LARGEST_ID}


class NamedRow(NamedTuple):
    row: StagedRecord
    number: str
    name: str
    refused: Mapping[str, str]


def naming_context(kind: StagedKind, rows: Sequence[StagedRecord], answers: Answers) -> dict[str, Any]:
    know_matches(rows)
    templates = (
        Project.objects.exclude(project_budget_codes=None).order_by("number").values_list("pk", "number", "name")
    )
    return {
        "rows": [named_row(row, answers) for row in rows],
        "templates": [(str(pk), f"{number} {name}") for pk, number, name in templates],
        "template": answers.post.get("template", ""),
        "with_amounts": "with_amounts" in answers.post,
    }


def named_row(row: StagedRecord, answers: Answers) -> NamedRow:
    number, name = number_and_name(row.name)
    return NamedRow(row, answers.given("number", row, number), answers.given("name", row, name), answers.reasons(row))


class LinkedRow(NamedTuple):
    row: StagedRecord
    is_chosen: bool
    tags: Sequence[Tag]
    typed: str
    refused: Mapping[str, str]


def linking_context(kind: StagedKind, rows: Sequence[StagedRecord], answers: Answers) -> dict[str, Any]:
    """The surest first. Only what is sure is chosen already, or was chosen before."""
    know_matches(rows)
    offered = sorted(rows, key=lambda row: (not is_sure(row), row.match is None))
    others = [str(record) for record in matchable(kind.model)[:MOST_OFFERED]]
    shown = [linked_row(row, answers) for row in offered]
    return {"rows": shown, "others": others, "sure": sum(one.is_chosen for one in shown)}


def linked_row(row: StagedRecord, answers: Answers) -> LinkedRow:
    proposed = str(row.match.pk) if is_sure(row) else ""
    is_chosen = bool(row.match) and answers.given("record", row, proposed) == str(row.match.pk)
    return LinkedRow(row, is_chosen, tags_of(row), answers.given("other", row), answers.reasons(row))


def confirming_context(kind: StagedKind, rows: Sequence[StagedRecord], answers: Answers) -> dict[str, Any]:
    return {"rows": [(row, answers.reasons(row)[IS_SURE]) for row in rows]}


NAMING = StagedForm("admin/staged_add.html", ("number", "name", IS_SURE), naming_context)
LINKING = StagedForm("admin/staged_link.html", ("other",), linking_context)
CONFIRMING = StagedForm("admin/staged_confirm.html", (IS_SURE,), confirming_context)
