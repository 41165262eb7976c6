"""What a file holds is known by its name, by its sheets' names, or by its heading; or else somebody is asked."""

import pytest

from erp_integrations.models import CostType, UploadedFile, Vendor
from erp_integrations.services import uploading
from erp_integrations.services.loading.reading import Source
from erp_integrations.services.loading.recognising import recognise
from erp_integrations.services.loading.tables import TABLES
from erp_integrations.services.uploading import LEFT_OUT, BadUpload, Incoming
from tests.services.loading.folder import ROWS
from tests.services.uploading.files import csv_of, workbook_of


def recognised(file: Incoming) -> list[str]:
    return [table for table, _source in recognise(Source(file.name, lambda: file.content)).parts]


@pytest.mark.parametrize("table", ROWS)
def test_the_name_of_the_file_says_it(table: str):
    assert recognised(csv_of(table)) == [table]
    assert recognised(csv_of(table, name=f"{table.upper().replace('_', ' ')}.CSV")) == [table]


@pytest.mark.parametrize("table", sorted(set(ROWS) - {"cost_codes", "cost_types"}))
def test_the_heading_says_it_when_the_name_does_not(table: str):
    assert recognised(csv_of(table, name="March.csv")) == [table]


def test_the_heading_is_believed_before_a_name_that_is_only_similar():
    assert recognised(csv_of("projects", name="vendors and others.csv")) == ["projects"]


@pytest.mark.parametrize(
    ("name", "table"), [("Our cost types (1).csv", "cost_types"), ("cost-codes-2026.csv", "cost_codes")]
)
def test_a_similar_name_decides_between_tables_with_the_same_columns(name: str, table: str):
    assert recognised(csv_of(table, name=name)) == [table]


def test_a_similar_name_is_enough_for_a_table_whose_columns_are_wrong():
    assert recognised(Incoming("my project_budget_codes.csv", b"project;code\n")) == ["project_budget_codes"]


def test_nothing_says_it_when_two_tables_have_the_columns():
    assert recognised(csv_of("cost_types", name="codes.csv")) == []


def test_every_template_is_recognised_as_its_table():
    for table in TABLES.values():
        assert recognised(Incoming(str(table), b"x")) == [table.name]


def test_sheets_with_the_names_of_tables_are_all_read(project_person):
    book = workbook_of(
        "Everything.xlsx",
        {
            "Notes": [["Hello"]],
            "Cost types": [["code", "name"], ["S", "Subcontract"]],
            "vendors": [ROWS["vendors"][0].split(","), ["V-1", "Acme", *[""] * 8, True], ["V-2"]],
        },
    )
    upload = uploading.keep([book], by=project_person)
    report = uploading.apply(upload.pk, by=project_person)
    assert [str(counts) for counts in report.files] == [
        "Everything.xlsx (Cost types): 1 created, 0 changed, 0 unchanged, 0 refused",
        "Everything.xlsx (vendors): 1 created, 0 changed, 0 unchanged, 1 refused",
    ]
    assert report.problems[0].file == "Everything.xlsx (vendors)"
    assert [warning.file for warning in report.warnings] == ["Everything.xlsx (Notes)"]
    assert CostType.objects.exists()
    assert Vendor.objects.exists()


def test_somebody_says_what_a_file_holds(project_person):
    upload = uploading.keep([csv_of("cost_types", name="codes.csv")], by=project_person)
    assert upload.foreseen is None
    uploading.name_tables(upload.pk, {upload.files.get().pk: "cost_types"}, by=project_person)
    uploading.apply(upload.pk, by=project_person)
    assert CostType.objects.count() == 2


def test_a_file_can_be_left_out(project_person):
    upload = uploading.keep([csv_of("vendors"), Incoming("notes.csv", b"a,b\n")], by=project_person)
    uploading.name_tables(upload.pk, {upload.files.get(name="notes.csv").pk: LEFT_OUT}, by=project_person)
    upload.refresh_from_db()
    assert upload.file_names == ["vendors.csv"]
    assert upload.foreseen is not None


@pytest.mark.parametrize("said", ["", "nonsense"])
def test_nothing_is_left_out_unless_somebody_says_so(project_person, said: str):
    upload = uploading.keep([Incoming("notes.csv", b"a,b\n")], by=project_person)
    with pytest.raises(BadUpload, match="Say of each file what it holds"):
        uploading.name_tables(upload.pk, {upload.files.get().pk: said}, by=project_person)
    assert UploadedFile.objects.filter(upload=upload).exists()


def test_something_has_to_be_left(project_person):
    upload = uploading.keep([Incoming("notes.csv", b"a,b\n")], by=project_person)
    with pytest.raises(BadUpload, match="Nothing would be left"):
        uploading.name_tables(upload.pk, {upload.files.get().pk: LEFT_OUT}, by=project_person)
    assert upload.files.exists()


def test_nothing_is_applied_before_it_is_known_what_it_is(project_person):
    upload = uploading.keep([csv_of("cost_types", name="codes.csv")], by=project_person)
    with pytest.raises(BadUpload, match="not known yet"):
        uploading.apply(upload.pk, by=project_person)
    assert not CostType.objects.exists()
