"""Signing people in at an OpenID Connect provider: discovery, authorisation code with PKCE, proof of the ID token."""

from connectors.openid.errors import NotGiven, ProviderError, Unreachable, Untrustworthy
from connectors.openid.identity import Identity
from connectors.openid.provider import Client, Started, finish, start

__all__ = [
    "Client",
    "Identity",
    "NotGiven",
    "ProviderError",
    "Started",
    "Unreachable",
    "Untrustworthy",
    "finish",
    "start",
]
