"""Where a request comes from. A header that anybody can send counts only as far as our own proxies wrote it."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# Whoever has one IPv6 address has all of its network.
NETWORK_BITS = 64


def address_of(request: HttpRequest) -> str:
    """Return the address of whoever asks; empty if there is none, as on a socket in the file system.

    Each of our proxies appends the address that it was asked from: TRUSTED_PROXIES says how many entries from the end
    are theirs. What stands further left may be forged. Of none, the header is not looked at.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    entries = [entry for entry in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if entry.strip()]
    count = settings.TRUSTED_PROXIES
    forwarded = entries[-count] if 0 < count <= len(entries) else direct
    return readable(forwarded) or readable(direct)


def counted_address(request: HttpRequest) -> str | None:
    """Return the address under which failures are counted: of IPv6, the network."""
    text = address_of(request)
    if not text:
        return None
    address = ip_address(text)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, NETWORK_BITS), strict=False).network_address)
    return text


def readable(text: str) -> str:
    """Return an address without port and brackets, as it is kept; empty for what is none."""
    text = text.strip()
    plain = text[1:].partition("]")[0] if text.startswith("[") else text
    if plain.count(":") == 1:
        plain = plain.partition(":")[0]
    try:
        address = ip_address(plain.partition("%")[0])
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)
