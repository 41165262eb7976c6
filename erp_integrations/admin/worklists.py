"""The worklists on the screens: their names, their tabs, their counts."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import CharField, Count, Model, Value
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from erp_integrations.models import EXPORTED_MODELS, StagedRecord
from erp_integrations.permissions import codename


@dataclass(frozen=True, slots=True)
class Worklist:
    """`slug` is the queryset's method and the value of `?worklist=`. What is shown is another in each language."""

    slug: str
    title: Any = field(compare=False)
    tone: str
    nothing: Any = field(compare=False)

    def select(self, queryset: Any) -> Any:
        return getattr(queryset, self.slug)()


WORKLISTS = (
    Worklist("ready_to_export", _("Ready to export"), "blue", _("Nothing waits for a decision.")),
    Worklist("ready_to_update", _("Ready to update"), "blue", _("No update waits for a decision.")),
    Worklist("exporting", _("Exporting"), "violet", _("Nothing is on its way to Xero.")),
    Worklist("failed", _("Failed to export"), "red", _("No export has failed.")),
    Worklist("on_hold", _("On hold"), "yellow", _("Nothing is on hold.")),
    Worklist("synced", _("Synced"), "green", _("Nothing is synced yet.")),
    Worklist("sent_back", _("Rejected or retrieved"), "yellow", _("Nothing was rejected or retrieved.")),
    Worklist("not_sent", _("Not sent"), "grey", _("Everything was sent.")),
)
# What exists only in Xero, for the types that can be imported.
READY_TO_IMPORT = Worklist("ready_to_import", _("Ready to import"), "blue", _("Nothing waits to be imported."))
ARCHIVED = Worklist("archived", _("Archived"), "grey", _("Nothing is archived."))
STAGED_BY_SLUG: Mapping[str, Worklist] = {worklist.slug: worklist for worklist in (READY_TO_IMPORT, ARCHIVED)}
BY_SLUG: Mapping[str, Worklist] = {worklist.slug: worklist for worklist in WORKLISTS}
PARAMETER = "worklist"

Counts = Mapping[str, int]


def union_counts(querysets: Iterable[Any]) -> dict[str, dict[str, int]]:
    """Count the worklists of several record types in one query: model name → slug → number."""
    parts = [count_one(queryset, worklist) for queryset in querysets for worklist in WORKLISTS]
    counts: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(BY_SLUG, 0))
    if parts:
        for name, slug, number in parts[0].union(*parts[1:], all=True).order_by():
            counts[name][slug] = number
    return counts


def count_one(queryset: Any, worklist: Worklist) -> Any:
    plain = worklist.select(queryset).order_by().select_related(None).prefetch_related(None)
    name = Value(queryset.model._meta.model_name, output_field=CharField())
    slug = Value(worklist.slug, output_field=CharField())
    return plain.values_list(name, slug).annotate(number=Count("pk"))


def counts_of(queryset: Any) -> Counts:
    return union_counts([queryset])[queryset.model._meta.model_name]


def all_counts(request: HttpRequest) -> Mapping[str, Counts]:
    """Return the counts of every record type, read once for each request."""
    if not hasattr(request, "worklist_counts"):
        counts = union_counts(model.objects.all() for model in EXPORTED_MODELS)
        request.worklist_counts = counts  # type: ignore[attr-defined]
    return request.worklist_counts  # type: ignore[attr-defined,no-any-return]


def staged_counts(rows: Any) -> dict[str, dict[str, int]]:
    """Count what exists only in Xero: name of the model that it would be → slug → number."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(STAGED_BY_SLUG, 0))
    numbers = rows.order_by().values_list("kind", "is_archived").annotate(number=Count("pk"))
    for kind, is_archived, number in numbers:
        counts[kind][ARCHIVED.slug if is_archived else READY_TO_IMPORT.slug] = number
    return counts


def to_import(request: HttpRequest, model: type[Model]) -> int:
    """How many rows of a type are ready to import, for those who may see them; read once for each request."""
    if not request.user.has_perm(codename("view", StagedRecord)):
        return 0
    if not hasattr(request, "staged_counts"):
        request.staged_counts = staged_counts(StagedRecord.objects.all())  # type: ignore[attr-defined]
    number: int = request.staged_counts[str(model._meta.model_name)][READY_TO_IMPORT.slug]  # type: ignore[attr-defined]
    return number


@dataclass(frozen=True, slots=True)
class Tab:
    title: Any
    link: str
    count: int
    tone: str
    is_current: bool


class WorklistFilter(admin.SimpleListFilter):
    """`?worklist=…` narrows a list; without it, or with a value that means nothing, all records are listed."""

    title = _("worklist")
    parameter_name = PARAMETER

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(worklist.slug, worklist.title) for worklist in WORKLISTS]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        worklist = BY_SLUG.get(self.value() or "")
        return worklist.select(queryset) if worklist else queryset


class WorklistChangeList(ChangeList):
    """A list with a tab for each worklist. The counts heed the search and the other filters."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        slug = request.GET.get(PARAMETER, "")
        self.worklist = BY_SLUG.get(slug)
        everything = super().get_queryset(request, exclude_parameters=[PARAMETER])
        self.tabs = self.build_tabs(counts_of(everything))

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter beside the worklist is on."""
        filters = [spec for spec in self.filter_specs if isinstance(spec, admin.SimpleListFilter)]
        return any(spec.value() for spec in filters if spec.parameter_name != PARAMETER)

    def build_tabs(self, counts: Counts) -> list[Tab]:
        current = self.worklist.slug if self.worklist else ""
        return tabs_of(self.model, counts, current, self.link_to)

    def link_to(self, slug: str) -> str:
        return self.get_query_string({PARAMETER: slug or None}, ["p"])


def tabs_of(model: type[Model], counts: Counts, current: str | None, link_to: Callable[[str], str]) -> list[Tab]:
    """Return a tab for each worklist, and one for everything, whose slug is empty. `current` is the chosen one's."""
    tabs = [
        Tab(worklist.title, link_to(worklist.slug), counts[worklist.slug], worklist.tone, worklist.slug == current)
        for worklist in WORKLISTS
        if is_worth_a_tab(worklist, model, counts, current)
    ]
    return [*tabs, Tab(_("All"), link_to(""), sum(counts.values()), "grey", current == "")]


def is_worth_a_tab(worklist: Worklist, model: type[Model], counts: Counts, current: str | None) -> bool:
    """Leave out the worklists that most people never have anything in, while they are empty."""
    if worklist.slug == "ready_to_update":
        return updates_exist(model, counts)
    return worklist.slug != "on_hold" or bool(counts["on_hold"]) or current == "on_hold"


def updates_exist(model: type[Model], counts: Counts) -> bool:
    own = model.__dict__.get("can_be_updated")
    return own is not None or counts["ready_to_update"] > 0
