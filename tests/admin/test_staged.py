"""The tabs of what exists only in Xero, and what people do there."""

import factory
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from erp_integrations import wiring
from erp_integrations.models import Commitment, ErpList, Event, Project, StagedRecord, State, Vendor
from erp_integrations.services.archiving import archive
from erp_integrations.services.refreshing import refresh_lists
from erp_integrations.services.staging import stage
from tests import factories
from tests.admin.conftest import list_url, text_of
from tests.admin.test_pages import inspect
from tests.factories import StagedRecordFactory

READY, ARCHIVED = "?worklist=ready_to_import", "?worklist=archived"
BOTH = pytest.mark.parametrize(("model", "is_job"), [(Vendor, False), (Project, True)], ids=["company", "project"])


def post(client, model, action, *rows, worklist=READY, **fields):
    ids = [row.pk for row in rows]
    return client.post(f"{list_url(model)}{worklist}", {"action": action, "_selected_action": ids, **fields})


def tabs_of(response):
    return {str(tab.title): tab.count for tab in response.context["cl"].tabs}


# The tabs


@BOTH
def test_tabs_stand_in_every_list_of_the_type_with_their_counts(at_screen, viewer, model, is_job):
    StagedRecordFactory.create_batch(2, job=is_job)
    StagedRecordFactory(job=is_job, is_archived=True)
    StagedRecordFactory(job=not is_job)
    factories.FACTORIES[model](submitted=True)
    client = at_screen(viewer)
    for query in ("", "?worklist=ready_to_export", READY, ARCHIVED):
        tabs = tabs_of(client.get(f"{list_url(model)}{query}"))
        assert (tabs["Ready to import"], tabs["Archived"], tabs["Ready to export"]) == (2, 1, 1), query
    assert [str(tab.title) for tab in client.get(list_url(model)).context["cl"].tabs][0] == "Ready to import"


@BOTH
def test_tab_shows_its_own_rows_under_the_name_of_the_list(at_screen, viewer, model, is_job):
    ready, archived = StagedRecordFactory(job=is_job), StagedRecordFactory(job=is_job, is_archived=True)
    StagedRecordFactory(job=not is_job)
    client = at_screen(viewer)
    page = client.get(f"{list_url(model)}{READY}")
    assert list(page.context["cl"].result_list) == [ready]
    assert f"<h1>{model._meta.verbose_name_plural.capitalize()}</h1>" in text_of(page)
    assert list(client.get(f"{list_url(model)}{ARCHIVED}").context["cl"].result_list) == [archived]


def test_other_lists_have_no_such_tabs(at_screen, approver):
    assert "Ready to import" not in text_of(at_screen(approver).get(list_url(Commitment)))
    assert at_screen(approver).get(f"{list_url(Commitment)}{READY}").status_code == 200


def test_search_narrows_rows_and_counts(at_screen, approver):
    StagedRecordFactory(name="Padre Roofing", entry__contact={"city": "Tacoma", "email": "a@padre.example"})
    StagedRecordFactory(name="Nunez Masonry")
    client = at_screen(approver)
    for text in ("padre roof", "tacoma", "@padre"):
        page = client.get(f"{list_url(Vendor)}{READY}&q={text}")
        assert [row.name for row in page.context["cl"].result_list] == ["Padre Roofing"], text
        assert tabs_of(page)["Ready to import"] == 1
    assert tabs_of(client.get(f"{list_url(Vendor)}?q=padre"))["Ready to import"] == 1


def test_row_tells_where_how_to_reach_it_and_what_it_probably_is(at_screen, approver):
    vendor = factories.VendorFactory(name="Padre Roofing, Inc.")
    contact = {"city": "Tacoma", "region": "WA", "email": "a@padre.example", "phone": "253 555"}
    factories.ErpEntryFactory(name="Padre Roofing", contact=contact)
    stage(ErpList.CONTACT)
    page = text_of(at_screen(approver).get(f"{list_url(Vendor)}{READY}"))
    for told in ("Tacoma, WA", "a@padre.example", "253 555", str(vendor), "same name", "just now"):
        assert told in page, told


