"""Requests and answers held against Xero's own OpenAPI files (Xero reference 9)."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from openapi_core.exceptions import OpenAPIError

from connectors.documents import CreditNote, Line, Tracking
from connectors.xero.resources import batch_to_body
from connectors.xero.sandbox import Sandbox, rendering
from tests.connectors.sandbox import specification
from tests.connectors.sandbox.caller import JOB, Caller, bill, line, order
from tests.connectors.sandbox.test_credit_notes import allocation, note


class CheckedCaller(Caller):
    """Checks each call to the API and its answer before handing the answer on."""

    def call(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        return specification.accounting().check(super().call(method, path, body, **options))


@pytest.fixture
def checked(sandbox: Sandbox) -> Any:
    specification.accounting()
    checked = CheckedCaller(sandbox)
    checked.session.headers["Xero-Tenant-Id"] = sandbox.organisation.tenant_id
    with checked.session:
        yield checked


def test_settings_are_as_the_specification_has_them(checked: CheckedCaller) -> None:
    for path in ("Organisation", "Accounts", "TaxRates", "TrackingCategories", "Items", "Currencies"):
        checked.get(path)
    checked.put("Accounts", {"Code": "399", "Name": "Old costs", "Type": "EXPENSE"})


def test_items_are_as_the_specification_has_them(checked: CheckedCaller) -> None:
    details = {"UnitPrice": 7.4255, "AccountCode": "310", "TaxType": "NONE"}
    created = checked.put(
        "Items?summarizeErrors=false&unitdp=4", {"Items": [{"Code": "T-1", "PurchaseDetails": details}]}
    )
    identity = created["Items"][0]["ItemID"]

    checked.post(f"Items/{identity}", {"Items": [{"Code": "T-2"}]})
    checked.get(f"Items/{identity}")
    assert checked.call("DELETE", f"Items/{identity}").status_code == 204


def test_tracking_is_as_the_specification_has_it(checked: CheckedCaller) -> None:
    options = f"TrackingCategories/{checked.category()['TrackingCategoryID']}/Options"
    identity = checked.option("J-1")

    checked.post(f"{options}/{identity}", {"Name": "J-1 renamed"})
    checked.ok(checked.call("DELETE", f"{options}/{identity}"))
    category = checked.put("TrackingCategories", {"Name": "Region"})["TrackingCategories"][0]
    checked.post(f"TrackingCategories/{category['TrackingCategoryID']}", {"Status": "ARCHIVED"})


def test_contacts_are_as_the_specification_has_them(checked: CheckedCaller) -> None:
    contact = {"Name": "Coastal", "ContactNumber": "V-1", "Phones": [{"PhoneType": "FAX", "PhoneNumber": "1"}]}

    created = checked.put("Contacts?summarizeErrors=false", {"Contacts": [contact, {"Name": "Bad "}]})
    checked.post(f"Contacts/{created['Contacts'][0]['ContactID']}", {"Contacts": [{"ContactStatus": "ARCHIVED"}]})
    checked.get("Contacts?page=1&pageSize=5&includeArchived=true", headers={"If-Modified-Since": "2026-01-01T00:00:00"})


def test_purchase_orders_are_as_the_specification_has_them(checked: CheckedCaller) -> None:
    checked.option("J-1")
    lines = [line(Tracking=[{"Name": JOB, "Option": "J-1"}], TaxType="TAX001")]
    sent = order(checked, LineItems=lines, DeliveryDate="2026-12-01", DeliveryInstructions="Gate B")

    created = checked.put("PurchaseOrders?summarizeErrors=false", {"PurchaseOrders": [sent, {**sent, "LineItems": []}]})
    identity = created["PurchaseOrders"][0]["PurchaseOrderID"]
    checked.post(f"PurchaseOrders/{identity}", {"PurchaseOrders": [{"Status": "DELETED"}]})
    checked.get("PurchaseOrders?page=1&pageSize=1000&Status=DELETED&order=UpdatedDateUTC ASC")


def test_bills_and_payments_are_as_the_specification_has_them(checked: CheckedCaller) -> None:
    sent = bill(checked, Url="https://app.example/1")
    created = checked.put("Invoices?summarizeErrors=false&unitdp=4", {"Invoices": [sent, {**sent, "Url": "x"}]})
    identity = created["Invoices"][0]["InvoiceID"]
    paid = {"Invoice": {"InvoiceID": identity}, "Account": {"Code": "090"}, "Amount": 10, "Date": "2026-11-20"}
    payment = checked.put("Payments?summarizeErrors=false", {"Payments": [paid, paid | {"Amount": 1000}]})["Payments"][
        0
    ]

    checked.get(f"Invoices/{identity}?unitdp=4")
    checked.get("Payments?page=1&pageSize=1000", headers={"If-Modified-Since": "2026-01-01T00:00:00"})
    checked.post(f"Payments/{payment['PaymentID']}", {"Status": "DELETED"})
    checked.post("Invoices", {"Invoices": [{"InvoiceID": identity, "Status": "VOIDED"}]})
    checked.get('Invoices?where=Type=="ACCPAY"&page=1&pageSize=1000&unitdp=4&order=UpdatedDateUTC ASC')


def test_a_refusal_is_as_the_specification_has_it(checked: CheckedCaller) -> None:
    refused = checked.call("PUT", "Invoices", {"Invoices": [bill(checked, Url="x")]})

    assert refused.status_code == 400
    assert refused.json()["ErrorNumber"] == 10


def test_credits_are_as_the_specification_has_them(checked: CheckedCaller) -> None:
    contact = checked.contact()
    credit = note(checked, contact)["CreditNoteID"]
    invoice = checked.bill(Contact={"ContactID": contact})["InvoiceID"]

    checked.put(f"CreditNotes/{credit}/Allocations", allocation(invoice, 10))
    checked.get("CreditNotes?page=1&pageSize=1000&unitdp=4")
    checked.get(f"Invoices/{invoice}")


def test_credit_note_that_the_ledger_writes_is_as_the_specification_has_it(checked: CheckedCaller) -> None:
    checked.option("J-1")
    posted = CreditNote(
        contact_id=checked.contact(),
        contact_name="Coastal Timber",
        number="INV-12",
        date=date(2026, 11, 18),
        status="DRAFT",
        lines=(
            Line(
                item_code="RETAINAGE",
                description="Back-charge",
                quantity=Decimal(1),
                unit_amount=Decimal("4860.00"),
                tracking=Tracking(category=JOB, option="J-1"),
            ),
        ),
    )

    body = json.loads(batch_to_body([posted]))
    (stored,) = checked.put("CreditNotes?summarizeErrors=false&unitdp=4", body)["CreditNotes"]

    assert set(body["CreditNotes"][0]) <= set(stored)
    checked.get('CreditNotes?where=Type=="ACCPAYCREDIT"&page=1&pageSize=1000&unitdp=4&order=UpdatedDateUTC ASC')
    checked.get(f"CreditNotes/{stored['CreditNoteID']}?unitdp=4")


def test_money_spent_is_as_the_specification_has_it(checked: CheckedCaller, sandbox: Sandbox) -> None:
    entered = {"Description": "Rebar", "Quantity": Decimal(1), "UnitAmount": Decimal(50), "AccountCode": "320"}
    sandbox.bookkeeper.spend_money(checked.contact(), [entered])

    checked.get('BankTransactions?where=Type=="SPEND"&page=1&pageSize=1000&unitdp=4')


def test_connections_are_as_the_specification_has_them(caller: Caller) -> None:
    assert specification.identity().check(caller.call("GET", "/Connections")).status_code == 200


def test_the_check_itself_finds_a_mistake(checked: CheckedCaller) -> None:
    with pytest.raises(OpenAPIError):
        checked.call("PUT", "Items", {"Items": [{"Name": "without a code"}]})


def test_the_check_itself_finds_a_mistaken_answer(checked: CheckedCaller, monkeypatch: pytest.MonkeyPatch) -> None:
    checked.bill()
    monkeypatch.setitem(
        rendering.RENDERERS, "Invoices", lambda organisation, invoice, view: invoice.update(Total="much")
    )

    with pytest.raises(OpenAPIError):
        checked.get("Invoices?page=1")


def test_notes_are_as_the_specification_has_them(checked: CheckedCaller) -> None:
    for owner in (f"Invoices/{checked.bill()['InvoiceID']}", f"PurchaseOrders/{checked.order()['PurchaseOrderID']}"):
        checked.put(f"{owner}/History", {"HistoryRecords": [{"Details": "Checked"}]})
        checked.get(f"{owner}/History")
        checked.get(f"{owner}/Attachments")
