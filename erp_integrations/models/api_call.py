"""The journal of calls to Xero: one row a call, without bodies and without tokens.

A refusal is kept without what it tells of anybody (`connectors.xero.redacting`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from connectors.ports import Call
from erp_integrations.models.journal import JournalRow


class ApiCall(JournalRow):
    """`duration` is in seconds; `status` 0 means that no answer came."""

    started_at = models.DateTimeField(_("time"), db_index=True)
    method = models.CharField(_("method"), max_length=8)
    path = models.CharField(_("address"), max_length=2000)
    status = models.PositiveSmallIntegerField(_("status"))
    duration = models.FloatField(_("duration"))
    idempotency_key = models.CharField(_("idempotency key"), max_length=128, blank=True, db_index=True)
    correlation_id = models.CharField(_("Xero correlation id"), max_length=64, blank=True)
    minute_remaining = models.PositiveIntegerField(_("calls left this minute"), null=True)
    day_remaining = models.PositiveIntegerField(_("calls left today"), null=True)
    error = models.CharField(_("error"), max_length=100, blank=True)
    # What the call was about, where it was about one record, or about the records of an export batch.
    content_type = models.ForeignKey(
        ContentType, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kind")
    )
    object_id = models.PositiveBigIntegerField(_("number of the record"), null=True, blank=True)
    batch_key = models.CharField(_("export batch"), max_length=128, blank=True, db_index=True)
    answer = models.TextField(_("answer, without what it tells of others"), blank=True)

    class Meta(JournalRow.Meta):
        verbose_name = _("call to Xero")
        verbose_name_plural = _("calls to Xero")
        ordering = ("-started_at", "-pk")
        indexes = [models.Index(fields=("content_type", "object_id"), name="apicall_of_a_record")]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


# What the calls of this moment are about, by the fields of their rows.
_subject: ContextVar[dict[str, Any] | None] = ContextVar("subject_of_calls", default=None)


@contextmanager
def calls_about(record: Any = None, *, batch_key: str = "") -> Iterator[None]:
    """Let the journal say of each call that is made within, which record or which export batch it is about."""
    subject: dict[str, Any] = {"batch_key": batch_key}
    if record is not None:
        subject |= {"content_type": ContentType.objects.get_for_model(record), "object_id": record.pk}
    before = _subject.set(subject)
    try:
        yield
    finally:
        _subject.reset(before)


class CallJournal:
    """The `CallLog` that writes to the table. `made` counts what this process has written since it began."""

    made: ClassVar[int] = 0

    def record(self, call: Call) -> None:
        CallJournal.made += 1
        ApiCall.objects.create(
            started_at=call.started_at,
            method=call.method,
            path=call.path[:2000],
            status=call.status,
            duration=call.duration,
            idempotency_key=call.idempotency_key,
            correlation_id=call.correlation_id[:64],
            minute_remaining=call.minute_remaining,
            day_remaining=call.day_remaining,
            error=call.error[:100],
            answer=call.answer,
            **(_subject.get() or {}),
        )
