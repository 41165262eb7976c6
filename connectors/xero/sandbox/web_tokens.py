"""JSON web tokens as Xero gives them out; nobody but a curious client reads what is inside."""

import base64
import hashlib
import hmac
import json
import secrets

from connectors.xero.sandbox.documents import Document

KEY = secrets.token_bytes(32)


def signed_token(claims: Document) -> str:
    head = _part({"alg": "HS256", "typ": "JWT"})
    body = _part({"iss": "https://identity.xero.com", **claims})
    signature = hmac.new(KEY, f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{_text(signature)}"


def _part(content: Document) -> str:
    return _text(json.dumps(content, separators=(",", ":")).encode())


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
