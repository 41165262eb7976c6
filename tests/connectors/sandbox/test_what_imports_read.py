"""What an import of bills, spends, credit notes and payments relies on (Xero reference 3.4 to 3.6 and 4.5 to 4.8)."""

from decimal import Decimal
from typing import Any

import pytest

from connectors.xero.sandbox import Sandbox
from connectors.xero.sandbox.bulk import Volume, fill
from connectors.xero.sandbox.remembered import MOST, RememberedLists
from tests.connectors.sandbox.caller import Caller, Clock

LINE = {"Description": "Gravel", "Quantity": 2, "UnitAmount": Decimal(50), "AccountCode": "320"}
LISTS = ("Invoices", "CreditNotes", "BankTransactions", "Payments", "Contacts")


@pytest.fixture
def history(sandbox: Sandbox) -> Sandbox:
    volume = Volume(contacts=30, bills=60, spends=30, credit_notes=30, payments=40, voided=0.2, deleted_payments=0.2)
    fill(sandbox.organisation, volume)
    return sandbox


def paged(caller: Caller, plural: str, size: int, **params: str) -> list[dict[str, Any]]:
    """Read a list page by page until `pageCount`, and check what each page says of the whole."""
    found: list[dict[str, Any]] = []
    number, count = 1, 1
    while number <= count:
        answer = caller.get(plural, params={"page": str(number), "pageSize": str(size), **params})
        pagination = answer["pagination"]
        assert pagination["pageCount"] == -(-pagination["itemCount"] // size)
        found += answer[plural]
        number, count = number + 1, pagination["pageCount"]
    assert len(found) == pagination["itemCount"]
    return found


@pytest.mark.parametrize("plural", LISTS)
def test_pages_newest_first_hold_each_document_once_and_in_order(plural: str, history: Sandbox, caller: Caller) -> None:
    newest_first = paged(caller, plural, 7, order="UpdatedDateUTC DESC")

    stamps = [one["UpdatedDateUTC"] for one in newest_first]
    assert stamps == sorted(stamps, reverse=True)
    assert len({repr(one) for one in newest_first}) == len(newest_first)
    oldest_first = paged(caller, plural, 1000)
    assert sorted(map(repr, oldest_first)) == sorted(map(repr, newest_first))
    assert oldest_first[0]["UpdatedDateUTC"] == stamps[-1]


@pytest.mark.parametrize("plural", LISTS[:4])
def test_if_modified_since_lists_what_is_newer(plural: str, history: Sandbox, caller: Caller) -> None:
    everything = caller.get(f"{plural}?page=1&pageSize=1000")[plural]

    newer = caller.get(f"{plural}?page=1&pageSize=1000", headers={"If-Modified-Since": "2026-09-01T00:00:00"})[plural]

    # The first moment of September 2026, in milliseconds.
    assert newer == [one for one in everything if milliseconds(one) >= 1788220801000]
    assert 0 < len(newer) < len(everything)


def milliseconds(document: dict[str, Any]) -> int:
    return int(document["UpdatedDateUTC"].removeprefix("/Date(").partition("+")[0])


@pytest.mark.parametrize(
    ("plural", "where"),
    [
        ("Invoices", 'Type=="ACCPAY"'),
        ("CreditNotes", 'Type=="ACCPAYCREDIT"'),
        ("BankTransactions", 'Type=="SPEND"'),
        ("Payments", 'PaymentType=="ACCPAYPAYMENT" AND Date>=DateTime(2026,01,01)'),
    ],
)
def test_kinds_of_documents_are_chosen_by_where(plural: str, where: str, history: Sandbox, caller: Caller) -> None:
    everything = caller.get(f"{plural}?page=1&pageSize=1000")[plural]

    assert paged(caller, plural, 25, where=where) == everything
    assert paged(caller, plural, 25, where=where.replace("==", "!=")) == []


def test_payments_are_chosen_by_their_date(history: Sandbox, caller: Caller) -> None:
    dates = sorted(one["Date"] for one in history.organisation.payments.values())
    year, month, day = dates[20].split("-")

    found = paged(
        caller, "Payments", 1000, where=f'PaymentType=="ACCPAYPAYMENT" AND Date>=DateTime({year},{month},{day})'
    )

    assert len(found) == len([one for one in dates if one >= dates[20]])


def test_forty_bills_are_read_by_their_ids(history: Sandbox, caller: Caller) -> None:
    wanted = list(history.organisation.invoices)[:40]

    answer = caller.get("Invoices", params={"page": "1", "pageSize": "1000", "IDs": ",".join(wanted), "unitdp": "4"})

    assert {one["InvoiceID"] for one in answer["Invoices"]} == set(wanted)


def test_voided_bill_keeps_its_lines_and_its_total(caller: Caller, sandbox: Sandbox) -> None:
    identity = caller.bill()["InvoiceID"]

    sandbox.bookkeeper.void_bill(identity)

    (bill,) = caller.get("Invoices?page=1")["Invoices"]
    assert (bill["Status"], len(bill["LineItems"]), bill["Total"], bill["AmountDue"]) == ("VOIDED", 1, 100, 0)


def test_payment_and_its_deletion_each_give_the_bill_a_new_stamp(
    caller: Caller, sandbox: Sandbox, clock: Clock
) -> None:
    identity = caller.bill()["InvoiceID"]
    stamps = [stamp_of(caller, identity)]
    clock.forward(seconds=2)
    payment = sandbox.bookkeeper.pay_bill(identity, Decimal(40))["PaymentID"]
    stamps.append(stamp_of(caller, identity))
    clock.forward(seconds=2)
    sandbox.bookkeeper.delete_payment(payment)
    stamps.append(stamp_of(caller, identity))

    assert [stamp[17:19] for stamp in stamps] == ["00", "02", "04"]


def stamp_of(caller: Caller, invoice_id: str) -> str:
    return str(caller.get(f"Invoices/{invoice_id}")["Invoices"][0]["UpdatedDateUTCString"])


@pytest.mark.parametrize("is_listed", [True, False])
def test_deleted_payment_is_gone_from_its_bill_and_from_the_list_where_that_is_wanted(
    is_listed: bool, caller: Caller, sandbox: Sandbox, clock: Clock
) -> None:
    sandbox.organisation.lists_deleted_payments = is_listed
    identity = caller.bill()["InvoiceID"]
    payment = sandbox.bookkeeper.pay_bill(identity, Decimal(40))["PaymentID"]
    assert len(caller.get("Payments?page=1")["Payments"]) == 1
    clock.forward(seconds=2)

    sandbox.bookkeeper.delete_payment(payment)

    since = {"If-Modified-Since": "2026-11-20T15:00:00"}
    changed = caller.get("Payments?page=1", headers=since)["Payments"]
    assert [(one["PaymentID"], one["Status"]) for one in changed] == [(payment, "DELETED")] * is_listed
    (bill,) = caller.get("Invoices?page=1", headers=since)["Invoices"]
    assert (bill["Payments"], bill["AmountPaid"]) == ([], 0)
    sandbox.organisation.lists_deleted_payments = not is_listed
    assert len(caller.get("Payments?page=1", headers=since)["Payments"]) == (not is_listed)


def test_change_between_two_pages_moves_the_second_one(caller: Caller, history: Sandbox, clock: Clock) -> None:
    first = caller.get("Invoices?page=1&pageSize=20")["Invoices"]
    expected = caller.get("Invoices?page=2&pageSize=20")["Invoices"]
    clock.forward(seconds=1)
    history.bookkeeper.enter_bill(first[0]["Contact"]["ContactID"], [LINE], number="late")
    unpaid = next(one for one in first if one["Status"] == "AUTHORISED")

    history.bookkeeper.edit_bill(unpaid["InvoiceID"], InvoiceNumber="moved")

    second = caller.get("Invoices?page=2&pageSize=20")
    assert second["pagination"]["itemCount"] == 61
    assert second["Invoices"][:19] == expected[1:]
    assert caller.get("Invoices?page=4&pageSize=20")["Invoices"][-1]["InvoiceNumber"] in {"late", "moved"}


def test_remembered_list_follows_a_contact_that_gets_another_name(caller: Caller, sandbox: Sandbox) -> None:
    contact = caller.bill(Contact={"Name": "Old name"})["Contact"]["ContactID"]
    path = 'Invoices?page=1&where=Contact.Name=="New name"'
    assert caller.get(path)["Invoices"] == []

    sandbox.bookkeeper.rename_contact(contact, "New name")

    assert len(caller.get(path)["Invoices"]) == 1


def test_list_is_made_again_only_when_what_it_was_made_of_has_changed() -> None:
    remembered, made = RememberedLists(), []

    def make() -> list[dict[str, Any]]:
        made.append({})
        return list(made)

    asked = [remembered.get("bills", state, make) for state in (1, 1, 2, 2)]
    assert [len(documents) for documents in asked] == [1, 1, 2, 2]

    for number in range(MOST):
        remembered.get(number, 1, make)
    remembered.get("bills", 2, make)
    assert len(made) == 2 + MOST + 1


def test_list_that_could_not_be_made_is_tried_again(caller: Caller) -> None:
    for _ in range(2):
        assert caller.call("GET", "Invoices?page=1&order=Nothing").json()["ErrorNumber"] == 16
