import os
import socket
import subprocess
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from erp_integrations.management.commands.start import web, worker
from erp_integrations.management.supervising import Child, Supervisor, manage

HOST = "127.0.0.1"
# In the environment of the demo's own processes.
MARK = "ERP_INTEGRATIONS_DEMO"
HELLO = """
  ERP Integrations   {site}
  Stand-in Xero      {xero}

  Log in with one of these names and passwords:
{people}
  Mails are not sent: each is a file in {mails}.
  {hint}
  Ctrl-C stops everything; what you did is kept in {folder}.
"""
ALL_IS_THERE = "For an empty tool that nobody has connected yet: manage.py demo --unconnected"
FOLLOW_THE_LIST = "The list on the start page leads on. Files to upload are in {files}."
# A further organisation of the stand-in's person, so that there is something to choose from.
ANOTHER_ORGANISATION = "Harbor Ridge Property (stand-in, no books)"


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port(wanted: int) -> int:
    """Return the wanted port, or the next one that nobody listens on."""
    for port in range(wanted, wanted + 50):
        if is_free(port):
            return port
    raise CommandError(f"Ports {wanted} to {wanted + 49} are all taken: name a free one with --port.")


def answers(port: int) -> bool:
    try:
        with socket.create_connection((HOST, port), timeout=1):
            return True
    except OSError:
        return False


# A busy machine takes its time, the first time above all.
READY_WITHIN = 180


class Command(BaseCommand):
    help = "Tries the tool out: a demo contractor, a stand-in Xero organisation, web and worker, all on this machine."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--xero-port", type=int, default=8100)
        parser.add_argument("--folder", type=Path, help="where everything is kept; var/demo if not said otherwise")
        parser.add_argument(
            "--unconnected",
            action="store_true",
            help="an empty tool that nobody has connected, to set up by hand; kept in var/demo-unconnected",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        is_empty: bool = options["unconnected"]
        folder: Path = options["folder"] or settings.VAR_DIR / ("demo-unconnected" if is_empty else "demo")
        folder.mkdir(parents=True, exist_ok=True)
        port, xero_port = free_port(options["port"]), free_port(options["xero_port"])
        if MARK not in os.environ:
            self.begin_again(folder, port, xero_port, is_empty=is_empty)
        also = ["--also", ANOTHER_ORGANISATION] if is_empty else []
        kept = ["--port", str(xero_port), "--store", str(folder / "xero.sqlite3")]
        sandbox = Child("stand-in Xero", manage("xero_sandbox", *kept, *also))
        supervisor = Supervisor([sandbox, web(HOST, port, 1), worker()], os.environ, ends_with_parent=True)
        try:
            sandbox.start(os.environ)
            self.wait_for(xero_port)
            people = self.fill(is_empty=is_empty)
            supervisor.look_after_children()
            self.wait_for(port)
            hello = HELLO.format(
                site=f"{settings.SITE_URL}/",
                xero=f"{settings.XERO_API_URL}/",
                people=people,
                mails=folder / "mails",
                hint=FOLLOW_THE_LIST.format(files=settings.BASE_DIR / "demo") if is_empty else ALL_IS_THERE,
                folder=folder,
            )
            self.stdout.write(hello)
            self.stdout.flush()
            supervisor.run()
        finally:
            supervisor.end_children()

    def begin_again(self, folder: Path, port: int, xero_port: int, *, is_empty: bool) -> NoReturn:
        """Start this command anew in its place, with the demo's own database and Xero in the settings."""
        # Xero, and so the stand-in, sends nobody back to a numeric address after the consent page.
        environment = self.environment(folder, f"http://localhost:{port}", f"http://{HOST}:{xero_port}")
        arguments = ["--port", str(port), "--xero-port", str(xero_port), "--folder", str(folder)]
        command = manage("demo", *arguments, *(["--unconnected"] if is_empty else []))
        os.execve(command[0], command, environment)  # noqa: S606 - our own command

    def environment(self, folder: Path, site: str, xero: str) -> dict[str, str]:
        """Return the environment of every process of the demo: its own database, its own Xero."""
        database = {"DATABASE_URL": f"sqlite:///{folder / 'erp_integrations.sqlite3'}"}
        urls = dict.fromkeys(("XERO_API_URL", "XERO_IDENTITY_URL", "XERO_LOGIN_URL"), xero)
        secrets = {name: os.environ[name] for name in ("SECRET_KEY", "FIELD_KEYS", "HISTORY_KEY")}
        app = {"XERO_CLIENT_ID": "sandbox", "XERO_CLIENT_SECRET": "sandbox-secret"}
        mails = {"EMAIL_URL": f"filemail:///{folder.resolve() / 'mails'}"}
        return {**database, **os.environ, **secrets, **urls, **app, **mails, "SITE_URL": site, MARK: "1"}

    def fill(self, *, is_empty: bool) -> str:
        """Set the database up, and return the log-ins, a line each."""
        self.stdout.write("Setting up the demo. The first time takes a while.")
        subprocess.run(manage("migrate", "--verbosity", "0"), check=True)  # noqa: S603 - our own
        filled = subprocess.run(  # noqa: S603 - our own command
            manage("fill_demo", *(["--unconnected"] if is_empty else [])),
            check=False,
            stdout=subprocess.PIPE,
            text=True,
        )
        if filled.returncode:
            raise CommandError("The demo could not be filled; the reason stands above.")
        return filled.stdout

    def wait_for(self, port: int) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while not answers(port):
            if time.monotonic() > deadline:
                raise CommandError(
                    f"Nothing answers on port {port} after {READY_WITHIN} seconds. If no reason stands above, the"
                    " machine is busy: start the demo once more."
                )
            time.sleep(0.1)
