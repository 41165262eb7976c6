"""Which of our fields is which of Xero's, by the numbers that the domain reference has for each pair."""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from erp_integrations import wiring
from erp_integrations.mapping import document_for
from tests import factories
from tests.golden import records
from tests.golden.records import CODE, CONTACT_ID, JOB, ORDER_ID, RECORDS, RENDER, SCOPE


@dataclass(frozen=True, slots=True)
class Field:
    """One pair: where in the body of a golden record it is, names by points, and what it says there."""

    number: str
    record: str
    path: str
    value: Any

    def __str__(self) -> str:
        return f"{self.number}-{self.record}-{self.path}"


FIELDS = (
    Field("R119", "item", "Items.0.Code", CODE),
    Field("R120", "item", "Items.0.Name", 'Water-repellent render "C30/37" & façade mesh,…'),
    Field("R120", "item", "Items.0.Description", RENDER),
    Field("R121", "item", "Items.0.PurchaseDetails.AccountCode", "320"),
    Field("R121", "item", "Items.0.SalesDetails.AccountCode", "200"),
    Field("R124", "tracking_option", "Name", JOB),
    Field("R127", "contact", "Contacts.0.Name", 'Núñez & Söhne "Béton" (O\'Neill)'),
    Field("R128", "contact", "Contacts.0.Addresses.0.AddressType", "POBOX"),
    Field("R128", "contact", "Contacts.0.Addresses.0.AddressLine1", "12 Quarry Road"),
    Field("R128", "contact", "Contacts.0.Addresses.0.AddressLine4", "Gate 7, Building <9>"),
    Field("R128", "contact", "Contacts.0.Addresses.0.City", "São Paulo"),
    Field("R128", "contact", "Contacts.0.Addresses.0.Region", "SP"),
    Field("R128", "contact", "Contacts.0.Addresses.0.PostalCode", "01310-100"),
    Field("R129", "contact", "Contacts.0.Phones.0", {"PhoneType": "DEFAULT", "PhoneNumber": "+55 11 5550-0101"}),
    Field("R130", "contact", "Contacts.0.Phones.1", {"PhoneType": "FAX", "PhoneNumber": "+55 11 5550-0102"}),
    Field("R133", "purchase_order_of_amounts", "PurchaseOrders.0.Date", "2026-02-28"),
    Field("R134", "purchase_order_of_amounts", "PurchaseOrders.0.PurchaseOrderNumber", "SC-24017-001 b"),
    Field("R135", "purchase_order_of_amounts", "PurchaseOrders.0.Contact.ContactID", CONTACT_ID),
    Field("R136", "purchase_order_of_amounts", "PurchaseOrders.0.Reference", 'Façade works & "scaffold"'),
    Field("R137", "purchase_order_of_units", "PurchaseOrders.0.LineItems.0.ItemCode", CODE),
    Field("R138", "purchase_order_of_amounts", "PurchaseOrders.0.LineItems.0.Description", SCOPE),
    Field("R139", "purchase_order_of_units", "PurchaseOrders.0.LineItems.0.Quantity", Decimal("12.5")),
    Field("R140", "purchase_order_of_units", "PurchaseOrders.0.LineItems.0.UnitAmount", Decimal("7.425")),
    Field("R139", "purchase_order_of_amounts", "PurchaseOrders.0.LineItems.0.Quantity", Decimal(1)),
    Field("R140", "purchase_order_of_amounts", "PurchaseOrders.0.LineItems.0.UnitAmount", Decimal("123456.70")),
    Field("R141", "purchase_order_of_units", "PurchaseOrders.0.LineItems.0.Tracking", [{"Name": "Job", "Option": JOB}]),
    Field(
        "R142",
        "purchase_order_of_units",
        "PurchaseOrders.0.DeliveryInstructions",
        "Flatbed;\ncall 24 h ahead – “Gate B”",
    ),
    Field("R145", "change_of_an_order", "PurchaseOrders.0.PurchaseOrderNumber", "SC-24017-001 b"),
    Field("R145", "change_of_an_order", "PurchaseOrders.0.PurchaseOrderID", ORDER_ID),
    Field("R143", "change_of_an_order", "PurchaseOrders.0.LineItems.0.LineItemID", records.LINE_IDS[0]),
    Field("R147", "change_of_an_order", "PurchaseOrders.0.LineItems.2.ItemCode", CODE),
    Field("R148", "change_of_an_order", "PurchaseOrders.0.LineItems.2.Description", "Deeper  footings"),
    Field("R149", "change_of_an_order", "PurchaseOrders.0.LineItems.2.Quantity", Decimal(1)),
    Field("R150", "change_of_an_order", "PurchaseOrders.0.LineItems.2.UnitAmount", Decimal("200.00")),
    Field("R151", "change_of_an_order", "PurchaseOrders.0.LineItems.2.Tracking", [{"Name": "Job", "Option": JOB}]),
    Field("R111", "bill", "Invoices.0.Type", "ACCPAY"),
    Field("R159", "bill", "Invoices.0.Contact.ContactID", CONTACT_ID),
    Field("R160", "bill", "Invoices.0.Date", "2026-03-28"),
    Field("R161", "bill", "Invoices.0.DueDate", "2026-04-30"),
    Field("R162", "bill", "Invoices.0.InvoiceNumber", "SC-24017-001 b"),
    Field("R163", "bill", "Invoices.0.LineItems.0.ItemCode", CODE),
    Field("R164", "bill", "Invoices.0.LineItems.0.Quantity", Decimal(1)),
    Field("R165", "bill", "Invoices.0.LineItems.0.UnitAmount", Decimal("1000.10")),
    Field("R166", "bill", "Invoices.0.LineItems.1.UnitAmount", Decimal("500.05")),
    Field("R167", "bill", "Invoices.0.LineItems.0.Tracking", [{"Name": "Job", "Option": JOB}]),
    Field("R168", "bill", "Invoices.0.LineItems.2.UnitAmount", Decimal("-150.01")),
    Field("R168", "bill", "Invoices.0.LineItems.3.UnitAmount", Decimal("25.50")),
    Field("R169", "bill", "Invoices.0.LineItems.2.ItemCode", "RETAINAGE"),
    Field("R169", "bill", "Invoices.0.LineItems.3.ItemCode", "RETAINAGE"),
)


