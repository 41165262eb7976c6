"""Troubles to order: what a network, an outage or a surprising Xero does to a caller (Xero reference 8)."""

import re
import threading
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

from connectors.xero.sandbox.calls import API_PREFIX
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.identity import Identity

BEFORE = frozenset(["drop_before", "error_500_before", "offline_503", "slow_before", "too_many", "html_401"])
DISTORTING = frozenset(["drop_tracking", "no_option_id", "unknown_enum", "extra_fields"])
AFTER = frozenset(["drop_after_commit", "error_500_after_commit", "slow", "truncated_json"])
# Carried out once, at the moment they are added.
ACTIONS: dict[str, Callable[[Identity], None]] = {
    "expire_access_tokens": Identity.expire_access_tokens,
    "invalidate_refresh_token": Identity.invalidate_refresh_tokens,
    "disconnect_tenant": Identity.disconnect,
    "reconnect_tenant": Identity.reconnect,
}
KINDS = BEFORE | DISTORTING | AFTER | ACTIONS.keys()
PROBLEMS = ("minute", "day", "concurrent", "appminute")
ANY_REQUEST = re.compile("")
# What can only go wrong with certain requests waits for one of them.
ONLY_FOR = {
    "drop_tracking": re.compile(r"(PUT|POST) "),
    "no_option_id": re.compile(r"PUT .*/TrackingCategories/[^/]+/Options$", re.IGNORECASE),
}
# What an endpoint's elements carry that the published enums do not know.
UNKNOWN_ENUMS = {
    "Organisations": ("Class", "NEBULA"),
    "Accounts": ("Type", "DIGITALASSET"),
    "Contacts": ("ContactStatus", "ONHOLD"),
    "Items": ("StatusAttributeString", "PENDINGREVIEW"),
    "TrackingCategories": ("Status", "HIDDEN"),
    "Payments": ("PaymentType", "ACCPAYINSTANT"),
}
UNKNOWN_STATUS = ("Status", "INREVIEW")
EXTRA_FIELD = ("FutureField", {"Kind": "NEW", "Values": [1, "two", None]})


@dataclass(slots=True)
class Fault:
    """`times` of None lasts until it is cleared. `path` is a prefix: "Invoices", or from the root "/connect/token"."""

    kind: str
    method: str | None = None
    path: str = ""
    times: int | None = 1
    skip: int = 0
    seconds: float = 1.0
    problem: str = "minute"
    retry_after: int | None = None

    def matches(self, method: str, path: str) -> bool:
        prefix = self.path if self.path.startswith("/") or not self.path else API_PREFIX + self.path
        is_meant = self.method in (None, method) and path.lower().startswith(prefix.lower())
        return is_meant and ONLY_FOR.get(self.kind, ANY_REQUEST).match(f"{method} {path}") is not None


class Faults(Collection[Fault]):
    """The faults that are still to happen."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity
        self._pending: list[Fault] = []
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pending)

    def __iter__(self) -> Iterator[Fault]:
        return iter(list(self._pending))

    def __contains__(self, fault: object) -> bool:
        return fault in self._pending

    def add(
        self,
        kind: str,
        *,
        method: str | None = None,
        path: str = "",
        times: int | None = 1,
        skip: int = 0,
        seconds: float = 1.0,
        problem: str = "minute",
        retry_after: int | None = None,
    ) -> None:
        """Order a fault for the next `times` matching requests after the first `skip` ones."""
        if kind not in KINDS or problem not in PROBLEMS:
            raise ValueError(f"No such fault: {kind} {problem}. Known: {', '.join(sorted(KINDS))}")
        if kind in ACTIONS:
            ACTIONS[kind](self._identity)
            return
        with self._lock:
            self._pending.append(
                Fault(kind, method and method.upper(), path, times, skip, seconds, problem, retry_after)
            )

    def clear(self) -> None:
        with self._lock:
            self._pending.clear()

    def take(self, method: str, path: str) -> list[Fault]:
        """Use up and return what happens to a request: at most one fault of each kind, first ordered first."""
        taken: dict[str, Fault] = {}
        with self._lock:
            for fault in [one for one in self._pending if one.matches(method, path)]:
                if fault.kind not in taken and self._is_due(fault):
                    taken[fault.kind] = replace(fault)
        return list(taken.values())

    def _is_due(self, fault: Fault) -> bool:
        if fault.skip > 0:
            fault.skip -= 1
            return False
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self._pending.remove(fault)
        return True


def pause(faults: list[Fault], kind: str) -> None:
    for fault in faults:
        if fault.kind == kind:
            time.sleep(fault.seconds)


def has(faults: list[Fault], kind: str) -> bool:
    return any(fault.kind == kind for fault in faults)


def without_tracking(body: Document) -> Document:
    """Take the tracking off every line of a body, without a word (Xero reference, pitfall 14)."""
    return {name: _without_tracking_in(value) for name, value in body.items() if name != "Tracking"}


def _without_tracking_in(value: object) -> object:
    if isinstance(value, dict):
        return without_tracking(value)
    if isinstance(value, list):
        return [_without_tracking_in(child) for child in value]
    return value


def distorted(payload: object, faults: list[Fault]) -> object:
    """Return a payload with values or fields that its readers cannot have known."""
    if not isinstance(payload, dict):
        return payload
    for name, elements in payload.items():
        if isinstance(elements, list):
            payload = {**payload, name: [_distorted(name, element, faults) for element in elements]}
    return payload | dict([EXTRA_FIELD]) if has(faults, "extra_fields") else payload


def _distorted(name: str, element: Document, faults: list[Fault]) -> Document:
    if has(faults, "unknown_enum"):
        element = element | dict([UNKNOWN_ENUMS.get(name, UNKNOWN_STATUS)])
    if has(faults, "extra_fields"):
        element = element | dict([EXTRA_FIELD])
    return element