def test_job_shows_how_its_name_would_be_split(at_screen, approver):
    StagedRecordFactory(job=True, name="24-017 Harbor Street")
    StagedRecordFactory(job=True, name="Quay")
    page = text_of(at_screen(approver).get(f"{list_url(Project)}{READY}"))
    assert "number to be given" in page
    assert ">24-017<" in page


def test_names_from_xero_are_text_and_never_code(at_screen, approver):
    row = StagedRecordFactory(name='<script>alert("1")</script>', entry__contact={"city": "<i>", "email": "<b>"})
    job = StagedRecordFactory(job=True, name='"><img src=x onerror=alert(1)>')
    client = at_screen(approver)
    pages = [
        client.get(f"{list_url(Vendor)}{READY}"),
        client.get(f"{list_url(Project)}{READY}"),
        post(client, Vendor, "link", row),
        post(client, Project, "add", job),
        post(client, Vendor, "add", row),
    ]
    for page in pages:
        assert "<script>alert" not in text_of(page)
        assert "<img" not in text_of(page).replace('<img src="/static', "")
        assert "<i>" not in text_of(page)
        assert inspect(page).forbidden == []
        assert inspect(page).headings == 1


@BOTH
@pytest.mark.parametrize("worklist", [READY, ARCHIVED, ""])
def test_more_rows_need_no_more_queries(at_screen, approver, model, is_job, worklist):
    client, url = at_screen(approver), f"{list_url(model)}{worklist}"

    def queries():
        client.get(url)
        with CaptureQueriesContext(connection) as made:
            assert client.get(url).status_code == 200
        return len(made)

    def grow(number):
        for row in StagedRecordFactory.create_batch(number, job=is_job, is_archived=worklist == ARCHIVED):
            row.match_id = factories.FACTORIES[model](**({} if not is_job else {"codes": []})).pk
            row.save()

    grow(10)
    few = queries()
    grow(190)
    assert queries() == few


# What people do


def test_company_is_added_from_its_row(at_screen, approver):
    row = StagedRecordFactory(name="Padre Roofing")
    page = at_screen(approver).post(f"{list_url(Vendor)}{READY}", {"row": f"add-{row.pk}", "action": ""})
    assert "Added. It stands for “Padre Roofing” in Xero." in text_of(page)
    assert Vendor.objects.get().state == State.SYNCED


def test_selection_is_added_and_what_is_refused_says_why(at_screen, approver):
    twin = factories.VendorFactory(name="Padre Roofing")
    rows = [StagedRecordFactory(name="Padre Roofing"), StagedRecordFactory()]
    page = text_of(post(at_screen(approver), Vendor, "add", *rows))
    assert f"{twin} has this name here" in page
    assert Vendor.objects.synced().count() == 1


def test_everything_of_a_list_is_acted_on_across_its_pages(at_screen, approver):
    rows = StagedRecordFactory.create_batch(60)
    StagedRecordFactory(is_archived=True)
    post(at_screen(approver), Vendor, "archive", *rows[:50], select_across="1")
    assert StagedRecord.objects.archived().count() == 61


def test_second_press_says_that_somebody_was_faster(at_screen, approver):
    row = StagedRecordFactory()
    client = at_screen(approver)
    post(client, Vendor, "add", row)
    assert "somebody else added or linked it meanwhile" in text_of(post(client, Vendor, "add", row))
    assert Vendor.objects.count() == 1


def test_project_is_added_after_its_number_and_name_were_asked_for(at_screen, approver):
    template = factories.ProjectFactory()
    row = StagedRecordFactory(job=True, name="24-117 Harbor Street")
    client = at_screen(approver)
    form = text_of(post(client, Project, "add", row))
    assert 'value="24-117"' in form
    assert 'value="Harbor Street"' in form
    assert str(template) in form
    assert not Project.objects.filter(number="24-117").exists()
    fields = {f"number-{row.pk}": "24-118", f"name-{row.pk}": "Harbor", "template": template.pk}
    post(client, Project, "add", row, **fields)
    project = Project.objects.get(number="24-118")
    assert (project.name, project.budget_codes.count()) == ("Harbor", 1)


