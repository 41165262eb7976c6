"""A column that may be absent: a file without it leaves what is kept as it is."""

from dataclasses import replace

import pytest

from erp_integrations.models import Vendor
from erp_integrations.services.loading.documents import documents_of
from erp_integrations.services.loading.reading import Source
from erp_integrations.services.loading.references import Given
from erp_integrations.services.loading.saving import LOADED, Saving
from erp_integrations.services.loading.sheets import parse
from erp_integrations.services.loading.tables import VENDORS, Step, Table
from tests.factories import VendorFactory


def with_absent(*names: str) -> Table:
    """The table of companies, of which these columns may be absent."""
    columns = tuple(replace(column, may_be_absent=column.name in names) for column in VENDORS.columns)
    return replace(VENDORS, columns=columns)


RELAXED = with_absent("city", "is_active")


def heading_without(*names: str) -> list[str]:
    return [column.name for column in VENDORS.columns if column.name not in names]


def text_of(*rows: list[str]) -> str:
    return "".join(",".join(row) + "\n" for row in rows)


def test_a_row_without_the_column_has_no_value_for_it():
    text = text_of(heading_without("city", "is_active"), ["V-1", "Acme", *[""] * 7])
    sheet = parse(RELAXED, [Source("vendors.csv", text.encode)])
    assert not list(sheet.problems)
    assert "city" not in sheet.rows[0].values
    assert sheet.rows[0].values["address"] == ""


def test_a_column_that_is_there_and_blank_still_counts_as_blank():
    text = text_of(heading_without("is_active"), ["V-1", "Acme", *[""] * 8])
    assert parse(RELAXED, [Source("vendors.csv", text.encode)]).rows[0].values["city"] == ""


def test_a_column_that_is_needed_is_still_missed():
    text = text_of(heading_without("city", "name"), ["V-1", *[""] * 8, "true"])
    (problem,) = parse(RELAXED, [Source("vendors.csv", text.encode)]).problems
    assert problem.reason == "These columns are missing: name."


@pytest.mark.django_db
def test_what_is_kept_stays_and_a_new_record_gets_the_default():
    VendorFactory(source_id="V-1", city="Tacoma", is_active=False)
    heading = heading_without("city", "is_active")
    text = text_of(heading, ["V-1", "New name", *[""] * 7], ["V-2", "Acme", *[""] * 7])
    sheet = parse(RELAXED, [Source("vendors.csv", text.encode)])
    Saving(Step(RELAXED), sheet, None, {}, None, LOADED).save(documents_of(sheet, None, Given({})))
    assert list(sheet.problems) == []
    kept, new = Vendor.objects.order_by("source_id")
    assert (kept.name, kept.city, kept.is_active) == ("New name", "Tacoma", False)
    assert (new.city, new.is_active) == ("", True)
