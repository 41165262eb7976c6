"""Attaching the evidence to the document in Xero that a record became, with a note in that document's history.

Never twice: the file's name carries the digest of what is in the pack, and whatever bears that name is there already.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import override

from connectors.documents import Document
from connectors.errors import NotFound, OutcomeUnknown
from connectors.ports import File, Ledger
from erp_integrations.evidence.gathering import pack_of
from erp_integrations.evidence.json_form import digest_of
from erp_integrations.evidence.pdf import as_pdf
from erp_integrations.evidence.rights import require_evidence
from erp_integrations.mapping import kind_in_xero
from erp_integrations.mapping.text import in_language_of_the_installation
from erp_integrations.models import Commitment, Event, IntegrableRecord, State, SubcontractorInvoice, Verb, events_last
from erp_integrations.models.sentences import gettext as _
from erp_integrations.models.sentences import gettext_noop
from erp_integrations.permissions import require
from erp_integrations.services.deciding.authority import Acting, Authority
from erp_integrations.services.deciding.carrying_out import NotPossible

# The types whose documents have files in Xero. A change order is a part of its commitment's.
ATTACHABLE: tuple[type[IntegrableRecord], ...] = (Commitment, SubcontractorInvoice)
# What Xero takes for one document (Xero reference 4.14).
MOST_FILES, MOST_BYTES = 10, 10 * 1024 * 1024
LONGEST_SLUG, MARK = 40, 16


@dataclass(frozen=True, slots=True)
class Evidence:
    """A pack as a file. `digest` is that of the pack as JSON, and a part of the name."""

    name: str
    digest: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Place:
    """A document in Xero."""

    ledger: Ledger
    kind: type[Document]
    erp_id: str

    def has_file(self, name: str) -> bool:
        return name in self.ledger.files(self.kind, self.erp_id)

    def has_note(self, digest: str) -> bool:
        return any(digest in note for note in self.ledger.notes(self.kind, self.erp_id))


def may_attach(user: Any, record: Any) -> bool:
    """Whether a person may attach the evidence of a record, which has to be in Xero."""
    if not isinstance(record, ATTACHABLE) or record.state != State.SYNCED:
        return False
    return bool(user.has_perm(f"erp_integrations.export_{record._meta.model_name}"))


def attach_evidence(model: type[IntegrableRecord], pk: int, ledger: Ledger, *, by: Any) -> str:
    """Attach the evidence and say what became of it, as a sentence. Needs `export_*` and what evidence needs.

    Raises `NotPossible`, and what a call to Xero raises.
    """
    require(by, "export", model)
    require_evidence(by, model)
    record = attachable(model, pk)
    acting = Authority.of(by, "export", model).over(record)
    if isinstance(acting, str):
        raise NotPossible(acting)
    place = Place(ledger, kind_in_xero(record), record.erp_id)
    try:
        evidence = evidence_of(record)
        was_there = place.has_file(evidence.name)
        if not was_there:
            post_file(place, evidence)
        is_noted = post_note(place, evidence)
    except NotFound as gone:
        raise NotPossible(_("It is not in Xero any more, so nothing can be attached to it.")) from gone
    write_down(record, evidence, acting)
    return sentence_of(evidence, was_there=was_there, is_noted=is_noted)


def attachable(model: type[IntegrableRecord], pk: int) -> Any:
    record = model.objects.filter(pk=pk).first()
    if record is None or model not in ATTACHABLE:
        raise NotPossible(_("Evidence is attached to bills, supplier credit notes and purchase orders only."))
    if record.state != State.SYNCED or not record.erp_id:
        raise NotPossible(_("It is not in Xero, so nothing can be attached to it. Export it first."))
    return record


def evidence_of(record: Any) -> Evidence:
    """Make the file in the language of the installation: everybody reads it in Xero, whoever pressed the button."""
    with override(settings.LANGUAGE_CODE):
        return evidence_now(record)


def evidence_now(record: Any) -> Evidence:
    pack = pack_of(type(record), record.pk)
    assert pack is not None
    digest = digest_of(pack)
    name = f"evidence-{slugify(record.number)[:LONGEST_SLUG] or record.pk}-{digest[:MARK]}.pdf"
    content = as_pdf(pack, digest)
    if len(content) > MOST_BYTES:
        raise NotPossible(_("The evidence is larger than the 10 MB that Xero takes. Download it instead."))
    return Evidence(name, digest, content)


def post_file(place: Place, evidence: Evidence) -> None:
    if len(place.ledger.files(place.kind, place.erp_id)) >= MOST_FILES:
        raise NotPossible(_("It has 10 files in Xero, which is as many as Xero takes. Remove one there first."))
    file = File(name=evidence.name, content_type="application/pdf", content=evidence.content)
    try:
        place.ledger.attach(place.kind, place.erp_id, file, key=f"file-{evidence.digest}")
    except OutcomeUnknown as lost:
        if not place.has_file(evidence.name):
            text = _("Xero gave no answer, and the file is not there. Try again in a few minutes.")
            raise NotPossible(text) from lost


def post_note(place: Place, evidence: Evidence) -> bool:
    """Note the file in the document's history, once; return whether it stands there now."""
    if place.has_note(evidence.digest):
        return True
    try:
        place.ledger.note(place.kind, place.erp_id, note_in_xero(evidence), key=f"note-{evidence.digest}")
    except OutcomeUnknown:
        return place.has_note(evidence.digest)
    return True


def note_in_xero(evidence: Evidence) -> str:
    text = gettext_noop("Evidence attached as %(name)s. SHA-256 of the pack: %(digest)s")
    return in_language_of_the_installation(text) % {"name": evidence.name, "digest": evidence.digest}


@events_last()
def write_down(record: Any, evidence: Evidence, acting: Acting) -> None:
    """Add one event for each file, however often somebody presses the button."""
    locked = type(record)._default_manager.select_for_update().get(pk=record.pk)
    attached = Event.history_of(locked).filter(verb=Verb.ATTACHED, detail__startswith=evidence.name)
    if not attached.exists():
        who = {"by": acting.by, "on_behalf_of": acting.principal}
        Event.note(locked, Verb.ATTACHED, **who, detail=f"{evidence.name} · SHA-256 {evidence.digest}")


def sentence_of(evidence: Evidence, *, was_there: bool, is_noted: bool) -> str:
    values = {"name": evidence.name}
    if was_there:
        told = _("“%(name)s” was attached in Xero already: nothing has happened since that it would tell.") % values
    else:
        told = _("“%(name)s” was attached in Xero.") % values
    if is_noted:
        return told
    missing = _("The note in the history there is missing: Xero gave no answer. Press the button again.")
    return f"{told} {missing}"
