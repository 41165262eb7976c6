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
# Where a record may be put on hold: with accounting, and not on its way.
HOLDABLE_STATES = (State.SUBMITTED, State.ACCEPTED)
HOLDABLE_DELIVERIES = (Delivery.IDLE, Delivery.FAILED)
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
        undecided = Q(state=State.SUBMITTED) | Q(state=State.ACCEPTED, delivery=Delivery.IDLE)
        return self.filter(undecided, held_at=None)

    def on_hold(self) -> Self:
        return self.exclude(held_at=None)

    def exporting(self) -> Self:
        return self.filter(state=State.ACCEPTED, delivery__in=(Delivery.QUEUED, *IN_FLIGHT))

    def failed(self) -> Self:
        return self.filter(state=State.ACCEPTED, delivery=Delivery.FAILED, held_at=None)

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
        queued = self.filter(state=State.ACCEPTED, delivery=Delivery.QUEUED, held_at=None)
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


def named_person(name: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=name
    )


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
    submitted_by = named_person(_("sent by"))
    submitted_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    reviewed_by = named_person(_("reviewed by"))
    # Whom a deputy stood in for: of two acceptances, none of the people may be in both.
    reviewed_for = named_person(_("reviewed on behalf of"))
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    rejection_reason = models.TextField(_("reason of rejection"), blank=True)
    accepted_digest = models.CharField(max_length=64, blank=True, editable=False)
    # The first of two acceptances, where the settings ask for two. It is kept beside the second.
    first_accepted_by = named_person(_("first accepted by"))
    first_accepted_for = named_person(_("first accepted on behalf of"))
    first_accepted_at = models.DateTimeField(_("first accepted at"), null=True, blank=True)
    first_digest = models.CharField(max_length=64, blank=True, editable=False)
    held_by = named_person(_("put on hold by"))
    held_at = models.DateTimeField(_("put on hold at"), null=True, blank=True)
    hold_note = models.TextField(_("why it is on hold"), blank=True)
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
            models.CheckConstraint(
                condition=Q(held_at=None, held_by=None, hold_note="")
                | Q(held_at__isnull=False, state__in=HOLDABLE_STATES, delivery__in=HOLDABLE_DELIVERIES)
                & ~Q(hold_note=""),
                name="%(class)s_hold_has_a_note",
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
    def is_held(self) -> bool:
        return self.held_at is not None

    @property
    def is_accepted_once(self) -> bool:
        """Whether the first of two acceptances is there and the second is not."""
        return self.state == State.SUBMITTED and self.first_accepted_at is not None

    @property
    def accepted_by_people(self) -> set[int]:
        """The ids of all who took part in accepting it: approvers, deputies, and those whom they stood in for."""
        first = {self.first_accepted_by_id, self.first_accepted_for_id}
        last = {self.reviewed_by_id, self.reviewed_for_id} if self.state == State.ACCEPTED else set()
        return {pk for pk in first | last if pk is not None}

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
        self.forget_acceptances()
        self.rejection_reason = self.problem = ""

    @transition(field=state, source=State.SUBMITTED, target=State.RETRIEVED)
    def retrieve(self) -> None:
        self.forget_acceptances()
        self.release()
        self.problem = ""

    @transition(field=state, source=State.SUBMITTED, target=State.SUBMITTED)
    def accept_first(self, *, by: Any, on_behalf_of: Any = None, digest: str) -> None:
        """Take the first of two acceptances: the record goes on waiting, for another person."""
        self.first_accepted_by, self.first_accepted_for = by, on_behalf_of
        self.first_accepted_at, self.first_digest = timezone.now(), digest
        self.problem = ""

    @transition(field=state, source=State.SUBMITTED, target=State.ACCEPTED)
    def accept(self, *, by: Any, on_behalf_of: Any = None, digest: str) -> None:
        self.reviewed_by, self.reviewed_for, self.reviewed_at = by, on_behalf_of, timezone.now()
        self.accepted_digest, self.problem, self.attempts = digest, "", 0

    @transition(
        field=state,
        source=[State.SUBMITTED, State.ACCEPTED],
        target=State.REJECTED,
        conditions=[is_not_in_flight],
    )
    def reject(self, *, by: Any, on_behalf_of: Any = None, reason: str) -> None:
        self.forget_acceptances()
        self.release()
        self.reviewed_by, self.reviewed_for, self.reviewed_at = by, on_behalf_of, timezone.now()
        self.rejection_reason = reason
        self.take_from_export()

    @transition(field=state, source=State.ACCEPTED, target=State.SUBMITTED)
    def send_back(self, *, reason: str) -> None:
        """Ask for a new decision, since what would be posted is no longer what was accepted."""
        self.forget_acceptances()
        self.take_from_export()
        self.problem = reason

    @transition(field=state, source=State.ACCEPTED, target=State.SUBMITTED)
    def ask_for_second(self, *, reason: str) -> None:
        """Let the only acceptance be the first of two, since a new setting asks for two."""
        first = self.reviewed_by, self.reviewed_for, self.reviewed_at, self.accepted_digest
        self.forget_acceptances()
        self.first_accepted_by, self.first_accepted_for, self.first_accepted_at, self.first_digest = first
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
    def link(self, *, by: Any, on_behalf_of: Any = None, erp_id: str, erp_name: str) -> None:
        """Stand for what is in the accounting system already; nothing is posted."""
        self.forget_acceptances()
        self.reviewed_by, self.reviewed_for, self.reviewed_at = by, on_behalf_of, timezone.now()
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

    # What is no step of the life cycle

    def hold(self, *, by: Any, note: str) -> None:
        self.held_by, self.held_at, self.hold_note = by, timezone.now(), note

    def release(self) -> None:
        self.held_by = self.held_at = None
        self.hold_note = ""

    def forget_first_acceptance(self) -> None:
        self.first_accepted_by = self.first_accepted_for = self.first_accepted_at = None
        self.first_digest = ""

    def forget_acceptances(self) -> None:
        self.reviewed_by = self.reviewed_for = self.reviewed_at = None
        self.forget_first_acceptance()


def save_line_ids(records: Iterable[IntegrableRecord]) -> None:
    """Save Xero's ids of the lines of many records at once."""
    lines = [line for record in records for group in record.exported_lines() for line in group]
    if lines:
        type(lines[0])._default_manager.bulk_update(lines, ["erp_line_id"])
