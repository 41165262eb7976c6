"""Run every measurement and print a line for each."""

import os

import django
from django.test.utils import get_runner, setup_test_environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402

from tests.bench import exporting, importing, reading  # noqa: E402


def main() -> None:
    setup_test_environment()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        for measure in (reading.measure, exporting.measure, importing.measure):
            for line in measure():
                print(line, flush=True)
    finally:
        runner.teardown_databases(databases)


main()
