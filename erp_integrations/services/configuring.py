"""Changing the settings: what was accepted and would now be posted differently goes back for a new decision.

So does what was accepted and would now take another acceptance.
"""

from collections.abc import Iterator
from itertools import batched
from typing import Any

from django.core.exceptions import PermissionDenied

from connectors.documents import digest
from erp_integrations.mapping import document_for
from erp_integrations.models import EXPORTED_MODELS, ErpList, Event, IntegrationSettings, State, Verb, events_last
from erp_integrations.models.record import IN_FLIGHT
from erp_integrations.models.sentences import gettext as _
from erp_integrations.permissions import require
from erp_integrations.services.change_history import changes_between, picture_of
from erp_integrations.services.deciding.approving import not_enough
from erp_integrations.services.deciding.carrying_out import locked
from erp_integrations.services.exporting import send_back, send_back_for_more
from erp_integrations.services.refreshing import forget
from erp_integrations.services.shown import fingerprint_of_row, refuse_behind
from erp_integrations.services.waking import wake_to_refresh

TOGETHER = 200


def accepted_otherwise(settings: IntegrationSettings) -> Iterator[Any]:
    """Yield the accepted records, not in flight, that would be posted differently or take another acceptance.

    The settings may be unsaved.
    """
    for model in EXPORTED_MODELS:
        accepted = model._default_manager.filter(state=State.ACCEPTED).exclude(delivery__in=IN_FLIGHT)
        for chunk in batched(list(accepted.values_list("pk", flat=True)), TOGETHER):
            for record in model._default_manager.filter(pk__in=chunk).for_display():
                if is_posted_otherwise(record, settings) or not_enough(record, settings):
                    yield record


def is_posted_otherwise(record: Any, settings: IntegrationSettings) -> bool:
    return bool(digest(document_for(record, settings)) != record.accepted_digest)


@events_last()
def change_settings(settings: IntegrationSettings, *, by: Any = None, shown: str | None = None) -> int:
    """Save the settings and send back what they alter; return how many records that were.

    Needs `change_integrationsettings`, and a superuser to let people widen their own rights. Who changed what, and
    when, stands among the events. Another tracking category has other jobs: nothing is concluded from the old one's
    until they are read. `shown` is the fingerprint that a page has shown; raises `ChangedMeanwhile` where the settings
    are others by now.
    """
    require(by, "change", IntegrationSettings)
    stored = IntegrationSettings.locked()
    refuse_stale(stored, shown)
    if lets_widen(stored, settings) and by is not None and not by.is_superuser:
        raise PermissionDenied("Only a superuser lets people widen their own rights.")
    has_other_jobs = stored.tracking_category != settings.tracking_category
    save_and_note(settings, by)
    if has_other_jobs:
        forget(ErpList.JOB)
        wake_to_refresh()
    number = 0
    for record in list(accepted_otherwise(settings)):
        for current in locked(type(record), [record.pk]):
            if current.state == State.ACCEPTED and current.delivery not in IN_FLIGHT:
                ask_anew(current, settings, by=by)
                number += 1
    return number


def lets_widen(before: IntegrationSettings, after: IntegrationSettings) -> bool:
    """Whether people may widen their own rights from now on: an admin alone could then approve what they like."""
    return before.forbid_widening_own_rights and not after.forbid_widening_own_rights


def refuse_stale(stored: IntegrationSettings, shown: str | None) -> None:
    text = _(
        "Somebody else changed the settings while you were looking. Nothing of yours was saved: look at what they are"
        " now, and change them again."
    )
    refuse_behind(fingerprint_of_row(stored), shown, text)


def ask_anew(record: Any, settings: IntegrationSettings, *, by: Any) -> None:
    if is_posted_otherwise(record, settings):
        text = _("The settings were changed, and with them what would be posted. Look at it again, and accept it anew.")
        send_back(record, text, by=by)
    elif reason := not_enough(record, settings):
        send_back_for_more(record, reason, settings, by=by)


def save_and_note(settings: IntegrationSettings, by: Any) -> None:
    before = picture_of(settings)
    settings.save()
    if changes := changes_between(before, picture_of(settings)):
        Event.note(settings, Verb.CHANGED, by=by, changes=changes)
