from typing import Any

from django.core.management.base import BaseCommand, CommandError

from connectors.errors import ConnectorError
from erp_integrations import wiring
from erp_integrations.services.importing import import_job_costs


class Command(BaseCommand):
    help = "Bring in the job costs: the lines of Xero's bills, spends and supplier credit notes."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = import_job_costs(wiring.ledger())
        except ConnectorError as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(str(report))
