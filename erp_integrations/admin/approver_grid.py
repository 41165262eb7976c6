"""The grid of “Accounting approvers”: people down the side, record types along the top, functions in between."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Permission, User
from django.db.models import Model
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from erp_integrations.admin.persons import name_of
from erp_integrations.deputies import whom_they_reach
from erp_integrations.models import EXPORTED_MODELS, Connection, IntegrationSettings, JobCost, Payment, ViewOnly
from erp_integrations.permissions import FEATURES, FUNCTIONS, GIVEN_HERE, codename, in_words
from erp_integrations.services.granting import fingerprint


@dataclass(frozen=True, slots=True)
class Column:
    slug: str
    title: Any
    models: tuple[type[Model], ...]

    @property
    def functions(self) -> Iterator[tuple[str, type[Model]]]:
        """Yield what can be given here: a cell exists only where the function does something."""
        return ((feature.function, model) for feature in FEATURES for model in self.models if model in feature.models)

    def words(self, function: str, model: type[Model]) -> Any:
        """The title of the column tells of which records, where it is one of one kind."""
        return FUNCTIONS[function] if len(self.models) == 1 else in_words(function, model)


def column_of(model: Any) -> Column:
    return Column(str(model._meta.model_name), model._meta.verbose_name_plural, (model,))


COLUMNS: tuple[Column, ...] = (
    *(column_of(model) for model in (*EXPORTED_MODELS, Payment, JobCost)),
    Column("administration", gettext_lazy("Administration"), (IntegrationSettings, Connection, User)),
)
# Where a person's row leads: the name of an address that takes the person's id, and what it says.
LINKS: tuple[tuple[str, Any], ...] = (
    ("approver_presets", gettext_lazy("Use a preset…")),
    ("admin:auth_user_change", gettext_lazy("All rights")),
)


@dataclass(frozen=True, slots=True)
class Chip:
    """One right of one person. `groups` names those that give it; `is_open` says that it can be given or taken here."""

    value: int
    title: Any
    label: str
    is_own: bool
    groups: str
    is_open: bool

    @property
    def is_held(self) -> bool:
        return self.is_own or bool(self.groups)


@dataclass(frozen=True, slots=True)
class Cell:
    title: str
    chips: Sequence[Chip]


@dataclass(frozen=True, slots=True)
class Row:
    """`shown` is how the person stands, `was` the rights that are ticked: both come back with what is posted."""

    person: User
    name: str
    is_view_only: bool
    is_open: bool
    is_own: bool
    can_be_given: bool
    shown: str
    cells: Sequence[Cell]
    links: Sequence[tuple[str, Any]]

    @property
    def was(self) -> str:
        return " ".join(str(chip.value) for cell in self.cells for chip in cell.chips if chip.is_own and chip.is_open)


def all_people() -> Any:
    """Return people with all that the grid and the report read of each."""
    people = User.objects.select_related("view_only__marked_by")
    return people.prefetch_related("user_permissions__content_type", "groups__permissions__content_type")


def features_by_name() -> dict[str, Permission]:
    rights = Permission.objects.filter(GIVEN_HERE).select_related("content_type")
    return {f"{right.content_type.app_label}.{right.codename}": right for right in rights}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at the grid, and what of it they may change. `not_wider` is to whom they may not give rights."""

    person: Any
    may_change: bool
    not_wider: frozenset[int]

    @classmethod
    def of(cls, person: Any) -> "Reader":
        is_free = person.is_superuser or not IntegrationSettings.load().forbid_widening_own_rights
        not_wider = () if is_free else whom_they_reach(person).values_list("pk", flat=True)
        return cls(person, person.has_perm(codename("change", User)), frozenset(not_wider))


def row_of(person: User, columns: Sequence[Column], rights: Mapping[str, Permission], reader: Reader) -> Row:
    is_view_only = ViewOnly.marks(person)
    is_open = reader.may_change and not (person.is_superuser or is_view_only)
    can_be_given = person.pk not in reader.not_wider
    own = set(person.user_permissions.all())
    from_groups = groups_by_right(person)

    def chip(column: Column, function: str, model: type[Model]) -> Chip:
        right = rights[codename(function, model)]
        can_tick = can_be_given or right in own
        groups = ", ".join(from_groups.get(right.pk, ()))
        title, label = column.words(function, model), f"{in_words(function, model)}, {name_of(person)}"
        return Chip(right.pk, title, label, right in own, groups, is_open and can_tick and not groups)

    return Row(
        person=person,
        name=name_of(person),
        is_view_only=is_view_only,
        is_open=is_open,
        is_own=person.pk == reader.person.pk,
        can_be_given=can_be_given,
        shown=fingerprint(person),
        cells=[
            Cell(capfirst(str(column.title)), [chip(column, *each) for each in column.functions]) for column in columns
        ],
        links=links_of(person, reader),
    )


def groups_by_right(person: User) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for group in person.groups.all():
        for right in group.permissions.all():
            found.setdefault(right.pk, []).append(group.name)
    return found


def links_of(person: User, reader: Reader) -> list[tuple[str, Any]]:
    if not reader.may_change or (person.is_superuser and not reader.person.is_superuser):
        return []
    links = [(reverse(name, args=[person.pk]), label) for name, label in LINKS]
    if ViewOnly.marks(person):
        links[0] = (reverse("take_mark_off", args=[person.pk]), _("Take the mark off…"))
    return links
