"""Contacts (Xero reference 4.3)."""

import pytest

from connectors.xero.sandbox import Sandbox
from tests.connectors.sandbox.caller import Caller

TAKEN = (
    "The contact name coastal timber is already assigned to another contact. "
    "The contact name must be unique across all active contacts."
)


@pytest.mark.parametrize(
    ("contact", "message"),
    [
        ({"EmailAddress": "a@b.example"}, "must contain at least 1 of the following elements"),
        ({"Name": "n" * 256}, "The field Name must not be longer than 255 characters."),
        ({"Name": "A <b>"}, "angle brackets"),
        ({"Name": " leading"}, "leading, trailing or double spaces"),
        ({"Name": "trailing "}, "leading, trailing or double spaces"),
        ({"Name": "double  space"}, "leading, trailing or double spaces"),
        ({"Name": "A", "ContactNumber": "n" * 51}, "The field ContactNumber must not be longer than 50 characters."),
        ({"Name": "A", "EmailAddress": "not an address"}, "Email address must be valid."),
        ({"Name": "A", "Addresses": [{"AddressType": "HOME"}]}, "The address type HOME is not valid."),
        ({"Name": "A", "Addresses": [{"AddressType": "POBOX", "Country": "US of A 2"}]}, "letters only"),
        ({"Name": "A", "Addresses": [{"AddressType": "POBOX", "AddressLine1": "x" * 501}]}, "AddressLine1"),
        ({"Name": "A", "Phones": [{"PhoneType": "FAX", "PhoneAreaCode": "1" * 11}]}, "PhoneAreaCode"),
        ({"Name": "A", "ContactPersons": [{"FirstName": "x"}] * 6}, "no more than 5"),
    ],
)
def test_a_contact_is_refused(caller: Caller, contact: dict, message: str) -> None:
    (refused,) = caller.refused("PUT", "Contacts", contact)

    assert message in refused


def test_a_name_of_255_characters_is_taken(caller: Caller) -> None:
    assert caller.contact("n" * 255)


def test_names_are_unique_among_active_contacts_whatever_their_case(caller: Caller, sandbox: Sandbox) -> None:
    first = caller.contact("Coastal Timber")
    assert caller.refused("PUT", "Contacts", {"Name": "coastal timber"}) == [TAKEN]

    sandbox.bookkeeper.archive_contact(first)
    second = caller.contact("coastal timber")

    assert second != first
    assert caller.refused("POST", "Contacts", {"ContactID": first, "ContactStatus": "ACTIVE"})


def test_contact_numbers_are_unique_for_good(caller: Caller, sandbox: Sandbox) -> None:
    first = caller.put("Contacts", {"Name": "One", "ContactNumber": "V-1"})["Contacts"][0]["ContactID"]
    sandbox.bookkeeper.archive_contact(first)

    refused = caller.refused("PUT", "Contacts", {"Name": "Two", "ContactNumber": "v-1"})

    assert refused == ["Another contact has this contact number. Please enter a different contact number."]


@pytest.mark.parametrize("key", ["ContactID", "ContactNumber", "Name"])
def test_a_post_updates_the_contact_it_names(caller: Caller, key: str) -> None:
    created = caller.put("Contacts", {"Name": "Coastal", "ContactNumber": "V-1"})["Contacts"][0]

    updated = caller.post("Contacts", {key: created[key], "EmailAddress": "ap@coastal.example"})["Contacts"][0]

    assert updated["ContactID"] == created["ContactID"]
    assert (updated["Name"], updated["EmailAddress"]) == ("Coastal", "ap@coastal.example")


def test_a_post_adopts_a_contact_of_that_name_only_while_it_has_no_other_number(caller: Caller) -> None:
    adopted = caller.contact("Coastal")

    stored = caller.post("Contacts", {"Name": "Coastal", "ContactNumber": "V-1"})["Contacts"][0]

    assert (stored["ContactID"], stored["ContactNumber"]) == (adopted, "V-1")
    assert caller.refused("POST", "Contacts", {"Name": "Coastal", "ContactNumber": "V-2"})


def test_addresses_and_phones_are_replaced_by_type(caller: Caller) -> None:
    phones = [{"PhoneType": "DEFAULT", "PhoneNumber": "1"}, {"PhoneType": "FAX", "PhoneNumber": "2"}]
    created = caller.put("Contacts", {"Name": "Coastal", "Phones": phones})["Contacts"][0]

    changed = [{"PhoneType": "FAX", "PhoneNumber": "3"}]
    updated = caller.post("Contacts", {"ContactID": created["ContactID"], "Phones": changed})["Contacts"][0]

    numbers = {one["PhoneType"]: one.get("PhoneNumber") for one in updated["Phones"]}
    assert (numbers["DEFAULT"], numbers["FAX"]) == ("1", "3")


def test_a_contact_is_read_by_id_and_by_number(caller: Caller) -> None:
    created = caller.put("Contacts", {"Name": "Coastal", "ContactNumber": "V-1"})["Contacts"][0]

    assert caller.get("Contacts/V-1")["Contacts"] == caller.get(f"Contacts/{created['ContactID']}")["Contacts"]


def test_an_unknown_contact_id_is_an_error_of_its_element(caller: Caller) -> None:
    assert caller.refused("POST", "Contacts", {"ContactID": "3d7e8c2e-0000-4000-8000-000000000000", "Name": "X"})
