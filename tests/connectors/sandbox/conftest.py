from collections.abc import Iterator

import pytest

from connectors.xero.sandbox import Organisation, Sandbox
from tests.connectors.sandbox.caller import Caller, Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sandbox(clock: Clock) -> Iterator[Sandbox]:
    """A seeded stand-in whose time stands still and whose limits are out of the way."""
    with Sandbox(organisation=Organisation.seeded(now=clock)) as running:
        running.limits.per_minute = running.limits.per_day = 1_000_000
        yield running


@pytest.fixture
def caller(sandbox: Sandbox) -> Iterator[Caller]:
    caller = Caller(sandbox)
    with caller.session:
        yield caller
