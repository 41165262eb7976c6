"""Runs several processes as one: starts them, starts again what died or hangs, and ends them all together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

LOOK_EVERY_SECONDS = 0.5
PATIENCE_SECONDS = 15.0
# A process that dies at once is not started in a tight loop.
PAUSE_SECONDS = 2.0
MANAGE = Path(__file__).resolve().parents[2] / "manage.py"


def manage(*arguments: str) -> list[str]:
    """Return the command line of one of our own commands, for this interpreter."""
    return [sys.executable, str(MANAGE), *arguments]


@dataclass
class Child:
    """One process and all that it starts, which share a process group of their own.

    `hangs` says that the process lives and yet does nothing, as a queue cluster does whose idle worker was killed.
    """

    name: str
    command: Sequence[str]
    hangs: Callable[[], bool] = lambda: False
    process: subprocess.Popen[bytes] | None = None
    started_at: float = field(default=0.0)

    def start(self, environment: Mapping[str, str]) -> None:
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - the command is ours
            self.command, env=dict(environment), start_new_session=True, stdin=subprocess.DEVNULL
        )

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def signal_group(self, number: int) -> None:
        """Send a signal to the process and to everything that it started, also when it is dead itself."""
        if self.process:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return


class Supervisor:
    """Keeps children running until SIGINT, SIGTERM or SIGHUP, or until the parent that started us is gone."""

    def __init__(self, children: Sequence[Child], environment: Mapping[str, str], *, ends_with_parent: bool) -> None:
        self.children = children
        self.environment = environment
        self.parent = os.getppid() if ends_with_parent else None
        self.is_stopping = False

    def run(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.stop)
        try:
            while not self.is_stopping:
                self.look_after_children()
                time.sleep(LOOK_EVERY_SECONDS)
        finally:
            self.end_children()

    def stop(self, number: int, frame: FrameType | None) -> None:
        self.is_stopping = True

    def look_after_children(self) -> None:
        if self.parent is not None and os.getppid() != self.parent:
            self.is_stopping = True
            return
        for child in self.children:
            if child.is_running and not child.hangs():
                continue
            if child.process and time.monotonic() < child.started_at + PAUSE_SECONDS:
                continue
            # What a killed process had started lives on without it: it goes before there is a second one.
            child.signal_group(signal.SIGKILL)
            child.start(self.environment)

    def end_children(self) -> None:
        """Ask each child to end, wait for it, and end by force whatever is left of its group.

        Only the child itself is asked: a queue cluster whose processes are all told to end at once waits for itself.
        """
        for child in self.children:
            if child.process and child.is_running:
                child.process.terminate()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while any(child.is_running for child in self.children) and time.monotonic() < deadline:
            time.sleep(0.1)
        for child in self.children:
            child.signal_group(signal.SIGKILL)
            if child.process:
                child.process.wait()
