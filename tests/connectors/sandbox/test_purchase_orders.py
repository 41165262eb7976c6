"""Purchase orders (Xero reference 4.4)."""

import pytest

from connectors.xero.sandbox import Sandbox
from tests.connectors.sandbox.caller import Caller, line, order


def test_an_order_never_makes_a_contact_nor_changes_one(caller: Caller, sandbox: Sandbox) -> None:
    contact = caller.contact("Coastal")

    for wanted in ({"Name": "New"}, {"Name": "Coastal"}, {}, {"ContactNumber": "none"}):
        assert caller.refused("PUT", "PurchaseOrders", order(caller, Contact=wanted)) == [
            "A Contact must be specified for this type of transaction"
        ]
    caller.order(Contact={"ContactID": contact, "Name": "Renamed"})
    assert sandbox.organisation.contacts[contact]["Name"] == "Coastal"


def test_an_order_finds_its_contact_by_number(caller: Caller) -> None:
    caller.put("Contacts", {"Name": "Coastal", "ContactNumber": "V-1"})

    assert caller.order(Contact={"ContactNumber": "V-1"})["Contact"]["Name"] == "Coastal"


def test_numbers_are_unique_and_made_up_when_missing(caller: Caller) -> None:
    assert caller.order()["PurchaseOrderNumber"] == "PO-0001"
    caller.order(PurchaseOrderNumber="SC-1")

    for method in ("PUT", "POST"):
        refused = caller.refused(method, "PurchaseOrders", order(caller, PurchaseOrderNumber="sc-1"))
        assert refused == ["Order number must be unique"]


def test_the_number_of_a_deleted_order_is_free_again(caller: Caller) -> None:
    first = caller.order(PurchaseOrderNumber="SC-1")
    caller.post("PurchaseOrders", {"PurchaseOrderID": first["PurchaseOrderID"], "Status": "DELETED"})

    second = caller.order(PurchaseOrderNumber="SC-1")

    assert caller.get("PurchaseOrders/SC-1")["PurchaseOrders"][0]["PurchaseOrderID"] == second["PurchaseOrderID"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"DeliveryInstructions": "d" * 501},
            "The field DeliveryInstructions must not be longer than 500 characters.",
        ),
        ({"Reference": "r" * 256}, "The field Reference must not be longer than 255 characters."),
        ({"LineItems": [line(UnitAmount=None)]}, "A unit amount must be specified where a quantity is."),
        ({"LineItems": [line(Description="")]}, "A description is required for each line item."),
        ({"Status": "VOIDED"}, "Purchase order not of valid status for creation"),
    ],
)
def test_an_order_is_refused(caller: Caller, changes: dict, message: str) -> None:
    assert caller.refused("PUT", "PurchaseOrders", order(caller, **changes)) == [message]


@pytest.mark.parametrize(
    ("before", "after", "is_allowed"),
    [
        ("DRAFT", "AUTHORISED", True),
        ("SUBMITTED", "DRAFT", True),
        ("AUTHORISED", "BILLED", True),
        ("AUTHORISED", "DELETED", True),
        ("AUTHORISED", "DRAFT", False),
        ("BILLED", "DELETED", False),
    ],
)
def test_a_status_may_follow_another(caller: Caller, before: str, after: str, is_allowed: bool) -> None:
    created = caller.order(Status=before)

    answer = caller.call("POST", f"PurchaseOrders/{created['PurchaseOrderID']}", {"Status": after})

    assert (answer.status_code == 200) is is_allowed


def test_a_deleted_order_cannot_be_changed(caller: Caller) -> None:
    identity = caller.order()["PurchaseOrderID"]
    caller.post("PurchaseOrders", {"PurchaseOrderID": identity, "Status": "DELETED"})

    assert caller.refused("POST", "PurchaseOrders", {"PurchaseOrderID": identity, "Reference": "x"})


def test_lines_are_appended_to_an_authorised_order(caller: Caller) -> None:
    created = caller.order()
    kept = [{"LineItemID": one["LineItemID"]} for one in created["LineItems"]]

    body = {"PurchaseOrderID": created["PurchaseOrderID"], "LineItems": [*kept, line(Description="Change order 1")]}
    stored = caller.post("PurchaseOrders?summarizeErrors=false", body)["PurchaseOrders"][0]

    assert [one["Description"] for one in stored["LineItems"]] == ["Framing timber", "Change order 1"]
    assert (stored["Total"], stored["Type"], stored["Status"]) == (200, "PURCHASEORDER", "AUTHORISED")


def test_sending_a_draft_to_the_contact_is_only_a_warning(caller: Caller) -> None:
    sent = order(caller, Status="DRAFT", SentToContact=True)

    stored = caller.put("PurchaseOrders?summarizeErrors=false", sent)["PurchaseOrders"][0]

    assert (stored["StatusAttributeString"], stored["SentToContact"]) == ("WARNING", False)


def test_discounts_may_be_given_on_orders(caller: Caller) -> None:
    assert caller.order(LineItems=[line(DiscountRate=10)])["Total"] == 90
