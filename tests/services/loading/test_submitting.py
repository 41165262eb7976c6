"""Sending what was loaded to ERP."""

from typing import Any

import pytest
from django.utils import timezone

from erp_integrations.models import BudgetCode, Commitment, Project, ProjectBudgetCode, State, Vendor
from erp_integrations.services.reviewing import reject
from erp_integrations.services.sending import retrieve
from tests.services.loading.folder import Folder

pytestmark = pytest.mark.usefixtures("chosen_settings")


def states(model: Any) -> dict[str, str]:
    return dict(model.objects.values_list("source_id", "state"))


def not_sent(folder: Folder) -> dict[str, str]:
    return {sending.source_id: sending.sentence for sending in folder.load(submit=True).not_sent}


def synced(model: Any, source_id: str) -> Any:
    model.objects.filter(source_id=source_id).update(state=State.SYNCED, erp_id=f"xero-{source_id}")
    return model.objects.get(source_id=source_id)


def test_records_whose_rules_hold_are_sent(folder: Folder):
    report = folder.load(submit=True)
    assert {sending.source_id for sending in report.sent} == {"BC-1", "BC-2", "P-1", "V-1"}
    assert states(Vendor) == {"V-1": State.SUBMITTED, "V-2": State.UNLINKED}


def test_records_whose_rules_do_not_hold_are_listed_with_the_reason(folder: Folder):
    reasons = not_sent(folder)
    assert reasons["V-2"].startswith("It is inactive.")
    assert "not linked to a Xero contact" in reasons["C-1"]


def test_records_that_are_not_sent_are_no_problem(folder: Folder):
    assert folder.load(submit=True).problems == []


def test_nothing_is_sent_unless_asked_for(loaded: Folder):
    assert set(states(Vendor).values()) == {State.UNLINKED}


def test_records_that_are_unchanged_are_sent_too(loaded: Folder):
    loaded.load(submit=True)
    assert states(BudgetCode) == {"BC-1": State.SUBMITTED, "BC-2": State.SUBMITTED}


def test_a_record_that_is_in_no_file_is_not_sent(loaded: Folder):
    (loaded.path / "vendors.csv").unlink()
    loaded.load(submit=True)
    assert states(Vendor)["V-1"] == State.UNLINKED


def test_a_record_with_a_wrong_row_is_not_sent(loaded: Folder):
    loaded.replace("vendors", "ap@nunez.example", "nobody")
    loaded.load(submit=True)
    assert states(Vendor)["V-1"] == State.UNLINKED


def test_the_second_run_sends_what_has_become_sendable(folder: Folder):
    folder.load(submit=True)
    synced(Vendor, "V-1")
    report = folder.load(submit=True)
    assert {sending.source_id for sending in report.sent} == {"C-1", "C-2", "CO-1"}
    assert set(states(Commitment).values()) == {State.SUBMITTED}


def test_a_third_run_sends_nothing_more(folder: Folder):
    folder.load(submit=True)
    assert folder.load(submit=True).sent == []


def test_a_rejected_record_that_is_unchanged_is_not_sent_again(folder: Folder, approver: Any):
    folder.load(submit=True)
    vendor = Vendor.objects.get(source_id="V-1")
    reject(Vendor, [vendor.pk], by=approver, reason="Which office?")
    assert not_sent(folder)["V-1"] == "It was rejected: change it first."
    assert states(Vendor)["V-1"] == State.REJECTED


def test_a_rejected_record_that_is_changed_is_sent_again(folder: Folder, approver: Any):
    folder.load(submit=True)
    vendor = Vendor.objects.get(source_id="V-1")
    reject(Vendor, [vendor.pk], by=approver, reason="Which office?")
    folder.replace("vendors", "917 S 3rd Ave", "919 S 3rd Ave")
    folder.load(submit=True)
    assert states(Vendor)["V-1"] == State.SUBMITTED


def test_a_rejected_record_that_was_changed_by_an_earlier_load_is_sent_again(folder: Folder, approver: Any):
    folder.load(submit=True)
    vendor = Vendor.objects.get(source_id="V-1")
    reject(Vendor, [vendor.pk], by=approver, reason="Which office?")
    folder.replace("vendors", "917 S 3rd Ave", "919 S 3rd Ave")
    folder.load()
    folder.load(submit=True)
    assert states(Vendor)["V-1"] == State.SUBMITTED


def test_a_retrieved_record_that_is_unchanged_is_not_sent_again(folder: Folder):
    folder.load(submit=True)
    retrieve(Vendor, [Vendor.objects.get(source_id="V-1").pk], by=None)
    assert not_sent(folder)["V-1"].startswith("It was retrieved: change it first")


def test_a_synced_project_with_a_new_budget_code_is_sent_again(folder: Folder):
    folder.load()
    synced(Project, "P-1")
    ProjectBudgetCode.objects.update(exported_at=timezone.now())
    folder.add("project_budget_codes", "P-1,BC-2,5.00")
    folder.load(submit=True)
    assert states(Project) == {"P-1": State.SUBMITTED}


def test_a_synced_project_without_a_new_budget_code_stays_synced(folder: Folder):
    folder.load()
    synced(Project, "P-1")
    folder.load(submit=True)
    assert states(Project) == {"P-1": State.SYNCED}
