"""Reading everything that is kept of records, many at once: the number of queries does not grow with them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CASCADE, Model, Prefetch

from connectors.documents import digest
from erp_integrations import wiring
from erp_integrations.evidence import pack as data
from erp_integrations.evidence.connected import connected_with, payments_of
from erp_integrations.evidence.posts import exports_of
from erp_integrations.mapping import document_for
from erp_integrations.models import Connection, Delivery, Event, IntegrableRecord, IntegrationSettings, State, Verb
from erp_integrations.services.change_history import stored, told_fields

# How many records are in memory at once.
TOGETHER = 50


def packs(model: type[IntegrableRecord], ids: Sequence[int]) -> Iterator[data.Pack]:
    """Yield a pack for each record that there is, or was."""
    for chunk in batched(ids, TOGETHER):
        yield from packs_together(model, chunk)


def pack_of(model: type[IntegrableRecord], pk: int) -> data.Pack | None:
    return next(packs(model, [pk]), None)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was read of some records of one type, by their ids."""

    model: type[IntegrableRecord]
    organisation: data.Organisation
    records: Mapping[int, Any]
    accepted: Mapping[int, data.Decision]
    history: Mapping[int, Sequence[data.Happening]]
    exports: Mapping[int, Sequence[data.Export]]
    payments: Mapping[int, Sequence[data.Payment]]
    connected: Mapping[int, Sequence[data.Connected]]


def packs_together(model: type[IntegrableRecord], ids: Collection[int]) -> Iterator[data.Pack]:
    records = {record.pk: record for record in with_lines(model).filter(pk__in=ids)}
    history = histories(model, ids)
    gathered = Gathered(
        model,
        organisation(),
        records,
        decisions(model, records),
        history,
        exports_of(model, ids, {pk: record.erp_id for pk, record in records.items()}, history),
        payments_of(model, ids),
        connected_with(model, records),
    )
    yield from (told(gathered, pk) for pk in ids if pk in records or gathered.history[pk])


def told(gathered: Gathered, pk: int) -> data.Pack:
    record, history = gathered.records.get(pk), gathered.history[pk]
    exports = gathered.exports.get(pk, ())
    return data.Pack(
        organisation=gathered.organisation,
        kind=str(gathered.model._meta.model_name),
        label=gathered.model._meta.verbose_name,
        pk=pk,
        name=str(record) if record else history[-1].record_name,
        as_of=max((*(one.happened_at for one in history), *moments(exports)), default=None),
        standing=standing_of(record) if record else None,
        decision=gathered.accepted.get(pk),
        history=history,
        exports=exports,
        payments=gathered.payments.get(pk, ()),
        connected=gathered.connected.get(pk, ()),
    )


def moments(exports: Iterable[data.Export]) -> Iterator[Any]:
    for export in exports:
        yield export.last_sent_at
        yield from (answer.received_at for answer in export.answers)


def organisation() -> data.Organisation:
    connection = Connection.current()
    return data.Organisation(connection.tenant_name, connection.tenant_id) if connection else data.Organisation("", "")


# The record as it stands


def parts(model: type[Model]) -> list[Any]:
    """Return the relations to what is deleted with a record, and so is a part of it."""
    return [relation for relation in model._meta.related_objects if relation.on_delete is CASCADE]


PEOPLE = ("submitted_by", "first_accepted_by", "first_accepted_for", "reviewed_by", "reviewed_for")


def with_lines(model: type[IntegrableRecord]) -> Any:
    rows = stored(model).select_related(*PEOPLE)
    accessors = ((relation.get_accessor_name(), relation.related_model) for relation in parts(model))
    return rows.prefetch_related(*(Prefetch(name, stored(part)) for name, part in accessors))


