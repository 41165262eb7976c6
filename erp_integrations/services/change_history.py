"""What a record and its lines hold, as people read it, and what differs between two such pictures."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import CASCADE, DecimalField, Field, Model
from django.utils.translation import override

from erp_integrations.models import ChangeRow, IntegrableRecord
from erp_integrations.models.encrypted import EncryptedTextField
from erp_integrations.models.lines import to_cents
from erp_integrations.models.sentences import gettext as _
from erp_integrations.models.sentences import sentence_of, together, with_capital
from erp_integrations.models.statuses import status_in_words

# What the life cycle sets has its own events. The id at the source says which record it was.
LIFE_CYCLE = {field.name for field in IntegrableRecord._meta.local_fields} - {"source_id"}
# What is not worth a word where a whole line is told in one.
BLANK = ("", "0", "0.00", "no")
CENTS = 2

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LinePicture:
    """`name` is such as "Line 2"; `texts` is what else it holds, by the names of its fields."""

    name: str
    texts: Texts

    def __str__(self) -> str:
        told = [together([label, text], by=": ") for label, text in list(self.texts.items())[1:] if text not in BLANK]
        return together(told, by="; ")


Lines = Mapping[tuple[str, int], LinePicture]


@dataclass(frozen=True, slots=True)
class Picture:
    """A record's fields by their English names, and its lines by what they are and their ids."""

    texts: Texts = field(default_factory=dict)
    lines: Lines = field(default_factory=dict)


class Secret(Exception):
    """What is kept encrypted is told nowhere."""


NOTHING = Picture()


def picture_of(record: Any) -> Picture:
    return pictures_of(type(record), [record.pk])[record.pk]


def pictures_of(model: type[Model], ids: Collection[int]) -> dict[int, Picture]:
    """Read records and their lines as they are stored now, in one query each. The journal is in no language."""
    if not ids:
        return {}
    with override("en"):
        lines = lines_of(model, ids)
        return {record.pk: Picture(texts_of(record), lines[record.pk]) for record in stored(model).filter(pk__in=ids)}


def lines_of(model: type[Model], ids: Collection[int]) -> dict[int, dict[tuple[str, int], LinePicture]]:
    lines: dict[int, dict[tuple[str, int], LinePicture]] = {pk: {} for pk in ids}
    for relation in model._meta.related_objects:
        # What is deleted with a record is a part of it.
        if relation.on_delete is CASCADE:
            header = relation.field
            for line in stored(relation.related_model).filter(**{f"{header.name}__in": ids}):
                lines[getattr(line, header.attname)][relation.name, line.pk] = picture_of_line(line, header.name)
    return lines


def picture_of_line(line: Any, header: str) -> LinePicture:
    texts = texts_of(line, without=header)
    return LinePicture(together([with_capital(line._meta.verbose_name), next(iter(texts.values()))]), texts)


def stored(model: type[Model]) -> Any:
    relations, rows = list(paths(model)), model._default_manager.all()
    return rows.select_related(*relations) if relations else rows


def paths(model: type[Model]) -> Iterator[str]:
    """Yield the relations that it takes to name what a model refers to."""
    for told in told_fields(model):
        if told.related_model:
            yield told.name
            deeper = [field for field in told_fields(told.related_model) if field.related_model]
            yield from (f"{told.name}__{field.name}" for field in deeper)


def told_fields(model: Any) -> "list[Field[Any, Any]]":
    """Return the fields that people and files fill in."""
    fields = model._meta.concrete_fields
    return [told for told in fields if told.editable and not told.primary_key and told.name not in LIFE_CYCLE]


def texts_of(instance: Any, without: str = "") -> dict[str, str]:
    told = [told for told in told_fields(type(instance)) if told.name != without]
    return {sentence_of(one.verbose_name): text_of(instance, one) for one in told}


def text_of(instance: Any, told: "Field[Any, Any]") -> str:
    """Return a field's value as people read it. Raises `Secret`."""
    if isinstance(told, EncryptedTextField):
        raise Secret(f"{told.name} is kept encrypted: no history tells it.")
    value = getattr(instance, told.name)
    if value is None:
        return ""
    if told.choices:
        return sentence_of(dict(told.flatchoices).get(value, value))
    if told.name == "status":
        return status_in_words(str(value))
    write = next((write for kind, write in WRITERS if isinstance(value, kind)), None)
    return write(value, told) if write else str(value)


def write_number(number: Decimal, told: "Field[Any, Any]") -> str:
    """Amounts have two decimals, quantities and unit costs as many as they need."""
    is_amount = isinstance(told, DecimalField) and told.decimal_places == CENTS
    return sentence_of(to_cents(number) if is_amount else number.normalize())


Writer = Callable[[Any, "Field[Any, Any]"], str]
WRITERS: tuple[tuple[type, Writer], ...] = (
    (list, lambda value, told: ", ".join(map(str, value))),
    (bool, lambda value, told: _("yes") if value else _("no")),
    (Decimal, write_number),
    (date, lambda value, told: sentence_of(value)),
)


def changes_between(before: Picture, after: Picture) -> list[ChangeRow]:
    """Return a row for each field that differs, and for each line that was added or removed."""
    rows = list(differing(before.texts, after.texts))
    for pk in dict.fromkeys([*before.lines, *after.lines]):
        old, new = before.lines.get(pk), after.lines.get(pk)
        if old and new:
            rows += differing(old.texts, new.texts, old.name)
        elif line := old or new:
            rows.append(row(line.name, str(old or ""), str(new or "")))
    return rows


def differing(before: Texts, after: Texts, prefix: str = "") -> Iterator[ChangeRow]:
    for label in dict.fromkeys([*before, *after]):
        old, new = before.get(label, ""), after.get(label, "")
        if old != new:
            yield row(together([prefix, label], by=", "), old, new)


def row(label: str, old: str, new: str) -> ChangeRow:
    return {"field": label, "from": old, "to": new}
