"""Pages, order and If-Modified-Since (Xero reference 3.4 and 3.5)."""

import pytest

from connectors.xero.sandbox import Sandbox, listing
from tests.connectors.sandbox.caller import Caller, Clock, bill, line


@pytest.fixture
def seven_bills(caller: Caller, clock: Clock) -> list[str]:
    body = bill(caller)
    ids = []
    for number in range(7):
        clock.forward(seconds=1)
        created = caller.put("Invoices", {**body, "InvoiceNumber": f"N{number}"})["Invoices"][0]
        ids.append(created["InvoiceID"])
    return ids


def ids_of(answer: dict) -> list[str]:
    return [invoice["InvoiceID"] for invoice in answer["Invoices"]]


def test_pages_follow_each_other_oldest_change_first(caller: Caller, seven_bills: list[str]) -> None:
    pages = [caller.get(f"Invoices?page={number}&pageSize=3") for number in (1, 2, 3, 4)]

    assert [ids_of(page) for page in pages] == [seven_bills[:3], seven_bills[3:6], seven_bills[6:], []]
    assert pages[0]["pagination"] == {"page": 1, "pageSize": 3, "pageCount": 3, "itemCount": 7}


def test_a_row_that_changes_moves_to_the_end(caller: Caller, seven_bills: list[str], clock: Clock) -> None:
    clock.forward(seconds=1)
    caller.post("Invoices", {"InvoiceID": seven_bills[0], "InvoiceNumber": "changed"})

    assert ids_of(caller.get("Invoices?page=1")) == [*seven_bills[1:], seven_bills[0]]


@pytest.mark.parametrize(("asked", "size"), [("0", 1), ("-5", 1), ("5000", 1000), ("", 100), ("7", 7)])
def test_page_sizes_are_clamped(caller: Caller, seven_bills: list[str], asked: str, size: int) -> None:
    assert caller.get(f"Invoices?page=1&pageSize={asked}")["pagination"]["pageSize"] == size


def test_a_page_that_is_no_number_is_error_16(caller: Caller) -> None:
    assert caller.call("GET", "Invoices?page=abc").json()["ErrorNumber"] == 16


def test_without_page_a_list_has_no_lines_and_no_pagination(caller: Caller, seven_bills: list[str]) -> None:
    answer = caller.get("Invoices")

    assert "pagination" not in answer
    assert [invoice["LineItems"] for invoice in answer["Invoices"]] == [[]] * 7
    assert caller.get("Invoices?page=1")["Invoices"][0]["LineItems"] != []


def test_contact_details_come_only_with_a_page(caller: Caller) -> None:
    assert "ContactPersons" not in caller.get("Contacts")["Contacts"][0]
    assert "ContactPersons" in caller.get("Contacts?page=1")["Contacts"][0]


def test_purchase_orders_are_always_paged_and_have_lines(caller: Caller) -> None:
    caller.order()

    answer = caller.get("PurchaseOrders")

    assert answer["pagination"]["pageSize"] == 100
    assert answer["PurchaseOrders"][0]["LineItems"]


@pytest.mark.parametrize("endpoint", ["Items", "Accounts", "TaxRates", "TrackingCategories", "Currencies"])
def test_lists_of_settings_are_never_paged(caller: Caller, endpoint: str) -> None:
    assert "pagination" not in caller.get(f"{endpoint}?page=1&pageSize=1")


def test_a_summary_leaves_lines_and_payments_out(caller: Caller, seven_bills: list[str]) -> None:
    invoice = caller.get("Invoices?page=1&summaryOnly=true")["Invoices"][0]

    assert invoice["LineItems"] == []
    assert "Payments" not in invoice


def test_if_modified_since_returns_strictly_later_seconds(caller: Caller, seven_bills: list[str], clock: Clock) -> None:
    clock.forward(milliseconds=400)
    caller.post("Invoices", {"InvoiceID": seven_bills[0], "InvoiceNumber": "changed"})  # at 15:00:07.400

    at_7 = caller.get("Invoices?page=1", headers={"If-Modified-Since": "2026-11-20T15:00:07"})
    at_6 = caller.get("Invoices?page=1", headers={"If-Modified-Since": "2026-11-20T15:00:06"})

    assert ids_of(at_7) == []
    assert ids_of(at_6) == [seven_bills[6], seven_bills[0]]


@pytest.mark.parametrize("header", ["2099-01-01T00:00:00Z", "2099-01-01T00:00:00.000", "Fri, 01 Jan 2099 00:00:00 GMT"])
def test_another_form_of_if_modified_since_is_ignored(caller: Caller, seven_bills: list[str], header: str) -> None:
    assert len(ids_of(caller.get("Invoices?page=1", headers={"If-Modified-Since": header}))) == 7


