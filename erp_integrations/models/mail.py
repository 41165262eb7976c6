"""Mails: which ones a person wants, what they are still to be told, and what went out."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from erp_integrations.models.event import Event
from erp_integrations.models.sentences import SentenceField, gettext

# How long a failed mail waits for its next attempt. After the last of these it is given up.
PAUSES = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8))
# Longer than a mail server may take to answer (SMTP_OPTIONS in the settings), so that whoever sent it is surely dead.
ABANDONED_AFTER = timedelta(minutes=10)


class MailKind(models.TextChoices):
    """What mails are about. Each but the last three is the name of the preference that switches it."""

    DAILY_SUMMARY = "daily_summary", _("Daily summary")
    REJECTIONS = "rejections", _("Rejection")
    FAILED_EXPORTS = "failed_exports", _("Failed export")
    LOST_CONNECTION = "lost_connection", _("Lost connection")
    RESENT = "resent", _("Sent again")
    # Asked for, each by itself: nobody switches them off.
    PASSWORD_RESET = "password_reset", _("New password")
    INVITATION = "invitation", _("Invitation")
    # A warning that others changed how one signs in: nobody switches it off either.
    LOG_IN = "log_in", _("Changed log-in")


class MailLanguage(models.TextChoices):
    ENGLISH = "en", "English"
    SPANISH = "es", "Español"


def installation_language() -> str:
    return str(settings.MAIL_LANGUAGE)


class MailPreference(models.Model):
    """Which mails a person wants, and in which language. Who has no row has the defaults."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_preference", verbose_name=_("person")
    )
    daily_summary = models.BooleanField(_("daily summary"), default=True)
    rejections = models.BooleanField(_("rejections"), default=True)
    failed_exports = models.BooleanField(_("failed exports"), default=True)
    lost_connection = models.BooleanField(_("lost connection"), default=True)
    resent = models.BooleanField(_("sent again after a rejection"), default=True)
    language = models.CharField(
        _("language"), max_length=8, choices=MailLanguage.choices, default=installation_language
    )

    class Meta:
        verbose_name = _("mail preference")
        verbose_name_plural = _("mail preferences")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.person)

    @classmethod
    def of(cls, person: Any) -> Self:
        """Return a person's preferences, unsaved if they never chose any."""
        return cls.objects.filter(person=person).first() or cls(person=person)


class SentMail(models.Model):
    """A mail that goes out, or went out. Only what became of it is written afterwards, and once.

    The row is there before the mail leaves: who finds it knows that somebody else is at it, or was.
    """

    class Outcome(models.TextChoices):
        SENDING = "", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Not sent")
        INTERRUPTED = "interrupted", _("Interrupted")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    to = models.CharField(_("address"), max_length=254)
    kind = models.CharField(_("kind"), max_length=16, choices=MailKind.choices)
    subject = models.CharField(_("subject"), max_length=255)
    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    day = models.DateField(_("day"), default=timezone.localdate)
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome.choices, blank=True)
    problem = SentenceField(_("problem"), blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ("-at", "-pk")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=("person", "day"),
                condition=Q(kind=MailKind.DAILY_SUMMARY) & ~Q(outcome="failed"),
                name="sentmail_one_summary_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"

    def settle(self, outcome: str, problem: str = "") -> None:
        """Write what became of it, unless that is known already."""
        self.outcome, self.problem = outcome, problem
        waiting = type(self).objects.filter(pk=self.pk, outcome=self.Outcome.SENDING)
        waiting.update(outcome=outcome, problem=problem)

    @classmethod
    def settle_abandoned(cls, now: datetime) -> int:
        """Say so of mails whose sender was stopped in the middle: nobody knows whether they arrived."""
        abandoned = cls.objects.filter(outcome=cls.Outcome.SENDING, at__lt=now - ABANDONED_AFTER)
        problem = gettext("The program was stopped while it sent the mail. It may have arrived; it is not sent again.")
        return abandoned.update(outcome=cls.Outcome.INTERRUPTED, problem=problem)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def waiting(self) -> Self:
        return self.filter(mail=None, attempts__lte=len(PAUSES))

    def due(self, now: datetime) -> Self:
        return self.waiting().filter(not_before__lte=now)


class Notice(models.Model):
    """Something that a person is to be told by mail. What is due to them of one kind goes into one mail.

    Written in the transaction of what it tells of: it is there exactly if that happened.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16, choices=MailKind.choices)
    # None tells of the connection, which has no events.
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+")
    not_before = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    mail = models.ForeignKey(SentMail, models.PROTECT, null=True, related_name="notices")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=("person", "event"), name="notice_tells_once")]
        indexes = [models.Index(fields=("not_before",), condition=Q(mail=None), name="notice_waiting")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} → {self.person}"