def test_company_that_looks_like_one_of_ours_is_asked_about_once_more(at_screen, approver):
    factories.VendorFactory(name="Summit Drywall Inc.", synced=True)
    row = StagedRecordFactory(name="Summit Drywall, Inc")
    client = at_screen(approver)
    page = post(client, Vendor, "add", row)
    assert "“Summit Drywall Inc.” is here already and stands for another contact in Xero." in text_of(page)
    assert f'name="is_sure" value="{row.pk}"' in text_of(page)
    assert Vendor.objects.count() == 1
    assert inspect(page).headings == 1
    post(client, Vendor, "add", row, is_sure=row.pk)
    assert Vendor.objects.count() == 2


def test_of_a_selection_only_what_looks_like_ours_is_left_out(at_screen, approver):
    names = ("Summit Drywall Inc.", "Núñez Masonry LLC")
    for name in names:
        factories.VendorFactory(name=name, synced=True)
    alike = [StagedRecordFactory(name="Summit Drywall, Inc"), StagedRecordFactory(name="Nunez Masonry")]
    client = at_screen(approver)
    page = text_of(post(client, Vendor, "add", *alike, StagedRecordFactory(name="Quay Glazing")))
    assert all(f"“{name}” is here already" in page for name in names)
    assert "Added. It stands for “Quay Glazing” in Xero." in page
    assert page.count('type="checkbox" name="_selected_action"') == 2
    post(client, Vendor, "add", alike[0], is_sure=[row.pk for row in alike])
    assert set(StagedRecord.objects.all()) == {alike[1]}


def test_taken_number_is_told_beside_it_with_all_that_was_typed(at_screen, approver):
    template = factories.ProjectFactory(number="24-017", name="Depot")
    row, other = StagedRecordFactory(job=True), StagedRecordFactory(job=True)
    fields = {
        f"number-{row.pk}": "24-017",
        f"name-{row.pk}": "Quay Seven",
        "template": template.pk,
        "with_amounts": "on",
    }
    fields |= {f"number-{other.pk}": "25-900", f"name-{other.pk}": "Mill"}
    page = text_of(post(at_screen(approver), Project, "add", row, other, **fields))
    told = f'value="24-017" maxlength="255" required aria-invalid="true" aria-describedby="why-{row.pk}"'
    for text in (
        told,
        "has this number",
        'value="Quay Seven"',
        f'value="{template.pk}" selected',
        'with_amounts" checked',
    ):
        assert text in page, text
    assert "Added. It stands for" in page
    assert f'name="number-{other.pk}"' not in page


def test_job_that_looks_like_a_project_is_asked_about_once_more(at_screen, approver):
    factories.ProjectFactory(number="24-017", name="Harbor Street", synced=True)
    row = StagedRecordFactory(job=True)
    fields = {f"number-{row.pk}": "25-001", f"name-{row.pk}": "Harbor Street"}
    client = at_screen(approver)
    page = text_of(post(client, Project, "add", row, **fields))
    assert "“24-017 Harbor Street” is here already and stands for another job in Xero." in page
    assert f'type="checkbox" name="is_sure" value="{row.pk}"' in page
    post(client, Project, "add", row, **fields, is_sure=row.pk)
    assert Project.objects.filter(number="25-001").exists()


TYPED = {
    "nobody": (Vendor, {}, "Nobody", "No company here is called “Nobody”"),
    "linked": (
        Vendor,
        {"synced": True, "erp_name": "Mason & Co"},
        "the masons",
        "is linked to “Mason &amp; Co” in Xero already",
    ),
    "inactive": (Vendor, {"is_active": False}, "The Masons", "The Masons is inactive"),
    "on its way": (Vendor, {"failed": True}, "The Masons", "The Masons is on its way to Xero"),
    "no project": (Project, {}, "99-999", "No project here is called “99-999”"),
    "project": (Project, {"synced": True, "number": "24-017"}, "24-017", "24-017 The Masons is linked to"),
    "number and name": (Project, {"synced": True, "number": "24-017"}, "24-017 the masons", "The Masons is linked to"),
}


