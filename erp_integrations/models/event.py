"""What happened to a record: who, when, what from, what to, why. Written by the services, never altered."""

from collections.abc import Iterable, Sequence
from typing import Any, Self, TypedDict

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from erp_integrations.models.journal import JournalRow
from erp_integrations.models.sentences import ChangesField, SentenceField, ShortSentenceField


class Verb(models.TextChoices):
    CREATED = "created", _("Created")
    CHANGED = "changed", _("Changed")
    SUBMITTED = "submitted", _("Sent to ERP")
    RETRIEVED = "retrieved", _("Retrieved")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")
    QUEUED = "queued", _("Export started")
    SENT = "sent", _("Taken for export")
    UNANSWERED = "unanswered", _("No answer from Xero")
    SYNCED = "synced", _("Synced")
    FOUND = "found", _("Found in Xero")
    REQUEUED = "requeued", _("Queued again")
    FAILED = "failed", _("Failed to export")
    SENT_BACK = "sent_back", _("Sent back for a new decision")
    LINKED = "linked", _("Linked")
    UNLINKED = "unlinked", _("Unlinked")
    FOLLOWED = "followed", _("Changed in Xero")
    DELETED = "deleted", _("Deleted")


LONGEST_NAME = 255
# One thing that changed, as people read it. `from` is empty for what was added, `to` for what was removed.
ChangeRow = TypedDict("ChangeRow", {"field": str, "from": str, "to": str})


class Event(JournalRow):
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+", verbose_name=_("kind"))
    object_id = models.PositiveBigIntegerField(_("number of the record"))
    record_name = ShortSentenceField(_("record"), max_length=255)
    verb = models.CharField(_("what"), max_length=16, choices=Verb.choices)
    detail = SentenceField(_("detail"), blank=True)
    changes = ChangesField(_("changes"), default=list, blank=True, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    happened_at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta(JournalRow.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("-happened_at", "-pk")
        indexes = [models.Index(fields=("content_type", "object_id", "-happened_at"))]

    def __str__(self) -> str:
        return f"{self.record_name}: {self.get_verb_display()}"

    @classmethod
    def of(
        cls, record: Any, verb: Verb, *, by: Any = None, detail: str = "", changes: Sequence[ChangeRow] = ()
    ) -> Self:
        """Return an unsaved event about a record."""
        return cls(
            content_type=ContentType.objects.get_for_model(record),
            object_id=record.pk,
            record_name=str(record) if len(str(record)) <= LONGEST_NAME else str(record)[:LONGEST_NAME],
            verb=verb,
            detail=detail,
            changes=list(changes),
            actor=by,
        )

    @classmethod
    def note(
        cls, record: Any, verb: Verb, *, by: Any = None, detail: str = "", changes: Sequence[ChangeRow] = ()
    ) -> None:
        cls.of(record, verb, by=by, detail=detail, changes=changes).save()

    @classmethod
    def note_all(cls, records: Iterable[Any], verb: Verb, *, by: Any = None, detail: str = "") -> None:
        cls._default_manager.bulk_create([cls.of(record, verb, by=by, detail=detail) for record in records])

    @classmethod
    def history_of(cls, record: Any) -> models.QuerySet["Event"]:
        content_type = ContentType.objects.get_for_model(record)
        return cls.objects.filter(content_type=content_type, object_id=record.pk).select_related("actor")
