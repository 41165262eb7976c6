"""How many calls an organisation still takes, counted by all processes together (Xero reference 2)."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from connectors.errors import TryLater
from erp_integrations.models.sentences import SentenceField
from erp_integrations.models.sentences import gettext as _

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
# Longer than a call may take: what a killed process held is free again after this.
PLACE_LEASE = timedelta(seconds=60)
# A wait no longer than this is about calls at once, and says nothing of the windows.
LONGEST_CROWD = timedelta(seconds=10)
LONGEST_QUEUE_SECONDS = 3.0
LOOK_AGAIN_SECONDS = 0.05


class CallQuota(models.Model):
    """The windows of one organisation. They start with their first call, as Xero's do."""

    tenant_id = models.CharField(max_length=64, unique=True)
    minute_started_at = models.DateTimeField(null=True)
    minute_calls = models.PositiveIntegerField(default=0)
    day_started_at = models.DateTimeField(null=True)
    day_calls = models.PositiveIntegerField(default=0)
    blocked_until = models.DateTimeField(null=True)
    blocked_because = SentenceField(blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.tenant_id

    def open_windows(self, now: datetime) -> None:
        """Start a new minute or day where the last one is over."""
        if self.minute_started_at is None or now >= self.minute_started_at + MINUTE:
            self.minute_started_at, self.minute_calls = now, 0
        if self.day_started_at is None or now >= self.day_started_at + DAY:
            self.day_started_at, self.day_calls = now, 0

    def refusal(self, now: datetime) -> TryLater | None:
        """Return why no call may go out now; expects `open_windows` to have run."""
        if self.blocked_until and now < self.blocked_until:
            return TryLater(self.blocked_because, until=self.blocked_until)
        if self.day_calls >= settings.XERO_CALLS_PER_DAY and self.day_started_at:
            return TryLater(_("Today's calls to Xero are used up."), until=self.day_started_at + DAY)
        if self.minute_calls >= settings.XERO_CALLS_PER_MINUTE and self.minute_started_at:
            return TryLater(_("This minute's calls to Xero are used up."), until=self.minute_started_at + MINUTE)
        return None


class CallPlace(models.Model):
    """One of the few calls that may be under way at once."""

    quota = models.ForeignKey(CallQuota, models.CASCADE, related_name="places")
    expires_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"until {self.expires_at}"


class OrganisationQuota:
    """The `Quota` of one organisation."""

    def __init__(self, tenant_id: str) -> None:
        self.tenant_id = tenant_id

    @transaction.atomic
    def check(self) -> None:
        quota = self.locked()
        quota.open_windows(timezone.now())
        if refusal := quota.refusal(timezone.now()):
            raise refusal

    @contextmanager
    def call(self) -> Iterator[None]:
        place = self.take_place()
        try:
            yield
        finally:
            place.delete()

    def take_place(self) -> CallPlace:
        """Wait a moment for one of the few places; a minute or a day that is used up is not waited for."""
        give_up_at = time.monotonic() + LONGEST_QUEUE_SECONDS
        while (place := self.try_place()) is None:
            if time.monotonic() > give_up_at:
                raise TryLater(_("Too many calls to Xero are under way."), until=timezone.now() + timedelta(seconds=5))
            time.sleep(LOOK_AGAIN_SECONDS)
        return place

    @transaction.atomic
    def try_place(self) -> CallPlace | None:
        now = timezone.now()
        quota = self.locked()
        quota.open_windows(now)
        if refusal := quota.refusal(now):
            raise refusal
        quota.places.filter(expires_at__lt=now).delete()
        if quota.places.count() >= settings.XERO_CONCURRENT_CALLS:
            return None
        quota.minute_calls += 1
        quota.day_calls += 1
        quota.save()
        return quota.places.create(expires_at=now + PLACE_LEASE)

    @transaction.atomic
    def observe(self, *, minute_remaining: int | None, day_remaining: int | None) -> None:
        """Believe Xero when it says how much is left: other programs use the same limits, and its windows are its own.

        Calls that are under way make its figures a little old, so only a clear difference upwards counts.
        """
        quota, now = self.locked(), timezone.now()
        minute, day = settings.XERO_CALLS_PER_MINUTE, settings.XERO_CALLS_PER_DAY
        if minute_remaining is not None:
            calls = corrected(quota.minute_calls, minute - minute_remaining)
            quota.minute_started_at = now if calls < quota.minute_calls else quota.minute_started_at
            quota.minute_calls = calls
        if day_remaining is not None:
            calls = corrected(quota.day_calls, day - day_remaining)
            quota.day_started_at = now if calls < quota.day_calls else quota.day_started_at
            quota.day_calls = calls
        quota.save()

    @transaction.atomic
    def block(self, until: datetime, *, reason: str) -> None:
        """Xero said itself when to come back: after a limit of a minute or a day our own count begins anew."""
        quota = self.locked()
        if quota.blocked_until is None or until > quota.blocked_until:
            quota.blocked_until, quota.blocked_because = until, reason
        if until - timezone.now() > LONGEST_CROWD:
            quota.minute_started_at = quota.day_started_at = None
        quota.save()

    def locked(self) -> CallQuota:
        CallQuota.objects.get_or_create(tenant_id=self.tenant_id)
        return CallQuota.objects.select_for_update().get(tenant_id=self.tenant_id)


def corrected(ours: int, theirs: int) -> int:
    """Return the number of calls to go on with: theirs, unless it is only a few calls behind ours.

    Theirs is below zero where Xero allows more than we are configured to make: then ours counts.
    """
    is_just_late = theirs < ours <= theirs + settings.XERO_CONCURRENT_CALLS
    return ours if is_just_late or theirs < 0 else theirs
