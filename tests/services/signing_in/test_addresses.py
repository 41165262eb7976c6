"""Where a request comes from: only what our own proxies wrote counts."""

import pytest
from django.test import RequestFactory

from erp_integrations.services.signing_in.addresses import address_of, counted_address


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.5", "10.0.0.1"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "6.6.6.6, 203.0.113.5", "203.0.113.5"),
        (2, "6.6.6.6, 203.0.113.5, 10.0.0.9", "203.0.113.5"),
        (2, "203.0.113.5", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "nonsense", "10.0.0.1"),
        (1, "203.0.113.5:4711", "203.0.113.5"),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "::ffff:203.0.113.5", "203.0.113.5"),
    ],
)
def test_address_is_what_the_last_trusted_proxy_saw(settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert address_of(RequestFactory(headers=headers).get("/", REMOTE_ADDR="10.0.0.1")) == expected


def test_failures_of_ipv6_are_counted_by_network():
    one, other = (RequestFactory().get("/", REMOTE_ADDR=address) for address in ("2001:db8::1", "2001:db8::ffff:2"))
    assert counted_address(one) == counted_address(other) == "2001:db8::"


def test_socket_in_the_file_system_has_no_address():
    request = RequestFactory().get("/", REMOTE_ADDR="")
    assert address_of(request) == ""
    assert counted_address(request) is None
