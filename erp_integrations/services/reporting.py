"""What one run of the export did."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from connectors.errors import ConnectorError, TryLater


@dataclass
class ExportReport:
    """Records by outcome, and until when the rest has to wait. `problem` says why the run stopped early."""

    synced: int = 0
    failed: int = 0
    queued_again: int = 0
    unknown: int = 0
    sent_back: int = 0
    parked_until: datetime | None = None
    problem: str = ""

    def count(self, other: "ExportReport") -> None:
        """Add what became of one batch."""
        self.synced += other.synced
        self.failed += other.failed
        self.queued_again += other.queued_again

    @property
    def is_failure(self) -> bool:
        """Whether a person has to do something. Waiting for a limit of calls is none."""
        return bool(self.failed) or (bool(self.problem) and self.parked_until is None)

    @contextmanager
    def interruption(self) -> Iterator[None]:
        """End the run, with the reason in the report, when Xero wants no more calls for now or does not let us in."""
        try:
            yield
        except TryLater as delay:
            self.parked_until, self.problem = delay.until, str(delay)
        except ConnectorError as refusal:
            self.problem = str(refusal)

    def __str__(self) -> str:
        parts = [
            (self.synced, "synced"),
            (self.failed, "failed"),
            (self.queued_again, "queued again"),
            (self.unknown, "being checked with Xero"),
            (self.sent_back, "sent back for a new decision"),
        ]
        counts = ", ".join(f"{number} {what}" for number, what in parts if number) or "nothing to do"
        wait = f" The rest waits until {self.parked_until:%Y-%m-%d %H:%M:%S} UTC." if self.parked_until else ""
        return f"{counts}.{' ' + self.problem if self.problem else ''}{wait}"
