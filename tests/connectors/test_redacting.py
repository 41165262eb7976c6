"""What is shown to people outside holds Xero's words, ids and dates, and nothing of anybody."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.xero.redacting import LARGEST, REST, redacted, redacted_path

GUID = "3f2a1b4c-0d9e-4f7a-8b6c-5d4e3f2a1b0c"
REFUSAL = {
    "ErrorNumber": 10,
    "Type": "ValidationException",
    "Message": "A validation exception occurred",
    "Elements": [
        {
            "Type": "ACCPAY",
            "InvoiceID": GUID,
            "Status": "AUTHORISED",
            "DateString": "2026-03-05T00:00:00",
            "Date": "/Date(1772668800000+0000)/",
            "Total": 1234.56,
            "HasErrors": True,
            "Contact": {"ContactID": GUID, "Name": "Núñez & Sons Masonry", "EmailAddress": "ap@nunez.example"},
            "LineItems": [
                {"Description": "Footings of the north wall", "UnitAmount": 1234.5678, "ItemCode": "05-120.M"}
            ],
            "ValidationErrors": [
                {"Message": "The contact name Núñez & Sons Masonry must be unique across all active contacts."},
                {"Message": "Email address 'ap@nunez.example' is not valid."},
                {"Message": "Account code '310' is not a valid code for this document, total 1,234.56."},
            ],
        }
    ],
}
TOLD = ("Núñez", "ap@nunez", "Footings", "1234.5", "1,234.56", "05-120", "'310'")


def told(content):
    return redacted(json.dumps(content, ensure_ascii=False).encode())


def test_names_amounts_and_texts_are_replaced_wherever_they_stand():
    text = told(REFUSAL)
    assert not [secret for secret in TOLD if secret in text]


def test_what_helps_stays():
    text = told(REFUSAL)
    for kept in (
        GUID,
        "ValidationException",
        "ACCPAY",
        "AUTHORISED",
        "2026-03-05T00:00:00",
        "/Date(1772668800000+0000)/",
    ):
        assert kept in text
    assert '"ErrorNumber": 10' in text
    assert "must be unique across all active contacts." in text
    assert "is not a valid code for this document" in text
    assert '"Description": "‹text 26›"' in text
    assert '"Total": "‹number 7›"' in text
    assert '"HasErrors": true' in text


def test_its_shape_stays():
    def shape(value):
        if isinstance(value, dict):
            return {key: shape(inner) for key, inner in value.items()}
        return [shape(row) for row in value] if isinstance(value, list) else None

    assert shape(json.loads(told(REFUSAL))) == shape(REFUSAL)


@pytest.mark.parametrize(
    "key",
    ["access_token", "refresh_token", "id_token", "client_secret", "Authorization", "Password", "ApiKey", "Cookie"],
)
def test_tokens_are_never_shown(key):
    secret = "eyJhbGciOiJSUzI1NiIsImtpZCI6IjFDQUY4RTY2.eyJuYmYiOjE3NzI3MTkzMjd9.c2lnbmF0dXJl"
    assert secret not in told({key: secret, "deep": [{key: {"held": secret}}]})


def test_a_token_in_the_midst_of_a_message_is_not_shown():
    token = "eyJhbGciOiJSUzI1NiIsImtpZCI6IjFDQUY4RTY2.eyJuYmYiOjE3NzI3MTkzMjd9.c2lnbmF0dXJl"
    text = told({"Title": "Unauthorized", "Detail": f"AuthenticationUnsuccessful: Bearer {token} has expired"})
    assert token not in text
    assert "AuthenticationUnsuccessful" in text


def test_of_many_rows_those_are_shown_that_xero_says_something_of():
    good, bad = {"Status": "OK", "Name": "Mason"}, {"Name": "Mason", "ValidationErrors": [{"Message": "No."}]}
    rows = json.loads(told({"Elements": [*[good] * 40, bad, *[good] * 9]}))["Elements"]
    assert len(rows) == 2
    assert rows[0]["ValidationErrors"] == [{"Message": "No."}]
    assert rows[1] == "‹49 more›"


def test_of_many_rows_that_say_nothing_the_first_are_shown():
    assert json.loads(told({"Items": [{"Code": "A"}] * 9}))["Items"][-1] == "‹6 more›"


def test_it_is_no_longer_than_it_may_be():
    text = told({"Elements": [{"Message": f"Wrong {number}."} for number in range(2000)]})
    assert len(text) == LARGEST
    assert text.endswith(REST)


@pytest.mark.parametrize("body", [b"<html>Jane Doe</html>", b"\xff\xfe", b'{"Name": "Jane Doe"', b"[" * 100_000])
def test_what_is_no_json_is_told_by_its_length(body):
    assert redacted(body) == f"‹no JSON, {len(body)} bytes›"


def test_nothing_is_nothing():
    assert redacted(b"") == redacted(b"  \n") == ""


def test_a_key_that_is_no_name_of_a_field_is_replaced():
    assert "Jane Doe" not in told({"Jane Doe, 12 Quarry Road": 1})


WORDS_OF_PEOPLE = st.text("abcdefghijklmnopqrstuvwxyz ÄÖü'\"0123456789.,@", min_size=6, max_size=40)


@given(name=WORDS_OF_PEOPLE.filter(lambda text: text.strip() == text and " " in text))
def test_no_name_that_stands_in_a_document_is_shown(name):
    refusal = {"Name": name, "ValidationErrors": [{"Message": f"The name {name} is taken."}]}
    assert name not in told(refusal)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/api.xro/2.0/Invoices", "/api.xro/2.0/Invoices"),
        (f"/api.xro/2.0/Invoices/{GUID}", f"/api.xro/2.0/Invoices/{GUID}"),
        ("/api.xro/2.0/PurchaseOrders/SC-001%20Alder", "/api.xro/2.0/PurchaseOrders/‹text 14›"),
        ("/api.xro/2.0/Invoices?page=2&pageSize=100", "/api.xro/2.0/Invoices?page=2&pageSize=100"),
        ('/api.xro/2.0/Contacts?where=Name%3D%3D"Jane+Doe"', "/api.xro/2.0/Contacts?where=‹text 16›"),
        (f"/api.xro/2.0/Invoices?IDs={GUID}&since=2026-03-05", f"/api.xro/2.0/Invoices?IDs={GUID}&since=2026-03-05"),
        (f"/x?access_token={GUID}", "/x?access_token=‹text 36›"),
        ("", ""),
    ],
)
def test_of_an_address_the_resource_stays(path, shown):
    assert redacted_path(path) == shown