def test_tracking_categories_know_no_if_modified_since(caller: Caller) -> None:
    answer = caller.get("TrackingCategories", headers={"If-Modified-Since": "2099-01-01T00:00:00"})

    assert len(answer["TrackingCategories"]) == 1


def test_deleted_documents_are_listed_and_archived_contacts_only_when_asked_for(caller: Caller) -> None:
    contact = caller.contact("Old Supplier")
    order = caller.order(Contact={"ContactID": contact})
    caller.post("PurchaseOrders", {"PurchaseOrderID": order["PurchaseOrderID"], "Status": "DELETED"})
    caller.post("Contacts", {"ContactID": contact, "ContactStatus": "ARCHIVED"})

    assert caller.get("PurchaseOrders")["PurchaseOrders"][0]["Status"] == "DELETED"
    names = [one["Name"] for one in caller.get("Contacts?page=1")["Contacts"]]
    assert "Old Supplier" not in names
    names = [one["Name"] for one in caller.get("Contacts?page=1&includeArchived=true")["Contacts"]]
    assert "Old Supplier" in names


def test_order_sorts_by_the_fields_it_names(caller: Caller, seven_bills: list[str]) -> None:
    descending = caller.get("Invoices?page=1&order=InvoiceNumber DESC")["Invoices"]

    assert [one["InvoiceNumber"] for one in descending] == [f"N{number}" for number in range(6, -1, -1)]
    assert caller.call("GET", "Invoices?order=Nothing").json()["ErrorNumber"] == 16


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("InvoiceNumbers=N1,N3", ["N1", "N3"]),
        ("Statuses=DRAFT", []),
        ("Statuses=DRAFT,AUTHORISED&pageSize=2", ["N0", "N1"]),
        ("searchTerm=n6", ["N6"]),
    ],
)
def test_lists_are_filtered_by_their_own_parameters(
    caller: Caller, seven_bills: list[str], query: str, found: list[str]
) -> None:
    answer = caller.get(f"Invoices?page=1&{query}")

    assert [one["InvoiceNumber"] for one in answer["Invoices"]] == found


def test_ids_and_contact_ids_filter_bills(caller: Caller, seven_bills: list[str]) -> None:
    other = caller.bill(Contact={"Name": "Someone else"})

    assert ids_of(caller.get(f"Invoices?page=1&IDs={seven_bills[2]},{seven_bills[4]}")) == [
        seven_bills[2],
        seven_bills[4],
    ]
    assert ids_of(caller.get(f"Invoices?page=1&ContactIDs={other['Contact']['ContactID']}")) == [other["InvoiceID"]]


def test_purchase_orders_are_filtered_by_status_and_dates_but_know_no_where(caller: Caller) -> None:
    for number, day in enumerate(("2026-10-01", "2026-11-01", "2026-12-01")):
        caller.order(Date=day, PurchaseOrderNumber=f"P{number}", Status="AUTHORISED" if number else "DRAFT")

    def numbers(query: str) -> list[str]:
        return [one["PurchaseOrderNumber"] for one in caller.get(f"PurchaseOrders?{query}")["PurchaseOrders"]]

    assert numbers("Status=DRAFT") == ["P0"]
    assert numbers("DateFrom=2026-11-01&DateTo=2026-11-30") == ["P1"]
    assert len(numbers('where=Status=="NOTHING"')) == 3


def test_an_organisation_of_many_documents_must_be_paged(
    caller: Caller, seven_bills: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "HIGH_VOLUME", 6)

    assert caller.call("GET", "Invoices").status_code == 400
    assert caller.call("GET", "Invoices?page=1").status_code == 200


def test_unit_prices_show_four_decimals_only_when_asked_for(caller: Caller) -> None:
    identity = caller.bill(LineItems=[line(UnitAmount=7.4255)])["InvoiceID"]

    def shown(query: str) -> float:
        return float(caller.get(f"Invoices/{identity}{query}")["Invoices"][0]["LineItems"][0]["UnitAmount"])

    assert (shown("?unitdp=4"), shown("")) == (7.4255, 7.43)


def test_what_xero_derives_leaves_no_new_stamp(caller: Caller, sandbox: Sandbox, clock: Clock) -> None:
    contact = caller.contact()
    clock.forward(minutes=1)

    caller.bill(Contact={"ContactID": contact})

    assert sandbox.organisation.contacts[contact]["IsSupplier"] is True
    assert sandbox.organisation.contacts[contact]["UpdatedDateUTC"] == "2026-11-20T15:00:00.000"
