from typing import Any

from django.core.management.base import BaseCommand, CommandError

from connectors.errors import ConnectorError
from erp_integrations import wiring
from erp_integrations.services.reconciling import reconcile


class Command(BaseCommand):
    help = "Ask Xero whether what is synced is still there, and amounts to the same."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = reconcile(wiring.ledger())
        except ConnectorError as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(str(found))
        if found.problem:
            raise CommandError("Not everything could be read.")
