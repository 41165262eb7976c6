"""The journal of long work with Xero: each time that lists, costs or payments were read, or were meant to be."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from erp_integrations.models.journal import JournalQuerySet, JournalRow, Unalterable
from erp_integrations.models.sentences import SentenceField, ShortSentenceField


class RunStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting for the worker")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    INTERRUPTED = "interrupted", _("Interrupted")
    PARKED = "parked", _("Xero wants no more calls for now")


UNFINISHED = (RunStatus.WAITING, RunStatus.RUNNING)


class SyncRunQuerySet(JournalQuerySet):
    def unfinished(self) -> Any:
        return self.filter(status__in=UNFINISHED)

    def advance(self, run: "SyncRun", **changes: Any) -> bool:
        """Move an unfinished run on; False when another process moved or closed it since it was read."""
        if run.is_finished:
            raise Unalterable("A finished run is never altered.")
        moved = models.QuerySet.update(self.filter(pk=run.pk, status=run.status), **changes) == 1
        for name, value in changes.items() if moved else ():
            setattr(run, name, value)
        return moved


class SyncRun(JournalRow):
    """One run of one piece of work (services.works). It moves forward until it is finished, and never changes then.

    `host`, `pid` and `born` name the process that does it, and `seen_at` is when that last told how far it is. `done`
    and `total` count what the work counts, pages or rows; `total` 0 is not known. `resume_at` is when a parked run may
    go on.
    """

    class Trigger(models.TextChoices):
        SCHEDULE = "schedule", _("the schedule")
        PERSON = "person", _("a person")
        COMMAND = "command", _("the command line")
        CHANGE = "change", _("a change of the settings")

    work = models.SlugField(_("work"), max_length=32)
    trigger = models.CharField(_("started by"), max_length=8, choices=Trigger.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    asked_at = models.DateTimeField(_("asked for at"), default=timezone.now)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    status = models.CharField(_("result"), max_length=16, choices=RunStatus.choices, default=RunStatus.WAITING)
    step = ShortSentenceField(_("step"), max_length=200, blank=True)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    calls = models.PositiveIntegerField(_("calls to Xero"), null=True, blank=True)
    result = SentenceField(_("what came of it"), blank=True)
    resume_at = models.DateTimeField(_("goes on at"), null=True, blank=True)
    host = models.CharField(max_length=255, blank=True, editable=False)
    pid = models.PositiveIntegerField(null=True, editable=False)
    born = models.CharField(max_length=32, blank=True, editable=False)
    seen_at = models.DateTimeField(_("last seen"), null=True, blank=True)

    objects: ClassVar[Any] = SyncRunQuerySet.as_manager()

    class Meta(JournalRow.Meta):
        verbose_name = _("run")
        verbose_name_plural = _("imports and checks")
        ordering = ("-asked_at", "-pk")
        indexes = [models.Index(fields=("work", "-asked_at"))]
        constraints = [
            models.UniqueConstraint(
                fields=("work",),
                condition=models.Q(status__in=("waiting", "running")),
                name="one_unfinished_run_of_a_work",
            )
        ]

    def __str__(self) -> str:
        return f"{self.work} {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def is_finished(self) -> bool:
        return self.status not in UNFINISHED

    @property
    def duration(self) -> timedelta | None:
        """How long it ran, or has run up to now."""
        return (self.finished_at or timezone.now()) - self.started_at if self.started_at else None

    @property
    def moment(self) -> datetime:
        return self.started_at or self.asked_at
