"""Lines: amounts, tax, items, accounts, tracking, and what an update makes of them (Xero reference 3.3, 4.5)."""

from typing import Any

import pytest

from connectors.xero.sandbox import Sandbox
from tests.connectors.sandbox.caller import JOB, Caller, bill, line, order


def stored_line(caller: Caller, path: str = "Invoices", **changes: object) -> Any:
    return caller.put(path, bill(caller, LineItems=[line(**changes)]))["Invoices"][0]["LineItems"][0]


@pytest.mark.parametrize(
    ("path", "unit_amount", "kept", "amount"),
    [
        ("Invoices", 7.425, 7.43, 22.29),
        ("Invoices?unitdp=4", 7.425, 7.425, 22.28),
        ("Invoices?unitdp=2", 7.424, 7.42, 22.26),
        ("Invoices?unitdp=4", 7.42555, 7.4256, 22.28),
    ],
)
def test_unit_amounts_keep_four_decimals_only_with_unitdp(
    caller: Caller, path: str, unit_amount: float, kept: float, amount: float
) -> None:
    stored = stored_line(caller, path, Quantity=3, UnitAmount=unit_amount)

    assert (stored["LineAmount"], stored["UnitAmount"]) == (amount, round(kept, 4 if "4" in path else 2))


def test_purchase_orders_keep_four_decimals_without_asking(caller: Caller) -> None:
    stored = caller.order(LineItems=[line(Quantity=3, UnitAmount=7.42555)])["LineItems"][0]

    assert (stored["UnitAmount"], stored["LineAmount"]) == (7.4256, 22.28)


def test_quantities_keep_four_decimals(caller: Caller) -> None:
    assert stored_line(caller, Quantity=1.23456, UnitAmount=10)["Quantity"] == 1.2346


def test_amounts_round_half_away_from_zero(caller: Caller) -> None:
    lines = [line(UnitAmount=2.165, Quantity=1), line(UnitAmount=-2.165, Quantity=1), line(UnitAmount=10, Quantity=1)]

    stored = caller.put("Invoices?unitdp=4", bill(caller, LineItems=lines))["Invoices"][0]

    assert [one["LineAmount"] for one in stored["LineItems"]] == [2.17, -2.17, 10]


def test_tax_is_rounded_line_by_line_before_it_is_summed(caller: Caller, sandbox: Sandbox) -> None:
    lines = [line(Quantity=1, UnitAmount=amount, TaxType="TAX001") for amount in (25.06, 25.61, 25.63)]

    stored = caller.put("Invoices", bill(caller, LineItems=lines))["Invoices"][0]

    assert [one["TaxAmount"] for one in stored["LineItems"]] == [2.07, 2.11, 2.11]
    assert (stored["SubTotal"], stored["TotalTax"], stored["Total"]) == (76.30, 6.29, 82.59)


def test_tax_is_taken_out_of_inclusive_amounts(caller: Caller) -> None:
    stored = caller.bill(LineAmountTypes="Inclusive", LineItems=[line(Quantity=1, UnitAmount=108.25, TaxType="TAX001")])

    assert (stored["SubTotal"], stored["TotalTax"], stored["Total"]) == (100, 8.25, 108.25)


def test_untaxed_amounts_have_the_tax_type_none(caller: Caller) -> None:
    stored = caller.bill(LineAmountTypes="NoTax", LineItems=[line(TaxType="TAX001")])

    assert (stored["LineItems"][0]["TaxType"], stored["TotalTax"]) == ("NONE", 0)


def test_the_tax_of_a_bill_s_line_may_be_overridden(caller: Caller) -> None:
    assert stored_line(caller, TaxType="TAX001", TaxAmount=8.24)["TaxAmount"] == 8.24


def test_a_line_amount_that_does_not_match_is_refused(caller: Caller) -> None:
    sent = bill(caller, LineItems=[line(Quantity=3, UnitAmount=7.5, LineAmount=22)])

    assert caller.refused("PUT", "Invoices", sent) == ["The line total 22 does not match the expected line total 22.50"]


