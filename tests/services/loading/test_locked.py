"""Records that were sent are not changed by a file."""

from typing import Any

import pytest

from erp_integrations.models import (
    Commitment,
    CommitmentLine,
    IntegrableRecord,
    Project,
    ProjectBudgetCode,
    State,
    SubcontractorInvoice,
    Vendor,
)
from erp_integrations.services.loading.references import resolve
from tests.services.loading.folder import Folder


def bring(model: type[IntegrableRecord], source_id: str, state: State) -> None:
    model.objects.filter(source_id=source_id).update(state=state)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.SUBMITTED, "It was sent to ERP, so it cannot be changed here: retrieve it first."),
        (State.ACCEPTED, "It was accepted, so it cannot be changed here: ask an approver to reject it first."),
        (State.SYNCED, "It is synced, so it cannot be changed here: unlink it first."),
    ],
)
def test_a_record_that_was_sent_is_not_changed(loaded: Folder, state: State, said: str):
    bring(Vendor, "V-1", state)
    loaded.replace("vendors", "Núñez Masonry,917 S 3rd Ave", "Núñez & Sons,919 S 3rd Ave")
    assert loaded.problems() == [f"vendors.csv line 2, name, address: {said}"]
    assert Vendor.objects.get(source_id="V-1").name == "Núñez Masonry"


@pytest.mark.parametrize("state", [State.UNLINKED, State.RETRIEVED, State.REJECTED])
def test_a_record_that_is_editable_is_changed_and_keeps_its_state(loaded: Folder, state: State):
    bring(Vendor, "V-1", state)
    loaded.replace("vendors", "Núñez Masonry", "Núñez & Sons")
    assert loaded.problems() == []
    vendor = Vendor.objects.get(source_id="V-1")
    assert (vendor.name, vendor.state) == ("Núñez & Sons", state)


def test_a_record_that_was_sent_and_is_the_same_is_no_problem(loaded: Folder):
    for model, source_id in ((Vendor, "V-1"), (Commitment, "C-1"), (SubcontractorInvoice, "I-1"), (Project, "P-1")):
        bring(model, source_id, State.SYNCED)
    assert loaded.problems() == []


def test_a_line_of_a_record_that_was_sent_is_not_changed(loaded: Folder):
    bring(Commitment, "C-1", State.SYNCED)
    loaded.replace("commitment_lines", "Slab,,,400.00", "Slab,,,500.00")
    assert loaded.problems() == [
        "commitment_lines.csv line 3, amount: It is synced, so it cannot be changed here: unlink it first."
    ]
    assert not CommitmentLine.objects.filter(amount=500).exists()


def test_a_line_is_not_added_to_a_record_that_was_sent(loaded: Folder):
    bring(SubcontractorInvoice, "I-1", State.SUBMITTED)
    loaded.add("invoice_lines", "I-1,2,2,BC-1,Slab,,,10.00,,")
    assert loaded.problems() == [
        "invoice_lines.csv line 3: It was sent to ERP, so it cannot be changed here: retrieve it first."
    ]
    assert SubcontractorInvoice.objects.get().lines.count() == 1


def test_a_line_is_not_removed_from_a_record_that_was_sent(loaded: Folder):
    bring(Commitment, "C-1", State.SYNCED)
    loaded.write("commitment_lines", "C-1,1,BC-1,Footings,,,600.00")
    (problem,) = loaded.problems()
    assert problem.startswith("commitment_lines.csv line 2: It is synced")
    assert CommitmentLine.objects.filter(commitment__source_id="C-1").count() == 2


def test_what_refers_to_a_record_that_stays_as_it_is_is_loaded(loaded: Folder):
    bring(Vendor, "V-1", State.SYNCED)
    loaded.replace("vendors", "Núñez Masonry", "Núñez & Sons")
    loaded.replace("commitments", "SC-001,Concrete", "SC-001,All concrete")
    loaded.load()
    assert Commitment.objects.get(source_id="C-1").title == "All concrete"


def test_a_budget_code_is_added_to_a_synced_project(loaded: Folder):
    bring(Project, "P-1", State.SYNCED)
    loaded.add("project_budget_codes", "P-1,BC-2,5.00")
    assert loaded.problems() == []
    assert Project.objects.get().project_budget_codes.count() == 2


@pytest.mark.parametrize("state", [State.SUBMITTED, State.ACCEPTED])
def test_a_budget_code_is_not_added_to_a_project_that_waits_for_accounting(loaded: Folder, state: State):
    bring(Project, "P-1", state)
    loaded.add("project_budget_codes", "P-1,BC-2,5.00")
    (problem,) = loaded.problems()
    assert problem.startswith("project_budget_codes.csv line 3: It was ")
    assert Project.objects.get().project_budget_codes.count() == 1


def test_an_original_amount_of_a_synced_project_is_changed(loaded: Folder):
    bring(Project, "P-1", State.SYNCED)
    loaded.replace("project_budget_codes", "1000.00", "1200.00")
    assert loaded.problems() == []
    assert ProjectBudgetCode.objects.get().original_amount == 1200


def test_a_record_that_somebody_sends_meanwhile_is_not_changed(loaded: Folder, monkeypatch: pytest.MonkeyPatch):
    def resolve_and_send(*args: Any) -> None:
        resolve(*args)
        bring(Vendor, "V-1", State.SUBMITTED)

    monkeypatch.setattr("erp_integrations.services.loading.resolve", resolve_and_send)
    loaded.replace("vendors", "Núñez Masonry", "Núñez & Sons")
    loaded.load()
    vendor = Vendor.objects.get(source_id="V-1")
    assert (vendor.name, vendor.state) == ("Núñez Masonry", State.SUBMITTED)
