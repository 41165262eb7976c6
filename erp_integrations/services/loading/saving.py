"""From good documents to the database, in chunks: records and their lines in one transaction."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy

from erp_integrations.models import Event, Verb, events_last, trail
from erp_integrations.models.name_key import key_of
from erp_integrations.models.sentences import gettext as _
from erp_integrations.models.sentences import sentence_of
from erp_integrations.services.change_history import NOTHING, Picture, changes_between, pictures_of
from erp_integrations.services.loading.comparing import Change, compare, lines_in_use, objection
from erp_integrations.services.loading.documents import Document, Key
from erp_integrations.services.loading.report import Outcome
from erp_integrations.services.loading.sheets import Sheet
from erp_integrations.services.loading.tables import Step

# Records that are locked and saved together, with their lines.
TOGETHER = 100

# What the history says of a record that came in a file.
LOADED = gettext_lazy("loaded from {file} line {line}")
UPLOADED = gettext_lazy("uploaded: {file} line {line}")

# The records of the files that are as the files say now, by type: their ids, and whether this load changed them.
Loaded = dict[type[Model], dict[int, bool]]


@dataclass(frozen=True, slots=True)
class Saving:
    """The way of one step's documents into the database. `arrival` is how the history says that they came."""

    step: Step
    records: Sheet
    lines: Sheet | None
    loaded: Loaded
    by: Any
    arrival: Any

    def save(self, documents: Sequence[Document]) -> None:
        for chunk in batched(documents, TOGETHER):
            self.save_together(chunk)

    @events_last()
    def save_together(self, documents: Sequence[Document]) -> None:
        changes = self.compared(documents)
        allowed = list(self.allowed(changes))
        told = self.told(allowed)
        before = self.pictures(told)
        self.write_records(allowed)
        if self.step.lines:
            self.write_lines(self.step.lines.model, allowed)
        self.note(told, before)
        self.remember(changes)

    def compared(self, documents: Sequence[Document]) -> list[Change]:
        """Compare with records as they are now, kept from everybody else until the transaction ends."""
        kept = self.locked_records(documents)
        lines = self.kept_lines(kept)
        changes = []
        for document in documents:
            record = kept.get(document.key)
            if record is None and document.row is None:
                document.refuse(document.lines[0], "", _("Its record was deleted a moment ago."))
                continue
            changes.append(compare(self.step, document, record, lines[record.pk] if record else ()))
        return changes

    def locked_records(self, documents: Sequence[Document]) -> dict[Key, Any]:
        table = self.step.table
        if table.owner:
            self.lock_owners(documents)
        names = [table.field(name).attname for name in table.key]
        wanted = {f"{table.key[0]}__in": {document.key[0] for document in documents}}
        found = table.model._default_manager.filter(**wanted).select_for_update(of=("self",)).order_by("pk")
        return {tuple(getattr(record, name) for name in names): record for record in found}

    def lock_owners(self, documents: Sequence[Document]) -> None:
        """Put the owners as they are now into the rows, since their state decides."""
        name = self.step.table.owner
        model: Any = self.step.table.field(name).related_model
        ids = {document.row.values[name].pk for document in documents if document.row}
        owners = model._default_manager.select_for_update(of=("self",)).order_by("pk").in_bulk(ids)
        for document in documents:
            if document.row:
                document.row.values[name] = owners[document.row.values[name].pk]

    def kept_lines(self, kept: dict[Key, Any]) -> defaultdict[int, list[Any]]:
        lines = defaultdict(list)
        if self.step.lines:
            header = self.step.lines.header
            ids = [record.pk for record in kept.values()]
            for line in self.step.lines.model._default_manager.filter(**{f"{header}__in": ids}):
                lines[getattr(line, f"{header}_id")].append(line)
        return lines

    def allowed(self, changes: Sequence[Change]) -> Iterator[Change]:
        """Yield what is to be written; refuse what must not be."""
        removed = [line.pk for change in changes for line in change.removed_lines]
        in_use = lines_in_use(self.step.lines.model, removed) if self.step.lines and removed else set()
        for change in changes:
            if change.row is None:
                continue
            if reason := objection(change, self.step.table, in_use):
                change.document.refuse(change.row, ", ".join(change.columns), reason)
            else:
                yield change

    def write_records(self, changes: Sequence[Change]) -> None:
        rows = self.step.table.model._default_manager
        rows.bulk_create([change.record for change in changes if change.is_new])
        changed = [change.record for change in changes if not change.is_new]
        columns = {name for change in changes for name in change.record_columns}
        if self.step.table.has_states:
            columns |= {"updated_at", "name_key"}
            for record in changed:
                record.updated_at = timezone.now()
                record.name_key = key_of(record.own_name)
        if changed:
            rows.bulk_update(changed, sorted(columns))

    def write_lines(self, model: type[Model], changes: Sequence[Change]) -> None:
        rows = model._default_manager
        if removed := [(change.document, line) for change in changes for line in change.removed_lines]:
            rows.filter(pk__in=[line.pk for _document, line in removed]).delete()
            assert self.lines
            self.lines.removed += [
                (f"{document.key[0]} {line.position}", line.description) for document, line in removed
            ]
        if changed := [line for change in changes for line in change.changed_lines]:
            rows.bulk_update(changed, sorted(set().union(*(change.line_columns for change in changes))))
        rows.bulk_create([line for change in changes for line in change.new_lines])

    def told(self, changes: Sequence[Change]) -> list[tuple[Any, Change]]:
        """Return the records whose history tells of changes, each with the first of them."""
        table = self.step.table
        if table.has_states:
            return [(change.record, change) for change in changes]
        # One for each owner: whoever reads its history finds all that was changed in it together.
        first = {getattr(change.record, table.owner): change for change in reversed(changes)} if table.owner else {}
        return list(first.items())

    def pictures(self, told: Sequence[tuple[Any, Change]]) -> dict[int, Picture]:
        return pictures_of(type(told[0][0]), [record.pk for record, _change in told if record.pk]) if told else {}

    def note(self, told: Sequence[tuple[Any, Change]], before: Mapping[int, Picture]) -> None:
        after = self.pictures(told)
        trail.note(
            [
                Event.of(
                    record,
                    Verb.CHANGED if record.pk in before else Verb.CREATED,
                    by=self.by,
                    detail=self.origin(change),
                    changes=changes_between(before.get(record.pk, NOTHING), after[record.pk]),
                )
                for record, change in told
            ]
        )

    def origin(self, change: Change) -> str:
        assert change.row
        sheet = self.records if change.row is change.document.row else self.lines
        assert sheet
        return sentence_of(self.arrival).format(file=sheet.file, line=change.row.line)

    def remember(self, changes: Sequence[Change]) -> None:
        table = self.step.table
        for change in changes:
            if any(row.outcome is Outcome.REFUSED for row in change.document.rows):
                continue
            if table.has_states:
                self.loaded.setdefault(table.model, {})[change.record.pk] = change.row is not None
            elif table.owner and change.is_new:
                owner = getattr(change.record, table.owner)
                self.loaded.setdefault(type(owner), {})[owner.pk] = True
