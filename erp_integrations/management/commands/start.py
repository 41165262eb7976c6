import os
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand
from django.db import DatabaseError, connection

from erp_integrations.management.supervising import Child, Supervisor, manage
from erp_integrations.models import Heartbeat
from erp_integrations.models.heartbeat import LATE_AFTER
from erp_integrations.services.scheduling import stands_still_since
from erp_integrations.services.waking import wake_worker


def web(host: str, port: int, workers: int) -> Child:
    bind = ["--bind", f"{host}:{port}", "--workers", str(workers), "--threads", "4", "--worker-class", "gthread"]
    return Child("web", [manage()[0], "-m", "gunicorn", *bind, "--log-level", "warning", "config.wsgi"])


def worker() -> Child:
    child = Child("worker", manage("qcluster"))

    def hangs() -> bool:
        """Whether the cluster has had time to beat since it was started, and has not, or starts nothing by itself."""
        if time.monotonic() < child.started_at + LATE_AFTER.total_seconds():
            return False
        try:
            return Heartbeat.is_late() or stands_still_since() is not None
        except DatabaseError:
            # A database that is away for a moment is no reason to end the web server.
            return False
        finally:
            connection.close()

    child.hangs = hangs
    return child


class Command(BaseCommand):
    help = "Starts the web server and the worker together, and starts again what dies."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--web-workers", type=int, default=2)

    def handle(self, *args: Any, **options: Any) -> None:
        # What a worker left behind when it died is picked up now, and not at the next full minute.
        wake_worker()
        connection.close()
        children = [web(options["host"], options["port"], options["web_workers"]), worker()]
        if options["verbosity"]:
            self.stdout.write(f"ERP Integrations is at http://{options['host']}:{options['port']}/ (Ctrl-C stops it)")
        Supervisor(children, os.environ, ends_with_parent=False).run()
