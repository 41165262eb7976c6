from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from connectors.errors import ConnectorError
from erp_integrations import wiring
from erp_integrations.models import Connection
from erp_integrations.services.connecting import choose_tracking_category, connect
from erp_integrations.services.refreshing import read_everything


class Command(BaseCommand):
    help = "Connects to the only organisation that XERO_CLIENT_ID and XERO_CLIENT_SECRET open (a custom connection)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tracking-category", metavar="NAME", help="the category that holds the jobs")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.XERO_CLIENT_ID and settings.XERO_CLIENT_SECRET):
            raise CommandError("Set XERO_CLIENT_ID and XERO_CLIENT_SECRET to those of your custom connection first.")
        try:
            tokens, organisations = wiring.sign_in()
            connection = connect(Connection.Kind.CUSTOM, tokens, organisations)
            self.stdout.write(f"Connected to {connection.tenant_name}.")
            if name := options["tracking_category"]:
                chosen = choose_tracking_category(wiring.ledger(), name)
                self.stdout.write(f"Jobs are kept in the tracking category “{chosen}”.")
            for report in read_everything(wiring.ledger()).reports:
                self.stdout.write(f"{report}.")
        except ConnectorError as error:
            raise CommandError(str(error)) from error
