"""Xero's transactions and payments as they may be written: what is odd stops nothing else."""

import json
from datetime import date
from decimal import Decimal

import msgspec
import pytest

from connectors.documents import CostKind, Page
from connectors.xero.costs import BillRow, PaymentRow, readable
from connectors.xero.lists import ItemRow, rows_of
from connectors.xero.reading import whole_page


def line(**fields):
    tracking = [{"Name": "Job", "Option": "Pier 1", "TrackingOptionID": "job-1"}]
    return {"LineItemID": "line-1", "LineAmount": 10.00, "TaxAmount": 1.50, "Tracking": tracking, **fields}


def bill(*lines, **fields):
    return {"InvoiceID": "bill-1", "Status": "AUTHORISED", "Date": "/Date(1774915200000+0000)/", **fields} | {
        "LineItems": list(lines)
    }


def read(*rows):
    content = json.dumps({"Invoices": rows}).encode()
    return readable("Invoices", BillRow, content, lambda row: row.transaction(CostKind.BILL, "Job"))


def only(row):
    ((transaction,), unreadable) = read(row)
    assert not unreadable
    return transaction


def test_date_of_a_transaction_is_its_day_whatever_the_offset():
    assert only(bill()).date == date(2026, 3, 31)


@pytest.mark.parametrize(("kind", "net"), [("Exclusive", "10.00"), ("NoTax", "10.00"), ("Inclusive", "8.50")])
def test_amount_of_a_line_is_net_of_tax(kind, net):
    (found,) = only(bill(line(), LineAmountTypes=kind)).lines
    assert found.amount == Decimal(net)


def test_amount_in_another_currency_is_turned_into_the_organisations_own():
    (found,) = only(bill(line(LineAmount="100.00"), CurrencyRate=0.75)).lines
    assert found.amount == Decimal("133.33")


def test_lines_that_share_an_id_are_kept_apart():
    nothing = "00000000-0000-0000-0000-000000000000"
    lines = [line(), line(), line(LineItemID=nothing), line(LineItemID=None)]
    assert [found.line_id for found in only(bill(*lines)).lines] == ["line-1", "line 2", "line 3", "line 4"]


def test_job_is_known_by_its_category_or_by_the_id_of_the_option_alone():
    other = {"Name": "Region", "Option": "North", "TrackingOptionID": "region-1"}
    by_name = line(Tracking=[other, {"Name": "job", "Option": "Pier 1"}])
    by_id = line(Tracking=[{"TrackingOptionID": "job-1"}])
    none = line(Tracking=[other])
    found = only(bill(by_name, by_id, none)).lines
    assert [(one.job_id, one.job_name) for one in found] == [("", "Pier 1"), ("job-1", ""), ("", "")]


def test_one_transaction_that_cannot_be_read_stops_no_other():
    ((good,), unreadable) = read(bill(), {"InvoiceID": "bill-2", "Contact": []})
    assert good.erp_id == "bill-1"
    assert unreadable == ["bill-2"]


def test_payment_without_a_date_stops_no_other():
    good = {"PaymentID": "p-1", "Amount": "5.00", "Date": "/Date(1774915200000+0000)/", "Status": "AUTHORISED"}
    content = json.dumps({"Payments": [good, {"PaymentID": "p-2", "Amount": 5}]}).encode()
    ((payment,), unreadable) = readable("Payments", PaymentRow, content, PaymentRow.payment)
    assert (payment.amount, payment.is_deleted, unreadable) == (Decimal("5.00"), False, ["p-2"])


@pytest.mark.parametrize(("status", "is_deleted"), [("AUTHORISED", False), ("DELETED", True), ("REVERSED", True)])
def test_only_a_payment_that_stands_counts(status, is_deleted):
    row = PaymentRow(payment_id="p-1", date="/Date(1774915200000+0000)/", status=status)
    assert row.payment().is_deleted is is_deleted


def test_bill_that_says_more_was_paid_than_it_names_concludes_nothing():
    assert only(bill(Payments=[], AmountPaid=57.5)).payment_ids is None
    assert only(bill(Payments=[], AmountPaid=0)).payment_ids == ()


def test_answer_without_its_list_is_no_empty_list():
    with pytest.raises(msgspec.DecodeError):
        rows_of("Items", ItemRow, b'{"Status": "OK"}')
    assert rows_of("Items", ItemRow, b"") == []


def test_empty_page_before_the_last_is_no_end():
    content = json.dumps({"pagination": {"pageCount": 4}, "Invoices": []}).encode()
    with pytest.raises(msgspec.DecodeError):
        whole_page([], [], 3, content)
    assert whole_page([], [], 4, content).is_last


def test_page_without_a_count_is_the_last_when_it_is_empty():
    assert Page(rows=(), number=3).is_last
    assert not Page(rows=("row",), number=3).is_last
