"""The reports on the screens: who sees them, every number's way to its transactions, files."""

import csv
import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate

from erp_integrations.admin.reports.tables import reverse_if_there
from erp_integrations.models import CostKind, ImportCursor, LeftOut, ProjectBudgetCode
from erp_integrations.permissions import PRESETS
from erp_integrations.reports.building import BUDGET, JOB_COSTS, REPORTS
from tests.admin.conftest import page_url, text_of
from tests.admin.test_pages import inspect
from tests.factories import (
    ChangeOrderFactory,
    CommitmentFactory,
    CommitmentLineFactory,
    ConnectionFactory,
    JobCostFactory,
    LeftOutCostFactory,
    PaymentFactory,
    ProjectFactory,
    UserFactory,
)

EVERY_REPORT = pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
JOB_COSTS_URL, BUDGET_URL = "/reports/job_costs/", "/reports/budget/"


def url_of(report, **query):
    return reverse(f"admin:erp_integrations_{report.slug}_report", query=query)


@pytest.fixture
def history(db):
    """A project with a bit of everything, and another one."""
    payment = PaymentFactory()
    commitment = payment.invoice.commitment
    CommitmentLineFactory(commitment=commitment, position=2, budget_code=None, amount="7.07")
    ChangeOrderFactory(commitment=commitment)
    code = commitment.lines.first().budget_code
    JobCostFactory(project=commitment.project, budget_code=code, of_commitment=True, amount="33.33")
    JobCostFactory(project=commitment.project, credited=True, amount="-1234.56")
    JobCostFactory(spent=True, date=date(2026, 5, 1))
    return commitment.project


@EVERY_REPORT
@pytest.mark.parametrize("preset", PRESETS)
def test_whoever_may_view_job_costs_sees_the_reports(at_screen, history, report, preset):
    client = at_screen(UserFactory(preset=preset))
    assert client.get(url_of(report)).status_code == 200
    assert f'href="{url_of(report)}"' in text_of(client.get("/"))


@EVERY_REPORT
def test_others_are_refused_and_not_led_there(at_screen, history, report):
    client = at_screen(UserFactory())
    for url in (url_of(report), url_of(report, file="csv"), f"/reports/{report.slug}/job_to_date/"):
        assert client.get(url).status_code == 403
    assert url_of(report) not in text_of(client.get("/"))


@EVERY_REPORT
def test_people_who_did_not_log_in_are_asked_to(client, db, report):
    assert client.get(url_of(report))["Location"].startswith("/login/")


@EVERY_REPORT
@pytest.mark.parametrize("slug", ["project", "division"])
def test_every_number_leads_to_transactions_that_add_up_to_it(at_screen, viewer, history, report, slug):
    client = at_screen(viewer)
    for query in ({"by": slug}, {"by": slug, "project": history.pk}, {"by": slug, "until": "2026-04-01"}):
        table = client.get(url_of(report, **query)).context["table"]
        for cell in [*table.totals, *(cell for line in (table.lines[0], table.lines[-1]) for cell in line.cells)]:
            page = client.get(cell.url)
            assert page.status_code == 200
            assert page.context["behind"].amount == cell.amount
            assert sum(line.transaction.amount for line in page.context["lines"]) == cell.amount


def test_pages_of_reports_hold_no_code_or_styles_of_their_own(at_screen, viewer, history):
    JobCostFactory(date=date(2026, 6, 1))
    client = at_screen(viewer)
    for url in (JOB_COSTS_URL, BUDGET_URL, f"{JOB_COSTS_URL}job_to_date/", f"{BUDGET_URL}left_to_bill/?row="):
        found = inspect(client.get(url))
        assert (found.forbidden, found.headings, found.positive_tabs, found.unlabelled_headers) == ([], 1, [], 0), url


def test_projects_lead_to_their_own_report(at_screen, viewer, history):
    client = at_screen(viewer)
    line = next(line for line in client.get(BUDGET_URL).context["table"].lines if line.heading.code == history.number)
    one = client.get(line.url)
    assert one.context["asked"].scope.project == history
    assert one.context["asked"].grouping.slug == "budget_code"


