"""How often work runs by itself, and how that is written as a line for cron, in the time zone of the installation."""

from dataclasses import dataclass
from datetime import time

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from erp_integrations.models.sentences import gettext as _
from erp_integrations.models.sentences import sentence_of


class Frequency(TextChoices):
    NEVER = "never", gettext_lazy("Never")
    HOURLY = "hourly", gettext_lazy("Every hour")
    TWO_HOURS = "two_hours", gettext_lazy("Every 2 hours")
    FOUR_HOURS = "four_hours", gettext_lazy("Every 4 hours")
    DAILY = "daily", gettext_lazy("Daily")


ANY_TIME = (Frequency.NEVER, Frequency.HOURLY, Frequency.TWO_HOURS, Frequency.FOUR_HOURS, Frequency.DAILY)
HOURS = {Frequency.HOURLY: "*", Frequency.TWO_HOURS: "*/2", Frequency.FOUR_HOURS: "*/4"}
NIGHT = time(2, 30)


@dataclass(frozen=True, slots=True)
class Timing:
    """`at` is when daily work runs."""

    frequency: Frequency
    at: time = NIGHT

    def cron(self, minute: int) -> str:
        """Return the line for cron. `minute` is when in the hour work runs that runs more than once a day."""
        if self.frequency in HOURS:
            return f"{minute} {HOURS[self.frequency]} * * *"
        return f"{self.at.minute} {self.at.hour} * * *"

    def __str__(self) -> str:
        if self.frequency != Frequency.DAILY:
            return sentence_of(self.frequency.label)
        return _("Daily at %(time)s (%(zone)s)") % {"time": self.at, "zone": settings.TIME_ZONE}


def timing_of(cron: str) -> Timing:
    """Read a line that `Timing.cron` wrote."""
    minute, hour, *_rest = cron.split()
    for frequency, hours in HOURS.items():
        if hour == hours:
            return Timing(frequency)
    return Timing(Frequency.DAILY, time(int(hour), int(minute)))
