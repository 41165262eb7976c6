from typing import Any

from django.core.management.base import BaseCommand, CommandError

from connectors.errors import ConnectorError
from erp_integrations import wiring
from erp_integrations.services.importing import import_payments


class Command(BaseCommand):
    help = "Bring in the payments of the bills that this tool exported."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = import_payments(wiring.ledger())
        except ConnectorError as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(str(report))
