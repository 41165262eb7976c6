from typing import Any

from django.core.management import BaseCommand, CommandError

from connectors.errors import NotConnected
from erp_integrations import wiring
from erp_integrations.services.exporting import export_queued


class Command(BaseCommand):
    help = "Posts to Xero what is accepted and queued for export, as the worker does."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = export_queued(wiring.ledger())
        except NotConnected as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(f"Export: {report}")
        if report.is_failure:
            raise CommandError("Not everything could be exported: see the list “Failed to export”.")
