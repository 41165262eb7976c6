"""What Xero said to what was posted: the answer to each request, or what a look-up found, byte for byte."""

import hashlib
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.ports import Answer
from erp_integrations.models.export_batch import ExportBatch
from erp_integrations.models.journal import JournalRow


class ExportAnswer(JournalRow):
    """`position` is empty for the answer to a request; a document that was found stands for one place of the batch.

    The same batch may have several answers: it may go out twice under one key. A document found has no status.
    """

    batch = models.ForeignKey(ExportBatch, models.PROTECT, related_name="answers", verbose_name=_("batch"))
    position = models.PositiveSmallIntegerField(_("position"), null=True)
    received_at = models.DateTimeField(_("received at"))
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    correlation_id = models.CharField(_("Xero correlation id"), max_length=64, blank=True)
    body = models.BinaryField(_("body"))
    body_digest = models.CharField(_("SHA-256 of the body"), max_length=64)

    class Meta(JournalRow.Meta):
        verbose_name = _("answer of Xero")
        verbose_name_plural = _("answers of Xero")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.batch}: {self.status or _('Found in Xero')}"

    @classmethod
    def to(cls, batch: ExportBatch, answer: Answer) -> None:
        """Keep the answer to a request at once: whatever happens to us next, it is known what Xero said."""
        cls(
            batch=batch,
            received_at=answer.received_at,
            status=answer.status,
            correlation_id=answer.correlation_id[:64],
            body=answer.body,
            body_digest=hashlib.sha256(answer.body).hexdigest(),
        ).save()

    @classmethod
    def found(cls, batch: ExportBatch, position: int, body: bytes) -> Self:
        """Return an unsaved row for a document that a look-up found."""
        digest = hashlib.sha256(body).hexdigest()
        return cls(batch=batch, position=position, received_at=timezone.now(), body=body, body_digest=digest)
