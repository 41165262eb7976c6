"""What makes an acceptance good: who may not give it, when it takes two, and when a setting takes it away again."""

from decimal import Decimal
from typing import Any

from connectors.documents import digest
from erp_integrations.mapping import document_for
from erp_integrations.models import IntegrationSettings, State
from erp_integrations.models.sentences import gettext as _
from erp_integrations.services.deciding.authority import Acting, Objection, full_name, name_of_record


def takes_two(record: Any, settings: IntegrationSettings) -> bool:
    """Whether two people have to accept it. What posts no amount never does."""
    threshold, amount = settings.second_approver_above, record.amount_to_show
    return threshold is not None and amount is not None and abs(amount) > threshold


def money(amount: Decimal | None) -> str:
    return f"{amount or 0:,.2f}"


# Who may not


def sent_by_them(settings: IntegrationSettings) -> Objection:
    """A deputy accepts neither what they sent nor, in somebody's name, what that person sent."""

    def objection(record: Any, acting: Acting) -> str:
        if not settings.forbid_self_approval or record.submitted_by_id not in acting.people:
            return ""
        if acting.by.pk == record.submitted_by_id:
            return _("You sent it yourself, so somebody else has to accept it.")
        text = _("%(person)s, for whom you stand in, sent it, so somebody else has to accept it.")
        return text % {"person": full_name(acting.principal)}

    return objection


def exported_by_its_sender(settings: IntegrationSettings) -> Objection:
    def objection(record: Any, acting: Acting) -> str:
        is_theirs = settings.forbid_self_approval and record.submitted_by_id in acting.people
        return (
            _("You sent it yourself, or stand in for who did, so somebody else has to export it.") if is_theirs else ""
        )

    return objection


def second_of_the_same(settings: IntegrationSettings) -> Objection:
    """A deputy beside the person whom they stand in for is not a second person."""

    def objection(record: Any, acting: Acting) -> str:
        if not takes_two(record, settings):
            return ""
        if acting.by is None:
            text = _("It is above %(amount)s, so two people have to accept it, and the program is none.")
            return text % {"amount": money(settings.second_approver_above)}
        if not acting.people & {record.first_accepted_by_id, record.first_accepted_for_id}:
            return ""
        if not is_first_good(record, settings):
            return ""
        text = _("%(person)s accepted it already. Above %(amount)s, a second approver has to accept it.")
        told = {"person": first_in_words(record, acting), "amount": money(settings.second_approver_above)}
        return text % told

    return objection


def first_in_words(record: Any, acting: Acting) -> str:
    if record.first_accepted_by_id == acting.by.pk:
        return _("You")
    told = {"deputy": full_name(record.first_accepted_by)}
    if record.first_accepted_for is None:
        return told["deputy"]
    return _("%(deputy)s, on behalf of %(person)s,") % {**told, "person": full_name(record.first_accepted_for)}


def is_first_good(record: Any, settings: IntegrationSettings) -> bool:
    """Whether what the first of two accepted is still what would be posted."""
    if record.first_accepted_at is None:
        return False
    return bool(record.first_digest == digest(document_for(record, settings)))


# Accepting


def give(record: Any, acting: Acting, settings: IntegrationSettings) -> str:
    """Accept a record that waits, or be the first of two who do; return what became of it."""
    seen = digest(document_for(record, settings))
    given = {"by": acting.by, "on_behalf_of": acting.principal, "digest": seen}
    if not takes_two(record, settings):
        record.forget_first_acceptance()
        record.accept(**given)
        return _("Accepted. Export it when you are ready.")
    if record.first_accepted_at is not None and record.first_digest == seen:
        record.accept(**given)
        return _("Accepted by the second of two. Export it when you are ready.")
    void = void_in_words(record)
    record.accept_first(**given)
    text = _("Accepted by you; a second approver has to accept it because it is above %(amount)s.")
    return void + text % {"amount": money(settings.second_approver_above)}


def void_in_words(record: Any) -> str:
    if record.first_accepted_by is None:
        return ""
    text = _("What would be posted changed after %(person)s accepted it, so that acceptance is void.")
    return text % {"person": full_name(record.first_accepted_by)} + " "


# What a setting takes away


def lacks_second(record: Any, settings: IntegrationSettings) -> bool:
    """Whether one person alone accepted what takes two."""
    is_accepted = record.state == State.ACCEPTED and record.first_accepted_at is None
    return is_accepted and takes_two(record, settings)


def is_accepted_by_sender(record: Any, settings: IntegrationSettings) -> bool:
    is_own = record.submitted_by_id is not None and record.submitted_by_id in record.accepted_by_people
    return settings.forbid_self_approval and is_own


def not_enough(record: Any, settings: IntegrationSettings) -> str:
    """Return why an acceptance is not enough under the settings, as a sentence; empty where it is."""
    if is_accepted_by_sender(record, settings):
        return _("Its sender took part in accepting it, which the settings forbid. Somebody else has to accept it.")
    if lacks_second(record, settings):
        text = _("%(record)s is above %(amount)s, so a second approver has to accept it.")
        return text % {"record": name_of_record(record), "amount": money(settings.second_approver_above)}
    return ""
