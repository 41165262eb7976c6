"""Items (Xero reference 4.1)."""

import pytest

from connectors.xero.sandbox import Sandbox
from tests.connectors.sandbox.caller import Caller, Clock


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ({"Name": "No code"}, "Price List Item Code must be supplied"),
        ({"Code": "c" * 31}, "Price List Item Code must not be longer than 30 characters"),
        ({"Code": "C", "Name": "n" * 51}, "Price List Item Name must not be longer than 50 characters"),
        ({"Code": "C", "Description": "d" * 4001}, "Price List Item Description must not be longer"),
        ({"Code": "C", "PurchaseDetails": {"AccountCode": "999"}}, "Account code '999' is not a valid code"),
        ({"Code": "C", "PurchaseDetails": {"TaxType": "GST"}}, "The TaxType code 'GST' is not valid"),
        ({"Code": "retainage"}, "Price List Item with Code 'retainage' already exists"),
    ],
)
def test_an_item_is_refused(caller: Caller, item: dict, message: str) -> None:
    (refused,) = caller.refused("PUT", "Items", item)

    assert refused.startswith(message)


def test_a_code_of_30_and_a_name_of_50_characters_are_taken(caller: Caller) -> None:
    assert caller.put("Items", {"Code": "c" * 30, "Name": "n" * 50})["Items"][0]["Code"] == "c" * 30


def test_a_code_twice_in_one_batch_refuses_the_second(caller: Caller) -> None:
    answer = caller.put("Items?summarizeErrors=false", {"Items": [{"Code": "T-1"}, {"Code": "T-1"}]})

    assert [one["StatusAttributeString"] for one in answer["Items"]] == ["OK", "ERROR"]


def test_an_update_always_needs_the_code_which_may_be_a_new_one(caller: Caller) -> None:
    identity = caller.put("Items", {"Code": "OLD"})["Items"][0]["ItemID"]

    assert caller.refused("POST", f"Items/{identity}", {"Name": "x"}) == ["Price List Item Code must be supplied"]
    assert caller.post(f"Items/{identity}", {"Code": "NEW"})["Items"][0]["ItemID"] == identity
    assert caller.call("GET", "Items/OLD").status_code == 404
    assert caller.get("Items/NEW")["Items"][0]["ItemID"] == identity


def test_an_item_that_is_not_purchased_has_no_purchase_details(caller: Caller) -> None:
    item = caller.put("Items", {"Code": "S", "IsPurchased": False, "PurchaseDetails": {"AccountCode": "310"}})

    assert item["Items"][0]["PurchaseDetails"] == {}


def test_prices_keep_four_decimals_only_with_unitdp(caller: Caller) -> None:
    body = {"PurchaseDetails": {"UnitPrice": 7.42555}}

    assert caller.put("Items?unitdp=4", {"Code": "A", **body})["Items"][0]["PurchaseDetails"]["UnitPrice"] == 7.4256
    assert caller.put("Items", {"Code": "B", **body})["Items"][0]["PurchaseDetails"]["UnitPrice"] == 7.43


def test_a_deleted_item_is_gone_from_the_list_without_a_trace(caller: Caller, sandbox: Sandbox, clock: Clock) -> None:
    identity = caller.put("Items", {"Code": "T-1"})["Items"][0]["ItemID"]
    clock.forward(seconds=2)

    assert caller.call("DELETE", f"Items/{identity}").status_code == 204
    assert identity not in sandbox.organisation.items
    assert caller.get("Items", headers={"If-Modified-Since": "2026-11-20T15:00:00"})["Items"] == []


def test_codes_with_slashes_and_blanks_can_be_read(caller: Caller) -> None:
    caller.put("Items", {"Code": "03-100/L 1"})

    assert caller.get("Items/03-100%2FL%201")["Items"][0]["Code"] == "03-100/L 1"
