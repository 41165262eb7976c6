"""The life cycle that every exported record shares: State, Delivery, IntegrableRecord."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from erp_integrations.models.erp_entry import ErpEntry, ErpList
from erp_integrations.models.name_key import NameKeyField
from erp_integrations.models.sentences import SentenceField


class State(models.TextChoices):
    """Where a record stands between project people and accounting."""

    UNLINKED = "unlinked", _("Not sent")
    SUBMITTED = "submitted", _("Sent to ERP")
    RETRIEVED = "retrieved", _("Retrieved")
    REJECTED = "rejected", _("Rejected")
    ACCEPTED = "accepted", _("Accepted")
    SYNCED = "synced", _("Synced")


class Delivery(models.TextChoices):
    """How far an accepted record has come on its way to Xero."""

    IDLE = "idle", _("Not being exported")
    QUEUED = "queued", _("Waiting to be exported")
    SENDING = "sending", _("Being exported")
    UNKNOWN = "unknown", _("Checking with Xero")
    FAILED = "failed", _("Failed to export")


class ErpStatus(models.TextChoices):
    """What Xero's lists say of a synced record. Unless it is active, new documents may not use it."""

    ACTIVE = "", _("active")
    ARCHIVED = "archived", _("archived in Xero")
    GONE = "gone", _("deleted in Xero")
    CLOSED = "closed", _("billed in Xero")


EDITABLE_STATES = (State.UNLINKED, State.RETRIEVED, State.REJECTED)
IN_FLIGHT = (Delivery.SENDING, Delivery.UNKNOWN)
FUNCTIONS = ("view", "add", "change", "delete", "submit", "export", "link", "unlink", "sync", "import")


def new_key() -> str:
    return uuid.uuid4().hex


class RecordQuerySet(models.QuerySet[Any]):
    """The worklists that approvers know. Each record is in exactly one of them."""

    def ready_to_export(self) -> Self:
        return self.waiting().filter(erp_id="")

    def ready_to_update(self) -> Self:
        return self.waiting().exclude(erp_id="")

    def waiting(self) -> Self:
        return self.filter(Q(state=State.SUBMITTED) | Q(state=State.ACCEPTED, delivery=Delivery.IDLE))

    def exporting(self) -> Self:
        return self.filter(state=State.ACCEPTED, delivery__in=(Delivery.QUEUED, *IN_FLIGHT))

    def failed(self) -> Self:
        return self.filter(state=State.ACCEPTED, delivery=Delivery.FAILED)

    def synced(self) -> Self:
        return self.filter(state=State.SYNCED)

    def sent_back(self) -> Self:
        return self.filter(state__in=(State.REJECTED, State.RETRIEVED))

    def not_sent(self) -> Self:
        return self.filter(state=State.UNLINKED)

    def due(self, now: datetime) -> Self:
        """Records that are queued and not parked, whose prerequisites are in Xero.

        One whose document equals to the letter another that is on its way waits for that: a look-up for a lost answer
        could not tell whose it found.
        """
        queued = self.filter(state=State.ACCEPTED, delivery=Delivery.QUEUED)
        travelling = self.model._default_manager.filter(state=State.ACCEPTED, delivery__in=IN_FLIGHT)
        queued = queued.exclude(accepted_digest__in=travelling.values("accepted_digest"))
        return queued.filter(Q(not_before=None) | Q(not_before__lte=now)).with_prerequisites()

    def with_prerequisites(self) -> Self:
        """Records all of whose references are in Xero already. A type that refers to others narrows this."""
        return self

    def for_display(self) -> Self:
        """With everything that a list of rows, their rules and their mapping read."""
        return self.with_namesakes()

    def with_namesakes(self) -> Self:
        """Say of each record whether another has its name, here or in Xero: `has_namesake`, `has_erp_namesake`."""
        if not self.model.erp_list:
            return self
        own = self.model._default_manager.filter(name_key=models.OuterRef("name_key")).exclude(pk=models.OuterRef("pk"))
        theirs = ErpEntry.objects.present().filter(list=self.model.erp_list, name_key=models.OuterRef("name_key"))
        return self.annotate(
            has_namesake=models.Exists(own),
            has_erp_namesake=models.Exists(theirs.exclude(erp_id=models.OuterRef("erp_id"))),
        )


