"""Job costs, and what is left out of them, on the screens."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from erp_integrations.admin.filters import LONGEST_CHOICE
from erp_integrations.models import Connection, CostKind, JobCost, LeftOut, LeftOutCost, Project
from erp_integrations.services.left_out import WHAT_TO_DO
from tests.admin.conftest import act, list_url, page_url, text_of
from tests.admin.test_lists import queries_of
from tests.factories import (
    BudgetCodeFactory,
    ConnectionFactory,
    JobCostFactory,
    LeftOutCostFactory,
    ProjectFactory,
    StagedRecordFactory,
    UserFactory,
)

BOTH = pytest.mark.parametrize(
    ("model", "factory"), [(JobCost, JobCostFactory), (LeftOutCost, LeftOutCostFactory)], ids=["costs", "left out"]
)


def shown(response):
    return {line.pk for line in response.context["cl"].result_list}


@BOTH
def test_lines_are_there_to_read(at_screen, approver, model, factory):
    line, client = factory(), at_screen(approver)
    assert client.get(reverse(f"admin:erp_integrations_{model._meta.model_name}_add")).status_code == 403
    assert client.post(page_url(line), {"amount": "1.00"}).status_code == 403
    delete = reverse(f"admin:erp_integrations_{model._meta.model_name}_delete", args=[line.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
    act(client, "delete_selected", line, post="yes")
    assert model.objects.values().get() == model.objects.filter(amount="100.00").values().get()


@BOTH
def test_people_without_the_right_see_no_list(at_screen, django_user_model, model, factory):
    nobody = django_user_model.objects.create_user("nobody", is_staff=True)
    assert at_screen(nobody).get(list_url(model)).status_code == 403


@BOTH
def test_more_lines_need_no_more_queries(at_screen, approver, model, factory):
    client = at_screen(approver)
    factory.create_batch(10)
    few = queries_of(client, list_url(model))
    shared = {"project": ProjectFactory(), "budget_code": BudgetCodeFactory()} if model is JobCost else {}
    factory.create_batch(190, **shared)
    assert queries_of(client, list_url(model)) == few


def test_total_is_exact_over_all_pages(at_screen, viewer):
    project, code = ProjectFactory(), BudgetCodeFactory()
    amounts = [Decimal("0.29")] * 70 + [Decimal("99999999999.99"), Decimal("-0.07")]
    for amount in amounts:
        JobCostFactory(project=project, budget_code=code, amount=amount)
    change_list = at_screen(viewer).get(list_url(JobCost)).context["cl"]
    assert len(change_list.result_list) == 50
    assert change_list.total == sum(amounts)


def test_list_is_narrowed_to_a_project_and_says_so(at_screen, viewer):
    cost = JobCostFactory()
    JobCostFactory()
    response = at_screen(viewer).get(list_url(JobCost), {"project": cost.project_id})
    assert shown(response) == {cost.pk}
    assert f"<span>{cost.project}</span>" in text_of(response)
    assert response.context["cl"].total == Decimal("100.00")
    assert "<p>1 line</p>" in text_of(response)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"kind": "ACCPAY"}, {"bill", "order"}),
        ({"kind": "SPEND"}, {"spent"}),
        ({"kind": "ACCPAYCREDIT"}, {"credited"}),
        ({"cost": "True"}, {"order"}),
        ({"cost": "False"}, {"bill", "spent", "credited"}),
        ({"from": "2026-05-01", "to": "2026-05-31"}, {"spent"}),
        ({"q": "crane"}, {"bill"}),
        ({"kind": "nonsense", "from": "soon"}, {"bill", "order", "spent", "credited"}),
    ],
)
def test_list_is_narrowed_by_kind_commitment_date_and_search(at_screen, viewer, query, names):
    costs = {
        "bill": JobCostFactory(description="Crane, two days"),
        "order": JobCostFactory(of_commitment=True),
        "spent": JobCostFactory(spent=True, date=date(2026, 5, 20)),
        "credited": JobCostFactory(credited=True),
    }
    assert shown(at_screen(viewer).get(list_url(JobCost), query)) == {costs[name].pk for name in names}


def test_row_says_what_a_cost_is(at_screen, viewer):
    cost = JobCostFactory(of_commitment=True)
    JobCostFactory(credited=True, date=None, number="")
    page = text_of(at_screen(viewer).get(list_url(JobCost)))
    for text in ("10 Mar 2026", "of a commitment", cost.number, cost.vendor_name, cost.project.name, "Credit note"):
        assert text in page
    assert str(cost.budget_code) in page
    assert "no number" in page


def test_number_leads_to_a_page_that_says_in_words_what_a_cost_is(at_screen, viewer, settings):
    settings.XERO_PAGES_URL = "https://go.xero.example"
    ConnectionFactory(short_code="!hRb7X")
    cost = JobCostFactory(date=date(2026, 11, 15), job_name="Quay", item_code="03-300.S")
    client = at_screen(viewer)
    assert f'<a href="{page_url(cost)}"><span class="cell-main">{cost.number}' in text_of(client.get(list_url(JobCost)))
    page = text_of(client.get(page_url(cost)))
    for said in (
        "Bill",
        "15 Nov 2026",
        "Approved",
        "Quay",
        "03-300.S",
        "In Xero",
        cost.erp_id,
        "Direct cost",
        "100.00",
    ):
        assert said in page
    assert f'redirecturl=%2FAccountsPayable%2FEdit.aspx%3FInvoiceID%3D{cost.erp_id}"' in page
    assert f'<a href="{page_url(cost.project)}">{cost.project}</a>' in page
    assert f'<a href="{page_url(cost.budget_code)}">{cost.budget_code}</a>' in page
    for unsaid in ("AUTHORISED", "Xero line id", "Id of the", "Nov. 15", cost.erp_line_id, f">{cost.job_id}<"):
        assert unsaid not in page


def test_page_of_a_cost_leads_nobody_to_what_they_may_not_see(at_screen):
    cost = JobCostFactory(number="", status="PAID", of_commitment=True)
    person = UserFactory(preset="viewer")
    person.user_permissions.remove(*person.user_permissions.filter(codename="view_project"))
    page = text_of(at_screen(person).get(page_url(cost)))
    assert page_url(cost.project) not in page
    for said in (str(cost.project), "no number", "Paid", "Commitment cost"):
        assert said in page


def test_page_of_a_cost_left_out_says_why(at_screen, viewer):
    line = LeftOutCostFactory(status="SUBMITTED", reason=LeftOut.NOT_APPROVED)
    page = text_of(at_screen(viewer).get(page_url(line)))
    for said in ("It is not approved in Xero yet", "Awaiting approval", "no job", "no item", "10 Mar 2026"):
        assert said in page
    assert line.erp_line_id not in page


@BOTH
def test_page_of_a_line_that_is_gone_leads_away(at_screen, viewer, model, factory):
    line = factory()
    url = page_url(line)
    line.delete()
    assert at_screen(viewer).get(url).status_code == 302


# Left out


def test_page_tells_how_much_is_left_out_for_which_reason(at_screen, approver):
    first = LeftOutCostFactory(amount=Decimal("10.10"))
    LeftOutCostFactory(amount=Decimal("0.20"), erp_id=first.erp_id)
    LeftOutCostFactory(amount=Decimal("5.00"), reason=LeftOut.NO_ITEM, erp_id=first.erp_id)
    LeftOutCostFactory(amount=Decimal("-1.00"), reason=LeftOut.NOT_APPROVED)
    LeftOutCostFactory(amount=Decimal("40.00"), reason=LeftOut.RETAINAGE)
    response = at_screen(approver).get(list_url(LeftOutCost))
    told = response.context["overview"]
    assert (told["to_look_at"].transactions, told["to_look_at"].amount) == (2, Decimal("14.30"))
    sums = {str(row.title): (row.sum.transactions, row.sum.amount) for row in told["reasons"]}
    assert sums == {
        str(LeftOut.NOT_APPROVED.label): (1, Decimal("-1.00")),
        str(LeftOut.NO_JOB.label): (1, Decimal("10.30")),
        str(LeftOut.NO_ITEM.label): (1, Decimal("5.00")),
    }
    assert told["retainage"].sum.amount == Decimal("40.00")
    page = text_of(response)
    assert "2 transactions (4 lines), " in page
    assert "1 transaction (2 lines)" in page
    assert "<p>4 lines</p>" in page
    assert "Give the line an item in Xero." in page


def test_list_and_its_total_leave_retainage_out_until_it_is_asked_for(at_screen, approver):
    line = LeftOutCostFactory()
    retainage = LeftOutCostFactory(reason=LeftOut.RETAINAGE, amount=Decimal("40.00"))
    client = at_screen(approver)
    response = client.get(list_url(LeftOutCost))
    assert (shown(response), response.context["cl"].total) == ({line.pk}, Decimal("100.00"))
    response = client.get(list_url(LeftOutCost), {"reason": "retainage"})
    assert (shown(response), response.context["cl"].total) == ({retainage.pk}, Decimal("40.00"))


def test_retainage_alone_is_nothing_to_mend(at_screen, approver):
    LeftOutCostFactory(reason=LeftOut.RETAINAGE)
    assert "Nothing waits to be mended." in text_of(at_screen(approver).get(list_url(LeftOutCost)))


def test_every_reason_says_what_to_do():
    assert set(WHAT_TO_DO) == set(LeftOut)


def test_clicking_a_reason_narrows_the_list(at_screen, approver):
    wanted = LeftOutCostFactory(reason=LeftOut.NO_ITEM)
    LeftOutCostFactory()
    client = at_screen(approver)
    rows = client.get(list_url(LeftOutCost)).context["overview"]["reasons"]
    url = next(row.url for row in rows if row.title == LeftOut.NO_ITEM.label)
    assert shown(client.get(f"{list_url(LeftOutCost)}{url}")) == {wanted.pk}


def mends(client):
    """What mends each job or item, by its name."""
    (row,) = client.get(list_url(LeftOutCost)).context["overview"]["reasons"]
    return {group.name: group.mend for group in row.groups}


def left_out_for_job(job_id, name, amount="20.00"):
    return LeftOutCostFactory(
        reason=LeftOut.JOB_NOT_LINKED, job_id=job_id, job_name=name, amount=Decimal(amount), number=f"of {name}"
    )


def left_out_for_item(code):
    return LeftOutCostFactory(reason=LeftOut.ITEM_NOT_LINKED, item_code=code)


def test_jobs_that_are_not_linked_are_told_with_what_mends_them(at_screen, approver):
    ours = ProjectFactory(name="Harbor Street")
    left_out_for_job("j1", "Harbor street", "10.00")
    left_out_for_job("j2", "Tower Crane Yard", "20.00")
    client = at_screen(approver)
    (row,) = client.get(list_url(LeftOutCost)).context["overview"]["reasons"]
    crane, harbor = row.groups
    assert (crane.name, crane.sum.amount) == ("Tower Crane Yard", Decimal("20.00"))
    assert (crane.mend.sentence, crane.mend.url) == ("Link a project to the job “Tower Crane Yard”", "")
    assert (harbor.mend.sentence, harbor.mend.url) == (
        "Link or export the project “Harbor street”",
        page_url(ours),
    )
    assert len(shown(client.get(f"{list_url(LeftOutCost)}{crane.url}"))) == 1


@pytest.mark.parametrize(("is_archived", "tab"), [(False, "ready_to_import"), (True, "archived")])
def test_job_that_exists_only_in_xero_leads_to_where_it_is_offered(at_screen, approver, is_archived, tab):
    job = StagedRecordFactory(job=True, name="Tower & Crane Yard", is_archived=is_archived)
    StagedRecordFactory(job=True, is_archived=is_archived)
    left_out_for_job(job.erp_id, job.name)
    client = at_screen(approver)
    url = mends(client)[job.name].url
    assert url == f"{list_url(Project)}?worklist={tab}&q=Tower+%26+Crane+Yard"
    assert shown(client.get(url)) == {job.pk}


def test_job_that_a_project_of_another_job_has_the_name_of_is_offered(at_screen, approver):
    ProjectFactory(synced=True, name="Quay")
    job = StagedRecordFactory(job=True, name="Quay")
    left_out_for_job(job.erp_id, job.name)
    left_out_for_job("j2", "quay", "1.00")
    found = mends(at_screen(approver))
    assert "worklist=ready_to_import" in found["Quay"].url
    assert "is linked to another job" in found["quay"].sentence


def test_who_may_not_mend_is_told_how_and_led_nowhere(at_screen, viewer):
    job = StagedRecordFactory(job=True)
    left_out_for_job(job.erp_id, job.name)
    left_out_for_job("j1", ProjectFactory(name="Quay").name)
    client = at_screen(viewer)
    assert {mend.url for mend in mends(client).values()} == {""}
    assert f"Link a project to the job “{job.name}”" in text_of(client.get(list_url(LeftOutCost)))


def test_items_that_are_not_linked_lead_to_their_budget_code(at_screen, approver, viewer):
    code = BudgetCodeFactory()
    left_out_for_item(code.item_code)
    assert mends(at_screen(approver))[code.item_code].url == page_url(code)
    assert mends(at_screen(viewer))[code.item_code].url == ""


def test_item_that_no_budget_code_is_called_as_leads_those_who_may_add_one(at_screen, approver):
    left_out_for_item("HAMMER")
    person = UserFactory(preset="project person")
    for who, url in ((approver, ""), (person, "/erp_integrations/budgetcode/add/")):
        mend = mends(at_screen(who))["HAMMER"]
        assert mend.sentence == (
            "No budget code here is called “HAMMER”: add one to the list of budget codes, or recode the line in Xero"
        )
        assert mend.url == url
    client = at_screen(person)
    assert client.get(url).status_code == 200
    assert len(shown(client.get(list_url(LeftOutCost), {"item": "HAMMER"}))) == 1


def test_item_whose_budget_code_is_linked_to_another_is_told_so(at_screen, approver):
    code = BudgetCodeFactory(synced=True)
    left_out_for_item(code.item_code)
    mend = mends(at_screen(approver))[code.item_code]
    assert "is linked to another item" in mend.sentence
    assert mend.url == page_url(code)


@pytest.mark.parametrize("query", [{"job": "nowhere"}, {"item": "x' or 1=1"}, {"reason": "none"}, {"p": "99"}])
def test_nonsense_in_the_address_is_no_error(at_screen, approver, query):
    LeftOutCostFactory()
    assert at_screen(approver).get(list_url(LeftOutCost), query).status_code in (200, 302)


@pytest.mark.parametrize(
    ("kind", "page"),
    [
        (CostKind.ACCPAY, "AccountsPayable%2FEdit.aspx%3FInvoiceID%3D"),
        (CostKind.SPEND, "Bank%2FViewTransaction.aspx%3FbankTransactionID%3D"),
        (CostKind.ACCPAYCREDIT, "AccountsPayable%2FViewCreditNote.aspx%3FcreditNoteID%3D"),
    ],
)
def test_number_leads_to_the_transaction_in_xero(at_screen, approver, settings, kind, page):
    settings.XERO_PAGES_URL = "https://go.xero.example"
    ConnectionFactory(short_code="!hRb7X")
    line = LeftOutCostFactory(kind=kind)
    address = f"https://go.xero.example/organisationlogin/default.aspx?shortcode=%21hRb7X&amp;redirecturl=%2F{page}"
    assert f'href="{address}{line.erp_id}"' in text_of(at_screen(approver).get(list_url(LeftOutCost)))


@pytest.mark.parametrize(("pages", "code"), [("", "!hRb7X"), ("https://go.xero.example", "")])
def test_number_leads_nowhere_where_xero_has_no_page_that_is_known(at_screen, approver, settings, pages, code):
    settings.XERO_PAGES_URL = pages
    ConnectionFactory(short_code=code)
    assert Connection.objects.count() == 1
    LeftOutCostFactory()
    assert "organisationlogin" not in text_of(at_screen(approver).get(list_url(LeftOutCost)))


def test_sidebar_counts_transactions_for_those_who_bring_costs_in(at_screen, approver, viewer):
    line = LeftOutCostFactory()
    LeftOutCostFactory(erp_id=line.erp_id)
    LeftOutCostFactory(reason=LeftOut.RETAINAGE)
    for person, count in ((approver, 1), (viewer, 0)):
        sections = at_screen(person).get("/").context["sidebar"]
        entries = {entry.title: entry for section in sections for entry in section.entries}
        assert entries["Costs left out"].count == count


def test_sidebar_stops_counting_at_a_thousand(at_screen, approver):
    LeftOutCostFactory.create_batch(1001)
    assert ">999+<" in text_of(at_screen(approver).get("/"))


def test_project_beyond_the_longest_choice_can_be_chosen_all_the_same(at_screen, approver):
    others = [Project(source_id=f"P-{n}", number=f"00-{n:04}", name=f"Project {n}") for n in range(LONGEST_CHOICE)]
    Project.objects.bulk_create(others)
    JobCostFactory()
    chosen = JobCostFactory(project=ProjectFactory(synced=True, number="99-001"))
    response = at_screen(approver).get(list_url(JobCost), {"project": chosen.project.pk})
    assert shown(response) == {chosen.pk}
    assert "99-001" in text_of(response)
