from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from erp_integrations import wiring


class Command(BaseCommand):
    help = "Serves the stand-in Xero organisation, to try the tool with. It is not Xero, and no real Xero is called."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8100)
        parser.add_argument(
            "--store", type=Path, default=settings.VAR_DIR / "sandbox.sqlite3", help="the file that keeps what it holds"
        )
        parser.add_argument(
            "--also",
            action="append",
            default=[],
            metavar="NAME",
            help="a further organisation that the consent page offers and that holds no books; may be repeated",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wiring.serve_sandbox(options["host"], options["port"], options["store"], options["also"])
