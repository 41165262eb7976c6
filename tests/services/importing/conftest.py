from typing import Any

import pytest

from connectors.xero.sandbox import Sandbox
from tests.services.importing.books import Books


@pytest.fixture
def books(connected: Sandbox, approver: Any) -> Books:
    return Books.opened(connected, approver)
