"""What accounting approvers do: accept, reject, and start the export."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from connectors.documents import digest
from erp_integrations.mapping import document_for
from erp_integrations.models import Delivery, Event, IntegrableRecord, IntegrationSettings, State, Verb
from erp_integrations.models.sentences import gettext as _
from erp_integrations.models.sentences import together
from erp_integrations.rules import BEFORE_EXPORT, TO_ACCEPT, findings
from erp_integrations.services.deciding.approving import (
    exported_by_its_sender,
    give,
    not_enough,
    second_of_the_same,
    sent_by_them,
)
from erp_integrations.services.deciding.authority import Acting, Objection, above_limit
from erp_integrations.services.deciding.carrying_out import NotPossible, Outcome, Step, UnderSettings, decide
from erp_integrations.services.deciding.holding import refuse_held
from erp_integrations.services.waking import wake_worker


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page showed to whoever decides: when, and of a single record the digest of what would be posted."""

    at: datetime | None = None
    digest: str = ""


UNSEEN = Seen()


def accept(model: type[IntegrableRecord], ids: Sequence[int], *, by: Any, seen: Seen = UNSEEN) -> list[Outcome]:
    """Accept what would be posted, and keep its digest. Needs `export_*`.

    What was sent, or would be posted otherwise, since the person was shown it is not accepted. A record that takes
    two acceptances goes on waiting after the first.
    """
    step = UnderSettings(partial(accepting, seen=seen), against_accepting)
    return decide(model, ids, step, function="export", verb=accepted_or_first, by=by)


def against_accepting(settings: IntegrationSettings) -> Sequence[Objection]:
    return (sent_by_them(settings), above_limit, second_of_the_same(settings))


def against_exporting(settings: IntegrationSettings) -> Sequence[Objection]:
    return (exported_by_its_sender(settings),)


def accepted_or_first(record: Any) -> Verb:
    return Verb.ACCEPTED if record.state == State.ACCEPTED else Verb.FIRST_ACCEPTED


def accept_and_export(
    model: type[IntegrableRecord], ids: Sequence[int], *, by: Any, seen: Seen = UNSEEN
) -> list[Outcome]:
    """Accept records that wait, and queue them and those that were accepted before."""
    accepted = accept(model, ids, by=by, seen=seen)
    refused = {outcome.record.pk: outcome for outcome in accepted if outcome.record.state != State.ACCEPTED}
    queued = export(model, [pk for pk in ids if pk not in refused], by=by)
    outcomes = refused | {outcome.record.pk: outcome for outcome in queued}
    return [outcomes[pk] for pk in ids if pk in outcomes]


def export(model: type[IntegrableRecord], ids: Sequence[int], *, by: Any) -> list[Outcome]:
    """Queue accepted records, or failed ones once more. The worker or `export_accepted` posts them.

    It carries out what somebody accepted within their limit of amounts, so that limit is not asked here.
    """
    step = UnderSettings(queueing, against_exporting)
    outcomes = decide(model, ids, step, function="export", verb=Verb.QUEUED, by=by)
    wake_worker()
    return outcomes


def reject(model: type[IntegrableRecord], ids: Sequence[int], *, by: Any, reason: str) -> list[Outcome]:
    """Give records back to the project with a reason, unless their export is under way. That ends a hold."""
    reason = reason.strip()

    def step(record: Any, acting: Acting) -> str:
        if not reason:
            raise NotPossible(_("A rejection needs a reason, so that somebody can mend the record."))
        if record.is_in_flight:
            raise NotPossible(_("Its export is under way: wait until it is known what became of it."))
        if record.state not in (State.SUBMITTED, State.ACCEPTED):
            raise NotPossible(_("Only a record that waits for accounting can be rejected."))
        record.reject(by=by, on_behalf_of=acting.principal, reason=reason)
        return _("Rejected. Its sender can change it and send it again.")

    return decide(model, ids, step, function="export", verb=Verb.REJECTED, by=by, detail=reason)


def accepting(settings: IntegrationSettings, *, seen: Seen) -> Step:
    are_settings_newer = not seen.digest and were_changed_after(settings, seen.at)

    def step(record: Any, acting: Acting) -> str:
        if record.state != State.SUBMITTED:
            raise NotPossible(_("Only a record that was sent and not yet decided on can be accepted."))
        if seen.at and record.submitted_at and record.submitted_at > seen.at:
            raise NotPossible(_("It was sent anew after you opened the page. Look at it again."))
        if are_settings_newer:
            raise NotPossible(_("The settings were changed after you opened the page. Look at it again."))
        if seen.digest and seen.digest != digest(document_for(record, settings)):
            raise NotPossible(_("What would be posted changed after you opened the page. Look at it again."))
        refuse_held(record)
        if broken := findings(record, settings, TO_ACCEPT):
            raise NotPossible(together(text for finding in broken for text in (finding.sentence, finding.who)))
        return give(record, acting, settings)

    return step


def were_changed_after(settings: IntegrationSettings, moment: datetime | None) -> bool:
    changes = Event.history_of(settings).filter(verb=Verb.CHANGED)
    return moment is not None and bool(changes.filter(happened_at__gt=moment).exists())


def queueing(settings: IntegrationSettings) -> Step:
    def step(record: Any, acting: Acting) -> str:
        if record.state != State.ACCEPTED:
            raise NotPossible(_("Accept it first: only accepted records are exported."))
        if record.delivery not in (Delivery.IDLE, Delivery.FAILED):
            raise NotPossible(_("Its export is under way already."))
        refuse_held(record)
        if reason := not_enough(record, settings):
            raise NotPossible(reason)
        waits = findings(record, settings, BEFORE_EXPORT)
        record.delivery, record.problem = Delivery.QUEUED, together(finding.sentence for finding in waits)
        record.not_before, record.attempts = None, 0
        return record.problem or _("Accepted and on its way to Xero.")

    return step
