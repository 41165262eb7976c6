"""What was asked of the stand-in: every call to the API and to the identity service, in order."""

import json
import threading
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

API_PREFIX = "/api.xro/2.0/"
# Lists of a whole organisation are not kept once for each time that somebody asks.
LONGEST_ANSWER_KEPT = 200_000


@dataclass(slots=True)
class Call:
    """One call. `status` is 0 while it is in progress, and stays 0 when the connection was dropped without answer.

    `answer` is what was sent back, unless that was very long.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    status: int = 0
    sent: int = 0
    answer: bytes = b""
    correlation_id: str = ""
    endpoint: str = field(init=False)

    def __post_init__(self) -> None:
        is_api = self.path.lower().startswith(API_PREFIX)
        self.endpoint = self.path[len(API_PREFIX) :].split("/")[0] if is_api else self.path

    def json(self) -> Any:
        return json.loads(self.body)


class Calls(Sequence[Call]):
    """A list of calls that may be read while others are added. `keep` limits it to the newest ones."""

    def __init__(self, keep: int | None = None) -> None:
        self._calls: deque[Call] = deque(maxlen=keep)
        self._lock = threading.Lock()
        self.sent_bytes = 0
        self.by_endpoint: Counter[str] = Counter()

    @overload
    def __getitem__(self, index: int) -> Call: ...
    @overload
    def __getitem__(self, index: slice) -> list[Call]: ...
    def __getitem__(self, index: int | slice) -> Call | list[Call]:
        with self._lock:
            return list(self._calls)[index]

    def __len__(self) -> int:
        return len(self._calls)

    def __iter__(self) -> Iterator[Call]:
        with self._lock:
            return iter(list(self._calls))

    def add(self, call: Call) -> None:
        with self._lock:
            self._calls.append(call)
            self.by_endpoint[f"{call.method} {call.endpoint}"] += 1

    def finish(self, call: Call, *, status: int, answer: bytes, correlation_id: str) -> None:
        with self._lock:
            call.status, call.sent, call.correlation_id = status, len(answer), correlation_id
            call.answer = answer if len(answer) <= LONGEST_ANSWER_KEPT else b""
            self.sent_bytes += call.sent

    def clear(self) -> None:
        """Forget all calls, and start the counters again."""
        with self._lock:
            self._calls.clear()
            self.by_endpoint.clear()
            self.sent_bytes = 0

    def to(self, method: str, endpoint: str) -> list[Call]:
        """Return the calls to an endpoint, such as "Invoices", or to a path such as "/connect/token"."""
        wanted = (method.upper(), endpoint.lower())
        return [call for call in self if (call.method, call.endpoint.lower()) == wanted]
