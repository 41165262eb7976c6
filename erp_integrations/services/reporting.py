"""What one run of the export did."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from connectors.errors import ConnectorError, TryLater
from erp_integrations.models.sentences import gettext as _
from erp_integrations.models.sentences import together


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
            (self.synced, _("%(number)s synced")),
            (self.failed, _("%(number)s failed")),
            (self.queued_again, _("%(number)s queued again")),
            (self.unknown, _("%(number)s being checked with Xero")),
            (self.sent_back, _("%(number)s sent back for a new decision")),
        ]
        counts = together([text % {"number": number} for number, text in parts if number], by=", ")
        wait = _("The rest waits until %(moment)s.") % {"moment": self.parked_until} if self.parked_until else ""
        return together([together([counts or _("nothing to do"), "."], by=""), self.problem, wait])
