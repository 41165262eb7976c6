"""What happened to a record: who, when, what from, what to, why, from where. Written by the services, never altered.

Events are a chain (`models.trail`), which `services.verifying` proves. Whoever notes them opens `events_last()`.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, ClassVar, Self, TypedDict

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from erp_integrations.models import trail
from erp_integrations.models.journal import JournalQuerySet, JournalRow, Unalterable
from erp_integrations.models.sealing import VERSION, microseconds, seal_of
from erp_integrations.models.sentences import ChangesField, SentenceField, ShortSentenceField
from erp_integrations.origin import LONGEST, current_origin


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
    FIRST_ACCEPTED = "first_accepted", _("Accepted by the first of two")
    HELD = "held", pgettext_lazy("event", "Put on hold")
    RELEASED = "released", _("Released")
    FOLLOWED = "followed", _("Changed in Xero")
    ATTACHED = "attached", _("Evidence attached in Xero")
    DELETED = "deleted", _("Deleted")
    SIGNED_IN = "signed_in", _("Signed in")
    SIGNED_OUT = "signed_out", _("Signed out")
    NOT_SIGNED_IN = "not_signed_in", _("Log-in refused")
    LOCKED = "locked", _("Log-in locked")
    CONNECTED = "connected", _("Connected")
    DISCONNECTED = "disconnected", _("Disconnected")


LONGEST_NAME = 255
# One thing that changed, as people read it. `from` is empty for what was added, `to` for what was removed.
ChangeRow = TypedDict("ChangeRow", {"field": str, "from": str, "to": str})


# The facts that are fields of a row, as they are.
PLAIN_FACTS = (
    "sequence",
    "object_id",
    "record_name",
    "verb",
    "detail",
    "changes",
    "actor_id",
    "actor_name",
    "on_behalf_of_id",
    "origin",
)


class EventQuerySet(JournalQuerySet):
    def bulk_create(  # noqa: PLR0917 - Django's own signature
        self,
        objs: Iterable[Any],
        batch_size: int | None = None,
        ignore_conflicts: bool = False,
        update_conflicts: bool = False,
        update_fields: Collection[str] | None = None,
        unique_fields: Collection[str] | None = None,
    ) -> list[Any]:
        """Append events to the trail, in their order. The head is taken once for all of them."""
        if ignore_conflicts or update_conflicts or update_fields or unique_fields:
            raise Unalterable("An event is appended, or the whole fails.")
        events = list(objs)
        if not events:
            return []
        with trail.appended(events):
            return super().bulk_create(events, batch_size)


class Event(JournalRow):
    """`sequence` counts without gaps, `previous` is the seal of the event before, `seal` is over that and all facts.

    `actor_name` is what the actor was called when it happened; `version` says which facts are sealed (`sealing.FACTS`).
    """

    sequence = models.PositiveBigIntegerField(_("number"), unique=True, editable=False)
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+", verbose_name=_("kind"))
    object_id = models.PositiveBigIntegerField(_("number of the record"))
    record_name = ShortSentenceField(_("record"), max_length=255)
    verb = models.CharField(_("what"), max_length=16, choices=Verb.choices)
    detail = SentenceField(_("detail"), blank=True)
    changes = ChangesField(_("changes"), default=list, blank=True, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    actor_name = models.CharField(_("log-in name"), max_length=150, blank=True, editable=False)
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("on behalf of"),
    )
    happened_at = models.DateTimeField(_("when"), default=timezone.now)
    origin = models.CharField(_("from where"), max_length=LONGEST, blank=True, default=current_origin, editable=False)
    version = models.PositiveSmallIntegerField(default=VERSION, editable=False)
    previous = models.CharField(_("seal before"), max_length=64, editable=False)
    seal = models.CharField(_("seal"), max_length=64, editable=False)

    objects: ClassVar[Any] = EventQuerySet.as_manager()

    class Meta(JournalRow.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("events")
        # Django's own ways to rows go through the journal's, too.
        base_manager_name = "objects"
        ordering = ("-happened_at", "-pk")
        indexes = [models.Index(fields=("content_type", "object_id", "-happened_at"))]

    def __str__(self) -> str:
        return f"{self.record_name}: {self.get_verb_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Append it to the trail, at once: services use `note`, which waits for the end of their transaction."""
        if not self._state.adding:
            raise Unalterable("A journal is never altered.")
        with trail.appended([self]):
            super().save(*args, **kwargs)

    def facts(self) -> dict[str, Any]:
        """Return what is sealed of it: as it is stored, free of any language."""
        kind = ContentType.objects.get_for_id(self.content_type_id)
        fields: dict[str, Any] = {field.attname: field for field in self._meta.concrete_fields}
        told = {name: fields[name].get_prep_value(getattr(self, name)) for name in PLAIN_FACTS}
        return {**told, "kind": f"{kind.app_label}.{kind.model}", "happened_at": microseconds(self.happened_at)}

    @property
    def is_genuine(self) -> bool:
        """Whether it is what the tool wrote. That nothing is missing before it, only the whole trail tells."""
        return self.seal == seal_of(self.version, self.previous, self.facts())

    @classmethod
    def of(
        cls,
        record: Any,
        verb: Verb,
        *,
        by: Any = None,
        on_behalf_of: Any = None,
        detail: str = "",
        changes: Sequence[ChangeRow] = (),
    ) -> Self:
        """Return an unsaved event about a record. `by` acts, where so told with the rights of `on_behalf_of`."""
        return cls(
            content_type=ContentType.objects.get_for_model(record),
            object_id=record.pk,
            record_name=str(record) if len(str(record)) <= LONGEST_NAME else str(record)[:LONGEST_NAME],
            verb=verb,
            detail=str(detail),
            changes=list(changes),
            actor=by,
            actor_name=by.get_username() if by is not None else "",
            on_behalf_of=on_behalf_of,
        )

    @classmethod
    def note(
        cls,
        record: Any,
        verb: Verb,
        *,
        by: Any = None,
        on_behalf_of: Any = None,
        detail: str = "",
        changes: Sequence[ChangeRow] = (),
    ) -> None:
        event = cls.of(record, verb, by=by, on_behalf_of=on_behalf_of, detail=detail, changes=changes)
        trail.note([event])

    @classmethod
    def note_all(
        cls,
        records: Iterable[Any],
        verb: Verb,
        *,
        by: Any = None,
        on_behalf_of: Any = None,
        detail: str = "",
        changes: Sequence[ChangeRow] = (),
    ) -> None:
        told: Any = {"by": by, "on_behalf_of": on_behalf_of, "detail": detail, "changes": changes}
        trail.note([cls.of(record, verb, **told) for record in records])

    @classmethod
    def history_of(cls, record: Any) -> models.QuerySet["Event"]:
        content_type = ContentType.objects.get_for_model(record)
        events: models.QuerySet[Event] = cls.objects.filter(content_type=content_type, object_id=record.pk)
        return events.select_related("actor", "on_behalf_of")
