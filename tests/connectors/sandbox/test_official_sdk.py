"""The stand-in driven by Xero's own Python SDK, which knows nothing of us (Xero reference 10)."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import urllib3

from connectors.xero.sandbox import Organisation, Sandbox

accounting = pytest.importorskip("xero_python.accounting", reason="needs xero-python")
client_module = pytest.importorskip("xero_python.api_client", reason="needs xero-python")
identity = pytest.importorskip("xero_python.identity", reason="needs xero-python")
exceptions = pytest.importorskip("xero_python.exceptions", reason="needs xero-python")
oauth2 = pytest.importorskip("xero_python.api_client.oauth2", reason="needs xero-python")

TODAY = datetime.date(2026, 11, 18)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """The SDK looks at the real clock, so this one runs."""
    with Sandbox(organisation=Organisation.seeded()) as running:
        running.limits.per_minute = 10_000
        yield running


@pytest.fixture
def client(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A client of the SDK that got its token by client credentials."""
    for name in ("client_credentials_token_url", "refresh_token_url"):
        monkeypatch.setattr(oauth2.TokenApi, name, f"{sandbox.url}/connect/token")
    tokens: dict[str, Any] = {}
    app = oauth2.OAuth2Token(client_id=sandbox.client_id, client_secret=sandbox.client_secret)
    client = client_module.ApiClient(
        client_module.configuration.Configuration(oauth2_token=app),
        oauth2_token_getter=lambda: tokens,
        oauth2_token_saver=tokens.update,
    )
    # By default the SDK sends a PUT again when the connection drops, and sleeps through every Retry-After.
    client.rest_client.pool_manager.connection_pool_kw["retries"] = urllib3.Retry(0, respect_retry_after_header=False)
    client.get_client_credentials_token()
    yield client
    client.rest_client.pool_manager.clear()


class Organisations:
    """The SDK's calls for the one organisation there is."""

    def __init__(self, client: Any, sandbox: Sandbox) -> None:
        self._api = accounting.AccountingApi(client, base_url=f"{sandbox.url}/api.xro/2.0")
        self._tenant_id = sandbox.organisation.tenant_id

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._api, name)
        return lambda *arguments, **options: method(self._tenant_id, *arguments, **options)


@pytest.fixture
def xero(client: Any, sandbox: Sandbox) -> Organisations:
    return Organisations(client, sandbox)


def bill(contact_id: str, **changes: Any) -> Any:
    fields = {
        "type": "ACCPAY",
        "contact": accounting.Contact(contact_id=contact_id),
        "invoice_number": "CT-88",
        "date": TODAY,
        "due_date": TODAY,
        "status": "AUTHORISED",
        "url": "https://app.example/bills/88",
        "line_items": [
            accounting.LineItem(
                description="Framing timber", quantity=3.0, unit_amount=Decimal("7.4255"), account_code="310"
            )
        ],
    }
    return accounting.Invoice(**(fields | changes))


def contact_id(xero: Organisations, name: str = "Coastal Timber") -> str:
    created = xero.create_contacts(accounting.Contacts(contacts=[accounting.Contact(name=name, contact_number=name)]))
    return str(created.contacts[0].contact_id)


def test_the_sdk_finds_its_organisation(client: Any, xero: Organisations, sandbox: Sandbox) -> None:
    (connection,) = identity.IdentityApi(client, base_url=sandbox.url).get_connections()

    assert connection.tenant_id == sandbox.organisation.tenant_id
    assert xero.get_organisations().organisations[0].name == "Harbor Ridge Builders (stand-in)"


def test_the_sdk_reads_the_settings(xero: Organisations) -> None:
    accounts = {account.code: account for account in xero.get_accounts().accounts}

    assert accounts["090"].type.value == "BANK"
    assert accounts["815"].name == "Retainage Payable"
    assert "TAX001" in [rate.tax_type for rate in xero.get_tax_rates().tax_rates]
    assert [item.code for item in xero.get_items().items] == ["RETAINAGE"]


