"""Filters that fit into one bar above a list: each is a short list to choose from."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from erp_integrations.models import Project

# A longer list is no help to choose from; the search finds the rest.
LONGEST_CHOICE = 300


class ChoiceFilter(admin.SimpleListFilter):
    """Narrows a list to one value of the field or path in `field`."""

    field: str

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value()
        known = {str(choice) for choice, _label in self.lookup_choices}
        return queryset.filter(**{self.field: value}) if value in known else queryset


class FieldChoiceFilter(ChoiceFilter):
    """Offers the choices of a field that has some, under the name of the field unless it has a title."""

    title: Any = ""

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        self.title = self.title or model._meta.get_field(self.field).verbose_name
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        field: Any = model_admin.model._meta.get_field(self.field)
        return [(str(value), label) for value, label in field.flatchoices if value != ""]


def choice_filter(name: str, title: Any = "") -> type[FieldChoiceFilter]:
    """Return the filter for a field with choices; without a title it has the name of the field."""
    return type(f"{name.title()}Filter", (FieldChoiceFilter,), {"field": name, "parameter_name": name, "title": title})


class ProjectFilter(ChoiceFilter):
    title = _("project")
    parameter_name = "project"
    field = "project"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the first projects, and always the one that is chosen: without it the list would show all of them."""
        projects = Project.objects.order_by("number").values_list("pk", "number", "name")
        offered = {str(pk): f"{number} {name}" for pk, number, name in projects[:LONGEST_CHOICE]}
        chosen = request.GET.get(self.parameter_name, "")
        if chosen.isdecimal() and chosen not in offered:
            offered |= {str(pk): f"{number} {name}" for pk, number, name in projects.filter(pk=int(chosen))}
        return list(offered.items())


class CommitmentProjectFilter(ProjectFilter):
    field = "commitment__project"


class ActiveFilter(ChoiceFilter):
    title = _("activity")
    parameter_name = "active"
    field = "is_active"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("True", _("Active")), ("False", _("Inactive"))]


class DateRangeFilter(admin.ListFilter):
    """`?from=2026-04-01&to=2026-04-30`, both days included. What is no date is left out of account."""

    title = _("date")
    field = "date"
    bounds = (("from", _("From"), "gte"), ("to", _("To"), "lte"))

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.texts: dict[str, str] = {name: params.pop(name, [""])[-1] for name, _label, _lookup in self.bounds}

    def expected_parameters(self) -> list[str | None]:
        return [name for name, _label, _lookup in self.bounds]

    def has_output(self) -> bool:
        return True

    def choices(self, changelist: Any) -> Any:
        return iter(())

    def value(self) -> str:
        """Return the bounds that somebody set, as they stand in the address."""
        return "".join(self.texts.values())

    @property
    def inputs(self) -> list[tuple[str, Any, str]]:
        """What the filter bar asks for: name, label, value."""
        return [(name, label, self.texts[name]) for name, label, _lookup in self.bounds]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        days = {lookup: day_of(self.texts[name]) for name, _label, lookup in self.bounds}
        return queryset.filter(**{f"{self.field}__{lookup}": day for lookup, day in days.items() if day})


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
