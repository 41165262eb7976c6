"""The filter language (Xero reference 3.6)."""

from decimal import Decimal

import pytest

from connectors.xero.sandbox.refusals import UnreadableQuery
from connectors.xero.sandbox.where import compile_where
from tests.connectors.sandbox.caller import Caller

FIELDS = frozenset(
    ["Type", "Status", "Date", "AmountDue", "Name", "Reference", "IsSupplier", "InvoiceID", "UpdatedDateUTC"]
)
BILL = {
    "Type": "ACCPAY",
    "Status": "PAID",
    "Date": "2026-11-18",
    "AmountDue": Decimal("10.50"),
    "Name": "Núñez Masonry LLC",
    "IsSupplier": True,
    "InvoiceID": "3d7e8c2e-0000-4000-8000-00000000000a",
    "UpdatedDateUTC": "2026-11-20T15:00:00.400",
}


def holds(where: str) -> bool:
    return compile_where(where, FIELDS, lambda document, field: document.get(field))(BILL)


@pytest.mark.parametrize(
    "where",
    [
        'Type=="ACCPAY"',
        'Type = "ACCPAY"',
        'type=="accpay"',
        'Type=="ACCPAY" AND Status!="DELETED"',
        'Type=="ACCREC" OR Status=="PAID"',
        'Type=="ACCREC" || (Status=="PAID" && AmountDue>10)',
        "AmountDue>=10.5",
        "AmountDue<11 and AmountDue <> 3",
        "Date>=DateTime(2026,11,18)",
        "Date < DateTime(2026, 11, 19) AND Date > DateTime(2026,11,17,23,59,59)",
        'Date==DateTime.Parse("2026-11-18")',
        "UpdatedDateUTC > DateTime(2026,11,20,15,0,0)",
        "Reference==null",
        "Name!=null",
        'Name.Contains("Masonry")',
        'Name.StartsWith("nunez")',
        'Name.EndsWith("llc")',
        'Name=="NUNEZ masonry llc"',
        "IsSupplier==true",
        "IsSupplier",
        'NOT Type=="ACCREC"',
        '!(Type=="ACCREC")',
        'InvoiceID==guid("3D7E8C2E-0000-4000-8000-00000000000A")',
        'InvoiceID==Guid.Parse("3d7e8c2e-0000-4000-8000-00000000000a")',
    ],
)
def test_a_filter_holds(where: str) -> None:
    assert holds(where)


@pytest.mark.parametrize(
    "where",
    [
        'Type=="ACCREC"',
        'Type=="ACCPAY" AND Status=="DRAFT"',
        "AmountDue>10.50",
        "Date>DateTime(2026,11,18)",
        "Name==null",
        'Reference.Contains("x")',
        'Reference=="x"',
        "Reference>3",
        'AmountDue>"5"',
    ],
)
def test_a_filter_does_not_hold(where: str) -> None:
    assert not holds(where)


@pytest.mark.parametrize(
    "where",
    [
        "Nothing==3",
        'Type=="ACCPAY" AND',
        'Type=="ACCPAY',
        "Type==",
        "Type==Unquoted",
        'Type=="A" Status=="B"',
        "Date>=DateTime(2026,13,1)",
        'InvoiceID==guid("12")',
        '(Type=="A"',
        "Type ~ 3",
        "Name.Contains(3)",
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(where: str) -> None:
    with pytest.raises(UnreadableQuery):
        holds(where)


def test_a_list_is_filtered_by_where_and_a_wrong_one_is_error_16(caller: Caller) -> None:
    caller.bill(InvoiceNumber="A", Status="DRAFT")
    caller.bill(InvoiceNumber="B", Contact={"Name": "Sunny Supplies"})

    def numbers(where: str) -> list[str]:
        answer = caller.get("Invoices", params={"page": "1", "where": where})
        return [invoice["InvoiceNumber"] for invoice in answer["Invoices"]]

    assert numbers('Type=="ACCPAY" AND Status=="DRAFT"') == ["A"]
    assert numbers('Contact.Name=="sunny supplies"') == ["B"]
    assert numbers("Date>=DateTime(2027,01,01)") == []
    answer = caller.call("GET", "Invoices", params={"where": "Colour==3"})
    assert (answer.status_code, answer.json()["Type"]) == (400, "QueryParseException")


def test_the_contact_s_name_of_today_counts(caller: Caller) -> None:
    contact = caller.contact("Before")
    caller.bill(Contact={"ContactID": contact})
    caller.post("Contacts", {"ContactID": contact, "Name": "After"})

    answer = caller.get("Invoices", params={"page": "1", "where": 'Contact.Name=="After"'})

    assert answer["Invoices"][0]["Contact"]["Name"] == "After"
