"""Xero's refusals in words."""

import msgspec
import pytest

from connectors.xero.messages import messages_of


def body(content):
    return msgspec.json.encode(content)


def test_nested_messages_are_all_told_once():
    element = {
        "ValidationErrors": [{"Message": "One."}, {"Message": "Two."}],
        "LineItems": [{"ValidationErrors": [{"Message": "Three."}]}, {"ValidationErrors": [{"Message": "One."}]}],
    }
    assert messages_of(body({"Elements": [element]}), 400) == ("One.", "Two.", "Three.")


def test_message_is_followed_by_what_to_do():
    (message,) = messages_of(body({"ValidationErrors": [{"Message": "Order number must be unique"}]}), 400)
    assert message.startswith("Order number must be unique. ")
    assert "change the commitment's number" in message


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"The resource you're looking for cannot be found", "The resource you're looking for cannot be found"),
        (b"<html><body>oauth_problem</body></html>", "Xero refused the request (status 400)."),
        (b"", "Xero refused the request (status 400)."),
        (body({"Title": "Forbidden", "Detail": "AuthenticationUnsuccessful"}), "AuthenticationUnsuccessful"),
        (body({"title": "Unauthorized", "detail": "TokenExpired"}), "TokenExpired"),
        (body({"ErrorNumber": 14, "Message": "JSON request is malformed"}), "JSON request is malformed"),
        (body([1, 2]), "Xero refused the request (status 400)."),
    ],
)
def test_every_shape_of_body_ends_in_a_sentence(content, expected):
    assert messages_of(content, 400) == (expected,)
