"""Archiving what exists only in Xero: it is no longer offered here, and stays in Xero as it is (R38)."""

from collections.abc import Collection
from typing import Any

from erp_integrations.deputies import principal_for
from erp_integrations.models import ChangeRow, Event, StagedKind, StagedRecord, Verb
from erp_integrations.models.sentences import gettext as _
from erp_integrations.permissions import codename
from erp_integrations.services.deciding.carrying_out import NotPossible, Outcome, decide_on_staged

WORDS = {False: _("no"), True: _("yes")}


def archive(kind: StagedKind, ids: Collection[int], *, by: Any) -> list[Outcome]:
    """Hide rows from what is ready to import. Needs `import_*`."""

    def step(row: StagedRecord) -> Outcome:
        if row.is_archived:
            raise NotPossible(_("It is archived already."))
        return set_archived(row, True, _("Archived. It is not offered for import any more."), by=by)

    return decide_on_staged(kind, ids, step, by=by)


def unarchive(kind: StagedKind, ids: Collection[int], *, by: Any) -> list[Outcome]:
    """Offer archived rows again. Needs `import_*`."""

    def step(row: StagedRecord) -> Outcome:
        if not row.is_archived:
            raise NotPossible(_("It is not archived."))
        if not row.entry.is_usable:
            raise NotPossible(_("It is archived in Xero too: a bookkeeper restores it there first."))
        return set_archived(row, False, _("It is ready to import again."), by=by)

    return decide_on_staged(kind, ids, step, by=by)


def set_archived(row: StagedRecord, is_archived: bool, sentence: str, *, by: Any) -> Outcome:
    row.is_archived = is_archived
    row.save(update_fields=["is_archived"])
    change: ChangeRow = {"field": _("Archived"), "from": WORDS[not is_archived], "to": WORDS[is_archived]}
    principal = principal_for(by, codename("import", StagedKind(row.kind).model))
    Event.note(row, Verb.CHANGED, by=by, on_behalf_of=principal, changes=[change])
    return Outcome(row, True, sentence)
