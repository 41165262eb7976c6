"""Warning people by mail that somebody else changed how they sign in, so that nobody becomes them unnoticed."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction

from erp_integrations.models import Event, MailKind, Notice
from erp_integrations.models.sentences import gettext as _
from erp_integrations.models.sentences import neutral
from erp_integrations.services.waking import wake_to_mail

# What the journal calls the address of a person.
ADDRESS = _("E-mail")


def warn(events: Sequence[Event]) -> None:
    """Let the people whom saved events are about be told of what others did. For `trail.note`."""
    told = [event for event in events if event.actor_id not in (None, event.object_id)]
    Notice.objects.bulk_create(Notice(person_id=event.object_id, kind=MailKind.LOG_IN, event=event) for event in told)
    if told:
        transaction.on_commit(wake_to_mail)


def former_addresses(event: Any) -> Iterator[str]:
    """Yield the address that a person had until an event."""
    for row in event.changes:
        if neutral(row["field"]) == neutral(ADDRESS) and row["from"]:
            yield str(row["from"])


def what_changed(event: Any) -> str:
    """Return what an event changed about how somebody signs in, as a sentence for them."""
    for row in event.changes:
        if neutral(row["field"]) == neutral(ADDRESS):
            told = {"before": row["from"] or "–", "after": row["to"] or "–"}
            return _("Your e-mail address was changed: %(before)s → %(after)s") % told
    return str(event.detail)