def test_a_unit_amount_is_derived_from_the_line_amount(caller: Caller) -> None:
    stored = stored_line(caller, "Invoices?unitdp=4", Quantity=3, UnitAmount=None, LineAmount=10)

    assert (stored["UnitAmount"], stored["LineAmount"]) == (3.3333, 10)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"Description": ""}, "A description is required for each line item."),
        ({"Description": "x" * 4001}, "The line item description must not be longer than 4000 characters."),
        ({"UnitAmount": None}, "A unit amount must be specified where a quantity is."),
        ({"Quantity": None}, "A quantity must be specified for each line item."),
        ({"AccountCode": None}, "Account code or ID must be specified"),
        ({"AccountCode": "999"}, "Account code '999' is not a valid code for this document."),
        ({"AccountCode": "800"}, "Account code '800' is not a valid code for this document."),
        ({"AccountCode": "090"}, "Account code '090' is not a valid code for this document."),
        ({"TaxType": "Tax on Purchases"}, "The TaxType code 'Tax on Purchases' is not valid"),
        ({"TaxType": "OUTPUT"}, "The TaxType code 'OUTPUT' cannot be used with account code '310'"),
        ({"ItemCode": "NONE-SUCH"}, "Item code 'NONE-SUCH' is not valid"),
        ({"DiscountRate": 0}, "Discounts cannot be used on this type of document."),
        ({"UnitAmount": 10**11}, "The line amount must not be larger than 9999999999.99."),
    ],
)
def test_a_line_of_an_authorised_bill_is_refused(caller: Caller, changes: dict, message: str) -> None:
    assert caller.refused("PUT", "Invoices", bill(caller, LineItems=[line(**changes)])) == [message]


def test_a_draft_needs_no_account(caller: Caller) -> None:
    stored = caller.bill(Status="DRAFT", DueDate=None, LineItems=[{"Description": "To be coded", "UnitAmount": 5}])

    assert stored["Total"] == 5
    assert caller.refused(
        "POST", "Invoices", {"InvoiceID": stored["InvoiceID"], "Status": "AUTHORISED", "DueDate": "2026-12-01"}
    ) == ["Account code or ID must be specified"]


def test_an_archived_account_is_refused(caller: Caller) -> None:
    account = caller.put("Accounts", {"Code": "399", "Name": "Old costs", "Type": "EXPENSE"})["Accounts"][0]
    caller.post(f"Accounts/{account['AccountID']}", {"Status": "ARCHIVED"})

    (message,) = caller.refused("PUT", "Invoices", bill(caller, LineItems=[line(AccountCode="399")]))

    assert message.startswith("Account code '399' has been archived, or has been deleted.")


def test_an_item_fills_in_what_the_line_leaves_out(caller: Caller) -> None:
    details = {"UnitPrice": 12.5, "AccountCode": "320", "TaxType": "TAX001"}
    caller.put("Items", {"Code": "T-1", "PurchaseDescription": "Timber", "PurchaseDetails": details})

    stored = caller.bill(LineItems=[{"ItemCode": "t-1", "Quantity": 2}])["LineItems"][0]

    assert (stored["Description"], stored["UnitAmount"], stored["LineAmount"]) == ("Timber", 12.5, 25)
    assert (stored["AccountCode"], stored["TaxType"], stored["ItemCode"]) == ("320", "TAX001", "T-1")


def test_an_explicit_account_wins_over_the_item_s(caller: Caller) -> None:
    caller.put("Items", {"Code": "T-1", "PurchaseDetails": {"AccountCode": "320"}})

    assert stored_line(caller, ItemCode="T-1", AccountCode="330")["AccountCode"] == "330"


def test_an_item_without_an_account_leaves_an_authorised_line_without_one(caller: Caller) -> None:
    caller.put("Items", {"Code": "T-1"})
    sent = bill(caller, LineItems=[line(ItemCode="T-1", AccountCode=None)])

    assert caller.refused("PUT", "Invoices", sent) == ["Account code or ID must be specified"]


def test_lines_of_an_update_change_add_and_remove(caller: Caller) -> None:
    created = caller.bill(LineItems=[line(Description="first"), line(Description="second")])
    first, _ = created["LineItems"]
    changed = [{"LineItemID": first["LineItemID"], "Quantity": 3}, line(Description="third")]

    stored = caller.post("Invoices", {"InvoiceID": created["InvoiceID"], "LineItems": changed})["Invoices"][0]

    assert [one["Description"] for one in stored["LineItems"]] == ["first", "third"]
    assert stored["LineItems"][0]["LineItemID"] == first["LineItemID"]
    assert (stored["LineItems"][0]["LineAmount"], stored["Total"]) == (150, 250)


