"""The table of periodic work. It is the default; the database keeps what people changed."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from erp_integrations.services.works import WORKS


@dataclass(frozen=True, slots=True)
class PeriodicWork:
    """The worker's own upkeep: a task of `tasks.py` and how often it runs, as a cron line in the local time zone.

    `name` is the key of its row in the queue's table, `title` what people read. What they may reschedule is a row of
    `services.works`.
    """

    name: str
    task: str
    cron: str
    title: Any
    rhythm: Any


SCHEDULES = (
    PeriodicWork(
        "Export and settle",
        "erp_integrations.tasks.export_records",
        "* * * * *",
        _("Export what is accepted, and settle what has no answer"),
        _("Every minute"),
    ),
    PeriodicWork(
        "Start what waits",
        "erp_integrations.tasks.look_after_runs",
        "* * * * *",
        _("Start imports that wait"),
        _("Every minute"),
    ),
    PeriodicWork("Mails", "erp_integrations.tasks.send_mails", "* * * * *", _("Send mails"), _("Every minute")),
    PeriodicWork(
        "Daily summary",
        "erp_integrations.tasks.send_daily_summary",
        "0 6 * * *",
        _("Send the daily summary"),
        _("Every day at 06:00"),
    ),
    PeriodicWork(
        "Tidy up",
        "erp_integrations.tasks.tidy_up",
        "*/10 * * * *",
        _("Forget what was begun at Xero and not ended; put the set-up list away once it is done"),
        _("Every ten minutes"),
    ),
    PeriodicWork(
        "Prune the queue",
        "erp_integrations.tasks.prune_queue",
        "15 3 * * *",
        _("Forget finished tasks"),
        _("Every night at 03:15"),
    ),
    PeriodicWork(
        "Verify the history",
        "erp_integrations.tasks.verify_history",
        "40 3 * * *",
        _("Prove that no event was altered"),
        _("Every night at 03:40"),
    ),
    PeriodicWork(
        "Prune log-ins",
        "erp_integrations.tasks.prune_log_ins",
        "20 3 * * *",
        _("Forget ended sessions and old failures to log in"),
        _("Every night at 03:20"),
    ),
)


def create_schedules(**signal: Any) -> None:
    """Make the schedules that are missing, after each migration, and forget those of tasks that are no more.

    Those that exist are left as people set them.
    """
    from django_q.models import Schedule  # noqa: PLC0415 - needs the apps to be loaded

    from erp_integrations.services.scheduling import row_for, what_to_call  # noqa: PLC0415 - likewise

    names = [work.name for work in SCHEDULES] + [work.slug for work in WORKS]
    Schedule.objects.filter(func__startswith="erp_integrations.").exclude(name__in=names).delete()
    for upkeep in SCHEDULES:
        Schedule.objects.get_or_create(
            name=upkeep.name,
            defaults={"func": upkeep.task, "schedule_type": Schedule.CRON, "cron": upkeep.cron, "repeats": -1},
        )
    for work in WORKS:
        called = what_to_call(work)
        Schedule.objects.update_or_create(name=work.slug, defaults=called, create_defaults={**called, **row_for(work)})
