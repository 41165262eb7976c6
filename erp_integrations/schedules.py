"""The table of periodic work. It is the default; the database keeps what people changed."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class PeriodicWork:
    """A task of `tasks.py` and how often it runs, as a cron line in UTC."""

    name: str
    task: str
    cron: str


SCHEDULES = (
    PeriodicWork("Export and settle", "erp_integrations.tasks.export_records", "* * * * *"),
    PeriodicWork("Refresh lists", "erp_integrations.tasks.refresh_lists", "7 * * * *"),
    PeriodicWork("Mails", "erp_integrations.tasks.send_mails", "* * * * *"),
    PeriodicWork("Daily summary", "erp_integrations.tasks.send_daily_summary", "0 6 * * *"),
    PeriodicWork("Prune the queue", "erp_integrations.tasks.prune_queue", "15 3 * * *"),
)


def create_schedules(**signal: Any) -> None:
    """Make the schedules that are missing, after each migration. Those that exist are left as people set them."""
    from django_q.models import Schedule  # noqa: PLC0415 - needs the apps to be loaded

    for work in SCHEDULES:
        Schedule.objects.get_or_create(
            name=work.name,
            defaults={"func": work.task, "schedule_type": Schedule.CRON, "cron": work.cron, "repeats": -1},
        )
