"""Spend money (Xero reference 4.7)."""

import pytest

from tests.connectors.sandbox.caller import Caller, any_contact, line


def spend(caller: Caller, **changes: object) -> dict:
    return {
        "Type": "SPEND",
        "Contact": {"ContactID": any_contact(caller)},
        "BankAccount": {"Code": "090"},
        "Date": "2026-11-18",
        "LineItems": [line(TaxType="TAX001", Quantity=1, UnitAmount=108.25)],
        **changes,
    }


def test_amounts_include_tax_unless_told_otherwise(caller: Caller) -> None:
    stored = caller.put("BankTransactions", spend(caller))["BankTransactions"][0]

    assert (stored["LineAmountTypes"], stored["SubTotal"], stored["Total"]) == ("Inclusive", 100, 108.25)
    assert (stored["Status"], stored["BankAccount"]["Code"]) == ("AUTHORISED", "090")
    exclusive = caller.put("BankTransactions", spend(caller, LineAmountTypes="Exclusive"))["BankTransactions"][0]
    assert exclusive["SubTotal"] == 108.25


@pytest.mark.parametrize(
    "changes",
    [
        {"Type": "RECEIVE"},
        {"Contact": None},
        {"BankAccount": {"Code": "310"}},
        {"BankAccount": None},
        {"LineItems": [line(Quantity=0)]},
        {"LineItems": [line(UnitAmount=0)]},
        {"LineItems": [line(UnitAmount=-5)]},
        {"LineItems": [line(AccountCode=None)]},
        {"LineItems": [line(TaxType="TAX001", TaxAmount=1)]},
        {"Status": "VOIDED"},
    ],
)
def test_a_transaction_is_refused(caller: Caller, changes: dict) -> None:
    assert caller.refused("PUT", "BankTransactions", spend(caller, **changes))


def test_a_transaction_is_deleted_by_its_status_for_good(caller: Caller) -> None:
    identity = caller.put("BankTransactions", spend(caller))["BankTransactions"][0]["BankTransactionID"]

    deleted = caller.post(f"BankTransactions/{identity}", {"Status": "DELETED"})["BankTransactions"][0]

    assert deleted["Status"] == "DELETED"
    assert caller.refused("POST", f"BankTransactions/{identity}", {"Reference": "x"})


def test_a_transaction_can_be_changed(caller: Caller) -> None:
    identity = caller.put("BankTransactions", spend(caller))["BankTransactions"][0]["BankTransactionID"]

    changed = caller.post("BankTransactions", {"BankTransactionID": identity, "Reference": "Card 4411"})

    assert changed["BankTransactions"][0]["Reference"] == "Card 4411"
