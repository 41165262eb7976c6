"""What a right is worth on a record: limits to projects and amounts, and who stands in for whom, on which days."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from erp_integrations import wiring
from erp_integrations.models import (
    EXPORTED_MODELS,
    Commitment,
    CommitmentChangeOrder,
    Connection,
    Event,
    Project,
    SubcontractorInvoice,
)
from erp_integrations.services import linking, reviewing, unlinking
from erp_integrations.services.deciding import holding
from tests import factories

# What becomes of a decision.
DONE, REFUSED, BEYOND = "goes through", "is no right of theirs", "is beyond their limits"
OF_A_PROJECT = (Project, Commitment, CommitmentChangeOrder, SubcontractorInvoice)
WITH_AMOUNT = (Commitment, CommitmentChangeOrder, SubcontractorInvoice)
LARGEST, SMALLEST = 10_000_000, 1
# In which state a record is decided on in this way, and how.
DECISIONS: dict[str, tuple[dict[str, Any], Any]] = {
    "accept": ({"submitted": True}, lambda record, by: reviewing.accept(type(record), [record.pk], by=by)),
    "accept_and_export": (
        {"submitted": True},
        lambda record, by: reviewing.accept_and_export(type(record), [record.pk], by=by),
    ),
    "export": ({"accepted": True}, lambda record, by: reviewing.export(type(record), [record.pk], by=by)),
    "reject": (
        {"submitted": True},
        lambda record, by: reviewing.reject(type(record), [record.pk], by=by, reason="Wrong company."),
    ),
    "hold": (
        {"submitted": True},
        lambda record, by: holding.hold(type(record), [record.pk], by=by, note="Waits for the lien waiver."),
    ),
    "release": (
        {"submitted": True, "held": True},
        lambda record, by: holding.release(type(record), [record.pk], by=by),
    ),
    "link": (
        {},
        lambda record, by: linking.link(type(record), {record.pk: "of nothing in Xero"}, wiring.ledger(), by=by),
    ),
    "unlink": (
        {"synced": True},
        lambda record, by: unlinking.unlink(type(record), [record.pk], wiring.ledger(), by=by),
    ),
}
# These ask Xero, where there is nothing of the kind: its answer stands in their way, and nothing of the person's.
ASKING_XERO = ("link", "unlink")
ABOUT_LIMITS = ("which is not one of", "above your limit", "above the limit")
# What an amount bears on: whoever exports carries out what was accepted, which is where the amount was looked at.
BY_AMOUNT = ("accept", "accept_and_export")


@dataclass(frozen=True, slots=True)
class Decider:
    """`make` returns a person, given the project of the record; the rest says where that person's limits bite."""

    name: str
    make: Any
    is_refused: bool = False
    stops_elsewhere: bool = False
    stops_large: bool = False

    def __str__(self) -> str:
        return self.name

    def expected(self, model: Any, decision: str) -> str:
        if self.is_refused:
            return REFUSED
        beyond_projects = self.stops_elsewhere and model in OF_A_PROJECT
        beyond_amount = self.stops_large and model in WITH_AMOUNT and decision in BY_AMOUNT
        return BEYOND if beyond_projects or beyond_amount else DONE


def approver(**limits: Any) -> Any:
    person = factories.ApproverFactory()
    if limits:
        factories.ApprovalLimitFactory(person=person, **limits)
    return person


def another_project(project: Any) -> Any:
    return approver(highest_amount=None, projects=[factories.ProjectFactory()])


def this_project(project: Any) -> Any:
    return approver(highest_amount=None, projects=[project or factories.ProjectFactory()])


def deputy_of(principal: Any, first: int, last: int) -> Any:
    days = [Connection.today() + timedelta(days=distance) for distance in (first, last)]
    named = factories.DeputyshipFactory(person=principal, first_day=days[0], last_day=days[1])
    return named.deputy


DECIDERS = (
    Decider("view-only", lambda project: factories.ViewerFactory(), is_refused=True),
    Decider("project person", lambda project: factories.ProjectPersonFactory(), is_refused=True),
    Decider("admin", lambda project: factories.AdminFactory(), is_refused=True),
    Decider("approver", lambda project: approver()),
    Decider("approver of this project", this_project),
    Decider("approver of another project", another_project, stops_elsewhere=True),
    Decider("approver up to a larger amount", lambda project: approver(highest_amount=LARGEST)),
    Decider("approver up to a smaller amount", lambda project: approver(highest_amount=SMALLEST), stops_large=True),
    Decider("deputy on the first and last day", lambda project: deputy_of(approver(), 0, 0)),
    Decider("deputy before the first day", lambda project: deputy_of(approver(), 1, 5), is_refused=True),
    Decider("deputy after the last day", lambda project: deputy_of(approver(), -5, -1), is_refused=True),
    Decider(
        "deputy of an approver of another project",
        lambda project: deputy_of(another_project(project), 0, 5),
        stops_elsewhere=True,
    ),
    Decider(
        "deputy of an approver up to a smaller amount",
        lambda project: deputy_of(approver(highest_amount=SMALLEST), 0, 5),
        stops_large=True,
    ),
    Decider(
        "deputy of a deputy",
        lambda project: deputy_of(deputy_of(approver(), 0, 5), 0, 5),
        is_refused=True,
    ),
)


@pytest.mark.parametrize("decision", DECISIONS)
@pytest.mark.parametrize("decider", DECIDERS, ids=str)
def test_each_decision_reaches_as_far_as_its_row_says(connected, decider: Decider, decision):
    traits, decide = DECISIONS[decision]
    wrong = []
    for model in EXPORTED_MODELS:
        record = factories.FACTORIES[model](**traits)
        person = decider.make(project_of(record))
        was = outcome_of(decide, record, person, needs_doing=decision not in ASKING_XERO)
        if was != decider.expected(model, decision):
            wrong.append(f"{decision} {model.__name__}: {was}, not: {decider.expected(model, decision)}")
    assert not wrong, "\n".join(wrong)


def project_of(record: Any) -> Any:
    return record if isinstance(record, Project) else record.project_to_show


def outcome_of(decide: Any, record: Any, person: Any, *, needs_doing: bool) -> str:
    try:
        outcomes = decide(record, person)
    except PermissionDenied:
        return REFUSED
    if any(words in outcomes[0].sentence for words in ABOUT_LIMITS):
        return BEYOND
    return DONE if outcomes[0].is_done or not needs_doing else outcomes[0].sentence


def test_what_a_deputy_did_names_both(connected):
    principal = approver()
    deputy = deputy_of(principal, 0, 0)
    record = factories.CommitmentFactory(submitted=True)
    reviewing.accept(type(record), [record.pk], by=deputy)
    event = Event.history_of(record).first()
    assert (event.actor, event.on_behalf_of) == (deputy, principal)
