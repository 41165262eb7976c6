"""Lists: worklists, counts, columns, queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from erp_integrations.admin.worklists import WORKLISTS, counts_of
from erp_integrations.models import EXPORTED_MODELS, ApiCall, Commitment, Delivery, ErpList, Event, Project, Verb
from tests.admin.conftest import list_url, page_url, text_of
from tests.factories import (
    FACTORIES,
    ApiCallFactory,
    CommitmentFactory,
    ErpEntryFactory,
    ErpListReadingFactory,
    ProjectFactory,
)

EVERY_TYPE = pytest.mark.parametrize("model", EXPORTED_MODELS, ids=lambda model: model.__name__)
TRAITS = ("submitted", "accepted", "queued", "failed", "synced", "rejected", "retrieved")


def one_in_each_state(factory):
    factory()
    for trait in TRAITS:
        factory(**{trait: True})


def queries_of(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@EVERY_TYPE
def test_counts_agree_with_the_worklists(chosen_settings, model):
    one_in_each_state(FACTORIES[model])
    counts = counts_of(model.objects.all())
    assert counts == {worklist.slug: worklist.select(model.objects.all()).count() for worklist in WORKLISTS}
    assert sum(counts.values()) == model.objects.count()


@EVERY_TYPE
@pytest.mark.parametrize("worklist", [worklist.slug for worklist in WORKLISTS])
def test_worklist_shows_its_own_records_only(at_screen, approver, model, worklist):
    one_in_each_state(FACTORIES[model])
    response = at_screen(approver).get(list_url(model), {"worklist": worklist})
    shown = {record.pk for record in response.context["cl"].result_list}
    assert shown == set(getattr(model.objects, worklist)().values_list("pk", flat=True)) or len(shown) == 50


def test_bare_list_and_unknown_worklist_show_everything(at_screen, approver):
    one_in_each_state(CommitmentFactory)
    client = at_screen(approver)
    for query in ({}, {"worklist": "nonsense"}):
        assert client.get(list_url(Commitment), query).context["cl"].result_count == Commitment.objects.count()


@EVERY_TYPE
@pytest.mark.parametrize("worklist", ["ready_to_export", "failed"])
def test_more_rows_need_no_more_queries(at_screen, approver, model, worklist):
    client, url = at_screen(approver), f"{list_url(model)}?worklist={worklist}"
    trait = {"ready_to_export": "submitted", "failed": "failed"}[worklist]
    FACTORIES[model].create_batch(5, **{trait: True}, submitted_by=approver)
    few = queries_of(client, url)
    FACTORIES[model].create_batch(20, **{trait: True}, submitted_by=approver)
    assert queries_of(client, url) == few


@EVERY_TYPE
def test_more_rows_need_no_more_queries_when_xeros_lists_are_known(at_screen, approver, model):
    """Each rule looks at the lists, and finds nothing in its way."""
    for erp_list in ErpList:
        ErpListReadingFactory(list=erp_list)
    ErpEntryFactory(list=ErpList.ITEM, name="RETAINAGE", account="815")
    client, url = at_screen(approver), f"{list_url(model)}?worklist=ready_to_export"
    FACTORIES[model].create_batch(5, submitted=True, submitted_by=approver)
    few = queries_of(client, url)
    FACTORIES[model].create_batch(20, submitted=True, submitted_by=approver)
    assert queries_of(client, url) == few


@EVERY_TYPE
def test_more_rows_in_the_list_of_all_need_no_more_queries(at_screen, approver, model):
    client, url = at_screen(approver), list_url(model)
    FACTORIES[model].create_batch(5)
    few = queries_of(client, url)
    FACTORIES[model].create_batch(20)
    assert queries_of(client, url) == few


def test_row_says_what_stops_the_record_and_who_mends_it(at_screen, approver):
    CommitmentFactory(submitted=True, status="draft", vendor__erp_id="", vendor__state="unlinked")
    page = text_of(at_screen(approver).get(list_url(Commitment)))
    assert "The company is not linked to a Xero contact yet." in page
    assert "an accounting approver exports it or links it." in page
    assert ">+1<" in page


def test_people_are_called_by_their_full_name_where_there_is_one(at_screen, approver, project_person):
    approver.first_name, approver.last_name = "Grace", "Okafor"
    approver.save()
    record = CommitmentFactory(rejected=True, submitted_by=project_person, reviewed_by=approver)
    Event.note(record, Verb.REJECTED, by=approver)
    client = at_screen(project_person)
    for url in ("/", list_url(Commitment), page_url(record), list_url(Event)):
        page = text_of(client.get(url))
        assert "Grace Okafor" in page, url
        assert approver.username not in page, url
    assert project_person.username in text_of(client.get(list_url(Commitment)))


def test_row_says_what_xero_said(at_screen, approver):
    CommitmentFactory(failed=True)
    page = text_of(at_screen(approver).get(list_url(Commitment)))
    assert "Xero said no." in page
    assert "pill-red" in page


@pytest.mark.parametrize(
    ("traits", "tone", "word"),
    [
        ({}, "grey", "Not sent"),
        ({"submitted": True}, "blue", "Sent to ERP"),
        ({"accepted": True}, "blue", "Accepted"),
        ({"queued": True}, "violet", "Waiting for export"),
        ({"queued": True, "delivery": Delivery.SENDING}, "violet pill-moving", "Being exported"),
        ({"queued": True, "delivery": Delivery.UNKNOWN}, "violet pill-moving", "Checking with Xero"),
        ({"failed": True}, "red", "Failed to export"),
        ({"synced": True}, "green", "Synced"),
        ({"rejected": True}, "yellow", "Rejected"),
        ({"retrieved": True}, "yellow", "Retrieved"),
    ],
)
def test_state_is_a_word_and_a_colour(at_screen, approver, traits, tone, word):
    CommitmentFactory(**traits)
    assert f'<span class="pill pill-{tone}">{word}</span>' in text_of(at_screen(approver).get(list_url(Commitment)))


def test_search_narrows_the_list_and_its_counts(at_screen, approver):
    CommitmentFactory(submitted=True, number="SC-FIND-ME")
    CommitmentFactory(submitted=True)
    response = at_screen(approver).get(list_url(Commitment), {"q": "find-me", "worklist": "ready_to_export"})
    assert response.context["cl"].result_count == 1
    assert {str(tab.title): tab.count for tab in response.context["cl"].tabs}["Ready to export"] == 1


def test_filters_stand_above_the_table(at_screen, approver):
    wanted = CommitmentFactory(submitted=True)
    CommitmentFactory(submitted=True)
    response = at_screen(approver).get(list_url(Commitment), {"project": wanted.project_id})
    assert [record.pk for record in response.context["cl"].result_list] == [wanted.pk]
    page = text_of(response)
    assert page.index('name="project"') < page.index('id="result_list"')


@pytest.mark.parametrize("query", [{"project": "abc"}, {"kind": "zzz"}, {"p": "99"}, {"o": "7.-3"}, {"e": "1"}])
def test_nonsense_in_the_address_is_no_error(at_screen, approver, query):
    CommitmentFactory()
    assert at_screen(approver).get(list_url(Commitment), query).status_code in (200, 302)


def test_only_projects_have_a_list_of_updates(at_screen, approver):
    ProjectFactory(submitted=True, erp_id="option")
    client = at_screen(approver)
    assert "Ready to update" in text_of(client.get(list_url(Project)))
    assert "Ready to update" not in text_of(client.get(list_url(Commitment)))


@EVERY_TYPE
def test_amounts_can_be_added_up_by_the_page(at_screen, approver, model):
    record = FACTORIES[model](submitted=True)
    page = text_of(at_screen(approver).get(list_url(model)))
    amount = record.amount_to_show
    assert ('<data class="money"' in page) is (amount is not None)
    assert amount is None or f'value="{amount}"' in page


def test_each_value_bears_the_name_of_its_column_for_narrow_screens(at_screen, approver):
    ApiCallFactory()
    text = text_of(at_screen(approver).get(list_url(ApiCall)))
    assert '<th scope="row" data-label="Time" class="field-started_column' in text
    assert '<td data-label="Seconds" class="field-duration_column' in text
    assert 'data-blank class="field-left_column' in text
    assert 'data-blank class="field-duration_column' not in text
