"""Adding, archiving and linking what exists only in Xero."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from erp_integrations import wiring
from erp_integrations.mapping.project import number_and_name
from erp_integrations.models import (
    ErpList,
    Event,
    Project,
    ProjectBudgetCode,
    StagedKind,
    StagedRecord,
    State,
    Vendor,
    Verb,
)
from erp_integrations.services.adding import Named, Template, add_companies, add_projects
from erp_integrations.services.archiving import archive, unarchive
from erp_integrations.services.differing import differences
from erp_integrations.services.linking import link_staged
from erp_integrations.services.refreshing import refresh_lists
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
VENDOR, PROJECT = StagedKind.VENDOR, StagedKind.PROJECT


def staged(name, kind=VENDOR):
    return StagedRecord.objects.get(kind=kind, name=name)


@pytest.fixture
def contacts(connected):
    refresh_lists(wiring.ledger(), [ErpList.CONTACT])
    connected.calls.clear()
    return connected


def sentence_of(outcomes):
    (outcome,) = outcomes
    assert not outcome.is_done
    return outcome.sentence


# Adding a company


def test_contact_is_added_as_a_company_that_stands_for_it(contacts, approver):
    row = staged("Padre Island Roofing")
    contacts.bookkeeper.set_payment_terms(row.erp_id, 20, "OFFOLLOWINGMONTH")
    refresh_lists(wiring.ledger(), [ErpList.CONTACT])
    contacts.calls.clear()
    (outcome,) = add_companies([row.pk], by=approver)
    vendor = Vendor.objects.get()
    assert (outcome.is_done, outcome.record) == (True, vendor)
    assert (vendor.state, vendor.erp_id, vendor.erp_name) == (State.SYNCED, row.erp_id, "Padre Island Roofing")
    assert (vendor.city, vendor.region, vendor.email != "", vendor.terms.day) == ("Corpus Christi", "TX", True, 20)
    assert differences(vendor) == []
    assert not StagedRecord.objects.filter(pk=row.pk).exists()
    assert len(contacts.calls) == 0


def test_history_tells_who_added_it_and_with_what(contacts, approver):
    add_companies([staged("Padre Island Roofing").pk], by=approver)
    linked, created = Event.history_of(Vendor.objects.get())
    assert (created.verb, linked.verb, created.actor) == (Verb.CREATED, Verb.LINKED, approver)
    assert {"field": "name", "from": "", "to": "Padre Island Roofing"} in created.changes


def test_several_are_added_each_with_its_outcome(contacts, approver):
    factories.VendorFactory(name="NUNEZ MASONRY")
    rows = list(StagedRecord.objects.order_by("-name"))
    outcomes = add_companies([row.pk for row in rows], by=approver)
    assert [outcome.record.name for outcome in outcomes] == [row.name for row in rows]
    (left,) = [outcome for outcome in outcomes if not outcome.is_done]
    assert left.record.name == "Nunez Masonry"
    assert "NUNEZ MASONRY has this name here" in left.sentence
    assert list(StagedRecord.objects.values_list("name", flat=True)) == ["Nunez Masonry"]


@pytest.mark.parametrize(
    ("state", "word"), [({}, "link it to that"), ({"submitted": True}, "link it"), ({"failed": True}, "on its way")]
)
def test_company_that_is_here_and_not_in_xero_is_not_entered_twice(db, approver, state, word):
    factories.VendorFactory(name="Padre Roofing", **state)
    row = factories.StagedRecordFactory(name="padre roofing")
    assert word in sentence_of(add_companies([row.pk], by=approver))
    assert Vendor.objects.count() == 1


def test_name_and_address_are_tidied_and_cut_to_what_fits(db, approver):
    told = {"address": "1 Quay\r\n\x07Dock 2", "phone": "1" * 80, "city": "  Tacoma "}
    row = factories.StagedRecordFactory(name="Padre   <b>Roofing</b>\t", entry__contact=told)
    add_companies([row.pk], by=approver)
    vendor = Vendor.objects.get()
    assert (vendor.name, vendor.address) == ("Padre <b>Roofing</b>", "1 Quay\nDock 2")
    assert (vendor.city, len(vendor.business_phone)) == ("Tacoma", 50)


@pytest.mark.parametrize(
    ("state", "word"),
    [
        ({"is_archived": True}, "Bring it back first"),
        ({"entry__is_archived": True}, "in Xero meanwhile"),
        ({"entry__is_gone": True}, "in Xero meanwhile"),
    ],
)
def test_what_is_archived_or_gone_is_not_added(db, approver, state, word):
    row = factories.StagedRecordFactory(**state)
    assert word in sentence_of(add_companies([row.pk], by=approver))
    assert not Vendor.objects.exists()


def test_row_that_stayed_behind_is_not_added_twice(db, approver):
    other = factories.VendorFactory(synced=True)
    row = factories.StagedRecordFactory(erp_id=other.erp_id)
    assert "meanwhile" in sentence_of(add_companies([row.pk], by=approver))
    assert (Vendor.objects.count(), Event.objects.count()) == (1, 0)


def test_second_person_who_adds_the_same_makes_no_second_company(db, approver):
    row = factories.StagedRecordFactory()
    assert [outcome.is_done for outcome in add_companies([row.pk], by=approver)] == [True]
    assert add_companies([row.pk], by=approver) == []
    assert Vendor.objects.count() == 1


# What looks like one of ours


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Summit Drywall Inc.", "Summit Drywall, Inc"),
        ("Núñez Masonry LLC", "Nunez Masonry"),
        ("Padre Island Roofing", "Padre Island Roofin"),
        ("Padre Roofing", "Padre Roofing"),
    ],
)
def test_company_that_looks_like_a_linked_one_is_added_only_by_who_is_sure(db, approver, ours, theirs):
    factories.VendorFactory(name=ours, synced=True)
    row = factories.StagedRecordFactory(name=theirs)
    (outcome,) = add_companies([row.pk], by=approver)
    assert (outcome.is_done, outcome.asks) == (False, "is_sure")
    assert outcome.sentence == f"“{ours}” is here already and stands for another contact in Xero."
    assert Vendor.objects.count() == 1
    assert add_companies([row.pk], sure={row.pk}, by=approver)[0].is_done


@pytest.mark.parametrize(
    ("state", "word"),
    [
        ({}, "is not linked"),
        ({"failed": True}, "on its way"),
        ({"is_active": False}, "inactive"),
        ({"rejected": True}, "not linked"),
    ],
)
def test_look_alike_is_found_whatever_its_state(db, approver, state, word):
    factories.VendorFactory(name="Summit Drywall Inc.", **state)
    row = factories.StagedRecordFactory(name="Summit Drywall")
    assert word in sentence_of(add_companies([row.pk], by=approver))


def test_figures_tell_names_apart(db, approver):
    factories.VendorFactory(name="Harbor Supply Store 114", synced=True)
    row = factories.StagedRecordFactory(name="Harbor Supply Store 115")
    assert add_companies([row.pk], by=approver)[0].is_done


def test_of_two_that_are_alike_in_one_selection_the_second_is_left_out_and_the_others_added(db, approver):
    rows = [factories.StagedRecordFactory(name=name) for name in ("Padre Roofing, Inc.", "Padre Roofing LLC", "Quay")]
    outcomes = add_companies([row.pk for row in rows], by=approver)
    assert [outcome.is_done for outcome in outcomes] == [True, False, True]


def test_who_is_sure_still_adds_no_namesake_that_is_not_linked(db, approver):
    factories.VendorFactory(name="Padre Roofing")
    row = factories.StagedRecordFactory(name="Padre Roofing")
    assert "link it to that instead" in sentence_of(add_companies([row.pk], sure={row.pk}, by=approver))


def test_job_that_looks_like_a_project_is_added_only_by_who_is_sure(db, approver):
    factories.ProjectFactory(number="24-017", name="Harbor Street", synced=True)
    row = factories.StagedRecordFactory(job=True)
    named = {row.pk: Named("25-001", "Harbor St reet")}
    assert "stands for another job in Xero" in sentence_of(add_projects(named, by=approver))
    assert add_projects(named, sure={row.pk}, by=approver)[0].is_done


# Adding a project


@pytest.mark.parametrize(
    ("option", "number", "name"),
    [
        ("24-017 Harbor Street", "24-017", "Harbor Street"),
        ("24-017: Harbor Street", "24-017", "Harbor Street"),
        ("24-017 - Harbor Street", "24-017", "Harbor Street"),
        ("24-017 – Harbor Street", "24-017", "Harbor Street"),
        ("J1042  Harbor   Street", "J1042", "Harbor Street"),
        ("Harbor Street (24-017)", "24-017", "Harbor Street"),
        ("Harbor Street", "", "Harbor Street"),
        ("24-017", "", "24-017"),
        ("Pier 7 North", "", "Pier 7 North"),
        ("", "", ""),
    ],
)
def test_option_name_is_split_into_number_and_name(option, number, name):
    assert number_and_name(option) == (number, name)


def test_job_is_added_as_a_project_under_the_number_and_name_that_are_given(connected, approver):
    (category_id,) = connected.organisation.tracking_categories
    connected.bookkeeper.add_job(category_id, "24-017 Harbor Street")
    refresh_lists(wiring.ledger(), [ErpList.JOB])
    row = staged("24-017 Harbor Street", PROJECT)
    (outcome,) = add_projects({row.pk: Named(" 24-017 ", "Harbor  Street")}, by=approver)
    project = Project.objects.get()
    assert outcome.is_done, outcome.sentence
    assert (project.number, project.name, project.state) == ("24-017", "Harbor Street", State.SYNCED)
    assert (project.erp_id, project.erp_name) == (row.erp_id, "24-017 Harbor Street")
    assert differences(project) == []


@pytest.mark.parametrize(
    ("number", "name", "word"),
    [("", "Quay", "no number"), ("25-001", " ", "no name"), ("25-001", "x" * 256, "255 characters")],
)
def test_project_needs_a_number_and_a_name_that_fit(db, approver, number, name, word):
    row = factories.StagedRecordFactory(job=True)
    assert word in sentence_of(add_projects({row.pk: Named(number, name)}, by=approver))
    assert not Project.objects.exists()


def test_number_that_a_project_has_is_not_given_twice(db, approver):
    factories.ProjectFactory(synced=True, number="25-001A")
    row = factories.StagedRecordFactory(job=True)
    assert "has this number" in sentence_of(add_projects({row.pk: Named("25-001a", "Quay")}, by=approver))


@pytest.mark.parametrize(("with_amounts", "amount"), [(False, Decimal(0)), (True, Decimal(1500))])
def test_budget_codes_of_another_project_are_copied(db, approver, with_amounts, amount):
    inside, outside = factories.BudgetCodeFactory(synced=True), factories.BudgetCodeFactory()
    template = factories.ProjectFactory(codes=[inside, outside])
    ProjectBudgetCode.objects.update(original_amount=1500)
    row = factories.StagedRecordFactory(job=True)
    add_projects({row.pk: Named("25-001", "Quay")}, template=Template(template, with_amounts), by=approver)
    copied = Project.objects.get(number="25-001").project_budget_codes.order_by("budget_code_id")
    assert [(one.budget_code, one.original_amount, one.exported_at is None) for one in copied] == [
        (inside, amount, False),
        (outside, amount, True),
    ]


# Archiving


def test_row_is_archived_and_brought_back_with_a_line_in_the_history(db, approver):
    row = factories.StagedRecordFactory()
    (archived,) = archive(VENDOR, [row.pk], by=approver)
    assert archived.is_done
    assert StagedRecord.objects.get().is_archived
    assert not archive(VENDOR, [row.pk], by=approver)[0].is_done
    (back,) = unarchive(VENDOR, [row.pk], by=approver)
    assert back.is_done
    assert not StagedRecord.objects.get().is_archived
    assert not unarchive(VENDOR, [row.pk], by=approver)[0].is_done
    assert [event.changes[0]["to"] for event in Event.history_of(row)] == ["no", "yes"]


def test_row_that_xero_archived_too_is_not_brought_back(db, approver):
    row = factories.StagedRecordFactory(is_archived=True, entry__is_archived=True)
    assert "restores it there first" in sentence_of(unarchive(VENDOR, [row.pk], by=approver))


def test_kind_is_minded(db, approver):
    row = factories.StagedRecordFactory(job=True)
    assert archive(VENDOR, [row.pk], by=approver) == []
    assert add_companies([row.pk], by=approver) == []


# Linking


def test_rows_are_linked_each_to_its_record(contacts, approver):
    first, second = factories.VendorFactory(), factories.VendorFactory()
    rows = {staged("Padre Island Roofing").pk: first.pk, staged("Nunez Masonry").pk: second.pk}
    outcomes = link_staged(VENDOR, rows, wiring.ledger(), by=approver)
    assert [outcome.is_done for outcome in outcomes] == [True, True]
    first.refresh_from_db()
    assert (first.state, first.erp_name) == (State.SYNCED, "Padre Island Roofing")
    assert not StagedRecord.objects.filter(pk__in=rows).exists()


def test_one_record_is_not_linked_to_two_rows(contacts, approver):
    vendor = factories.VendorFactory()
    rows = {staged("Padre Island Roofing").pk: vendor.pk, staged("Nunez Masonry").pk: vendor.pk}
    outcomes = link_staged(VENDOR, rows, wiring.ledger(), by=approver)
    assert sorted(outcome.is_done for outcome in outcomes) == [False, True]


def test_refusals_of_linking_hold(contacts, approver):
    row, inactive = staged("Padre Island Roofing"), factories.VendorFactory(is_active=False)
    wanted = {row.pk: inactive.pk}
    assert "inactive" in sentence_of(link_staged(VENDOR, wanted, wiring.ledger(), by=approver))
    contacts.bookkeeper.archive_contact(row.erp_id)
    wanted = {row.pk: factories.VendorFactory().pk}
    assert "archived in Xero" in sentence_of(link_staged(VENDOR, wanted, wiring.ledger(), by=approver))
    assert "does not exist" in sentence_of(link_staged(VENDOR, {row.pk: 10**6}, wiring.ledger(), by=approver))
    StagedRecord.objects.update(is_archived=True)
    assert "Bring it back" in sentence_of(link_staged(VENDOR, wanted, wiring.ledger(), by=approver))


# Rights


def each_service(by):
    return (
        lambda: add_companies([], by=by),
        lambda: add_projects({}, by=by),
        lambda: archive(VENDOR, [], by=by),
        lambda: unarchive(PROJECT, [], by=by),
        lambda: link_staged(VENDOR, {}, None, by=by),
    )


@pytest.mark.parametrize("who", ["viewer", "project_person"])
def test_services_are_closed_to_who_may_not_import(request, who):
    for service in each_service(request.getfixturevalue(who)):
        with pytest.raises(PermissionDenied):
            service()


def test_right_for_companies_is_none_for_projects(approver):
    approver.user_permissions.set([p for p in approver.user_permissions.all() if p.codename != "import_project"])
    row = factories.StagedRecordFactory(job=True)
    with pytest.raises(PermissionDenied):
        archive(PROJECT, [row.pk], by=approver)
    with pytest.raises(PermissionDenied):
        add_projects({row.pk: Named("1", "x")}, by=approver)
    assert archive(VENDOR, [factories.StagedRecordFactory().pk], by=approver)[0].is_done
