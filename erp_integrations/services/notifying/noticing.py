"""What people are to be told at once: written down in the transaction of what it tells of, and mailed by the worker."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import cache
from typing import Any

from django.db import transaction
from django.utils import timezone

from erp_integrations.models import ApiCall, Connection, Event, MailKind, Notice, Verb
from erp_integrations.services.notifying.people import of_connection, reachable, unwilling
from erp_integrations.services.waking import wake_to_mail

# What one decision or one export run did makes one mail to each person. So long it is waited for its end; what takes
# longer tells what it has by then.
COLLECTED_FOR = timedelta(minutes=10)
# What a call is answered with when the organisation lets us in.
LET_IN = range(200, 300)

# Returns the ids of those whom an event of a record concerns, out of those who may be told (function → ids).
Choice = Callable[[Any, Event, Callable[[str], set[int]]], set[int]]


def sender_and_creator(record: Any, event: Event, holding: Callable[[str], set[int]]) -> set[int]:
    """Of a rejection: who sent the record and who entered it, but not somebody who rejected their own."""
    created = Event.history_of(record).filter(verb=Verb.CREATED).values_list("actor", flat=True)
    return holding("view") & ({record.submitted_by_id, *created} - {event.actor_id})


def who_accepted(record: Any, event: Event, holding: Callable[[str], set[int]]) -> set[int]:
    """Of a failed export: who accepted the record, or else everybody who may export its type."""
    return holding("export") & {record.reviewed_by_id} or holding("export")


def who_rejected(record: Any, event: Event, holding: Callable[[str], set[int]]) -> set[int]:
    """Of a record that comes back after a rejection (R57): who rejected it, or else all who may decide on it."""
    steps = Event.history_of(record).filter(verb__in=(Verb.SUBMITTED, Verb.REJECTED), pk__lt=event.pk)
    before = steps.order_by("-pk").first()
    if before is None or before.verb != Verb.REJECTED:
        return set()
    return (holding("export") & {before.actor_id} or holding("export")) - {event.actor_id}


CONCERNED: dict[str, tuple[MailKind, Choice]] = {
    Verb.REJECTED: (MailKind.REJECTIONS, sender_and_creator),
    Verb.FAILED: (MailKind.FAILED_EXPORTS, who_accepted),
    Verb.SUBMITTED: (MailKind.RESENT, who_rejected),
}


def notice(records: Iterable[Any], events: Sequence[Event]) -> None:
    """Note whom saved events of one record type are told to. Belongs into the transaction that saves them."""
    told = [event for event in without_first_sendings(events) if event.verb in CONCERNED]
    if not told:
        return
    by_id = {record.pk: record for record in records}
    model = type(by_id[told[0].object_id])

    @cache
    def holding(function: str) -> set[int]:
        return set(reachable(function, model).values_list("pk", flat=True))

    declined = {kind: unwilling(kind) for kind in {CONCERNED[event.verb][0] for event in told}}
    until = timezone.now() + COLLECTED_FOR
    notices = []
    for event in told:
        kind, concerned = CONCERNED[event.verb]
        # Whoever switched the mail off is still the one whom it concerns: it goes to nobody else instead.
        people = concerned(by_id[event.object_id], event, holding) - declined[kind]
        notices += [Notice(person_id=pk, kind=kind, event=event, not_before=until) for pk in sorted(people)]
    Notice.objects.bulk_create(notices)


def without_first_sendings(events: Sequence[Event]) -> list[Event]:
    """Leave out records that nobody ever rejected: most are sent for the first time, many at once."""
    sent = {event.object_id for event in events if event.verb == Verb.SUBMITTED}
    if not sent:
        return list(events)
    rejected = Event.objects.filter(verb=Verb.REJECTED, content_type=events[0].content_type, object_id__in=sent)
    first = sent.difference(rejected.values_list("object_id", flat=True))
    return [event for event in events if event.object_id not in first]


def release_collected(verb: Verb) -> None:
    """At the end of a decision on many records, or of an export run: let the mails about it go."""
    now = timezone.now()
    if verb not in CONCERNED:
        return
    kind, _concerned = CONCERNED[verb]
    collected = Notice.objects.waiting().filter(kind=kind, attempts=0, not_before__gt=now)
    if collected.update(not_before=now):
        wake_to_mail()


@transaction.atomic
def notice_lost_connection() -> int:
    """Note that the organisation turned us away, once for each loss; return how many people are to be told.

    A new token alone is no sign of being let in again: only a call that was answered, or somebody who connected anew.
    """
    connection = Connection.current()
    if connection is None:
        return 0
    if not connection.is_lost:
        forget_loss(connection)
        return 0
    untold = Connection.objects.filter(pk=connection.pk, loss_told_at=None)
    if not untold.update(loss_told_at=timezone.now()):
        return 0
    people = of_connection(MailKind.LOST_CONNECTION)
    Notice.objects.bulk_create(Notice(person_id=pk, kind=MailKind.LOST_CONNECTION) for pk in people)
    return len(people)


def forget_loss(connection: Connection) -> None:
    lost = connection.loss_told_at
    if lost is None:
        return
    answered = ApiCall.objects.filter(started_at__gt=lost, status__gte=LET_IN.start, status__lt=LET_IN.stop)
    if connection.connected_at > lost or answered.exists():
        Connection.objects.filter(pk=connection.pk).update(loss_told_at=None)