def test_transactions_lead_to_our_records(at_screen, viewer, history):
    page = at_screen(viewer).get(f"{BUDGET_URL}committed/")
    commitment = history.commitments.get()
    assert f'href="{page_url(commitment)}"' in text_of(page)
    assert f'href="{page_url(commitment.change_orders.get())}"' in text_of(page)


def test_records_that_somebody_may_not_see_are_not_links(at_screen, history):
    person = UserFactory(preset="viewer")
    person.user_permissions.remove(*person.user_permissions.filter(codename="view_project"))
    page = text_of(at_screen(person).get(f"{BUDGET_URL}committed/"))
    assert "/erp_integrations/project/" not in page
    assert history.commitments.get().number in page


def test_composed_number_shows_its_parts_with_their_signs(at_screen, viewer, history):
    page = text_of(at_screen(viewer).get(f"{BUDGET_URL}left_to_bill/"))
    assert "Made of" in page
    assert re.search(
        r'−</span><span>Commitment invoiced .*?<dd><data class="money" value="33.33">33.33</data></dd>', page
    )
    assert '<data class="money money-negative" value="-33.33">-33.33</data>' in page


def test_number_says_which_row_it_is_of(at_screen, viewer, history):
    client = at_screen(viewer)
    assert "Division 03" in text_of(client.get(f"{BUDGET_URL}committed/?by=division&row=03"))
    assert "Without a budget code" in text_of(client.get(f"{BUDGET_URL}committed/?by=division&row="))


def test_transactions_are_paged_and_the_foot_tells_the_whole_sum(at_screen, viewer):
    cost = JobCostFactory()
    JobCostFactory.create_batch(104, project=cost.project, budget_code=cost.budget_code)
    client = at_screen(viewer)
    first, second = (client.get(f"{JOB_COSTS_URL}job_to_date/?page={number}") for number in (1, 2))
    assert (len(first.context["lines"]), len(second.context["lines"])) == (100, 5)
    for page in (first, second):
        assert "Total of 105 lines" in text_of(page)
        assert "10,500.00" in text_of(page).partition("<tfoot>")[2]


@pytest.mark.parametrize(
    "query",
    [
        "?row=x",
        "?row=99999",
        "?row=99999999999999999999",
        "?project=999999999",
        "?until=yesterday",
        "?file=pdf",
        "?by=nothing&row=x",
    ],
)
def test_numbers_that_do_not_exist_are_not_found(at_screen, viewer, history, query):
    assert at_screen(viewer).get(f"{BUDGET_URL}committed/{query}").status_code == 404


@pytest.mark.parametrize("path", ["/reports/nothing/job_to_date/", "/reports/job_costs/paid/"])
def test_measures_that_a_report_does_not_have_are_not_found(at_screen, viewer, path):
    assert at_screen(viewer).get(path).status_code == 404


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?since=2026-03-02&until=2026-03-01", "The first day comes after the last one."),
        ("?until=31.3.26", "Enter a valid date."),
        ("?project=999999999", "Select a valid choice."),
    ],
)
def test_choice_that_makes_no_sense_shows_no_numbers(at_screen, viewer, history, query, sentence):
    page = at_screen(viewer).get(f"{JOB_COSTS_URL}{query}")
    assert sentence in text_of(page)
    assert "table" not in page.context


def test_budget_counts_from_the_start(at_screen, viewer, history):
    page = at_screen(viewer).get(f"{BUDGET_URL}?since=2026-05-01")
    assert 'name="since"' not in text_of(page)
    assert page.context["asked"].scope.since is None


