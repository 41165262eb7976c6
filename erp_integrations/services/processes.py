"""Whether the process that does something is still there."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path

# In /proc/PID/stat, after the name of the command: the state, and when the process was started.
STATE, STARTED = 0, 19
ENDED = ("Z", "X")


@dataclass(frozen=True, slots=True)
class Process:
    """`born` is when the kernel started it, where the system tells: process numbers are used again."""

    host: str
    pid: int
    born: str

    @classmethod
    def current(cls) -> "Process":
        return cls(socket.gethostname(), os.getpid(), born(os.getpid()) or "")

    @property
    def is_here(self) -> bool:
        return self.host == socket.gethostname()

    @property
    def is_gone(self) -> bool:
        """Whether a process of this host has ended, even if its number was given to another one."""
        now = born(self.pid)
        return now is None or bool(self.born and self.born != now)


def born(pid: int) -> str | None:
    """Return when a process was started, in ticks since the machine was; empty if it lives and nobody knows that."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return "" if answers(pid) else None
    return None if fields[STATE] in ENDED else fields[STARTED]


def answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
