"""Idempotency-Key: the first answer, be it good or bad, is given again for six minutes (Xero reference 3.8)."""

import hashlib
from datetime import timedelta

from connectors.xero.sandbox import kinds
from connectors.xero.sandbox.moments import moment
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.refusals import Refused

LIFETIME = timedelta(minutes=6)
LONGEST_KEY = 128

type Reply = tuple[int, str, bytes]


def fingerprint(method: str, url: str, body: bytes) -> str:
    return hashlib.sha256(b"\n".join([method.encode(), url.encode(), body])).hexdigest()


def earlier_reply(organisation: Organisation, key: str, request: str) -> Reply | None:
    """Return the answer kept under a key; raises Refused when the key came with another request."""
    if len(key) > LONGEST_KEY:
        raise Refused(400, "Bad Request", f"Idempotency Key must not be longer than {LONGEST_KEY} characters")
    _forget_expired(organisation)
    reply = organisation.of(kinds.REPLIES).get(key)
    if reply is None:
        return None
    if reply["Request"] != request:
        raise Refused(400, "Bad Request", f"Idempotency Key {key} is used with a different request")
    return reply["Status"], reply["ContentType"], reply["Body"].encode()


def keep_reply(organisation: Organisation, key: str, request: str, reply: Reply) -> None:
    """Keep an answer; this is part of the same transaction as what the request stored."""
    status, content_type, body = reply
    organisation.put(
        kinds.REPLIES,
        {"Key": key, "Request": request, "Status": status, "ContentType": content_type, "Body": body.decode()},
    )


def _forget_expired(organisation: Organisation) -> None:
    replies = organisation.of(kinds.REPLIES)
    limit = moment(organisation.now() - LIFETIME)
    # Replies are never updated, so that the first one is the oldest.
    while (oldest := next(iter(replies.values()), None)) and oldest["UpdatedDateUTC"] <= limit:
        organisation.remove(kinds.REPLIES, oldest["Key"])
