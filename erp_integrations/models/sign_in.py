"""How a person gets in, beside the password: second factor, recovery codes, single sign-on; which sessions count."""

import hashlib
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from erp_integrations.models.encrypted import EncryptedTextField

# After so many wrong codes in a row each further one has to be waited for: 2 seconds, 4, 8 … up to the longest wait.
FREE_FAILURES = 3
LONGEST_WAIT = timedelta(minutes=15)


class SignIn(models.Model):
    """One row for each person who has more than a password. One row, since every request reads it.

    `key` is the TOTP secret in hex (RFC 6238); it counts from `confirmed_at` on. `last_step` is the time step of the
    last code that was taken: that one and those before it are not taken again.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="sign_in", verbose_name=_("person")
    )
    key = EncryptedTextField(blank=True, default="")
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=-1)
    failures = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)
    # Sessions that began before are over.
    sessions_from = models.DateTimeField(null=True)
    invited_at = models.DateTimeField(null=True)
    issuer = models.CharField(max_length=255, blank=True)
    subject = models.CharField(max_length=255, blank=True)

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=("issuer", "subject"), condition=~Q(subject=""), name="signin_one_person_for_each_subject"
            )
        ]

    def __str__(self) -> str:
        return str(self.person)

    @classmethod
    def of(cls, person: Any) -> Self:
        """Return a person's row, unsaved if there is none."""
        return cls.objects.filter(person=person).first() or cls(person=person)

    @property
    def has_second_factor(self) -> bool:
        return self.confirmed_at is not None

    @property
    def is_being_set_up(self) -> bool:
        return bool(self.key) and self.confirmed_at is None

    def blocked_until(self, now: datetime) -> datetime | None:
        """Return when the next code is looked at; None for now."""
        if self.failed_at is None or self.failures < FREE_FAILURES:
            return None
        until = self.failed_at + wait_after(self.failures)
        return until if until > now else None

    def count_failure(self) -> None:
        self.failures += 1
        self.failed_at = timezone.now()

    def forget_failures(self) -> None:
        self.failures, self.failed_at = 0, None

    def forget_second_factor(self) -> None:
        self.key, self.confirmed_at, self.last_step = "", None, -1
        self.forget_failures()


def wait_after(failures: int) -> timedelta:
    doublings = min(failures - FREE_FAILURES + 1, 10)
    return min(timedelta(seconds=2**doublings), LONGEST_WAIT)


class RecoveryCode(models.Model):
    """A code for whoever has lost the telephone. It works once: using it deletes the row.

    A code is 80 random bits, so a plain SHA-256 of it tells nobody what it was.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=("person", "digest"), name="recoverycode_once")]

    def __str__(self) -> str:
        return str(self.person)

    @staticmethod
    def digest_of(code: str) -> str:
        plain = "".join(code.split()).replace("-", "").casefold()
        return hashlib.sha256(plain.encode()).hexdigest()
