"""What somebody asks of a report: its filters, as a form and as the query of an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from erp_integrations.models import Project
from erp_integrations.reports.behind import Place
from erp_integrations.reports.building import Report
from erp_integrations.reports.groupings import BY_BUDGET_CODE, BY_PROJECT, GROUPINGS, Grouping, Heading
from erp_integrations.reports.measures import Measure
from erp_integrations.reports.scope import Scope

# Accounting systems hold no other years, and people mean no others.
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2099, 12, 31)
FILE = "file"


def day(label: Any) -> forms.DateField:
    limits = {"type": "date", "min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}
    return forms.DateField(label=label, required=False, widget=forms.DateInput(limits, format="%Y-%m-%d"))


class ReportForm(forms.Form):
    project = forms.ModelChoiceField(
        Project.objects.all(), label=gettext_lazy("Project"), required=False, empty_label=gettext_lazy("All projects")
    )
    by = forms.ChoiceField(
        label=gettext_lazy("Rows"),
        required=False,
        choices=[(grouping.slug, grouping.title) for grouping in GROUPINGS.values()],
    )
    since = day(gettext_lazy("From"))
    until = day(gettext_lazy("Up to"))

    def __init__(self, report: Report, query: QueryDict) -> None:
        super().__init__({**query.dict(), "by": grouping_of(query).slug}, label_suffix="")
        if not report.has_start:
            del self.fields["since"]
        if query.get("project"):
            self.fields["by"].choices = [  # type: ignore[attr-defined]
                (grouping.slug, grouping.title) for grouping in GROUPINGS.values() if grouping is not BY_PROJECT
            ]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("since") and found.get("until") and found["since"] > found["until"]:
            raise forms.ValidationError(_("The first day comes after the last one."))
        return found


def grouping_of(query: QueryDict) -> Grouping:
    """Return the rows that were asked for. One project is looked into; all of them are compared with each other."""
    grouping = GROUPINGS.get(query.get("by", ""))
    if query.get("project"):
        return BY_BUDGET_CODE if grouping in (None, BY_PROJECT) else grouping
    return grouping or BY_PROJECT


@dataclass(frozen=True, slots=True)
class Asked:
    report: Report
    scope: Scope
    grouping: Grouping

    @property
    def query(self) -> dict[str, str]:
        scope = self.scope
        given = {
            "project": scope.project.pk if scope.project else "",
            "by": self.grouping.slug,
            "since": scope.since.isoformat() if scope.since else "",
            "until": scope.until.isoformat() if scope.until else "",
        }
        return {name: str(value) for name, value in given.items() if value}

    @property
    def is_narrowed(self) -> bool:
        """Whether a project or days are chosen."""
        return self.scope != Scope()

    @property
    def url(self) -> str:
        return report_url(self.report, self.query)

    def number_url(self, measure: Measure) -> str:
        """Return where the transactions behind a column's total are listed; `row_query` narrows it to a row."""
        bare = reverse("admin:erp_integrations_report_number", args=[self.report.slug, measure.slug])
        return f"{bare}?{urlencode(self.query)}"

    def words(self) -> list[str]:
        """Say which project and which days."""
        scope = self.scope
        said = [str(scope.project) if scope.project else _("All projects")]
        if scope.since:
            said.append(_("from %(day)s") % {"day": date_format(scope.since, "DATE_FORMAT")})
        if scope.until:
            said.append(_("up to %(day)s") % {"day": date_format(scope.until, "DATE_FORMAT")})
        return said


def report_url(report: Report, query: Mapping[str, Any]) -> str:
    bare = reverse(f"admin:erp_integrations_{report.slug}_report")
    return f"{bare}?{urlencode(query)}" if query else bare


def asked_for(report: Report, form: ReportForm, query: QueryDict) -> Asked:
    """Return what a valid form asks for."""
    found = form.cleaned_data
    scope = Scope(found["project"], found.get("since"), found["until"])
    return Asked(report, scope, grouping_of(query))


def row_query(key: Any) -> str:
    return urlencode({"row": "" if key is None else key})


def place_of(grouping: Grouping, query: QueryDict) -> tuple[Place | None, Heading | None]:
    """Return the row that a number is in, or nothing for the total. Raises `Http404` if there is no such row."""
    text = query.get("row")
    if text is None:
        return None, None
    try:
        key = grouping.parse(text) if text else None
        [(_key, heading)] = grouping.named([key])
    except (ValueError, KeyError, OverflowError) as error:
        raise Http404 from error
    return Place(grouping, key), heading
