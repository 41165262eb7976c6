"""Filters that fit into one bar above a list: each is a short list to choose from."""

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
    """Offers the choices of a field that has some."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        field: Any = model_admin.model._meta.get_field(self.field)
        return [(str(value), label) for value, label in field.flatchoices if value != ""]


def choice_filter(name: str) -> type[FieldChoiceFilter]:
    """Return the filter for a field with choices."""
    heading = _(name.replace("_", " "))
    return type(
        f"{name.title()}Filter", (FieldChoiceFilter,), {"field": name, "parameter_name": name, "title": heading}
    )


class ProjectFilter(ChoiceFilter):
    title = _("project")
    parameter_name = "project"
    field = "project"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        rows = Project.objects.order_by("number").values_list("pk", "number", "name")[:LONGEST_CHOICE]
        return [(str(pk), f"{number} {name}") for pk, number, name in rows]


class CommitmentProjectFilter(ProjectFilter):
    field = "commitment__project"


class ActiveFilter(ChoiceFilter):
    title = _("activity")
    parameter_name = "active"
    field = "is_active"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("True", _("Active")), ("False", _("Inactive"))]