@EVERY_REPORT
def test_files_hold_what_the_page_holds(at_screen, viewer, history, report):
    client = at_screen(viewer)
    totals = [cell.amount for cell in client.get(url_of(report)).context["table"].totals]
    answer = client.get(url_of(report, file="csv"))
    assert (
        answer["Content-Disposition"]
        == f'attachment; filename="{"xero-job-costs" if report is JOB_COSTS else "budget"}.csv"'
    )
    foot = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))[-1]
    assert list(map(Decimal, foot[2:])) == totals
    book = b"".join(client.get(url_of(report, file="xlsx")).streaming_content)
    page = openpyxl.load_workbook(io.BytesIO(book)).active
    assert [Decimal(str(cell.value)) for cell in page[page.max_row][2:]] == totals


def test_files_of_a_number_heed_its_filters(at_screen, viewer, history):
    query = f"project={history.pk}&by=budget_code&until=2026-04-01&row="
    answer = at_screen(viewer).get(f"{BUDGET_URL}committed/?{query}&file=csv")
    assert f"committed-{history.number}-up-to-1-apr-2026.csv" in answer["Content-Disposition"]
    _head, line, foot = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    assert (line[-1], foot[-1]) == ("7.07", "7.07")


def test_nothing_imported_yet_says_what_to_do(at_screen, viewer):
    for url in (JOB_COSTS_URL, BUDGET_URL):
        assert "Import them first" in text_of(at_screen(viewer).get(url))


def test_nothing_for_a_choice_leads_back_to_everything(at_screen, viewer, history):
    other = ProjectFactory(codes=[])
    page = text_of(at_screen(viewer).get(f"{JOB_COSTS_URL}?project={other.pk}"))
    assert "There is nothing for this choice." in page


def test_lines_that_are_in_no_projects_costs_are_told(at_screen, viewer, history):
    client = at_screen(viewer)
    assert "not in any project" not in text_of(client.get(JOB_COSTS_URL))
    LeftOutCostFactory.create_batch(2, amount="9150.00")
    LeftOutCostFactory(reason=LeftOut.RETAINAGE)
    page = text_of(client.get(JOB_COSTS_URL))
    assert re.search(r"2 transactions, <data[^>]*>18,300\.00</data>, are not in any project's costs", page)


@pytest.mark.parametrize(
    ("query", "is_said"), [("", False), ("?by=division", False), ("?project={}", True), ("?until=2026-04-01", True)]
)
def test_what_is_left_out_is_said_to_be_of_all_projects_where_some_are_chosen(
    at_screen, viewer, history, query, is_said
):
    LeftOutCostFactory()
    page = text_of(at_screen(viewer).get(f"{JOB_COSTS_URL}{query.format(history.pk)}"))
    assert ("In all projects and at all times: 1 transaction, " in page) is is_said


@pytest.mark.parametrize("measure", BUDGET.measures, ids=lambda measure: measure.slug)
def test_rows_behind_a_number_are_counted_as_what_they_are(at_screen, viewer, history, measure):
    """The sum of a composed number counts the rows of all its parts, which are of one kind."""
    assert len({part.source.counted for part in measure.parts}) == 1
    ProjectBudgetCode.objects.update(original_amount="5.00")
    page = text_of(at_screen(viewer).get(f"{BUDGET_URL}{measure.slug}/"))
    rows = {"original_budget": r"\d+ budgeted amounts", "paid": "1 share of a payment"}
    assert re.search(f"Total of {rows.get(measure.slug, '[0-9]+ lines?')}</th>", page)


def test_budget_up_to_a_day_says_above_its_table_what_counts_as_of_today(at_screen, viewer, history):
    client, sentence = at_screen(viewer), "Budgets, changes and commitments are as they stand today"
    assert sentence not in text_of(client.get(BUDGET_URL))
    above, _table, below = text_of(client.get(f"{BUDGET_URL}?until=2026-04-01")).partition("<table")
    assert sentence in above
    assert sentence not in below