def standing_of(record: Any) -> data.Standing:
    company = getattr(record, "vendor", None) or getattr(getattr(record, "commitment", None), "vendor", None)
    return data.Standing(
        source_id=record.source_id,
        key=record.key,
        state=State(record.state),
        delivery=Delivery(record.delivery),
        problem=record.problem,
        amount=getattr(record, "amount_to_show", None),
        company=str(company or ""),
        project=str(getattr(record, "project_to_show", None) or ""),
        erp_id=record.erp_id,
        erp_name=record.erp_name,
        fields=fields_of(record),
        lines=[lines_of(record, relation) for relation in parts(type(record))],
    )


def lines_of(record: Any, relation: Any) -> data.Lines:
    rows = getattr(record, relation.get_accessor_name()).all()
    meta = relation.related_model._meta
    shown = [fields_of(row, without=relation.field.name) for row in rows]
    return data.Lines(relation.get_accessor_name(), meta.verbose_name_plural, shown)


def fields_of(instance: Any, without: str = "") -> list[data.Field]:
    return [field_of(instance, one) for one in told_fields(type(instance)) if one.name != without]


def field_of(instance: Any, told: Any) -> data.Field:
    value = getattr(instance, told.name)
    words = dict(told.flatchoices).get(value) if told.choices else None
    if told.related_model:
        value = str(value) if value is not None else None
    elif isinstance(value, list):
        value = [str(one) for one in value]
    return data.Field(told.name, told.verbose_name, value, words)


# Who decided


def person_of(user: Any) -> data.Person | None:
    return data.Person(user.get_username(), user.get_full_name()) if user else None


def decisions(model: type[IntegrableRecord], records: Mapping[int, Any]) -> dict[int, data.Decision]:
    documents = accepted_documents(model, [pk for pk, one in records.items() if one.accepted_digest])
    return {
        pk: data.Decision(
            sent_by=person_of(record.submitted_by),
            sent_at=record.submitted_at,
            first_accepted_by=person_of(record.first_accepted_by),
            first_accepted_for=person_of(record.first_accepted_for),
            first_accepted_at=record.first_accepted_at,
            reviewed_by=person_of(record.reviewed_by),
            reviewed_for=person_of(record.reviewed_for),
            reviewed_at=record.reviewed_at,
            rejection_reason=record.rejection_reason,
            accepted_digest=record.accepted_digest,
            document=documents.get(pk, (None, None))[0],
            kind=documents.get(pk, (None, None))[1],
        )
        for pk, record in records.items()
    }


def accepted_documents(model: type[IntegrableRecord], ids: Collection[int]) -> dict[int, tuple[bytes, Any]]:
    """Return what would be posted for records that were accepted, where it is still what was accepted."""
    settings = IntegrationSettings.load()
    accepted = model.objects.filter(pk__in=ids).for_display() if ids else ()
    documents = ((record, document_for(record, settings)) for record in accepted)
    return {
        record.pk: (wiring.request_body(document), type(document))
        for record, document in documents
        if digest(document) == record.accepted_digest
    }


# What happened


def histories(model: type[IntegrableRecord], ids: Collection[int]) -> dict[int, list[data.Happening]]:
    """Return the events of each record, oldest first, but for those that tell of packs like this one."""
    found: dict[int, list[data.Happening]] = defaultdict(list)
    names = {field.name for field in Event._meta.get_fields()} & {"actor", "on_behalf_of"}
    kind = ContentType.objects.get_for_model(model)
    events = Event.objects.filter(content_type=kind, object_id__in=ids).exclude(verb=Verb.ATTACHED)
    for event in events.select_related(*sorted(names)).order_by("pk"):
        found[event.object_id].append(happening(event))
    return found


def happening(event: Any) -> data.Happening:
    return data.Happening(
        sequence=getattr(event, "sequence", None),
        seal=str(getattr(event, "seal", "") or ""),
        verb=Verb(event.verb),
        happened_at=event.happened_at,
        person=person_of(event.actor),
        logged_in_as=event.actor_name,
        on_behalf_of=person_of(getattr(event, "on_behalf_of", None)),
        origin=str(getattr(event, "origin", "") or ""),
        record_name=event.record_name,
        detail=event.detail,
        changes=event.changes,
    )
