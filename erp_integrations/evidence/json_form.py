"""A pack as JSON: format 1, as docs/evidence.md describes it. The same pack always makes the same bytes."""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from erp_integrations.evidence import pack as data
from erp_integrations.evidence import wording
from erp_integrations.evidence.pack import Pack

FORMAT = 1
# How the bytes of a request or an answer are given: in base64 in the file itself, or as the name of another file.
Given = Callable[[data.Bytes], Mapping[str, Any]]


def in_base64(given: data.Bytes) -> Mapping[str, Any]:
    return {"base64": base64.b64encode(given.content).decode()}


def as_json(pack: Pack, given: Given = in_base64) -> bytes:
    return canonical(tree_of(pack, given))


def digest_of(pack: Pack) -> str:
    """Return the SHA-256 of a pack's JSON file, which `sha256sum` finds as well."""
    return hashlib.sha256(as_json(pack)).hexdigest()


def canonical(tree: Any) -> bytes:
    """Keys sorted, two blanks of indentation, UTF-8 without escapes, one line end at the end."""
    return (json.dumps(tree, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def tree_of(pack: Pack, given: Given) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "organisation": {"name": pack.organisation.name, "xero_id": pack.organisation.tenant_id},
        "as_of": value(pack.as_of),
        "record": {"type": pack.kind, "id": pack.pk, "name": pack.name, "is_deleted": pack.is_deleted},
        "standing": standing(pack.standing) if pack.standing else None,
        "decision": decision(pack.decision) if pack.decision else None,
        "history": [happening(one) for one in pack.history],
        "exports": [export(one, given) for one in pack.exports],
        "payments": [payment(one) for one in pack.payments],
        "connected": [connected(one) for one in pack.connected],
    }


def value(found: Any) -> Any:
    """Amounts are text, so that no reader rounds them; times are UTC."""
    if isinstance(found, datetime):
        return found.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(found, date):
        return found.isoformat()
    if isinstance(found, Decimal):
        return f"{found:f}"
    return found


def plain(instance: Any, *names: str) -> dict[str, Any]:
    return {name: value(getattr(instance, name)) for name in names}


def person(found: data.Person | None) -> dict[str, str] | None:
    return {"username": found.username, "name": found.name} if found else None


def row(fields: data.Row) -> dict[str, Any]:
    return {field.name: value(field.value) for field in fields}


def standing(found: data.Standing) -> dict[str, Any]:
    return {
        **plain(found, "source_id", "key", "problem", "amount", "company", "project"),
        "state": found.state.value,
        "delivery": found.delivery.value,
        "xero_id": found.erp_id,
        "xero_name": found.erp_name,
        "fields": row(found.fields),
        "lines": {lines.name: [row(fields) for fields in lines.rows] for lines in found.lines},
    }


def decision(found: data.Decision) -> dict[str, Any]:
    return {
        **plain(found, "sent_at", "first_accepted_at", "reviewed_at", "rejection_reason", "accepted_digest"),
        "sent_by": person(found.sent_by),
        "first_accepted_by": person(found.first_accepted_by),
        "first_accepted_for": person(found.first_accepted_for),
        "reviewed_by": person(found.reviewed_by),
        "reviewed_for": person(found.reviewed_for),
        "document": json_of(found.document) if found.document else None,
    }


def happening(found: data.Happening) -> dict[str, Any]:
    return {
        **plain(found, "sequence", "seal", "happened_at", "logged_in_as", "origin", "record_name", "detail"),
        "verb": found.verb.value,
        "person": person(found.person),
        "on_behalf_of": person(found.on_behalf_of),
        "changes": list(found.changes),
    }


def export(found: data.Export, given: Given) -> dict[str, Any]:
    return {
        **plain(found, "position", "records_in_request", "claimed_at", "last_sent_at", "settled_at"),
        **plain(found, "problem", "message", "accepted_digest"),
        "idempotency_key": found.key,
        "document": found.kind.__name__,
        "status": found.status.value,
        "outcome": found.outcome.value,
        "request": wire(found.request, given),
        "answers": [answer(one, given) for one in found.answers],
        "calls": [
            plain(one, "started_at", "method", "path", "status", "duration", "correlation_id", "error")
            for one in found.calls
        ],
    }


def answer(found: data.Answer, given: Given) -> dict[str, Any]:
    told = plain(found, "status", "received_at", "correlation_id")
    return {**told, "is_found_by_looking": found.status is None, **wire(found.bytes, given)}


def wire(found: data.Bytes, given: Given) -> dict[str, Any]:
    """What went over the wire, and which part of it is the record's, once more and readable."""
    element = found.element
    return {
        **given(found),
        "sha256": found.digest,
        "bytes": len(found.content),
        "is_as_noted": found.is_as_noted,
        "remark": wording.remark(found),
        "pointer": element.pointer if element else None,
        "element": json_of(element.source) if element else None,
    }


def json_of(source: bytes) -> Any:
    """Read JSON without touching a digit: numbers become text. What is no JSON is given as text."""
    try:
        return json.loads(source, parse_float=str, parse_int=str)
    except ValueError:
        return source.decode(errors="replace")


def payment(found: data.Payment) -> dict[str, Any]:
    files: Sequence[data.File] = found.files
    return {
        **plain(found, "invoice", "amount", "date", "number", "method", "notes"),
        "xero_id": found.erp_id,
        "is_deleted_in_xero": found.is_deleted_in_erp,
        "attachments": [
            {**plain(one, "name", "size", "added_at"), "sha256": one.digest, "added_by": person(one.added_by)}
            for one in files
        ],
    }


def connected(found: data.Connected) -> dict[str, Any]:
    return {
        **plain(found, "name", "amount"),
        "type": found.kind,
        "id": found.pk,
        "state": found.state.value,
        "xero_id": found.erp_id,
    }