def is_new_to_xero_or_changed(record: Any) -> bool:
    return record.state != State.SYNCED or bool(record.can_be_updated)


def is_not_in_flight(record: Any) -> bool:
    return record.delivery not in IN_FLIGHT


# One record in Xero belongs to one record of ours. Change orders do without: several are lines of one order.
LINKED_ONCE = models.UniqueConstraint(fields=("erp_id",), condition=~Q(erp_id=""), name="%(class)s_is_linked_once")


class IntegrableRecord(ConcurrentTransitionMixin, models.Model):
    """A record that is sent, decided on and exported. Only the services call its transitions."""

    key = models.CharField(_("key"), max_length=32, default=new_key, unique=True, editable=False)
    source_id = models.CharField(_("source id"), max_length=255, unique=True, default=new_key)
    state = FSMField(_("state"), choices=State.choices, default=State.UNLINKED, protected=True, db_index=True)
    delivery = models.CharField(_("delivery"), max_length=16, choices=Delivery.choices, default=Delivery.IDLE)
    problem = SentenceField(_("problem"), blank=True)
    erp_id = models.CharField(_("Xero id"), max_length=64, blank=True, db_index=True)
    erp_name = models.CharField(_("name in Xero"), max_length=500, blank=True)
    erp_status = models.CharField(_("status in Xero"), max_length=8, choices=ErpStatus.choices, blank=True)
    name_key = NameKeyField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sent by")
    )
    submitted_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reviewed by")
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    rejection_reason = models.TextField(_("reason of rejection"), blank=True)
    accepted_digest = models.CharField(max_length=64, blank=True, editable=False)
    synced_at = models.DateTimeField(_("synced at"), null=True, blank=True)
    not_before = models.DateTimeField(_("not to be exported before"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("export attempts without an answer"), default=0)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()
    # The list of Xero's in which no name is twice; None for types whose names may repeat.
    erp_list: ClassVar[ErpList | None] = None
    # What `for_display` says of a record: whether others go by its name. A record that was not read so is looked up.
    has_namesake: bool = True
    has_erp_namesake: bool = True

    class Meta:
        abstract = True
        default_permissions = FUNCTIONS
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="%(class)s_state_is_known"),
            models.CheckConstraint(
                condition=Q(delivery=Delivery.IDLE) | Q(state=State.ACCEPTED),
                name="%(class)s_only_accepted_is_delivered",
            ),
        ]

    # Queries

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE_STATES

    @property
    def is_in_flight(self) -> bool:
        return self.delivery in IN_FLIGHT

    @property
    def own_name(self) -> str:
        """What it would be called in Xero; empty for types whose names may repeat there."""
        return ""

    def ahead(self) -> models.QuerySet[Any]:
        """The other records of its type that come before it: synced, accepted, or sent earlier than it."""
        accepted, sent = Q(state=State.ACCEPTED), Q(state=State.SUBMITTED)
        if self.state == State.ACCEPTED:
            accepted, sent = Q(state=State.ACCEPTED, pk__lt=self.pk), Q(pk=None)
        elif self.state == State.SUBMITTED:
            sent &= Q(submitted_at__lt=self.submitted_at) | Q(submitted_at=self.submitted_at, pk__lt=self.pk)
        others = type(self)._default_manager.exclude(pk=self.pk)
        return others.filter(Q(state=State.SYNCED) | accepted | sent)

    def namesakes(self) -> models.QuerySet[Any]:
        """Those of its name that come before it. What is gone in Xero has left its name free there."""
        alike = self.ahead().filter(name_key=self.name_key).exclude(name_key="")
        return alike.exclude(erp_status=ErpStatus.GONE)

    def erp_namesakes(self) -> models.QuerySet[Any]:
        """What goes by its name in Xero already and is not what it stands for."""
        entries = ErpEntry.objects.present().filter(list=self.erp_list or "", name_key=self.name_key)
        return entries.exclude(name_key="").exclude(erp_id=self.erp_id or "-")

    @property
    def can_be_updated(self) -> bool:
        """Whether a synced record has something new to send (R34)."""
        return False

    def synced_dependants(self) -> list[models.QuerySet[Any]]:
        """The synced records that refer to this one, a queryset for each type."""
        return []

    @property
    def amount_to_show(self) -> Any:
        """The amount that lists show, in the organisation's currency; None where a type has none."""
        return None

    @property
    def project_to_show(self) -> Any:
        return None

    def standing_in_xero(self) -> object:
        """What the document leans on in Xero, to see whether it changed between reading it and claiming the record."""
        return None

    def exported_lines(self) -> list[list[Any]]:
        """Our lines in the order of the document's: each of its lines stands for one or more of ours."""
        return []

    def coded_lines(self) -> list[Any]:
        """Our lines that the document is made of."""
        return [line for group in self.exported_lines() for line in group]

    def take_line_ids(self, line_ids: Sequence[str]) -> None:
        """Give our lines, unsaved, Xero's ids, which follow the lines of the document."""
        for group, line_id in zip(self.exported_lines(), line_ids, strict=False):
            for line in group:
                line.erp_line_id = line_id

    def save_line_ids(self) -> None:
        save_line_ids([self])

    # Transitions

    @transition(
        field=state,
        source=[State.UNLINKED, State.RETRIEVED, State.REJECTED, State.SYNCED],
        target=State.SUBMITTED,
        conditions=[is_new_to_xero_or_changed],
    )
    def submit(self, *, by: Any) -> None:
        self.submitted_by, self.submitted_at = by, timezone.now()
        self.reviewed_by = self.reviewed_at = None
        self.rejection_reason = self.problem = ""

    @transition(field=state, source=State.SUBMITTED, target=State.RETRIEVED)
    def retrieve(self) -> None:
        self.problem = ""

    @transition(field=state, source=State.SUBMITTED, target=State.ACCEPTED)
    def accept(self, *, by: Any, digest: str) -> None:
        self.reviewed_by, self.reviewed_at = by, timezone.now()
        self.accepted_digest, self.problem, self.attempts = digest, "", 0

    @transition(
        field=state,
        source=[State.SUBMITTED, State.ACCEPTED],
        target=State.REJECTED,
        conditions=[is_not_in_flight],
    )
    def reject(self, *, by: Any, reason: str) -> None:
        self.reviewed_by, self.reviewed_at = by, timezone.now()
        self.rejection_reason = reason
        self.take_from_export()

    @transition(field=state, source=State.ACCEPTED, target=State.SUBMITTED)
    def send_back(self, *, reason: str) -> None:
        """Ask for a new decision, since what would be posted is no longer what was accepted."""
        self.reviewed_by = self.reviewed_at = None
        self.take_from_export()
        self.problem = reason

    @transition(field=state, source=State.ACCEPTED, target=State.SYNCED)
    def confirm(self, *, erp_id: str, erp_name: str, problem: str = "") -> None:
        self.take_from_export()
        self.erp_id, self.erp_name, self.erp_status = erp_id, erp_name, ErpStatus.ACTIVE
        self.synced_at, self.problem = timezone.now(), problem

    @transition(
        field=state,
        source=[State.UNLINKED, State.SUBMITTED, State.RETRIEVED, State.REJECTED],
        target=State.SYNCED,
    )
    def link(self, *, by: Any, erp_id: str, erp_name: str) -> None:
        """Stand for what is in the accounting system already; nothing is posted."""
        self.reviewed_by, self.reviewed_at = by, timezone.now()
        self.rejection_reason = ""
        self.take_from_export()
        self.erp_id, self.erp_name, self.synced_at = erp_id, erp_name, timezone.now()
        self.erp_status = ErpStatus.ACTIVE

    @transition(field=state, source=State.SYNCED, target=State.UNLINKED)
    def unlink(self) -> None:
        """Let go of the other system's record. A new key makes sure that a later export is a new document there."""
        self.erp_id = self.erp_name = self.erp_status = self.problem = ""
        self.synced_at = None
        self.key = new_key()

    def take_from_export(self) -> None:
        self.delivery, self.not_before, self.attempts = Delivery.IDLE, None, 0
        self.accepted_digest = self.problem = ""


def save_line_ids(records: Iterable[IntegrableRecord]) -> None:
    """Save Xero's ids of the lines of many records at once."""
    lines = [line for record in records for group in record.exported_lines() for line in group]
    if lines:
        type(lines[0])._default_manager.bulk_update(lines, ["erp_line_id"])
