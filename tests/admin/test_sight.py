"""Readers see what they may see, also where amounts and events of many records come together."""

import io

import openpyxl
import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from erp_integrations.models import Event, Verb
from erp_integrations.permissions import rights_of
from erp_integrations.reports.building import BUDGET, REPORTS
from tests.admin.conftest import page_url, text_of
from tests.factories import JobCostFactory, PaymentFactory, UserFactory

BUDGET_URL = "/reports/budget/"
EVENTS = reverse("admin:erp_integrations_event_changelist")


def number_url(measure):
    return reverse("admin:erp_integrations_report_number", args=[BUDGET.slug, measure.slug])


def status_for(client, measure, query):
    response = client.get(number_url(measure), query)
    if response.streaming:
        b"".join(response.streaming_content)
    response.close()
    return response.status_code


def reader(*names):
    person = UserFactory()
    person.user_permissions.set(Permission.objects.filter(codename__in=[f"view_{name}" for name in names]))
    return person


@pytest.fixture
def history(db):
    payment = PaymentFactory(amount="123.45")
    JobCostFactory(project=payment.project, of_commitment=True, amount="33.33")
    return payment


def test_reader_of_costs_alone_sees_no_amount_of_other_records(at_screen, history):
    client = at_screen(reader("jobcost"))
    page = text_of(client.get(BUDGET_URL))
    assert "33.33" in page
    assert "123.45" not in page
    assert "Columns are left out here (Original budget, Approved changes, Committed, Paid" in page
    assert "change orders, commitments, payments, projects, subcontractor invoices." in page


def test_files_leave_the_same_out_and_say_so(at_screen, history):
    client = at_screen(reader("jobcost"))
    text = b"".join(client.get(BUDGET_URL, {"file": "csv"}).streaming_content).decode()
    assert "123.45" not in text
    assert text.splitlines()[-1].startswith('"Columns are left out here (Original budget')
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(BUDGET_URL, {"file": "xlsx"}).streaming_content)))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert rows[0][2:] == ["Commitment invoiced", "Direct costs", "Job to date"]
    assert str(rows[-1][0]).startswith("Columns are left out here")


def test_everything_is_there_for_whoever_sees_everything(at_screen, history, viewer):
    client = at_screen(viewer)
    page = text_of(client.get(BUDGET_URL))
    assert "123.45" in page
    assert "Columns are left out" not in page
    assert b"left out" not in b"".join(client.get(BUDGET_URL, {"file": "csv"}).streaming_content)


@pytest.mark.parametrize("measure", BUDGET.measures, ids=lambda measure: measure.slug)
@pytest.mark.parametrize("query", [{}, {"file": "csv"}, {"file": "xlsx"}])
def test_transactions_behind_a_number_need_the_sight_of_each_record(at_screen, history, measure, query):
    needed = {part.source.record._meta.model_name for part in measure.parts} | {"jobcost"}
    assert status_for(at_screen(reader(*needed)), measure, query) == 200
    for missing in needed:
        assert status_for(at_screen(reader(*(needed - {missing}))), measure, query) == 403


def test_line_on_a_projects_page_leaves_out_what_is_not_seen(at_screen, history):
    client = at_screen(reader("jobcost", "project"))
    page = text_of(client.get(page_url(history.project)))
    assert "33.33" in page
    assert "123.45" not in page


def test_every_source_of_the_reports_has_its_record_in_the_sight_of_a_viewer(db):
    seen = {right.content_type.model for right in rights_of("viewer")}
    sources = {part.source for report in REPORTS.values() for measure in report.measures for part in measure.parts}
    assert {source.record._meta.model_name for source in sources} <= seen


@pytest.mark.parametrize("url", ["/", EVENTS])
def test_events_are_seen_by_who_sees_what_they_are_about(at_screen, history, admin_person, viewer, url):
    """What happens to people stands in the list of events alone."""
    Event.note(UserFactory(username="nina"), Verb.CHANGED)
    Event.note(history.project, Verb.SUBMITTED)
    assert ("nina" in text_of(at_screen(admin_person).get(url))) == (url == EVENTS)
    page = text_of(at_screen(viewer).get(url))
    assert "nina" not in page
    assert str(history.project) in page
    assert str(history.project) not in text_of(at_screen(reader("event", "vendor")).get(url))
