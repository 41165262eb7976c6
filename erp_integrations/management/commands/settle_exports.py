from typing import Any

from django.core.management import BaseCommand, CommandError

from connectors.errors import NotConnected
from erp_integrations import wiring
from erp_integrations.services.settling import settle_exports


class Command(BaseCommand):
    help = "Finds out what became of exports that Xero never answered, as the worker does each minute."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = settle_exports(wiring.ledger())
        except NotConnected as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(f"Settle: {report}")
        if report.is_failure:
            raise CommandError("Not everything could be settled: see the list “Failed to export”.")
