"""How an event is sealed: HMAC-SHA-256 over the seal of the event before it and all its facts.

Whoever can alter rows but does not hold HISTORY_KEY cannot seal them anew.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings

# What stands in place of the seal before the first event.
GENESIS = "0" * 64
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# What is sealed of an event, by the version that its row names. A version that events were written with never changes:
# what events are to tell in addition makes a further one.
FACTS: dict[int, tuple[str, ...]] = {
    1: (
        "sequence",
        "kind",
        "object_id",
        "record_name",
        "verb",
        "detail",
        "changes",
        "actor_id",
        "actor_name",
        "on_behalf_of_id",
        "happened_at",
        "origin",
    ),
}
VERSION = max(FACTS)


def seal_of(version: int, previous: str, facts: Mapping[str, Any]) -> str:
    """Return the seal of an event: `kind` is such as "erp_integrations.vendor", `happened_at` in microseconds.

    Raises `KeyError` for a version that there is not, and for a fact that is missing.
    """
    told = {"version": version, **{name: facts[name] for name in FACTS[version]}}
    return sealed(f"{previous}\n{canonical(told)}")


def sealed(text: str) -> str:
    return hmac.new(settings.HISTORY_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def canonical(facts: Mapping[str, Any]) -> str:
    """Return the one JSON of some facts, the same on every database: ASCII, sorted, without blanks."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def microseconds(moment: datetime) -> int:
    """Return a time as whole microseconds since 1970, which every database keeps exactly."""
    return (moment - EPOCH) // timedelta(microseconds=1)
