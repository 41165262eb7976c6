"""How answers look on the wire (Xero reference 3.1, 3.2, 1.7)."""

import re

import pytest

from connectors.xero.sandbox import Sandbox
from tests.connectors.sandbox.caller import Caller, Clock, line


def test_answers_are_pretty_json_with_crlf_in_an_envelope(caller: Caller) -> None:
    answer = caller.call("GET", "Organisation")

    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert answer.content.startswith(b'{\r\n  "Id": "')
    assert b"\n" not in answer.content.replace(b"\r\n", b"")
    assert re.fullmatch(r"/Date\(\d+\)/", answer.json()["DateTimeUTC"])
    assert answer.json()["Status"] == "OK"


def test_dates_come_as_milliseconds_beside_their_text(caller: Caller) -> None:
    bill = caller.bill()

    assert bill["Date"] == "/Date(1794960000000+0000)/"
    assert bill["DateString"] == "2026-11-18T00:00:00"
    assert bill["DueDateString"] == "2026-12-18T00:00:00"
    assert bill["UpdatedDateUTC"] == "/Date(1795186800000+0000)/"
    assert bill["UpdatedDateUTCString"] == "2026-11-20T15:00:00+00:00"


@pytest.mark.parametrize("sent", ["2026-11-18", "2026-11-18T23:30:00", "2026-11-18 00:00:00", "/Date(1794960000000)/"])
def test_dates_may_be_sent_in_any_form(caller: Caller, sent: str) -> None:
    assert caller.bill(Date=sent)["DateString"] == "2026-11-18T00:00:00"


def test_a_document_without_a_date_is_of_today_in_the_organisation_s_time_zone(
    caller: Caller, sandbox: Sandbox, clock: Clock
) -> None:
    clock.forward(hours=12)  # 03:00 UTC of the 21st is still the 20th in Texas
    caller.sign_in(sandbox)

    assert caller.bill(Date=None)["DateString"] == "2026-11-20T00:00:00"


def test_null_fields_are_left_out_and_empty_lists_are_there(caller: Caller) -> None:
    bill = caller.bill(Url=None)

    assert None not in bill.values()
    assert "Url" not in bill
    assert bill["Payments"] == []
    assert bill["LineItems"][0]["Tracking"] == []


def test_addresses_and_phones_show_every_type(caller: Caller) -> None:
    contact = caller.put("Contacts", {"Name": "Coastal", "Phones": [{"PhoneType": "FAX", "PhoneNumber": "1"}]})

    assert contact["Contacts"][0]["Addresses"] == [{"AddressType": "STREET"}, {"AddressType": "POBOX"}]
    assert {"PhoneType": "FAX", "PhoneNumber": "1"} in contact["Contacts"][0]["Phones"]
    assert {"PhoneType": "MOBILE"} in contact["Contacts"][0]["Phones"]


@pytest.mark.parametrize("accept", ["*/*", "text/xml"])
def test_whoever_does_not_ask_for_json_gets_xml(caller: Caller, accept: str) -> None:
    answer = caller.call("GET", "Organisation", headers={"Accept": accept})

    assert answer.headers["Content-Type"].startswith("text/xml")
    assert "<Name>Harbor Ridge Builders (stand-in)</Name>" in answer.text


def test_a_body_that_is_not_announced_as_json_is_refused(caller: Caller) -> None:
    answer = caller.session.put(f"{caller.url}/api.xro/2.0/Items", data='{"Code": "X"}')

    assert (answer.status_code, answer.json()["ErrorNumber"]) == (400, 14)


def test_an_unknown_id_is_a_404_in_plain_text(caller: Caller) -> None:
    answer = caller.call("GET", "Invoices/3d7e8c2e-0000-4000-8000-000000000000")

    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert answer.text == "The resource you're looking for cannot be found"


def test_a_resource_that_is_not_kept_is_a_404(caller: Caller) -> None:
    assert caller.call("GET", "Quotes").status_code == 404


@pytest.mark.parametrize(
    "body",
    ['{"Items": [', '["Code"]', '{"Items": "Code"}', '{"Items": ["Code"]}'],
)
def test_malformed_json_is_error_14(caller: Caller, body: str) -> None:
    answer = caller.session.put(
        f"{caller.url}/api.xro/2.0/Items", data=body, headers={"Content-Type": "application/json"}
    )

    assert (answer.status_code, answer.json()["ErrorNumber"]) == (400, 14)


@pytest.mark.parametrize("body", [{}, {"Items": []}])
def test_an_empty_body_is_error_17(caller: Caller, body: object) -> None:
    answer = caller.call("PUT", "Items", body)

    assert (answer.status_code, answer.json()["ErrorNumber"]) == (400, 17)


@pytest.mark.parametrize(
    "wrong",
    [
        {"Contact": {"ContactID": "1234"}},
        {"Date": "20/11/2026"},
        {"LineItems": [line(Quantity="a few")]},
        {"LineItems": {"Description": "no list"}},
        {"Contact": "Coastal Timber"},
        {"SentToContact": "maybe"},
    ],
)
def test_one_value_of_the_wrong_type_refuses_the_whole_batch(caller: Caller, sandbox: Sandbox, wrong: dict) -> None:
    good = {"Type": "ACCPAY", "Contact": {"Name": "Coastal Timber"}, "LineItems": [line()]}

    answer = caller.call("POST", "Invoices?summarizeErrors=false", {"Invoices": [good, {**good, **wrong}]})

    assert (answer.status_code, answer.json()["ErrorNumber"]) == (400, 14)
    assert not sandbox.organisation.invoices


def test_a_query_string_of_more_than_fifty_ids_is_too_long(caller: Caller) -> None:
    ids = ",".join(["3d7e8c2e-0000-4000-8000-000000000000"] * 60)

    assert caller.call("GET", f"Invoices?IDs={ids}").status_code == 414
