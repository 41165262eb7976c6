"""Tracking categories and options (Xero reference 4.2)."""

import pytest

from tests.connectors.sandbox.caller import JOB, Caller, line

UNIQUE = ["For each specified tracking option the name must be unique."]


@pytest.fixture
def options(caller: Caller) -> str:
    return f"TrackingCategories/{caller.category()['TrackingCategoryID']}/Options"


def test_an_option_is_listed_inside_its_category(caller: Caller, options: str) -> None:
    created = caller.put(options, {"Name": "J-1 Marine Pde"})["Options"][0]

    assert (created["Status"], created["IsActive"], created["IsArchived"]) == ("ACTIVE", True, False)
    assert caller.category()["Options"] == [created]


def test_option_names_are_unique_whatever_their_case_and_archived_ones_keep_theirs(
    caller: Caller, options: str
) -> None:
    identity = caller.option("J-1")
    assert caller.refused("PUT", options, {"Name": "j-1"}) == UNIQUE

    caller.post(f"{options}/{identity}", {"Status": "ARCHIVED"})

    assert caller.refused("PUT", options, {"Name": "J-1"}) == UNIQUE
    assert caller.post(f"{options}/{identity}", {"Status": "ACTIVE"})["Options"][0]["IsActive"] is True


def test_a_blank_at_the_end_of_a_name_is_answered_with_500(caller: Caller, options: str) -> None:
    answer = caller.call("PUT", options, {"Name": "J-1 "})

    assert (answer.status_code, answer.json()["Title"]) == (500, "An error occurred")


def test_an_unknown_category_is_answered_with_500(caller: Caller) -> None:
    path = "TrackingCategories/3d7e8c2e-0000-4000-8000-000000000000/Options"

    assert caller.call("PUT", path, {"Name": "J-1"}).status_code == 500


def test_names_have_up_to_100_characters(caller: Caller, options: str) -> None:
    assert caller.put(options, {"Name": "n" * 100})
    assert caller.refused("PUT", options, {"Name": "n" * 101})
    assert caller.refused("PUT", options, {"Name": "  "})


def test_a_renamed_option_shows_its_new_name_on_old_lines(caller: Caller, options: str) -> None:
    identity = caller.option("J-1")
    bill = caller.bill(LineItems=[line(Tracking=[{"Name": JOB, "Option": "J-1"}])])

    caller.post(f"{options}/{identity}", {"Name": "J-1 renamed"})

    shown = caller.get(f"Invoices/{bill['InvoiceID']}")["Invoices"][0]
    assert shown["LineItems"][0]["Tracking"][0]["Option"] == "J-1 renamed"


@pytest.mark.parametrize(("is_used", "status"), [(True, "ARCHIVED"), (False, "DELETED")])
def test_deleting_an_option_in_use_archives_it(caller: Caller, options: str, is_used: bool, status: str) -> None:
    identity = caller.option("J-1")
    if is_used:
        caller.bill(LineItems=[line(Tracking=[{"Name": JOB, "Option": "J-1"}])])

    deleted = caller.ok(caller.call("DELETE", f"{options}/{identity}"))

    assert deleted["Options"][0]["Status"] == status
    assert len(caller.category()["Options"]) == (1 if is_used else 0)


def test_only_two_categories_may_be_active_and_four_there(caller: Caller) -> None:
    second = caller.put("TrackingCategories", {"Name": "Region"})["TrackingCategories"][0]
    assert caller.refused("PUT", "TrackingCategories", {"Name": "Third"}) == [
        "You can have no more than 2 active tracking categories."
    ]

    caller.post(f"TrackingCategories/{second['TrackingCategoryID']}", {"Status": "ARCHIVED"})

    assert caller.put("TrackingCategories", {"Name": "Third"})
    assert len(caller.get("TrackingCategories")["TrackingCategories"]) == 2
    assert len(caller.get("TrackingCategories?includeArchived=true")["TrackingCategories"]) == 3


def test_category_names_are_unique(caller: Caller) -> None:
    assert caller.refused("PUT", "TrackingCategories", {"Name": "job"})
