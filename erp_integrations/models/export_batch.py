"""What was posted: one batch a request, with its exact bytes, and one attempt for each record in it."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from erp_integrations.models.record import new_key
from erp_integrations.models.sentences import SentenceField

# Longer than a call may take (connectors.xero.client), so that whoever holds a batch is surely dead when it ends.
LEASE = timedelta(seconds=100)
# The last moment of a lease at which a call may still begin: it must end before the lease does.
LONGEST_CALL = timedelta(seconds=60)


class ExportBatch(models.Model):
    """A request that goes out, or went out, under one idempotency key.

    Key, body and digest never change. `status` only moves forward: sending, then perhaps unknown, then settled.
    `lease_until` is how long the process that works on it has it for itself.
    """

    class Status(models.TextChoices):
        SENDING = "sending", _("Being sent")
        UNKNOWN = "unknown", _("No answer, checking")
        SETTLED = "settled", _("Settled")

    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+", verbose_name=_("kind"))
    key = models.CharField(_("idempotency key"), max_length=128, unique=True, default=new_key)
    # The name of the class in `connectors.documents`; empty in batches from before a type could become two kinds.
    document_kind = models.CharField(_("kind of document"), max_length=32, blank=True)
    body = models.BinaryField(_("body"))
    body_digest = models.CharField(_("SHA-256 of the body"), max_length=64)
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.SENDING, db_index=True)
    claimed_at = models.DateTimeField(_("claimed at"), default=timezone.now)
    last_sent_at = models.DateTimeField(_("last sent at"), default=timezone.now)
    lease_until = models.DateTimeField(_("worked on until"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    problem = SentenceField(_("problem"), blank=True)
    tracking_category = models.CharField(_("tracking category"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("export batch")
        verbose_name_plural = _("export batches")
        ordering = ("-pk",)
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.content_type.name} {self.key[:8]}"

    @property
    def is_settled(self) -> bool:
        return self.status == self.Status.SETTLED

    @property
    def not_after(self) -> datetime:
        """The last moment at which its request may leave."""
        return self.lease_until - LONGEST_CALL

    def begin_sending(self) -> bool:
        """Note that the request goes out now; False when another process has taken or settled the batch since."""
        self.last_sent_at = timezone.now()
        ours = type(self).objects.exclude(status=self.Status.SETTLED).filter(pk=self.pk, lease_until=self.lease_until)
        return ours.update(last_sent_at=self.last_sent_at) == 1

    @property
    def model(self) -> Any:
        """The record type that the batch holds."""
        return self.content_type.model_class()

    def locked_records(self) -> list[Any]:
        """Return the records of the batch, with their lines, kept from everybody else until the transaction ends."""
        ids = self.attempts.values_list("object_id", flat=True)
        records = self.model.objects.filter(pk__in=ids).for_display()
        return list(records.select_for_update(of=("self",)).order_by("pk"))


class ExportAttempt(models.Model):
    """One record's place in a batch. Its outcome is written once, when the batch is settled."""

    class Outcome(models.TextChoices):
        PENDING = "", _("Under way")
        SYNCED = "synced", _("Synced")
        FOUND = "found", _("Found in Xero")
        REFUSED = "refused", _("Refused by Xero")
        ABSENT = "absent", _("Not in Xero, queued again")
        PARKED = "parked", _("To be tried later")

    batch = models.ForeignKey(ExportBatch, models.PROTECT, related_name="attempts", verbose_name=_("batch"))
    position = models.PositiveSmallIntegerField(_("position"))
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey()
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices, blank=True)
    # That of the document that somebody accepted, which is the one that was posted.
    accepted_digest = models.CharField(_("digest of the accepted document"), max_length=64, blank=True)
    message = SentenceField(_("message"), blank=True)

    class Meta:
        verbose_name = _("export attempt")
        verbose_name_plural = _("export attempts")
        ordering = ("batch", "position")
        default_permissions = ("view",)
        indexes = [models.Index(fields=("content_type", "object_id"))]

    def __str__(self) -> str:
        return f"{self.batch} {self.position}"

    @property
    def is_synced(self) -> bool:
        return self.outcome in (self.Outcome.SYNCED, self.Outcome.FOUND)
