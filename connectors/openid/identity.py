"""The ID token: who signed in, as far as the provider's signature proves it (OpenID Connect Core 3.1.3.7)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from connectors.openid.errors import Untrustworthy

# With public keys only: “none” is no signature, and HS256 would take the public key for the secret.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
# How far the provider's clock may be off.
LEEWAY_SECONDS = 120

# Returns the provider's keys; True reads them anew.
Keys = Callable[[bool], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as the provider knows them. `subject` never changes; `email` may."""

    issuer: str
    subject: str
    email: str
    is_email_verified: bool
    username: str
    first_name: str
    last_name: str


def proven(id_token: str, keys: Keys, *, issuer: str, client_id: str, nonce: str, access_token: str) -> dict[str, Any]:
    """Return the claims of an ID token; raises `Untrustworthy`."""
    try:
        token = signed(id_token, keys)
        options: Any = {
            "iss": {"essential": True, "value": issuer},
            "aud": {"essential": True, "value": client_id},
        }
        known = {"nonce": nonce, "client_id": client_id, "access_token": access_token}
        claims = CodeIDToken(token.claims, token.header, options, known)
        claims.validate(leeway=LEEWAY_SECONDS)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise Untrustworthy(f"ID token: {error!r}") from error
    return dict(claims)


def signed(id_token: str, keys: Keys) -> jwt.Token:
    """Check the signature. A key that is not known may be newer than what was read: the keys are read anew, once."""
    try:
        return jwt.decode(id_token, KeySet.import_key_set(as_key_set(keys(False))), algorithms=ALGORITHMS)
    except InvalidKeyIdError:
        return jwt.decode(id_token, KeySet.import_key_set(as_key_set(keys(True))), algorithms=ALGORITHMS)


def as_key_set(keys: Mapping[str, Any]) -> Any:
    return {"keys": [key for key in keys["keys"] if key.get("use", "sig") == "sig"]}


def identity_from(issuer: str, claims: Mapping[str, Any]) -> Identity:
    def text(name: str) -> str:
        value = claims.get(name)
        return value if isinstance(value, str) else ""

    if not text("sub"):
        raise Untrustworthy("The provider did not say who it is.")
    return Identity(
        issuer=issuer,
        subject=text("sub"),
        email=text("email"),
        is_email_verified=is_yes(claims.get("email_verified")),
        username=text("preferred_username"),
        first_name=text("given_name"),
        last_name=text("family_name"),
    )


def is_yes(value: Any) -> bool:
    """Some providers write it as a text."""
    return value is True or value == "true"
