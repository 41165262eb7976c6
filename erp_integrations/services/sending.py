"""What project people do: send records to ERP, and retrieve them while nobody has decided."""

from collections.abc import Sequence
from typing import Any

from erp_integrations.models import IntegrableRecord, IntegrationSettings, State, Verb
from erp_integrations.models.sentences import gettext as _
from erp_integrations.models.sentences import together
from erp_integrations.rules import TO_SEND, findings
from erp_integrations.services.deciding.authority import Acting
from erp_integrations.services.deciding.carrying_out import NotPossible, Outcome, decide


def submit(model: type[IntegrableRecord], ids: Sequence[int], *, by: Any) -> list[Outcome]:
    """Send records to ERP (Send, Re-send): every rule of the type must hold. Needs `submit_*`."""
    settings = IntegrationSettings.load()

    def step(record: Any, acting: Acting) -> str:
        if record.state in (State.SUBMITTED, State.ACCEPTED):
            raise NotPossible(_("It was sent already and waits for accounting."))
        if record.state == State.SYNCED and not record.can_be_updated:
            raise NotPossible(_("It is synced, and there is nothing new to send."))
        if broken := findings(record, settings, TO_SEND):
            raise NotPossible(together(text for finding in broken for text in (finding.sentence, finding.who)))
        record.submit(by=by)
        return _("Sent to ERP. It waits for an accounting approver.")

    return decide(model, ids, step, function="submit", verb=Verb.SUBMITTED, by=by)


def retrieve(model: type[IntegrableRecord], ids: Sequence[int], *, by: Any) -> list[Outcome]:
    """Take records back, which is possible only while they are neither accepted nor rejected (R41, R71)."""

    def step(record: Any, acting: Acting) -> str:
        if record.state != State.SUBMITTED:
            raise NotPossible(_("Only a record that was sent, and neither accepted nor rejected, can be retrieved."))
        record.retrieve()
        return _("Retrieved. It can be changed and sent again.")

    return decide(model, ids, step, function="submit", verb=Verb.RETRIEVED, by=by)
