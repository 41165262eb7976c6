"""`python -m tests.golden`: write the golden files anew."""

import sys
from pathlib import Path

import pytest

from tests.golden import RENEWING


class Renewing:
    """Nothing but its name, by which the tests know that they are to write instead of to compare."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        config.pluginmanager.register(object(), RENEWING)


if __name__ == "__main__":
    tests = Path(__file__).with_name("test_golden.py")
    sys.exit(pytest.main([str(tests), "-k", "to_the_byte"], plugins=[Renewing()]))
