from typing import Any

from django.core.management import BaseCommand, CommandError

from connectors.errors import NotConnected
from erp_integrations import wiring
from erp_integrations.services.exporting import export_queued
from erp_integrations.services.settling import settle_exports


class Command(BaseCommand):
    help = "Settles what has no answer, and posts to Xero what is queued for export, as the worker does."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            ledger = wiring.ledger()
            settled, report = settle_exports(ledger), export_queued(ledger)
        except NotConnected as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(f"Settle: {settled}\nExport: {report}")
        if report.is_failure:
            raise CommandError("Not everything could be exported: see the lists “Exporting” and “Failed to export”.")
