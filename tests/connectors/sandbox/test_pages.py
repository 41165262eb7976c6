"""The pages for people."""

import re
from decimal import Decimal

import pytest
import requests

from connectors.xero.sandbox import Sandbox
from tests.connectors.sandbox.caller import JOB, Caller, any_contact, bill, line

LABEL = "Stand-in Xero organisation – for trying things out, no real Xero"


def page(sandbox: Sandbox, path: str) -> str:
    answer = requests.get(sandbox.url + path, timeout=20)
    assert answer.status_code == 200
    assert LABEL in answer.text
    return answer.text


def submit(sandbox: Sandbox, path: str, form: dict, **headers: str) -> requests.Response:
    sent = {"Origin": sandbox.url} | headers
    with requests.Session() as session:
        return session.post(sandbox.url + path, data=form, headers=sent, timeout=20)


@pytest.mark.parametrize(
    "path", ["/", "/contacts", "/items", "/tracking", "/purchase-orders", "/bills", "/credit-notes", "/bank"]
)
def test_every_page_is_there_with_nothing_in_it_from_elsewhere(caller: Caller, sandbox: Sandbox, path: str) -> None:
    caller.option("J-1")
    caller.bill(Url="https://app.example/bills/1")
    caller.order()

    text = page(sandbox, path)

    assert "<script" not in text
    assert "style=" not in text
    assert not re.search(r'<(link|img|script)[^>]+(src|href)="(http|//)', text)


def test_a_bill_shows_its_lines_and_amounts(caller: Caller, sandbox: Sandbox) -> None:
    caller.option("J-1")
    lines = [line(Quantity=1500, UnitAmount=1.2345, Tracking=[{"Name": JOB, "Option": "J-1"}], TaxType="TAX001")]
    identity = caller.bill(InvoiceNumber="CT-88", LineItems=lines)["InvoiceID"]

    text = page(sandbox, f"/bills/{identity}")

    for shown in ("Bill CT-88", "Authorised", "J-1", "1.2345", "1,851.75", "152.77", "2,004.52", "18 Nov 2026"):
        assert shown in text


def test_lists_are_searched_and_paged_newest_first(caller: Caller, sandbox: Sandbox) -> None:
    bodies = [bill(caller, InvoiceNumber=f"N{number:03d}") for number in range(60)]
    for body in bodies:
        caller.put("Invoices", body)

    first, second = page(sandbox, "/bills"), page(sandbox, "/bills?page=2")

    assert len(re.findall(r"N\d{3}</a>", first)) == 50
    assert len(re.findall(r"N\d{3}</a>", second)) == 10
    assert re.findall(r"N\d{3}(?=</a>)", page(sandbox, "/bills?q=n007")) == ["N007"]
    assert "Nothing matches" in page(sandbox, "/bills?q=no-such-bill")


def test_what_people_type_is_escaped(sandbox: Sandbox) -> None:
    assert "<b>x" not in page(sandbox, "/bills?q=<b>x")


def test_an_unknown_document_is_a_404(sandbox: Sandbox) -> None:
    assert requests.get(f"{sandbox.url}/bills/nothing", timeout=20).status_code == 404


def test_a_bill_is_paid_the_payment_deleted_and_the_bill_voided(caller: Caller, sandbox: Sandbox) -> None:
    identity = caller.bill()["InvoiceID"]
    stored = sandbox.organisation.invoices

    paid = submit(sandbox, f"/bills/{identity}/pay", {"amount": "1,00.00", "date": "2026-11-19", "reference": "R1"})
    assert "Payment of 100.00 entered." in paid.text
    assert stored[identity]["Status"] == "PAID"

    (payment,) = sandbox.organisation.payments
    submit(sandbox, f"/bills/{identity}/delete-payment", {"payment": payment})
    assert stored[identity]["AmountDue"] == 100

    submit(sandbox, f"/bills/{identity}/void", {})
    assert stored[identity]["Status"] == "VOIDED"


