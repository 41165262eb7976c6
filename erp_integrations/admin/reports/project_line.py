"""The totals of a project, in one line on its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from erp_integrations.admin.reports.asking import report_url
from erp_integrations.admin.reports.bars import COMPARED
from erp_integrations.models import JobCost, Project
from erp_integrations.permissions import codename
from erp_integrations.reports import measures
from erp_integrations.reports.building import BUDGET, totals_of
from erp_integrations.reports.scope import Scope

SHOWN = (measures.ORIGINAL_BUDGET, *COMPARED, measures.DIRECT_COSTS)


@dataclass(frozen=True, slots=True)
class ProjectLine:
    url: str
    totals: Sequence[tuple[Any, Decimal]]


def project_line(project: Project, person: Any) -> ProjectLine | None:
    """Return what a project comes to, for those who may see the reports, once there is anything to see."""
    if not person.has_perm(codename("view", JobCost)):
        return None
    shown = [measure for measure in SHOWN if measure.is_open_to(person)]
    totals = totals_of(shown, Scope(project))
    titled = [(measure.title, amount) for measure, amount in zip(shown, totals, strict=True)]
    return ProjectLine(report_url(BUDGET, {"project": project.pk}), titled) if any(totals) else None
