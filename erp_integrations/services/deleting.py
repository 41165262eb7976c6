"""Deleting what is not sent, not in Xero and not referred to (R32, R45, R55). Its history stays, with all it held."""

from typing import Any

from django.db import router
from django.db.models import CASCADE, ProtectedError
from django.db.models.deletion import Collector

from erp_integrations.models import CommitmentChangeOrder, Event, IntegrationSettings, Project, Verb, events_last, trail
from erp_integrations.models.sentences import gettext as _
from erp_integrations.permissions import require
from erp_integrations.services.change_history import NOTHING, changes_between, picture_of
from erp_integrations.services.deciding.carrying_out import NotPossible, locked

MOST_NAMED = 3


@events_last()
def delete(record: Any, *, by: Any) -> None:
    """Delete a record and its lines. Needs `delete_*`; raises `NotPossible` with what stands against it."""
    require(by, "delete", type(record))
    kept = locked(type(record), [record.pk]).first()
    if kept is None:
        raise NotPossible(_("It was deleted a moment ago."))
    if reason := objection(kept):
        raise NotPossible(reason)
    event = Event.of(kept, Verb.DELETED, by=by, changes=changes_between(picture_of(kept), NOTHING))
    kept.delete()
    trail.note([event])


def objection(record: Any) -> str:
    """Return why a record must not be deleted, as a sentence; empty when it may go."""
    if record.erp_id:
        return _("It is in Xero. Unlink it first.")
    if not record.is_editable:
        return _("It was sent to ERP. Retrieve it first, or ask an approver to reject it.")
    if isinstance(record, Project):
        return _("Projects are not deleted. Set it inactive: then it is not sent any more.")
    if isinstance(record, CommitmentChangeOrder) and IntegrationSettings.load().is_approved(record.status):
        return _("It is approved. Set its status to Draft first.")
    if names := referring(record):
        return _("These refer to it: %(names)s. Change or delete them first.") % {"names": names}
    return ""


def referring(record: Any) -> str:
    """Return the names of the records that refer to a record, or to one of its lines."""
    collector = Collector(using=router.db_for_write(type(record)), origin=record)
    try:
        collector.collect([record])
    except ProtectedError as error:
        owners = list(dict.fromkeys(map(owner_of, error.protected_objects)))
        names = ", ".join(str(model._default_manager.get(pk=pk)) for model, pk in owners[:MOST_NAMED])
        return names + ("…" if len(owners) > MOST_NAMED else "")
    return ""


def owner_of(referring: Any) -> tuple[Any, int]:
    """Return the record of a line, or the record itself, by its type and id."""
    for field in referring._meta.fields:
        if field.remote_field and field.remote_field.on_delete is CASCADE:
            return field.related_model, getattr(referring, field.attname)
    return type(referring), referring.pk