@pytest.mark.parametrize("case", TYPED.values(), ids=TYPED)
def test_typed_name_that_does_not_do_is_shown_again_with_its_reason(at_screen, approver, case):
    model, state, typed, sentence = case
    factories.FACTORIES[model](name="The Masons", **state)
    row = StagedRecordFactory(job=model is Project)
    page = text_of(post(at_screen(approver), model, "link", row, **{f"other-{row.pk}": typed}))
    assert f'value="{typed}" aria-invalid="true" aria-describedby="why-{row.pk}"' in page
    assert sentence in page.split(f'id="why-{row.pk}"')[1].split("</p>")[0]


def test_name_of_several_says_so(at_screen, approver):
    factories.VendorFactory.create_batch(2, name="The Masons")
    row = StagedRecordFactory()
    page = text_of(post(at_screen(approver), Vendor, "link", row, **{f"other-{row.pk}": "The Masons"}))
    assert "Several companies here are called “The Masons”" in page


def test_archived_row_is_brought_back(at_screen, approver):
    row = StagedRecordFactory()
    client = at_screen(approver)
    post(client, Vendor, "archive", row)
    assert StagedRecord.objects.archived().count() == 1
    post(client, Vendor, "unarchive", row, worklist=ARCHIVED)
    assert StagedRecord.objects.archived().count() == 0


def test_form_of_linking_chooses_what_is_sure(at_screen, approver, db):
    sure = factories.VendorFactory(name="Padre Roofing")
    perhaps = factories.VendorFactory(name="Coastal Bend Glazing")
    for name in ("PADRE ROOFING", "Coastal Bend Glazin", "Nobody"):
        factories.ErpEntryFactory(name=name)
    stage(ErpList.CONTACT)
    page = text_of(post(at_screen(approver), Vendor, "link", *StagedRecord.objects.all()))
    assert page.count(" checked>") == 2
    assert f'value="{sure.pk}" checked>' in page
    assert f'value="{perhaps.pk}">' in page


UNSURE = {
    "rejected": ({"rejected": True}, "Padre Roofing", ["same name", "rejected"]),
    "another town": ({"city": "Tacoma"}, "Padre Roofing", ["same name", "another town"]),
    "both": ({"city": "Tacoma", "rejected": True}, "PADRE ROOFING", ["same name", "rejected", "another town"]),
    "only similar": ({}, "Padre Roofin", ["similar name"]),
}


@pytest.mark.parametrize(("ours", "theirs", "tags"), UNSURE.values(), ids=UNSURE)
def test_what_is_not_sure_is_offered_unchosen_and_tells_why(at_screen, approver, ours, theirs, tags):
    factories.VendorFactory(name="Padre Roofing", **({"city": "Corpus Christi"} | ours))
    factories.ErpEntryFactory(name=theirs, contact={"city": "Corpus Christi"})
    stage(ErpList.CONTACT)
    client = at_screen(approver)
    page = post(client, Vendor, "link", *StagedRecord.objects.all())
    _row, is_chosen, told, *_others = page.context["rows"][0]
    assert (is_chosen, [tag.text for tag in told], "green" in {tag.tone for tag in told}) == (False, tags, False)
    for screen in (page, client.get(f"{list_url(Vendor)}{READY}")):
        assert all(f">{tag}<" in text_of(screen) for tag in tags)


def test_record_that_was_rejected_since_it_was_matched_is_not_sure_any_more(at_screen, approver):
    vendor = factories.VendorFactory(name="Padre Roofing")
    factories.ErpEntryFactory(name="Padre Roofing")
    stage(ErpList.CONTACT)
    client = at_screen(approver)
    assert "tab-green" in text_of(client.get(f"{list_url(Vendor)}{READY}")).split("result_list")[1]
    Vendor.objects.filter(pk=vendor.pk).update(state=State.REJECTED)
    assert "tab-green" not in text_of(client.get(f"{list_url(Vendor)}{READY}")).split("result_list")[1]


