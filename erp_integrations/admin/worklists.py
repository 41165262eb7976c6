"""The worklists on the screens: their names, their tabs, their counts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import CharField, Count, Value
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from erp_integrations.models import EXPORTED_MODELS


@dataclass(frozen=True, slots=True)
class Worklist:
    """`slug` is the queryset's method and the value of `?worklist=`."""

    slug: str
    title: Any
    tone: str
    nothing: Any

    def select(self, queryset: Any) -> Any:
        return getattr(queryset, self.slug)()


WORKLISTS = (
    Worklist("ready_to_export", _("Ready to export"), "blue", _("Nothing waits for a decision.")),
    Worklist("ready_to_update", _("Ready to update"), "blue", _("No update waits for a decision.")),
    Worklist("exporting", _("Exporting"), "violet", _("Nothing is on its way to Xero.")),
    Worklist("failed", _("Failed to export"), "red", _("No export has failed.")),
    Worklist("synced", _("Synced"), "green", _("Nothing is synced yet.")),
    Worklist("sent_back", _("Rejected or retrieved"), "yellow", _("Nothing was rejected or retrieved.")),
    Worklist("not_sent", _("Not sent"), "grey", _("Everything was sent.")),
)
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
        tabs = [
            Tab(
                worklist.title,
                self.get_query_string({PARAMETER: worklist.slug}, ["p"]),
                counts[worklist.slug],
                worklist.tone,
                worklist == self.worklist,
            )
            for worklist in WORKLISTS
            if worklist.slug != "ready_to_update" or self.updates_exist(counts)
        ]
        everything = self.get_query_string({}, [PARAMETER, "p"])
        return [*tabs, Tab(_("All"), everything, sum(counts.values()), "grey", self.worklist is None)]

    def updates_exist(self, counts: Counts) -> bool:
        own = self.model.__dict__.get("can_be_updated")
        return own is not None or counts["ready_to_update"] > 0
