"""When the worker was last seen."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

# The worker beats once a minute, and its scheduler looks every half minute.
LATE_AFTER = timedelta(minutes=3)


class Heartbeat(models.Model):
    beat_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.beat_at)

    @classmethod
    def beat(cls) -> None:
        cls.objects.update_or_create(pk=1, defaults={"beat_at": timezone.now()})

    @classmethod
    def last(cls) -> datetime | None:
        return cls.objects.filter(pk=1).values_list("beat_at", flat=True).first()

    @classmethod
    def is_late(cls) -> bool:
        last = cls.last()
        return last is None or last < timezone.now() - LATE_AFTER