@pytest.mark.parametrize("amount", ["100.01", "", "lots", "NaN", "-1"])
def test_a_wrong_amount_is_explained_and_changes_nothing(caller: Caller, sandbox: Sandbox, amount: str) -> None:
    identity = caller.bill()["InvoiceID"]

    answer = submit(sandbox, f"/bills/{identity}/pay", {"amount": amount})

    assert 'class="note problem"' in answer.text
    assert not sandbox.organisation.payments


def test_an_order_s_line_is_changed_and_the_order_deleted(caller: Caller, sandbox: Sandbox) -> None:
    created = caller.order(LineItems=[line(), line(Description="second")])
    identity = created["PurchaseOrderID"]
    form = {"line": created["LineItems"][0]["LineItemID"], "description": "d", "quantity": "3", "unit_amount": "1.5"}

    submit(sandbox, f"/purchase-orders/{identity}/edit-line", form)
    order = sandbox.organisation.purchase_orders[identity]
    assert [one["Description"] for one in order["LineItems"]] == ["d", "second"]
    assert order["Total"] == Decimal("104.50")

    submit(sandbox, f"/purchase-orders/{identity}/delete", {})
    assert sandbox.organisation.purchase_orders[identity]["Status"] == "DELETED"


def test_a_contact_is_renamed_archived_and_restored(caller: Caller, sandbox: Sandbox) -> None:
    identity = caller.contact("Before")

    submit(sandbox, f"/contacts/{identity}/rename", {"name": "After"})
    submit(sandbox, f"/contacts/{identity}/archive", {})
    assert "Archived" in page(sandbox, f"/contacts/{identity}")
    submit(sandbox, f"/contacts/{identity}/restore", {})

    contact = sandbox.organisation.contacts[identity]
    assert (contact["Name"], contact["ContactStatus"]) == ("After", "ACTIVE")


@pytest.mark.parametrize(("path", "kept_in"), [("bank", "bank_transactions"), ("credit-notes", "credit_notes")])
def test_money_and_credits_are_entered_on_a_job(caller: Caller, sandbox: Sandbox, path: str, kept_in: str) -> None:
    caller.option("J-1")
    caller.put("Items", {"Code": "T-1", "PurchaseDetails": {"AccountCode": "320"}})
    form = {
        "contact": sandbox.organisation.contacts[any_contact(caller)]["Name"],
        "date": "2026-11-19",
        "reference": "R-7",
        "amount": "412.90",
        "item": "T-1",
        "option": f"{JOB}: J-1",
        "description": "Rebar",
    }

    answer = submit(sandbox, f"/{path}/enter", form)

    assert 'class="note done"' in answer.text
    (stored,) = getattr(sandbox.organisation, kept_in).values()
    assert (stored["Total"], stored["LineItems"][0]["Tracking"][0]["Option"]) == (Decimal("412.90"), "J-1")
    wrong = submit(sandbox, f"/{path}/enter", {**form, "contact": "Nobody at all"})
    assert "There is no active contact of that name." in wrong.text


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": ""}])
def test_a_form_from_another_site_changes_nothing(caller: Caller, sandbox: Sandbox, headers: dict) -> None:
    identity = caller.bill()["InvoiceID"]

    assert submit(sandbox, f"/bills/{identity}/void", {}, **headers).status_code == 403
    assert sandbox.organisation.invoices[identity]["Status"] == "AUTHORISED"


def test_an_unknown_action_is_explained(caller: Caller, sandbox: Sandbox) -> None:
    identity = caller.bill()["InvoiceID"]

    assert "There is no such thing here." in submit(sandbox, f"/bills/{identity}/explode", {}).text


def test_the_overview_tells_what_apps_asked_for(caller: Caller, sandbox: Sandbox) -> None:
    caller.bill()

    text = page(sandbox, "/")

    assert "PUT Invoices" in text
    assert "PUT /api.xro/2.0/Invoices" in text
    assert "1 open of 1" in text


def test_pages_may_load_nothing_from_elsewhere(sandbox: Sandbox) -> None:
    headers = requests.get(sandbox.url, timeout=20).headers

    assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