def test_job_that_bears_a_projects_number_says_so(at_screen, approver):
    factories.ProjectFactory(number="24-017", name="Harbor Street")
    factories.ErpEntryFactory(list=ErpList.JOB, name="24-017: Depot")
    stage(ErpList.JOB)
    assert ">same number<" in text_of(at_screen(approver).get(f"{list_url(Project)}{READY}"))


def test_two_contacts_of_one_name_say_that_there_are_several(at_screen, approver):
    factories.VendorFactory(name="Padre Roofing")
    for name in ("Padre Roofing, Inc.", "Padre Roofing LLC"):
        factories.ErpEntryFactory(name=name)
    stage(ErpList.CONTACT)
    assert text_of(at_screen(approver).get(f"{list_url(Vendor)}{READY}")).count(">several of this name<") == 2


@pytest.fixture
def read(connected):
    refresh_lists(wiring.ledger(), [ErpList.CONTACT])
    return connected


@pytest.mark.django_db(transaction=True)
def test_rows_are_linked_to_what_was_picked_or_typed(at_screen, approver, read):
    picked, typed = factories.VendorFactory(), factories.VendorFactory(name="The Masons")
    first, second, third = (
        StagedRecord.objects.get(name=name)
        for name in ("Padre Island Roofing", "Nunez Masonry", "Harbor Office Supply")
    )
    fields = {f"record-{first.pk}": picked.pk, f"other-{first.pk}": "", f"other-{second.pk}": "the masons"}
    fields |= {f"other-{third.pk}": "Nobody", f"record-{third.pk}": picked.pk}
    page = text_of(post(at_screen(approver), Vendor, "link", first, second, third, **fields))
    assert {picked.pk, typed.pk} == set(Vendor.objects.synced().values_list("pk", flat=True))
    assert "No company here is called “Nobody”" in page


@pytest.mark.django_db(transaction=True)
def test_link_all_offers_what_is_like_one_of_ours_as_it_is_now(at_screen, approver, read):
    client = at_screen(approver)
    factories.VendorFactory(name="padre island roofing")
    url = client.get(f"{list_url(Vendor)}{READY}").context["link_all_url"]
    page = text_of(client.post(url))
    assert "Padre Island Roofing" in page
    assert "Harbor Office Supply" not in page
    assert page.count(" checked>") == 1


def test_without_a_connection_linking_says_who_mends_it(at_screen, approver):
    row, vendor = StagedRecordFactory(), factories.VendorFactory()
    fields = {f"record-{row.pk}": vendor.pk, f"other-{row.pk}": ""}
    assert "An admin connects one" in text_of(post(at_screen(approver), Vendor, "link", row, **fields))


def test_event_leads_to_the_row_and_later_to_the_start(at_screen, approver):
    row = StagedRecordFactory()
    archive(row.imported_as, [row.pk], by=approver)
    client = at_screen(approver)
    url = reverse("admin:erp_integrations_stagedrecord_change", args=[row.pk])
    assert url in text_of(client.get("/"))
    assert url in text_of(client.get(list_url(Event)))
    page = client.get(url, follow=True)
    assert list(page.context["cl"].result_list) == [row]
    row.delete()
    assert "does not exist only in Xero any more" in text_of(client.get(url, follow=True))


def test_bare_address_leads_to_the_tab(at_screen, viewer):
    client = at_screen(viewer)
    url = reverse("admin:erp_integrations_stagedrecord_changelist")
    assert client.get(f"{url}?kind=project&is_archived=1")["Location"] == f"{list_url(Project)}{ARCHIVED}"
    assert client.get(f"{url}?kind=nonsense")["Location"] == f"{list_url(Vendor)}{READY}"


# Start page and sidebar


