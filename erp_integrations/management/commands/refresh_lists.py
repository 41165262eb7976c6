from typing import Any

from django.core.management.base import BaseCommand, CommandError

from connectors.errors import ConnectorError
from erp_integrations import wiring
from erp_integrations.services.refreshing import read_reference_lists


class Command(BaseCommand):
    help = "Read Xero's items, jobs, contacts, accounts, tax rates and lock dates."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            reports = read_reference_lists(wiring.ledger())
        except ConnectorError as reason:
            raise CommandError(str(reason)) from None
        for report in reports:
            self.stdout.write(f"{report}.")
        if any(report.problem for report in reports):
            raise CommandError("Not every list could be read.")
