"""Loading again: the same rows change nothing, others change what differs."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from erp_integrations.models import BudgetCode, Commitment, Event, Project, SubcontractorInvoice, Vendor, Verb
from erp_integrations.services.loading import load
from erp_integrations.services.loading.tables import TABLES
from tests.services.loading.folder import Folder

DEMO = Path(__file__).resolve().parents[3] / "demo"


def kept() -> dict[str, list[Any]]:
    models = [table.model for table in TABLES.values()] + [Event]
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in models}


def test_the_same_files_again_change_nothing(loaded: Folder):
    before = kept()
    report = loaded.load()
    assert report.problems == []
    assert kept() == before


def test_the_demonstration_is_loaded_without_a_problem_and_again_changes_nothing(db: None):
    report = load(DEMO)
    assert report.problems == []
    assert len(report.files) == len(TABLES)
    before = kept()
    again = load(DEMO)
    assert sum(counts.created + counts.changed + counts.refused for counts in again.files) == 0
    assert kept() == before


def test_a_different_cell_changes_the_record(loaded: Folder):
    loaded.replace("vendors", "Núñez Masonry", "Núñez & Sons")
    loaded.load()
    assert Vendor.objects.get(source_id="V-1").name == "Núñez & Sons"


def test_a_different_reference_changes_the_record(loaded: Folder):
    loaded.replace("budget_codes", "BC-1,03-300,S", "BC-1,03-300,M")
    loaded.load()
    assert BudgetCode.objects.get(source_id="BC-1").item_code == "03-300.M"


def test_a_changed_line_changes_its_record(loaded: Folder):
    before = SubcontractorInvoice.objects.get().updated_at
    loaded.replace("invoice_lines", "30.00", "40.00")
    loaded.load()
    invoice = SubcontractorInvoice.objects.get()
    assert invoice.amount_to_show == 260
    assert invoice.updated_at > before


def test_a_record_that_the_file_leaves_out_stays(loaded: Folder):
    loaded.write("vendors", "V-1,Núñez Masonry,917 S 3rd Ave,Yakima,WA,98902,USA,(509) 555-0131,,ap@nunez.example,true")
    loaded.load()
    assert Vendor.objects.filter(source_id="V-2").exists()


def test_a_budget_code_that_the_file_leaves_out_stays_with_the_project(loaded: Folder):
    loaded.write("project_budget_codes", "P-1,BC-2,5.00")
    loaded.load()
    assert Project.objects.get().project_budget_codes.count() == 2


def test_every_created_record_has_an_event_with_its_place(loaded: Folder):
    event = Event.history_of(Vendor.objects.get(source_id="V-2")).get()
    assert (event.verb, event.detail) == (Verb.CREATED, "loaded from vendors.csv line 3")


def test_every_changed_record_has_an_event_with_its_place(loaded: Folder):
    loaded.replace("invoice_lines", "30.00", "40.00")
    loaded.load()
    event = Event.history_of(SubcontractorInvoice.objects.get())[0]
    assert (event.verb, event.detail) == (Verb.CHANGED, "loaded from invoice_lines.csv line 2")
    assert event.changes == [{"field": "Line 1, retainage withheld", "from": "30.00", "to": "40.00"}]


def test_history_of_a_created_record_holds_what_the_files_said(loaded: Folder):
    changes = Event.history_of(SubcontractorInvoice.objects.get()).get().changes
    assert {"field": "number", "from": "", "to": "INV-1"} in changes
    assert {"field": "commitment", "from": "", "to": "SC-001 Concrete"} in changes
    assert {"field": "period end", "from": "", "to": "31 Jan 2026"} in changes
    assert changes[-1]["field"] == "Line 1"


def test_history_tells_of_lines_that_a_file_adds_and_leaves_out(loaded: Folder):
    loaded.write("commitment_lines", "C-2,2,BC-2,Ties,,,10.00")
    loaded.load()
    assert Event.history_of(Commitment.objects.get(source_id="C-2"))[0].changes == [
        {
            "field": "Line 1",
            "from": "budget code: 05-120.M; description: Rebar; quantity: 12.5; unit cost: 7.425; amount: 92.81",
            "to": "",
        },
        {"field": "Line 2", "from": "", "to": "budget code: 05-120.M; description: Ties; amount: 10.00"},
    ]


def test_a_changed_budget_of_a_project_is_in_its_history(loaded: Folder):
    loaded.replace("project_budget_codes", "1000.00", "1250.50")
    loaded.load()
    assert Event.history_of(Project.objects.get())[0].changes == [
        {"field": "Budget code of the project 03-300.S, original budget", "from": "1,000.00", "to": "1,250.50"}
    ]


def test_budget_codes_that_are_added_are_in_the_history_of_the_project(loaded: Folder):
    event = Event.history_of(Project.objects.get())[0]
    assert (event.verb, event.detail) == (Verb.CHANGED, "loaded from project_budget_codes.csv line 2")


def test_events_name_who_loaded(folder: Folder, project_person: Any):
    folder.load(by=project_person)
    assert set(Event.objects.values_list("actor", flat=True)) == {project_person.pk}


def test_many_records_take_few_queries(empty_folder: Folder, django_assert_max_num_queries: Any):
    empty_folder.write("vendors", *(f"V-{number},Company {number},,,,,,,,,true" for number in range(100)))
    with django_assert_max_num_queries(10):
        empty_folder.load()


def test_more_records_than_are_saved_together_are_all_loaded(empty_folder: Folder):
    empty_folder.write("vendors", *(f"V-{number},Company {number},,,,,,,,,true" for number in range(250)))
    empty_folder.load()
    assert Vendor.objects.count() == 250
    assert Counter(Event.objects.values_list("verb", flat=True)) == {Verb.CREATED: 250}


def test_a_person_without_the_right_loads_nothing(loaded: Folder, viewer: Any):
    loaded.add("vendors", "V-4,Acme,,,,,,,,,true")
    with pytest.raises(PermissionDenied, match="does not hold “Add: "):
        loaded.load(by=viewer)
    assert not Vendor.objects.filter(source_id="V-4").exists()
