import hashlib
import hmac
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError

from connectors.errors import ConnectorError
from erp_integrations import wiring
from erp_integrations.models import Connection, IntegrationSettings
from erp_integrations.services.connecting import choose_tracking_category, connect
from erp_integrations.services.demonstrating import keep_books, replay
from erp_integrations.services.granting import use_preset
from erp_integrations.services.loading import load
from erp_integrations.services.refreshing import read_everything

DEMO = Path(settings.BASE_DIR) / "demo"
# Log-in → the set of rights, and the name that the screens show. The last one is made when all the rest is there.
PEOPLE = {
    "projects": ("project person", "Paul", "Whitaker"),
    "approver": ("approver", "Grace", "Okafor"),
    "commitments": ("commitment approver", "Carl", "Jensen"),
    "admin": ("admin", "Ada", "Moreno"),
    "viewer": ("viewer", "Victor", "Lindqvist"),
}
LAST = "viewer"
# Who sets an empty tool up.
FIRST = "admin"
YEAR_BEGAN = date(2026, 1, 1)


def password_of(username: str) -> str:
    """Return the password of a demo log-in: another one for each installation, the same at each start."""
    secret = hmac.new(settings.SECRET_KEY.encode(), f"demo {username}".encode(), hashlib.sha256)
    return secret.hexdigest()[:12]


class Command(BaseCommand):
    help = "Fills the database with the demo contractor: people, settings, records in every state. Once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--unconnected", action="store_true", help="make an admin and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["unconnected"]:
            self.person(FIRST)
            self.tell([FIRST])
            return
        if not get_user_model().objects.filter(username=LAST).exists():
            try:
                self.fill()
            except ConnectorError as error:
                raise CommandError(str(error)) from error
        self.tell(["approver", "commitments", "viewer", "admin", "projects"])

    def tell(self, usernames: list[str]) -> None:
        for username in usernames:
            self.stdout.write(f"  {username} {password_of(username)}")

    def fill(self) -> None:
        sender, approver, *_others = [self.person(username) for username in PEOPLE if username != LAST]
        self.connect()
        read_everything(wiring.ledger())
        load(DEMO)
        replay(DEMO / "history.csv", wiring.ledger(), {"sender": sender, "approver": approver})
        keep_books(DEMO, wiring.ledger, wiring.bring_to_sandbox)
        self.person(LAST)

    def person(self, username: str) -> Any:
        preset, first_name, last_name = PEOPLE[username]
        names = {"first_name": first_name, "last_name": last_name, "email": f"{username}@harborridge.example"}
        user, is_new = get_user_model().objects.get_or_create(username=username, defaults={"is_staff": True, **names})
        if is_new:
            user.set_password(password_of(username))
            user.save()
        use_preset(user, preset, by=None)
        return user

    def connect(self) -> None:
        tokens, organisations = wiring.sign_in()
        connect(Connection.Kind.CUSTOM, tokens, organisations)
        choose_tracking_category(wiring.ledger(), "Job")
        chosen = IntegrationSettings.load()
        chosen.retainage_item_code, chosen.default_purchase_account = "RETAINAGE", "310"
        chosen.default_tax_type = "INPUT"
        chosen.payments_from = YEAR_BEGAN
        chosen.save()