def test_the_sdk_creates_and_lists_items(xero: Organisations) -> None:
    details = accounting.Purchase(unit_price=7.4255, account_code="310", tax_type="NONE")
    items = [accounting.Item(code=code, name=code, purchase_details=details) for code in ("T-1", "T-2", "T-1")]

    created = xero.create_items(accounting.Items(items=items), summarize_errors=False, unitdp=4).items

    assert [one.status_attribute_string for one in created] == ["OK", "OK", "ERROR"]
    assert created[2].validation_errors[0].message == "Price List Item with Code 'T-1' already exists"
    assert created[0].purchase_details.unit_price == Decimal("7.4255")
    assert {one.code for one in xero.get_items().items} == {"RETAINAGE", "T-1", "T-2"}


def test_the_sdk_creates_tracking_options_and_uses_them(xero: Organisations, sandbox: Sandbox) -> None:
    (category,) = xero.get_tracking_categories().tracking_categories
    option = accounting.TrackingOption(name="J-1")
    created = xero.create_tracking_options(category.tracking_category_id, option).options[0]
    line = accounting.LineItem(
        description="d",
        quantity=1.0,
        unit_amount=5.0,
        account_code="310",
        tracking=[accounting.LineItemTracking(name="Job", option="J-1")],
    )

    stored = xero.create_invoices(accounting.Invoices(invoices=[bill(contact_id(xero), line_items=[line])]))

    assert stored.invoices[0].line_items[0].tracking[0].tracking_option_id == created.tracking_option_id


def test_the_sdk_creates_updates_and_pages_contacts(xero: Organisations) -> None:
    identity_of = contact_id(xero)
    changed = accounting.Contact(contact_number="Coastal Timber", name="Coastal Lumber")

    xero.update_or_create_contacts(accounting.Contacts(contacts=[changed]))

    assert xero.get_contact(identity_of).contacts[0].name == "Coastal Lumber"
    page = xero.get_contacts(page=2, page_size=5)
    assert (len(page.contacts), page.pagination.page_count, page.pagination.item_count) == (5, 3, 13)


def test_the_sdk_works_a_purchase_order_through_its_life(xero: Organisations, sandbox: Sandbox) -> None:
    line = accounting.LineItem(description="Frame", quantity=2.0, unit_amount=Decimal("7.4255"), account_code="310")
    order = accounting.PurchaseOrder(
        contact=accounting.Contact(contact_id=contact_id(xero)),
        purchase_order_number="SC-1",
        date=TODAY,
        status="AUTHORISED",
        line_items=[line],
    )
    created = xero.create_purchase_orders(accounting.PurchaseOrders(purchase_orders=[order])).purchase_orders[0]
    assert (created.total, created.line_items[0].unit_amount) == (Decimal("14.85"), Decimal("7.4255"))

    appended = accounting.PurchaseOrder(
        purchase_order_id=created.purchase_order_id,
        line_items=[accounting.LineItem(line_item_id=created.line_items[0].line_item_id), line],
    )
    xero.update_or_create_purchase_orders(accounting.PurchaseOrders(purchase_orders=[appended]))
    assert len(xero.get_purchase_order_by_number("SC-1").purchase_orders[0].line_items) == 2

    deleted = accounting.PurchaseOrder(purchase_order_id=created.purchase_order_id, status="DELETED")
    xero.update_or_create_purchase_orders(accounting.PurchaseOrders(purchase_orders=[deleted]))
    assert xero.get_purchase_orders(status="DELETED").purchase_orders[0].purchase_order_number == "SC-1"


