from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management import BaseCommand, CommandError

from erp_integrations.management.migrated import require_migrated
from erp_integrations.services.verifying import Noted, Verification, verify, verify_and_keep


def noted(text: str) -> Noted:
    count, colon, seal = text.partition(":")
    if not (colon and count.isdecimal() and seal):
        raise ArgumentTypeError("it is COUNT:SEAL, as this command printed it")
    return Noted(int(count), seal.strip().lower())


class Command(BaseCommand):
    help = "Proves that no event was altered, removed, moved or added since the tool wrote it; fails where one was."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--expect", type=noted, metavar="COUNT:SEAL", help="what was noted elsewhere, to be met")
        parser.add_argument("--since", type=int, default=1, metavar="N", help="begin with event N")

    def handle(self, *args: Any, expect: Noted | None, since: int, **options: Any) -> None:
        require_migrated()
        is_whole = expect is None and since <= 1
        # What came of the whole is shown on the pages, as after the worker's own.
        for told in verify_and_keep() if is_whole else verify(since=max(1, since), noted=expect):
            if isinstance(told, Verification) and told.is_failure:
                raise CommandError(str(told))
            self.stdout.write(str(told))
