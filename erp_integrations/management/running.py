"""Commands that run long work: how far it is, what came of it, and an exit code that tells."""

import shutil
import time
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.core.management.base import OutputWrapper

from erp_integrations import wiring
from erp_integrations.models import RunStatus
from erp_integrations.services.progress import Progress, quietly
from erp_integrations.services.run_sentences import counted
from erp_integrations.services.running import AlreadyRunning, run
from erp_integrations.services.works import Work

BAR_WIDTH = 30
LINE_EVERY_SECONDS = 5.0


class Bar:
    """A bar that moves in one line of a terminal."""

    def __init__(self, out: OutputWrapper) -> None:
        self.out = out

    def __call__(self, step: str, done: int, total: int) -> None:
        filled = min(BAR_WIDTH, BAR_WIDTH * done // total) if total else 0
        line = f"[{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {counted(step, done, total)}"
        width = shutil.get_terminal_size().columns - 1
        self.out.write(f"\r{line[:width]:<{width}}", ending="")
        self.out.flush()

    def end(self) -> None:
        width = shutil.get_terminal_size().columns - 1
        self.out.write(f"\r{'':<{width}}\r", ending="")


class Lines:
    """A line for each step, and now and then for a long one: for files and pipes."""

    def __init__(self, out: OutputWrapper) -> None:
        self.out = out
        self.step, self.not_before = "", 0.0

    def __call__(self, step: str, done: int, total: int) -> None:
        if step == self.step and time.monotonic() < self.not_before:
            return
        self.step, self.not_before = step, time.monotonic() + LINE_EVERY_SECONDS
        self.out.write(counted(step, done, total))

    def end(self) -> None:
        """Nothing is left to tidy up."""


class RunCommand(BaseCommand):
    """Runs `work` here and now, as the worker does. Fails unless it was done to the end."""

    work: Work

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        shown = Bar(self.stdout) if self.stdout.isatty() else Lines(self.stdout)
        listen: Progress = shown if verbosity else quietly
        try:
            finished = run(self.work, wiring.ledger, listen=listen)
        except AlreadyRunning as reason:
            raise CommandError(str(reason)) from None
        finally:
            if verbosity:
                shown.end()
        if finished.status != RunStatus.DONE:
            raise CommandError(f"{finished.get_status_display()}. {finished.result}")
        self.stdout.write(finished.result)
