"""When a project may become an option of the tracking category."""

from datetime import UTC, date, datetime

import pytest

from erp_integrations.models import BudgetCode, CostCode, ErpList
from tests.factories import BudgetCodeFactory, ConnectionFactory, ProjectFactory
from tests.rules import documents
from tests.rules.case import Case
from tests.rules.steps import GONE, both, field, listed, listed_often, nothing, setting


def depot():
    return ProjectFactory(number="24-017", name="Harbor Street Depot")


def another(**fields):
    return lambda record: ProjectFactory(**{"number": "24-018", "name": "harbor street  DEPOT", **fields})


def without_codes(project):
    project.project_budget_codes.all().delete()


def codes_not_exported(project):
    BudgetCode.objects.update(erp_id="", state="unlinked")
    CostCode.objects.update(code="05-120")


def one_of_two_codes_exported(project):
    project.project_budget_codes.create(budget_code=BudgetCodeFactory(cost_code__code="05-700"))


def update_of_a_job(project):
    """The project was exported with a code; its new one is not in Xero."""
    type(project).objects.filter(pk=project.pk).update(erp_id="job", state="synced")
    project.take_line_ids([])
    one_of_two_codes_exported(project)


def connected_in(month):
    """On the first of a month of 2026."""
    return lambda record: ConnectionFactory(first_connected_at=datetime(2026, month, 1, tzinfo=UTC))


CASES = (
    Case(
        number="R124",
        what="no name",
        make=depot,
        spoil=field(name=" "),
        sentence="It has no name.",
        edge=field(name="n"),
    ),
    Case(
        number="Xero",
        what="name of 101 characters",
        make=depot,
        spoil=field(name="n" * 101),
        sentence="The name has 101 characters, and 100 are the most for a tracking option.",
        edge=field(name=f" {'n' * 50}  {'n' * 49} "),
    ),
    Case(
        number="R32",
        what="inactive",
        make=depot,
        spoil=field(is_active=False),
        sentence="It is inactive.",
        edge=field(is_active=True),
    ),
    Case(
        number="R29",
        what="integration switched off",
        make=depot,
        spoil=field(is_integrated=False),
        sentence="ERP integration is switched off for it.",
        edge=another(name="Another", is_integrated=False, submitted=True),
    ),
    Case(
        number="R31",
        what="sub-job",
        make=depot,
        spoil=field(sub_job_of="24-001"),
        sentence="It is a sub-job of 24-001, and sub-jobs are not exported.",
        edge=field(sub_job_of=" "),
    ),
    Case(
        number="R26",
        what="started the day before Xero was connected",
        make=depot,
        spoil=both(connected_in(2), field(started_on=date(2026, 1, 31))),
        sentence="It started on 31 Jan 2026, before Xero was connected on 1 Feb 2026.",
        edge=both(connected_in(2), field(started_on=date(2026, 2, 1))),
    ),
    Case(
        number="R26",
        what="the first of two connections counts",
        make=depot,
        spoil=both(connected_in(6), connected_in(2), field(started_on=date(2026, 1, 31))),
        sentence="It started on 31 Jan 2026, before Xero was connected on 1 Feb 2026.",
        edge=both(connected_in(6), connected_in(2), field(started_on=date(2026, 3, 1))),
    ),
    Case(
        number="R26",
        what="start that nobody entered",
        make=depot,
        spoil=both(connected_in(2), field(started_on=date(2020, 1, 1))),
        sentence="It started on 1 Jan 2020, before Xero was connected on 1 Feb 2026.",
        edge=connected_in(2),
    ),
    Case(
        number="R35",
        what="no budget code",
        make=depot,
        spoil=without_codes,
        sentence="It has no budget code.",
        edge=both(without_codes, lambda project: project.project_budget_codes.create(budget_code=exported())),
    ),
    Case(
        number="R124",
        what="same name in another case and with two blanks",
        make=depot,
        spoil=another(submitted=True),
        sentence="Project 24-018 harbor street  DEPOT has the same name, and Xero tells jobs apart by their names.",
        edge=another(),
    ),
    Case(
        number="R124",
        what="another letter makes another name",
        make=lambda: ProjectFactory(name="Núñez Depot"),
        spoil=another(name="NÚÑEZ DEPOT", synced=True),
        sentence="Project 24-018 NÚÑEZ DEPOT has the same name, and Xero tells jobs apart by their names.",
        edge=another(name="Nunez Depot", synced=True),
    ),
    Case(
        number="R124",
        what="name of a project that is gone in Xero",
        make=depot,
        spoil=another(synced=True),
        sentence="Project 24-018 harbor street  DEPOT has the same name, and Xero tells jobs apart by their names.",
        edge=another(synced=True, erp_status=GONE),
    ),
    Case(
        number="R124",
        what="job of that name in Xero",
        make=depot,
        spoil=listed(ErpList.JOB, name="HARBOR STREET DEPOT"),
        sentence="Xero has a job named “HARBOR STREET DEPOT” already.",
        edge=listed(ErpList.CONTACT, name="HARBOR STREET DEPOT"),
    ),
    Case(
        number="R124",
        what="archived job of that name in Xero",
        make=depot,
        spoil=listed(ErpList.JOB, name="Harbor street depot", is_archived=True),
        sentence="An archived job in Xero is named “Harbor street depot”, and it keeps its name.",
        edge=listed(ErpList.JOB, name="Harbor street depot", is_archived=True, is_gone=True),
    ),
    Case(
        number="R123",
        what="no category chosen",
        make=depot,
        spoil=setting(tracking_category=""),
        sentence="No tracking category is chosen for the jobs.",
        edge=setting(tracking_category="Region"),
    ),
    Case(
        number="R27",
        what="no budget code exported",
        make=depot,
        spoil=codes_not_exported,
        sentence="It waits for one of its budget codes to be exported: 05-120.S",
        edge=nothing,
    ),
    Case(
        number="R33",
        what="new code of a job not exported",
        make=depot,
        spoil=update_of_a_job,
        sentence=(
            "Its budget codes 05-700.S are not in Xero yet: nothing can be coded to them until they are exported."
        ),
        edge=lambda project: project.take_line_ids([]),
    ),
    Case(
        number="R33",
        what="one of two codes not exported",
        make=depot,
        spoil=one_of_two_codes_exported,
        sentence=(
            "Its budget codes 05-700.S are not in Xero yet: nothing can be coded to them until they are exported."
        ),
        edge=nothing,
    ),
    Case(
        number="R124",
        what="number of another project",
        make=depot,
        spoil=another(number="24-017", name="Yard"),
        sentence="Another project has the number 24-017 too.",
        edge=another(number="24-0170", name="Yard"),
    ),
    *documents.category_cases(depot),
    Case(
        number="Xero",
        what="100 active jobs",
        make=depot,
        spoil=listed_often(ErpList.JOB, 100),
        sentence="Xero has 100 active jobs. It advises 100 at the most, since its screens get slow.",
        edge=both(listed_often(ErpList.JOB, 99), listed(ErpList.JOB, name="Old", is_archived=True)),
    ),
)


def exported():
    return BudgetCodeFactory(synced=True)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rule_stops_what_breaks_it(case, chosen_settings):
    case.check_stopping()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rule_lets_through_what_is_on_its_edge(case, chosen_settings):
    case.check_passing()