def test_a_line_sent_again_without_its_id_is_another_line(caller: Caller) -> None:
    created = caller.order(LineItems=[line()])
    (present,) = created["LineItems"]
    both = [{"LineItemID": present["LineItemID"]}, line()]

    stored = caller.post("PurchaseOrders", {"PurchaseOrderID": created["PurchaseOrderID"], "LineItems": both})

    ids = [one["LineItemID"] for one in stored["PurchaseOrders"][0]["LineItems"]]
    assert ids[0] == present["LineItemID"]
    assert len(set(ids)) == 2


def test_an_update_without_lines_keeps_them_as_they_are(caller: Caller) -> None:
    created = caller.bill(LineItems=[line(UnitAmount=7.4255, TaxType="TAX001", TaxAmount=1.2)])

    stored = caller.post("Invoices?unitdp=4", {"InvoiceID": created["InvoiceID"], "InvoiceNumber": "renamed"})

    assert stored["Invoices"][0]["LineItems"] == created["LineItems"]


def test_an_unknown_line_id_in_an_update_is_refused(caller: Caller) -> None:
    created = caller.bill()
    strange = line(LineItemID="3d7e8c2e-0000-4000-8000-000000000000")

    assert caller.refused("POST", "Invoices", {"InvoiceID": created["InvoiceID"], "LineItems": [strange]})


def test_line_ids_cannot_be_chosen(caller: Caller) -> None:
    chosen = "3d7e8c2e-0000-4000-8000-000000000000"

    assert stored_line(caller, LineItemID=chosen)["LineItemID"] != chosen


def test_a_document_needs_a_line(caller: Caller) -> None:
    for path, sent in (("Invoices", bill(caller)), ("PurchaseOrders", order(caller))):
        assert caller.refused("PUT", path, {**sent, "LineItems": []}) == ["One or more line items must be specified"]


def test_tracking_by_name_is_kept_with_its_ids(caller: Caller) -> None:
    option = caller.option("J-1")

    stored = stored_line(caller, Tracking=[{"Name": JOB, "Option": "J-1"}])

    assert stored["Tracking"] == [
        {
            "TrackingCategoryID": caller.category()["TrackingCategoryID"],
            "TrackingOptionID": option,
            "Name": JOB,
            "Option": "J-1",
        }
    ]


def test_tracking_by_ids_works_on_bills_but_not_on_purchase_orders(caller: Caller) -> None:
    option = caller.option("J-1")
    ids = [{"TrackingCategoryID": caller.category()["TrackingCategoryID"], "TrackingOptionID": option}]

    assert stored_line(caller, Tracking=ids)["Tracking"][0]["Option"] == "J-1"
    assert caller.refused("PUT", "PurchaseOrders", order(caller, LineItems=[line(Tracking=ids)])) == [
        "Unknown tracking details. A Tracking Category did not match a known Active TrackingCategory."
    ]
    named = [{**ids[0], "Name": JOB, "Option": "J-1"}]
    assert caller.order(LineItems=[line(Tracking=named)])["LineItems"][0]["Tracking"][0]["Option"] == "J-1"


def test_an_unknown_option_is_refused_or_dropped_as_the_organisation_is_told(caller: Caller, sandbox: Sandbox) -> None:
    unknown = [{"Name": JOB, "Option": "J-404"}]

    assert caller.refused("PUT", "Invoices", bill(caller, LineItems=[line(Tracking=unknown)]))
    sandbox.organisation.unknown_option = "drop"
    assert stored_line(caller, Tracking=unknown)["Tracking"] == []


def test_an_archived_option_cannot_be_used_on_new_lines_but_stays_on_old_ones(caller: Caller) -> None:
    option, path = caller.option("J-1"), f"TrackingCategories/{caller.category()['TrackingCategoryID']}/Options"
    tracking = [{"Name": JOB, "Option": "J-1"}]
    created = caller.bill(LineItems=[line(Tracking=tracking)])
    caller.post(f"{path}/{option}", {"Status": "ARCHIVED"})

    assert caller.refused("PUT", "Invoices", bill(caller, LineItems=[line(Tracking=tracking)]))
    again = caller.post("Invoices", {"InvoiceID": created["InvoiceID"], "InvoiceNumber": "renamed"})["Invoices"][0]
    assert again["LineItems"][0]["Tracking"] == created["LineItems"][0]["Tracking"]


def test_a_line_has_each_category_once(caller: Caller) -> None:
    caller.option("J-1")
    twice = [{"Name": JOB, "Option": "J-1"}, {"Name": JOB, "Option": "J-1"}]

    assert caller.refused("PUT", "Invoices", bill(caller, LineItems=[line(Tracking=twice)]))