def test_start_page_and_sidebar_count_what_is_ready_to_import(at_screen, approver, viewer):
    StagedRecordFactory.create_batch(3)
    StagedRecordFactory(is_archived=True)
    client = at_screen(approver)
    card = next(card for card in client.get("/").context["cards"] if card.title == "Companies")
    assert {str(other.title): other.count for other in card.others}["Ready to import"] == 3
    assert "3 ready to import" in text_of(client.get("/"))
    assert "3 ready to import" not in text_of(at_screen(viewer).get("/"))


# Rights


@BOTH
@pytest.mark.parametrize("who", ["viewer", "project_person", "admin_person"])
def test_others_see_the_tab_and_are_refused_every_action(at_screen, request, model, is_job, who):
    row = StagedRecordFactory(job=is_job)
    client = at_screen(request.getfixturevalue(who))
    page = text_of(client.get(f"{list_url(model)}{READY}"))
    assert row.name in page
    assert 'name="row"' not in page
    assert 'name="_selected_action"' not in page
    fields = {f"number-{row.pk}": "1", f"name-{row.pk}": "x", f"other-{row.pk}": "x"}
    for action in ("add", "link", "archive", "unarchive", "nonsense", ""):
        assert post(client, model, action, row, **fields).status_code == 403, action
        assert client.post(f"{list_url(model)}{READY}", {"row": f"{action}-{row.pk}"}).status_code == 403, action
    assert not StagedRecord.objects.get().is_archived
    assert not model.objects.exists()


@pytest.mark.parametrize("who", ["viewer", "project_person"])
def test_link_all_is_a_post_for_those_with_the_right(at_screen, request, who):
    client = at_screen(request.getfixturevalue(who))
    url = reverse("admin:erp_integrations_vendor_link_suggested")
    assert client.get(url)["Location"] == f"{list_url(Vendor)}{READY}"
    assert client.post(url).status_code == 403


def test_who_may_not_see_them_sees_no_tab(at_screen, viewer):
    StagedRecordFactory()
    viewer.user_permissions.set([p for p in viewer.user_permissions.all() if p.codename != "view_stagedrecord"])
    client = at_screen(viewer)
    assert "Ready to import" not in text_of(client.get(list_url(Vendor)))
    assert client.get(f"{list_url(Vendor)}{READY}").status_code == 403
    assert client.get(reverse("admin:erp_integrations_stagedrecord_changelist")).status_code == 403


def test_right_to_import_alone_offers_no_linking(at_screen, approver):
    StagedRecordFactory()
    approver.user_permissions.set([p for p in approver.user_permissions.all() if p.codename != "link_vendor"])
    page = text_of(at_screen(approver).get(f"{list_url(Vendor)}{READY}"))
    assert 'value="add"' in page
    assert 'value="link"' not in page
    assert "Link all" not in page


def test_surest_come_first_where_not_all_are_asked_about_at_once(at_screen, approver):
    for number in range(105):
        factories.ErpEntryFactory(name=f"Alpha{number:03} Worksite")
    factories.VendorFactory.create_batch(105, name=factory.Sequence(lambda number: f"Alpha{number % 105:03} Worksites"))
    factories.ErpEntryFactory(name="Zulu Roofing")
    factories.VendorFactory(name="Zulu Roofing")
    stage(ErpList.CONTACT)
    page = at_screen(approver).post(reverse("admin:erp_integrations_vendor_link_suggested"))
    assert "Zulu Roofing" in {row.name for row, *_others in page.context["rows"]}


def test_other_town_is_said(at_screen, approver):
    factories.VendorFactory(name="Padre Roofing", city="Tacoma")
    factories.ErpEntryFactory(name="Padre Roofing", contact={"city": "Corpus Christi"})
    stage(ErpList.CONTACT)
    assert "another town" in text_of(post(at_screen(approver), Vendor, "link", StagedRecord.objects.get()))


def test_hundreds_are_not_asked_about_at_once(at_screen, approver):
    rows = StagedRecordFactory.create_batch(120, job=True)
    page = post(at_screen(approver), Project, "add", *rows[:50], select_across="1")
    assert len(page.context["rows"]) == 100
    assert "20 more have their turn afterwards" in text_of(page)
