"""When a project may become a tracking option (R26-R35, R107, R122-R124)."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from erp_integrations.models import IntegrationSettings, Project
from erp_integrations.models.organisation import ADVISED_JOBS
from erp_integrations.rules import surroundings
from erp_integrations.rules.common import PROJECT_PEOPLE, WAITS, category_is_chosen, category_is_there
from erp_integrations.rules.conditions import at_most, filled, unless
from erp_integrations.rules.rule import Details, Moment, Rule

MOST_NAMED = 6


def older_than_connection(project: Project, settings: IntegrationSettings) -> Iterator[Details]:
    connected = settings.organisation.connected_on
    if not project.erp_id and project.started_on and connected and project.started_on < connected:
        yield {"started": project.started_on, "connected": connected}


def sub_job(project: Project, settings: IntegrationSettings) -> Iterator[Details]:
    if project.sub_job_of.strip():
        yield {"parent": project.sub_job_of}


def codes_not_in_xero(project: Project) -> list[str]:
    return [str(row.budget_code) for row in project.new_codes if not row.budget_code.erp_id]


def waits_for_codes(project: Project) -> bool:
    """Whether a new project has budget codes and none of them is in Xero."""
    missing = codes_not_in_xero(project)
    return bool(missing) and not project.erp_id and len(missing) == len(project.project_budget_codes.all())


def no_code_in_xero(project: Project, settings: IntegrationSettings) -> Iterator[Details]:
    if waits_for_codes(project):
        yield {"codes": named_codes(codes_not_in_xero(project))}


def some_codes_not_in_xero(project: Project, settings: IntegrationSettings) -> Iterator[Details]:
    missing = codes_not_in_xero(project)
    if missing and not waits_for_codes(project):
        yield {"codes": named_codes(missing)}


def named_codes(codes: list[str]) -> str:
    return ", ".join(codes[:MOST_NAMED]) + ("…" if len(codes) > MOST_NAMED else "")


def many_jobs(project: Project, settings: IntegrationSettings) -> Iterator[Details]:
    if not project.erp_id and settings.organisation.job_count >= ADVISED_JOBS:
        yield {"count": settings.organisation.job_count, "limit": ADVISED_JOBS}


RULES = (
    Rule(
        number="R124",
        moment=Moment.SEND,
        sentence=_("It has no name."),
        who=PROJECT_PEOPLE,
        broken=filled("name"),
    ),
    Rule(
        number="Xero",
        moment=Moment.SEND,
        sentence=_("The name has {length} characters, and {limit} are the most for a tracking option."),
        who=PROJECT_PEOPLE,
        broken=at_most("name", 100),
        example={"length": 101, "limit": 100},
    ),
    Rule(
        number="R32",
        moment=Moment.SEND,
        sentence=_("It is inactive."),
        who=PROJECT_PEOPLE,
        broken=unless(lambda project, settings: project.is_active),
    ),
    Rule(
        number="R29",
        moment=Moment.SEND,
        sentence=_("ERP integration is switched off for it."),
        who=PROJECT_PEOPLE,
        broken=unless(lambda project, settings: project.is_integrated),
    ),
    Rule(
        number="R31",
        moment=Moment.SEND,
        sentence=_("It is a sub-job of {parent}, and sub-jobs are not exported."),
        who=_("Project people code its costs to the project that it belongs to."),
        broken=sub_job,
        example={"parent": "24-017 Harbor Street Depot"},
    ),
    Rule(
        number="R26",
        moment=Moment.SEND,
        sentence=_("It started on {started}, before Xero was connected on {connected}."),
        who=_("An accounting approver links it to its job in Xero; nothing is posted then."),
        broken=older_than_connection,
        example={"started": date(2025, 3, 3), "connected": date(2026, 2, 1)},
    ),
    Rule(
        number="R35",
        moment=Moment.SEND,
        sentence=_("It has no budget code."),
        who=PROJECT_PEOPLE,
        broken=unless(lambda project, settings: project.project_budget_codes.all()),
    ),
    surroundings.unique_here(
        "R124",
        _("Project {other} has the same name, and Xero tells jobs apart by their names."),
        {"other": "24-018 Harbor Street Depot"},
    ),
    surroundings.unique_in_xero(
        "R124",
        _("Xero has a job named “{name}” already."),
        {"name": "Harbor Street Depot"},
    ),
    Rule(
        number="R124",
        moment=Moment.ACCEPT,
        sentence=_("An archived job in Xero is named “{name}”, and it keeps its name."),
        who=_("A bookkeeper restores it in Xero and an approver links it; or project people rename the project."),
        broken=surroundings.archived_namesakes,
        example={"name": "Harbor Street Depot"},
    ),
    category_is_chosen,
    category_is_there,
    Rule(
        number="R27",
        moment=Moment.EXPORT,
        sentence=_("It waits for one of its budget codes to be exported: {codes}"),
        who=WAITS,
        broken=no_code_in_xero,
        example={"codes": "03-300.S, 05-120.M"},
    ),
    Rule(
        number="R33",
        moment=Moment.ADVICE,
        sentence=_(
            "Its budget codes {codes} are not in Xero yet: nothing can be coded to them until they are exported."
        ),
        who=WAITS,
        broken=some_codes_not_in_xero,
        example={"codes": "05-700.S"},
    ),
    Rule(
        number="R124",
        moment=Moment.ADVICE,
        sentence=_("Another project has the number {number} too."),
        who=_("Make sure that the same project was not entered twice."),
        broken=lambda project, settings: [{"number": project.number}] if project.has_twin else [],
        example={"number": "24-017"},
    ),
    Rule(
        number="Xero",
        moment=Moment.ADVICE,
        sentence=_("Xero has {count} active jobs. It advises {limit} at the most, since its screens get slow."),
        who=_("Archive jobs in Xero that are finished."),
        broken=many_jobs,
        example={"count": 100, "limit": 100},
    ),
)
