"""What the rows of a report stand for, as data: a project, a code, a type, a division."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from erp_integrations.mapping.budget_code import full_name
from erp_integrations.models import BudgetCode, CostCode, CostType, Project
from erp_integrations.reports.source import Source

# What parts a cost code's division from the rest of it: 03-300, 03.300, 03 300.
AFTER_DIVISION = re.compile(r"[-. ]")


@dataclass(frozen=True, slots=True)
class Heading:
    """`called` is what a screen says where the code alone tells too little."""

    code: str
    name: Any = ""
    called: Any = ""

    @property
    def title(self) -> Any:
        return self.called or self.code or self.name

    @property
    def aside(self) -> Any:
        return self.name if self.code else ""


WITHOUT_CODE = Heading("", _("Without a budget code"))
Headings = Callable[[Iterable[Any]], Mapping[Any, Heading]]


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """`path` leads from a source's row to its key in the database; `fold` makes the report's key of that one, and
    `members` the database's keys of the report's. What has no budget code has the key None.
    """

    slug: str
    title: Any
    path: Callable[[Source], str]
    headings: Headings
    fold: Callable[[Any], Any] = lambda key: key
    members: Callable[[Any], Iterable[Any]] = lambda key: [key]
    parse: Callable[[str], Any] = int

    def narrow(self, rows: Any, source: Source, key: Any) -> Any:
        """Return the rows of one key. None stands for those without one."""
        path = self.path(source)
        return rows.filter(**({f"{path}__isnull": True} if key is None else {f"{path}__in": list(self.members(key))}))

    def named(self, keys: Iterable[Any]) -> list[tuple[Any, Heading]]:
        """Return the keys with their headings, in the order of their codes; what has no code comes last."""
        headings = {None: WITHOUT_CODE, **self.headings(key for key in keys if key is not None)}
        return sorted(
            ((key, headings[key]) for key in keys), key=lambda row: (row[0] is None, row[1].code, str(row[1].name))
        )


def division_of(code: str) -> str:
    """Return the part of a cost code before its first separator: 03 of 03-300."""
    return AFTER_DIVISION.split(code.strip(), maxsplit=1)[0] or code


def codes_of_division(division: str) -> list[str]:
    codes = CostCode.objects.values_list("code", flat=True)
    return [code for code in codes if division_of(code) == division]


def projects(keys: Iterable[Any]) -> dict[Any, Heading]:
    found = Project.objects.filter(pk__in=list(keys)).values_list("pk", "number", "name")
    return {pk: Heading(number, name) for pk, number, name in found}


def budget_codes(keys: Iterable[Any]) -> dict[Any, Heading]:
    found = BudgetCode.objects.filter(pk__in=list(keys)).select_related("cost_code", "cost_type")
    return {code.pk: Heading(code.item_code, full_name(code)) for code in found}


def listed(model: type[CostCode] | type[CostType]) -> Headings:
    def headings(keys: Iterable[Any]) -> dict[Any, Heading]:
        found = model.objects.filter(pk__in=list(keys)).values_list("pk", "code", "name")
        return {pk: Heading(code, name) for pk, code, name in found}

    return headings


def divisions(keys: Iterable[Any]) -> dict[Any, Heading]:
    return {key: Heading(key, called=_("Division %(code)s") % {"code": key}) for key in keys}


BY_PROJECT = Grouping("project", _("Project"), lambda source: source.project, projects)
BY_DIVISION = Grouping(
    "division",
    _("Division"),
    lambda source: f"{source.budget_code}__cost_code__code",
    divisions,
    fold=division_of,
    members=codes_of_division,
    parse=str,
)
BY_COST_CODE = Grouping(
    "cost_code", _("Cost code"), lambda source: f"{source.budget_code}__cost_code", listed(CostCode)
)
BY_COST_TYPE = Grouping(
    "cost_type", _("Cost type"), lambda source: f"{source.budget_code}__cost_type", listed(CostType)
)
BY_BUDGET_CODE = Grouping("budget_code", _("Budget code"), lambda source: source.budget_code, budget_codes)
GROUPINGS: Mapping[str, Grouping] = {
    grouping.slug: grouping for grouping in (BY_PROJECT, BY_DIVISION, BY_COST_CODE, BY_COST_TYPE, BY_BUDGET_CODE)
}