@pytest.mark.parametrize("path", ["", "job_to_date/"])
def test_printed_page_says_whose_it_is_what_it_covers_and_of_which_day(at_screen, viewer, history, path):
    ConnectionFactory(tenant_name="Quay & Sons")
    page = text_of(at_screen(viewer).get(f"{JOB_COSTS_URL}{path}?project={history.pk}&since=2026-03-01"))
    _before, _class, printed = page.partition("only-print")
    today = date_format(localdate(), "j M Y")
    assert f">Quay &amp; Sons · {history} · from 1 Mar 2026 · printed on {today}" in printed.partition("</p>")[0]


def test_divisions_are_called_divisions(at_screen, viewer, history):
    page = text_of(at_screen(viewer).get(f"{BUDGET_URL}?by=division"))
    assert page.count('<span class="cell-main">Division 03</span>') == 2


def test_page_says_when_costs_were_imported(at_screen, viewer, history):
    client = at_screen(viewer)
    assert "Costs have not been imported to the end yet" in text_of(client.get(JOB_COSTS_URL))
    for stream in CostKind.values:
        ImportCursor.objects.create(stream=stream, finished_at=datetime(2026, 3, 1, tzinfo=UTC))
    assert "Costs were last imported <time" in text_of(client.get(JOB_COSTS_URL))


def test_budget_without_costs_says_that_none_were_imported(at_screen, viewer):
    CommitmentFactory()
    assert "No costs have been imported yet." in text_of(at_screen(viewer).get(BUDGET_URL))


def test_list_that_has_no_screen_is_no_link():
    assert reverse_if_there("admin:erp_integrations_nothing_changelist") == ""
    assert reverse_if_there("admin:erp_integrations_project_change", 1) == "/erp_integrations/project/1/change/"


def test_budget_says_what_is_never_in_it(at_screen, viewer, history):
    page = text_of(at_screen(viewer).get(BUDGET_URL))
    assert "they never go to Xero" in page
    assert "Prime contracts and their change orders, owner invoices and their payments, and time cards" in page


def test_every_measure_is_explained(at_screen, viewer, history):
    page = text_of(at_screen(viewer).get(BUDGET_URL))
    for measure in BUDGET.measures:
        assert f'popovertarget="tip-{measure.slug}"' in page
        assert f'id="tip-{measure.slug}"' in page


def test_charts_show_the_numbers_of_the_table(at_screen, viewer, history):
    JobCostFactory(project=history, date=date(2026, 4, 30), amount="1000.00")
    page = at_screen(viewer).get(f"{BUDGET_URL}?project={history.pk}")
    plots, text = page.context["plots"], text_of(page)
    assert [plot.title for plot in plots] == ["Job to date", "Costs of each month"]
    assert [column.hint for column in plots[1].columns] == ["Mar 2026: -1,201.23", "Apr 2026: 1,000.00"]
    assert "At the end of Apr 2026, job to date comes to -201.23." in text
    bars = page.context["bars"]
    assert [str(bar.amount) for bar in bars.rows[0].bars] == ["1000.00", "33.33", "0.00"]


def test_number_of_queries_does_not_grow_with_the_projects(at_screen, viewer, history, django_assert_max_num_queries):
    client = at_screen(viewer)
    client.get(BUDGET_URL)
    for _number in range(5):
        JobCostFactory(project=PaymentFactory().project)
    with django_assert_max_num_queries(32):
        client.get(BUDGET_URL)


def test_project_page_tells_its_totals_and_leads_to_its_budget(at_screen, viewer, history):
    page = text_of(at_screen(viewer).get(page_url(history)))
    assert f'href="{BUDGET_URL}?project={history.pk}"' in page
    assert "1,257.07" in page


def test_project_page_tells_no_totals_to_those_who_may_not_see_them(at_screen, history):
    person = UserFactory(preset="viewer")
    person.user_permissions.remove(*person.user_permissions.filter(codename="view_jobcost"))
    assert BUDGET_URL not in text_of(at_screen(person).get(page_url(history)))


def test_commitments_of_other_projects_do_not_count(at_screen, viewer, history):
    CommitmentFactory()
    totals = at_screen(viewer).get(f"{BUDGET_URL}?project={history.pk}").context["table"].totals
    assert str(totals[2].amount) == "1257.07"