def test_the_sdk_bills_pays_and_takes_the_payment_back(xero: Organisations) -> None:
    created = xero.create_invoices(accounting.Invoices(invoices=[bill(contact_id(xero))]), unitdp=4).invoices[0]
    assert (created.total, created.line_items[0].unit_amount) == (Decimal("22.28"), Decimal("7.4255"))
    assert created.date == TODAY
    payment = accounting.Payment(
        invoice=accounting.Invoice(invoice_id=created.invoice_id),
        account=accounting.Account(code="090"),
        amount=Decimal("22.28"),
        date=TODAY,
    )

    paid = xero.create_payments(accounting.Payments(payments=[payment])).payments[0]
    stored = xero.get_invoice(created.invoice_id).invoices[0]
    assert (stored.status, stored.amount_due, stored.fully_paid_on_date) == ("PAID", Decimal(0), TODAY)
    assert stored.payments[0].payment_id == paid.payment_id

    xero.delete_payment(paid.payment_id, accounting.PaymentDelete(status="DELETED"))
    assert xero.get_invoice(created.invoice_id).invoices[0].status == "AUTHORISED"
    assert xero.get_payments(page=1).payments[0].status == "DELETED"


def test_the_sdk_lists_bills_by_where_since_and_page(xero: Organisations) -> None:
    contact = contact_id(xero)
    xero.create_invoices(accounting.Invoices(invoices=[bill(contact), bill(contact, status="DRAFT")]))
    long_ago = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)

    found = xero.get_invoices(where='Type=="ACCPAY" AND Status=="DRAFT"', page=1, if_modified_since=long_ago)

    assert [invoice.status for invoice in found.invoices] == ["DRAFT"]


def test_the_sdk_reads_money_spent_and_credits(xero: Organisations, sandbox: Sandbox) -> None:
    contact = contact_id(xero)
    line = {"Description": "Rebar", "Quantity": Decimal(1), "UnitAmount": Decimal(50), "AccountCode": "320"}
    sandbox.bookkeeper.spend_money(contact, [line])
    sandbox.bookkeeper.enter_credit_note(contact, [line])

    (spent,) = xero.get_bank_transactions(page=1).bank_transactions
    (credit,) = xero.get_credit_notes(page=1).credit_notes

    assert (spent.type, spent.total, spent.bank_account.code) == ("SPEND", Decimal(50), "090")
    assert (credit.type, credit.remaining_credit) == ("ACCPAYCREDIT", Decimal(50))


def test_the_sdk_allocates_a_credit(xero: Organisations, sandbox: Sandbox) -> None:
    contact = contact_id(xero)
    line = {"Description": "Rebar", "Quantity": Decimal(1), "UnitAmount": Decimal(50), "AccountCode": "320"}
    credit = sandbox.bookkeeper.enter_credit_note(contact, [line])["CreditNoteID"]
    invoice = xero.create_invoices(accounting.Invoices(invoices=[bill(contact)])).invoices[0]
    allocation = accounting.Allocation(
        invoice=accounting.Invoice(invoice_id=invoice.invoice_id), amount=Decimal("10.00"), date=TODAY
    )

    xero.create_credit_note_allocation(credit, accounting.Allocations(allocations=[allocation]))

    assert xero.get_credit_note(credit).credit_notes[0].remaining_credit == Decimal(40)
    assert xero.get_invoice(invoice.invoice_id).invoices[0].amount_credited == Decimal(10)


def test_the_sdk_understands_a_refusal(xero: Organisations) -> None:
    euros = bill(contact_id(xero), currency_code=accounting.CurrencyCode.EUR)

    with pytest.raises(exceptions.AccountingBadRequestException) as refused:
        xero.create_invoices(accounting.Invoices(invoices=[euros]))

    assert refused.value.reason == "Organisation is not subscribed to currency EUR"


def test_the_sdk_understands_too_many_calls(xero: Organisations, sandbox: Sandbox) -> None:
    sandbox.limits.per_minute = 0

    with pytest.raises(exceptions.HTTPStatusException) as refused:
        xero.get_items()

    assert refused.value.status == 429


def test_the_sdk_gets_the_same_answer_for_the_same_key(xero: Organisations, sandbox: Sandbox) -> None:
    body = accounting.Invoices(invoices=[bill(contact_id(xero))])
    sandbox.faults.add("error_500_after_commit", method="PUT", path="Invoices")
    with pytest.raises(exceptions.HTTPStatusException):
        xero.create_invoices(body, idempotency_key="k1")

    again = xero.create_invoices(body, idempotency_key="k1").invoices[0]

    assert list(sandbox.organisation.invoices) == [again.invoice_id]
