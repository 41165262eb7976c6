"""What accounting approvers do: accept, reject, and start the export."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from connectors.documents import digest
from erp_integrations.mapping import document_for
from erp_integrations.models import Delivery, IntegrableRecord, IntegrationSettings, State, Verb
from erp_integrations.models.sentences import gettext as _
from erp_integrations.models.sentences import together
from erp_integrations.rules import BEFORE_EXPORT, TO_ACCEPT, findings
from erp_integrations.services.deciding import NotPossible, Outcome, Step, decide
from erp_integrations.services.waking import wake_worker


def accept(
    model: type[IntegrableRecord], ids: Sequence[int], *, by: Any, seen_at: datetime | None = None
) -> list[Outcome]:
    """Accept what would be posted, and keep its digest. Needs `export_*`.

    `seen_at` is when the person was shown the records: what was sent after that, they have not seen.
    """
    return decide(model, ids, accepting(by, seen_at), function="export", verb=Verb.ACCEPTED, by=by)


def accept_and_export(
    model: type[IntegrableRecord], ids: Sequence[int], *, by: Any, seen_at: datetime | None = None
) -> list[Outcome]:
    """Accept records that wait, and queue them and those that were accepted before."""
    accepted = accept(model, ids, by=by, seen_at=seen_at)
    refused = {outcome.record.pk: outcome for outcome in accepted if outcome.record.state != State.ACCEPTED}
    queued = export(model, [pk for pk in ids if pk not in refused], by=by)
    outcomes = refused | {outcome.record.pk: outcome for outcome in queued}
    return [outcomes[pk] for pk in ids if pk in outcomes]


def export(model: type[IntegrableRecord], ids: Sequence[int], *, by: Any) -> list[Outcome]:
    """Queue accepted records, or failed ones once more. The worker or `export_accepted` posts them."""
    outcomes = decide(model, ids, queueing(), function="export", verb=Verb.QUEUED, by=by)
    wake_worker()
    return outcomes


def reject(model: type[IntegrableRecord], ids: Sequence[int], *, by: Any, reason: str) -> list[Outcome]:
    """Give records back to the project with a reason, unless their export is under way."""
    reason = reason.strip()

    def step(record: Any) -> str:
        if not reason:
            raise NotPossible(_("A rejection needs a reason, so that somebody can mend the record."))
        if record.is_in_flight:
            raise NotPossible(_("Its export is under way: wait until it is known what became of it."))
        if record.state not in (State.SUBMITTED, State.ACCEPTED):
            raise NotPossible(_("Only a record that waits for accounting can be rejected."))
        record.reject(by=by, reason=reason)
        return _("Rejected. Its sender can change it and send it again.")

    return decide(model, ids, step, function="export", verb=Verb.REJECTED, by=by, detail=reason)


def accepting(by: Any, seen_at: datetime | None) -> Step:
    settings = IntegrationSettings.load()

    def step(record: Any) -> str:
        if record.state != State.SUBMITTED:
            raise NotPossible(_("Only a record that was sent and not yet decided on can be accepted."))
        if seen_at and record.submitted_at and record.submitted_at > seen_at:
            raise NotPossible(_("It was sent anew after you opened the page. Look at it again."))
        if settings.forbid_self_approval and by is not None and record.submitted_by_id == by.pk:
            raise NotPossible(_("You sent it yourself, so somebody else has to accept it."))
        if broken := findings(record, settings, TO_ACCEPT):
            raise NotPossible(together(text for finding in broken for text in (finding.sentence, finding.who)))
        record.accept(by=by, digest=digest(document_for(record, settings)))
        return _("Accepted. Export it when you are ready.")

    return step


def queueing() -> Step:
    settings = IntegrationSettings.load()

    def step(record: Any) -> str:
        if record.state != State.ACCEPTED:
            raise NotPossible(_("Accept it first: only accepted records are exported."))
        if record.delivery not in (Delivery.IDLE, Delivery.FAILED):
            raise NotPossible(_("Its export is under way already."))
        waits = findings(record, settings, BEFORE_EXPORT)
        record.delivery, record.problem = Delivery.QUEUED, together(finding.sentence for finding in waits)
        record.not_before, record.attempts = None, 0
        return record.problem or _("Accepted and on its way to Xero.")

    return step
