"""From where the program was called: a screen, a command, the worker. Every event of the trail keeps it.

A token is a kind and a name, such as `screen:erp_integrations_commitment_changelist`, `command:load_records` or
`schedule:payments`. Tokens are stored, so they stay as they are; `admin.origins` says them in words. This module needs
no apps, since `manage.py` names its command before they are loaded.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LONGEST = 200
SCREEN, COMMAND, SCHEDULE, RUN, UPLOAD, WORKER = "screen", "command", "schedule", "run", "upload", "worker"

_origin: ContextVar[str] = ContextVar("origin", default="")


def current_origin() -> str:
    """Return the token of where we are; empty where nobody said it."""
    return _origin.get()


def come_from(kind: str, name: str = "") -> None:
    """Say where everything comes from that is done from now on."""
    _origin.set(token_of(kind, name))


@contextmanager
def coming_from(kind: str, name: str = "") -> Iterator[None]:
    before = _origin.set(token_of(kind, name))
    try:
        yield
    finally:
        _origin.reset(before)


def token_of(kind: str, name: str = "") -> str:
    return f"{kind}:{name}"[:LONGEST] if name else kind
