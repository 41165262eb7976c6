"""The records behind the golden files: nothing in them is left to chance, and their names are awkward but legal."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from connectors.documents import Document, PurchaseOrderChange
from erp_integrations.mapping import document_for
from erp_integrations.models import IntegrationSettings
from erp_integrations.models.integration_settings import NegativeInvoices
from tests import factories

CONTACT_ID = "11111111-aaaa-4bbb-8ccc-000000000001"
ORDER_ID = "22222222-aaaa-4bbb-8ccc-000000000002"
LINE_IDS = ("33333333-aaaa-4bbb-8ccc-000000000003", "33333333-aaaa-4bbb-8ccc-000000000004")
CODE = "07-214.S"
JOB = "Harbor Street Depot – “Phase 1” & Café's"
RENDER = 'Water-repellent render "C30/37" & façade mesh, levels 1–4, incl. scaffold'
SCOPE = "Scope:\n - dig & pour\n\t- strip “forms”…"
NO_LINE: dict[str, Any] = {"line": None}

# The lines of the order of amounts as Xero tells them, with the account and the tax of their item.
PRESENT = tuple(
    {
        "LineItemID": line_id,
        "Description": text,
        "Quantity": Decimal("1.0000"),
        "UnitAmount": Decimal(amount),
        "ItemCode": CODE,
        "AccountCode": "320",
        "TaxType": "INPUT",
        "Tracking": [{"Name": "Job", "Option": JOB}],
    }
    for line_id, text, amount in [
        (LINE_IDS[0], SCOPE, "123456.7000"),
        (LINE_IDS[1], RENDER, "-0.0500"),
    ]
)


def budget_code(**state: Any) -> Any:
    return factories.BudgetCodeFactory(
        key="0" * 31 + "1",
        cost_code__code="07-214",
        cost_code__name="Façade",
        description=f" {RENDER.replace(' ', '  ', 1)} ",
        purchase_account="320",
        sales_account="200",
        **state,
    )


def project(**state: Any) -> Any:
    return factories.ProjectFactory(key="0" * 31 + "2", number="24-017", name=f" {JOB.replace(' ', '  ', 1)} ", **state)


def vendor(**state: Any) -> Any:
    return factories.VendorFactory(
        key="0" * 31 + "3",
        name='Núñez  & Söhne "Béton" (O\'Neill) ',
        address="12 Quarry Road\r\n\r\n Unit 4 \nDock “B”\nGate 7\nBuilding <9>",
        city="São  Paulo",
        region="SP",
        postal_code="01310-100",
        country="Brazil",
        business_phone="+55 11  5550-0101",
        business_fax="+55 11 5550-0102",
        email="o'neill+bills@nunez.example",
        **state,
    )


def surroundings() -> dict[str, Any]:
    """What the documents refer to, all of it in Xero."""
    return {
        "project": project(synced=True, erp_id="job", erp_name=JOB),
        "vendor": vendor(synced=True, erp_id=CONTACT_ID),
    }


def amount_order(**state: Any) -> Any:
    code = budget_code(synced=True, erp_id="item", erp_name=CODE)
    record = factories.CommitmentFactory(
        key="0" * 31 + "4",
        number=" SC-24017-001  b",
        title='Façade  works & "scaffold" ',
        description="Stays here",
        created_on=date(2026, 2, 28),
        **surroundings(),
        **NO_LINE,
        **state,
    )
    rows = [
        (SCOPE, "123456.70", False),
        (" ", "-0.05", False),
        ("Not ours", "1.00", True),
    ]
    for position, (text, amount, is_sov) in enumerate(rows, start=1):
        factories.CommitmentLineFactory(
            commitment=record,
            position=position,
            budget_code=code,
            description=text,
            amount=Decimal(amount),
            is_subcontractor_sov=is_sov,
        )
    return record


def unit_order() -> Any:
    code = budget_code(synced=True, erp_id="item", erp_name=CODE)
    record = factories.UnitCommitmentFactory(
        key="0" * 31 + "5",
        number="PO-24017-011",
        title="",
        ship_via=" Flatbed;\ncall 24 h ahead – “Gate B” ",
        created_on=date(2026, 3, 2),
        **surroundings(),
        **NO_LINE,
    )
    rows = [("12.5", "7.425", "92.81"), ("100", "3", "300.00"), ("0.3333", "0.0001", "0.00"), ("-2.5", "10", "-25.00")]
    for position, (quantity, unit_cost, amount) in enumerate(rows, start=1):
        factories.CommitmentLineFactory(
            commitment=record,
            position=position,
            budget_code=code,
            description=f'Rebar Ø{position * 6} mm, 3/8"',
            quantity=Decimal(quantity),
            unit_cost=Decimal(unit_cost),
            amount=Decimal(amount),
        )
    return record


def change() -> Any:
    """Two changes of one line of the order, which travel as one, around another that stands alone."""
    order = amount_order(synced=True, erp_id=ORDER_ID)
    changed = order.lines.get(position=1)
    record = factories.ChangeOrderFactory(
        key="0" * 31 + "6", commitment=order, number="CO-1 & “a”", title="Stays here", **NO_LINE
    )
    rows = [(changed, "250.00", "Deeper  footings"), (None, "-80.10", "Café, no more"), (changed, "-50.00", "Less")]
    for position, (line, amount, text) in enumerate(rows, start=1):
        factories.ChangeOrderLineFactory(
            change_order=record,
            position=position,
            commitment_line=line,
            budget_code=changed.budget_code,
            amount=Decimal(amount),
            description=text,
        )
    return record


def bill() -> Any:
    order = amount_order(synced=True, erp_id=ORDER_ID)
    record = factories.InvoiceFactory(
        key="0" * 31 + "7",
        commitment=order,
        number="INV-014 “März” & Co",
        period_end=date(2026, 3, 31),
        billing_date=date(2026, 3, 28),
        due_date=date(2026, 4, 30),
        **NO_LINE,
    )
    rows = [("1000.10", "100.01", "0"), ("500.05", "50.00", "25.50")]
    for position, (amount, withheld, released) in enumerate(rows, start=1):
        factories.InvoiceLineFactory(
            invoice=record,
            position=position,
            budget_code=order.lines.get(position=1).budget_code,
            description=f"Façade, level {position}\n≈ {position * 10} %",
            amount=Decimal(amount),
            retainage_withheld=Decimal(withheld),
            retainage_released=Decimal(released),
        )
    return record


def credit_note() -> Any:
    """An invoice below zero: work that was billed too high is taken back, and its retainage with it."""
    IntegrationSettings.objects.update(negative_invoices=NegativeInvoices.CREDIT_NOTE)
    order = amount_order(synced=True, erp_id=ORDER_ID)
    record = factories.InvoiceFactory(
        key="0" * 31 + "8",
        commitment=order,
        number="INV-015 “Gutschrift” & Co",
        period_end=date(2026, 4, 30),
        billing_date=date(2026, 4, 30),
        due_date=None,
        **NO_LINE,
    )
    factories.InvoiceLineFactory(
        invoice=record,
        position=1,
        budget_code=order.lines.get(position=1).budget_code,
        description="Façade, level 2: measured again",
        amount=Decimal("-500.05"),
        retainage_withheld=Decimal("-50.00"),
    )
    return record


# The golden files, in the order in which Xero needs what is in them.
RECORDS: dict[str, Callable[[], Any]] = {
    "item": budget_code,
    "tracking_option": project,
    "contact": vendor,
    "purchase_order_of_amounts": amount_order,
    "purchase_order_of_units": unit_order,
    "change_of_an_order": change,
    "bill": bill,
    "credit_note": credit_note,
}


def stored(record: Any) -> Any:
    return type(record).objects.for_display().get(pk=record.pk)


def document_of(record: Any) -> Document:
    """What would be sent; a change of an order bears the lines that the order has already, as Xero told them."""
    document = document_for(stored(record), IntegrationSettings.load())
    return replace(document, present_lines=PRESENT) if isinstance(document, PurchaseOrderChange) else document