def body_of(record):
    return json.loads(wiring.request_body(records.document_of(record)), parse_float=Decimal)


def at(body, path):
    for name in path.split("."):
        body = body[int(name)] if name.isdigit() else body[name]
    return body


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_field_of_ours_is_that_field_of_xeros(field, golden_settings):
    assert at(body_of(RECORDS[field.record]()), field.path) == field.value


@pytest.mark.parametrize(
    ("record", "text"),
    [
        ("purchase_order_of_amounts", "Stays here"),
        ("purchase_order_of_amounts", "Not ours"),
        ("change_of_an_order", "Stays here"),
        ("change_of_an_order", "CO-1"),
    ],
    ids=["R56-description", "R53-lines of the subcontractor's own", "R68-title", "R63-number"],
)
def test_what_xero_has_no_place_for_stays_here(record, text, golden_settings):
    assert text not in json.dumps(body_of(RECORDS[record]()), default=str, ensure_ascii=False)


def test_change_of_an_order_sends_no_date(golden_settings):
    (order,) = body_of(RECORDS["change_of_an_order"]())["PurchaseOrders"]
    assert sorted(order) == ["LineItems", "PurchaseOrderID", "PurchaseOrderNumber"]


def test_commitment_without_a_description_is_sent_as_it_would_be_with_one(golden_settings):
    record = RECORDS["purchase_order_of_amounts"]()
    before = wiring.request_body(records.document_of(record))
    type(record).objects.update(description="")
    assert wiring.request_body(records.document_of(record)) == before


def test_each_cost_type_of_a_cost_code_is_an_item_of_its_own(chosen_settings):
    cost_code = factories.CostCodeFactory(code="05-120")
    codes = [
        factories.BudgetCodeFactory(cost_code=cost_code, cost_type=factories.CostTypeFactory(code=kind))
        for kind in ("L", "M", "S")
    ]
    assert [document_for(code, chosen_settings).code for code in codes] == ["05-120.L", "05-120.M", "05-120.S"]


@pytest.mark.parametrize(
    ("method", "figures"),
    [("unit", (Decimal("12.5"), Decimal("7.425"))), ("amount", (Decimal(1), Decimal("92.81")))],
)
def test_invoice_bills_quantities_where_its_contract_does(method, figures, chosen_settings):
    invoice = factories.InvoiceFactory(
        commitment__accounting_method=method,
        line__quantity=Decimal("12.5"),
        line__unit_cost=Decimal("7.425"),
        line__amount=Decimal("92.81"),
    )
    work, _retainage = document_for(records.stored(invoice), chosen_settings).lines
    assert (work.quantity, work.unit_amount) == figures


def test_item_without_accounts_leaves_them_to_xero(chosen_settings):
    chosen_settings.default_purchase_account = chosen_settings.default_tax_type = ""
    item = document_for(factories.BudgetCodeFactory(), chosen_settings)
    (sent,) = json.loads(wiring.request_body(item))["Items"]
    assert not {"PurchaseDetails", "SalesDetails"} & set(sent)


def test_document_names_what_it_refers_to_as_xero_does(chosen_settings):
    commitment = factories.CommitmentFactory(project__erp_name="Depot", line__budget_code__erp_name="CONCRETE")
    (line,) = document_for(records.stored(commitment), chosen_settings).lines
    assert (line.item_code, line.tracking.option) == ("CONCRETE", "Depot")
