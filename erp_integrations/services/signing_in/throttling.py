"""Wrong passwords: who tries too often waits. Counted by django-axes in the database, so on all machines together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Max, Sum
from django.utils import timezone

from erp_integrations.models import Verb, events_last
from erp_integrations.models.sentences import gettext as _
from erp_integrations.permissions import require
from erp_integrations.services.signing_in.noting import note, person_named

if TYPE_CHECKING:
    DatabaseHandler = Any
else:
    DatabaseHandler = AxesDatabaseHandler


class LockHandler(DatabaseHandler):  # type: ignore[misc]
    """Counts by name and address, and more loosely by address alone: one address may be a whole office.

    The settings name the two in this order (AXES_LOCKOUT_PARAMETERS).
    """

    def get_failures(self, request: Any, credentials: Any = None) -> int:
        limits = (settings.AXES_FAILURE_LIMIT, settings.ADDRESS_FAILURE_LIMIT)
        counts = [failures_in(attempts) for attempts in self.get_user_attempts(request, credentials)]
        weighed = (count * limits[0] // limit for count, limit in zip(counts, limits, strict=True))
        return max(weighed)

    def reset_user_attempts(self, request: Any, credentials: Any = None) -> int:
        """Forget the failures of this name from this address, and no others.

        Somebody with a log-in of their own could else try everybody's, and sign in now and then to be counted anew.
        """
        own, *_others = self.filter_user_attempts(request, credentials)
        number, _kinds = own.delete()
        return int(number)


def failures_in(attempts: Any) -> int:
    return int(attempts.aggregate(sum=Sum("failures_since_start"))["sum"] or 0)


@dataclass(frozen=True, slots=True)
class Lock:
    """A name that is not let in from an address. `username` is empty where the whole address is locked."""

    username: str
    address: str
    failures: int
    until: datetime


def locks() -> list[Lock]:
    """Return what is locked now, that which lasts longest first."""
    recent = AccessAttempt.objects.filter(attempt_time__gt=timezone.now() - settings.AXES_COOLOFF_TIME)
    pairs = locks_among(recent, ("username", "ip_address"), settings.AXES_FAILURE_LIMIT)
    addresses = locks_among(recent, ("ip_address",), settings.ADDRESS_FAILURE_LIMIT)
    return sorted([*pairs, *addresses], key=lambda lock: lock.until, reverse=True)


def locks_among(attempts: Any, by: Sequence[str], limit: int) -> list[Lock]:
    rows = attempts.values(*by).annotate(failures=Sum("failures_since_start"), last=Max("attempt_time")).order_by()
    return [
        Lock(
            row.get("username") or "",
            row["ip_address"] or "",
            row["failures"],
            row["last"] + settings.AXES_COOLOFF_TIME,
        )
        for row in rows.filter(failures__gte=limit)
    ]


def locked_until(username: str, address: str | None) -> datetime:
    """Return when somebody who was turned away may try again."""
    ours = [lock.until for lock in locks() if lock.address == (address or "") and lock.username in ("", username)]
    return max(ours, default=timezone.now() + settings.AXES_COOLOFF_TIME)


@events_last()
def release(username: str, address: str, *, by: Any) -> int:
    """Let a name be tried again from an address, or with no name the whole address; return how many rows went."""
    require(by, "change", User)
    attempts = AccessAttempt.objects.filter(ip_address=address or None)
    if username:
        attempts = attempts.filter(username=username)
    names = set(attempts.values_list("username", flat=True))
    number, _kinds = attempts.delete()
    for person in filter(None, map(person_named, names)):
        note(person, Verb.CHANGED, _("Log-in released"), by=by)
    return int(number)


def prune() -> int:
    """Forget failures that lock nobody any more."""
    longest = max(settings.AXES_COOLOFF_TIME, timedelta(hours=1))
    number, _kinds = AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - longest).delete()
    return int(number)
