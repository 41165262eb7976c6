"""The page “Accounting approvers”: people, record types and functions, set with clicks."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from erp_integrations.models import Event, ViewOnly
from erp_integrations.permissions import FEATURES, PRESETS, codename, rights_of
from erp_integrations.services import granting
from tests.admin.conftest import text_of
from tests.factories import (
    AdminFactory,
    ApproverFactory,
    DeputyshipFactory,
    ProjectPersonFactory,
    UserFactory,
    ViewerFactory,
)

GRID = reverse("approvers")


def right(name):
    return Permission.objects.get(codename=name, content_type__app_label="erp_integrations")


def fresh(person):
    return type(person).objects.get(pk=person.pk)


def posted(page, person):
    """Return what a page would post of a person, as it was made."""
    found = dict(re.findall(rf'name="((?:shown|was)-{person.pk})" value="([^"]*)"', page))
    boxes = re.findall(rf'name="right-{person.pk}" value="(\d+)"[^>]* checked', page)
    return {"person": person.pk, **found, f"right-{person.pk}": boxes}


def tick(data, person, *names):
    key = f"right-{person.pk}"
    return {**data, key: [*data[key], *(str(right(name).pk) for name in names)]}


@pytest.fixture
def nina(db):
    return UserFactory(username="nina", first_name="Nina", last_name="Berg")


def test_every_function_of_every_record_type_has_its_box(at_screen, admin_person, nina):
    page = text_of(at_screen(admin_person).get(GRID))
    held = Permission.objects.select_related("content_type")
    names = {f"{one.content_type.app_label}.{one.codename}": one.pk for one in held}
    expected = {names[codename(feature.function, model)] for feature in FEATURES for model in feature.models}
    boxes = re.findall(rf'name="right-{nina.pk}" value="(\d+)"', page)
    assert {int(box) for box in boxes} == expected
    assert len(boxes) == len(expected)


def test_grid_and_report_have_the_words_of_the_events(at_screen, admin_person, nina):
    client = at_screen(admin_person)
    page = text_of(client.get(GRID))
    granting.give(nina, [right(name) for name in ("export_commitment", "delete_payment", "change_connection")], by=None)
    told = {change["field"] for change in Event.history_of(nina)[0].changes}
    assert told == {"Accept and export: commitments", "Delete: payments", "Change: connections"}
    assert all(f'aria-label="{words}, Nina Berg"' in page for words in told)
    assert {"<span>Accept and export</span>", "<span>Delete</span>"} <= set(re.findall("<span>.*?</span>", page))
    report = text_of(client.get(reverse("accountant_report"), {"q": "nina"}))
    assert all(f">{words.partition(': ')[0]}</td>" in report for words in told)


def test_ticked_box_gives_the_function_and_the_sight_of_its_records(at_screen, admin_person, nina):
    client = at_screen(admin_person)
    data = tick(posted(text_of(client.get(GRID)), nina), nina, "export_commitment")
    page = text_of(client.post(GRID, data, follow=True))
    assert "1 right of Nina Berg was changed." in page
    assert fresh(nina).has_perm("erp_integrations.export_commitment")
    assert fresh(nina).has_perm("erp_integrations.view_commitment")
    assert Event.history_of(nina)[0].actor == admin_person


def test_box_that_is_not_ticked_any_more_takes_the_function_and_nothing_else(at_screen, admin_person):
    person, client = ApproverFactory(), at_screen(admin_person)
    data = posted(text_of(client.get(GRID)), person)
    data[f"right-{person.pk}"].remove(str(right("export_commitment").pk))
    client.post(GRID, data)
    assert set(rights_of("approver")) - set(person.user_permissions.all()) == {right("export_commitment")}


def test_narrowed_page_leaves_alone_what_it_does_not_show(at_screen, admin_person):
    person, client = ApproverFactory(), at_screen(admin_person)
    url = f"{GRID}?type=commitment&q={person.username}"
    data = posted(text_of(client.get(url)), person)
    data[f"right-{person.pk}"] = []
    assert client.post(url, data)["Location"] == url
    lost = set(rights_of("approver")) - set(person.user_permissions.all())
    assert {one.codename for one in lost} == {f"{name}_commitment" for name in ("export", "link", "unlink", "sync")}


def test_what_another_admin_did_meanwhile_is_not_undone(at_screen, admin_person, nina):
    client, other = at_screen(admin_person), ViewerFactory()
    page = text_of(client.get(GRID))
    granting.give(nina, [right("link_vendor")], by=AdminFactory())
    data = tick(posted(page, nina), nina, "export_commitment")
    both = tick(posted(page, other), other, "export_vendor")
    answer = text_of(client.post(GRID, {**data, **both, "person": [nina.pk, other.pk]}, follow=True))
    assert "Somebody else changed what Nina Berg may do" in answer
    assert fresh(nina).has_perm("erp_integrations.link_vendor")
    assert not fresh(nina).has_perm("erp_integrations.export_commitment")
    assert fresh(other).has_perm("erp_integrations.export_vendor")


def test_untouched_row_is_no_quarrel_with_another_admin(at_screen, admin_person, nina):
    client = at_screen(admin_person)
    data = posted(text_of(client.get(GRID)), nina)
    granting.give(nina, [right("link_vendor")], by=AdminFactory())
    assert "Nothing was changed." in text_of(client.post(GRID, data, follow=True))
    assert fresh(nina).has_perm("erp_integrations.link_vendor")


def test_own_row_can_only_be_narrowed(at_screen, admin_person):
    client = at_screen(admin_person)
    page = text_of(client.get(GRID))
    box = rf'name="right-{admin_person.pk}" value="{right("export_commitment").pk}"[^>]*disabled'
    assert re.search(box, page)
    sly = tick(posted(page, admin_person), admin_person, "export_commitment")
    assert "Nobody widens their own rights" in text_of(client.post(GRID, sly, follow=True))
    assert not fresh(admin_person).has_perm("erp_integrations.export_commitment")


def test_right_of_a_group_is_shown_as_such_and_has_no_box(at_screen, admin_person, nina):
    group = Group.objects.create(name="Accounting")
    group.permissions.add(right("export_commitment"))
    nina.groups.add(group)
    page = text_of(at_screen(admin_person).get(GRID))
    assert "group Accounting" in page
    assert f'name="right-{nina.pk}" value="{right("export_commitment").pk}"' not in page


def test_row_of_a_superuser_says_what_that_is_and_has_no_box(at_screen, admin_person, admin_user):
    page = text_of(at_screen(admin_person).get(GRID))
    assert "May do everything, approving included" in page
    assert f'name="right-{admin_user.pk}"' not in page
    assert "What a superuser is" in page


def test_row_of_a_view_only_person_has_no_box_and_a_way_to_the_mark(at_screen, admin_person, nina):
    granting.use_preset(nina, "viewer", by=None)
    page = text_of(at_screen(admin_person).get(GRID))
    assert f'name="right-{nina.pk}"' not in page
    assert reverse("take_mark_off", args=[nina.pk]) in page


def test_function_that_is_posted_for_a_view_only_person_is_refused(at_screen, admin_person, nina):
    client = at_screen(admin_person)
    data = tick(posted(text_of(client.get(GRID)), nina), nina, "export_commitment")
    granting.use_preset(nina, "viewer", by=None)
    data[f"shown-{nina.pk}"] = granting.fingerprint(fresh(nina))
    assert "is marked as view-only" in text_of(client.post(GRID, data, follow=True))
    assert not fresh(nina).has_perm("erp_integrations.export_commitment")


@pytest.mark.parametrize("preset", PRESETS)
def test_preset_is_used_with_a_click_after_it_was_told_what_it_changes(at_screen, admin_person, nina, preset):
    client, url = at_screen(admin_person), reverse("approver_presets", args=[nina.pk])
    page = text_of(client.get(url))
    assert f"Gives {rights_of(preset).count()} rights" in page
    response = client.post(url, {"preset": preset, "shown": granting.fingerprint(nina)})
    assert response["Location"] == f"{GRID}#person-{nina.pk}"
    assert set(nina.user_permissions.all()) == set(rights_of(preset))
    assert ViewOnly.objects.filter(person=nina).exists() == (preset == "viewer")
    assert "holds exactly this" in text_of(client.get(url))


def test_preset_tells_what_it_takes(at_screen, admin_person):
    person = ApproverFactory()
    page = text_of(at_screen(admin_person).get(reverse("approver_presets", args=[person.pk])))
    assert "<li>Accept and export: companies</li>" in page
    assert "Takes" in page


def test_preset_for_oneself_is_refused(at_screen, admin_person):
    url = reverse("approver_presets", args=[admin_person.pk])
    data = {"preset": "approver", "shown": granting.fingerprint(admin_person)}
    assert "Nobody widens their own rights" in text_of(at_screen(admin_person).post(url, data, follow=True))


def test_unknown_preset_is_not_found(at_screen, admin_person, nina):
    url = reverse("approver_presets", args=[nina.pk])
    assert at_screen(admin_person).post(url, {"preset": "king"}).status_code == 404


def test_mark_comes_off_by_a_step_of_its_own(at_screen, admin_person, nina):
    granting.use_preset(nina, "viewer", by=None)
    client, url = at_screen(admin_person), reverse("take_mark_off", args=[nina.pk])
    assert "Taking it off gives nothing" in text_of(client.get(url))
    assert ViewOnly.objects.exists()
    client.post(url, {"shown": granting.fingerprint(fresh(nina))})
    assert not ViewOnly.objects.exists()
    assert Event.history_of(nina)[0].changes == [{"field": "View-only", "from": "yes", "to": "no"}]
    assert "is not marked as view-only" in text_of(client.get(url))


@pytest.mark.parametrize("name", ["approvers", "approver_presets", "take_mark_off", "accountant_report"])
def test_pages_are_for_those_who_see_people_alone(at_screen, client, nina, name):
    url = reverse(name, args=[nina.pk] if name in ("approver_presets", "take_mark_off") else [])
    for factory in (ApproverFactory, ViewerFactory, ProjectPersonFactory):
        browser = at_screen(factory())
        assert browser.get(url).status_code == 403
        assert browser.post(url, {"preset": "approver"}).status_code in (403, 405)
    assert client.get(url)["Location"].startswith("/login/")


def test_reader_of_people_sees_the_grid_and_changes_nothing(at_screen, nina):
    reader = UserFactory()
    reader.user_permissions.add(Permission.objects.get(codename="view_user"))
    client = at_screen(reader)
    page = text_of(client.get(GRID))
    assert "data-save" not in page
    assert re.search(rf'name="right-{nina.pk}"[^>]*disabled', page)
    assert client.post(GRID, {"person": nina.pk}).status_code == 403
    assert client.get(reverse("approver_presets", args=[nina.pk])).status_code == 403


def test_filters_narrow_people_and_types(at_screen, admin_person, nina):
    client = at_screen(admin_person)
    nina.is_active = False
    nina.save()
    assert "Nina Berg" not in text_of(client.get(GRID))
    page = text_of(client.get(GRID, {"who": "everybody", "q": "berg", "type": "vendor"}))
    assert "Nina Berg" in page
    assert "Switched off" in page
    assert f'id="person-{admin_person.pk}"' not in page
    assert '<th scope="col">Companies</th>' in page
    assert '<th scope="col">Commitments</th>' not in page


@pytest.mark.parametrize("field", ["type", "who"])
def test_filter_that_does_not_exist_is_told_and_narrows_nothing(at_screen, admin_person, nina, field):
    page = text_of(at_screen(admin_person).get(GRID, {field: "king"}))
    assert "“king” cannot be chosen there, so it narrows nothing." in page
    assert f'id="person-{nina.pk}"' in page
    assert '<th scope="col">Commitments</th>' in page


def test_sidebar_leads_admins_there(at_screen, admin_person, approver):
    assert f'href="{GRID}"' in text_of(at_screen(admin_person).get("/"))
    assert f'href="{GRID}"' not in text_of(at_screen(approver).get("/"))


def test_grid_asks_as_much_for_many_people_as_for_few(at_screen, admin_person, django_assert_max_num_queries):
    client = at_screen(admin_person)
    for _number in range(20):
        ApproverFactory()
    client.get(GRID)
    with django_assert_max_num_queries(45):
        client.get(GRID)


def test_numbers_that_no_database_has_are_nobody(at_screen, admin_person):
    answer = at_screen(admin_person).post("/approvers/", {"person": "9" * 30, f"right-{admin_person.pk}": "9" * 30})
    assert answer.status_code == 302


def test_grid_offers_nobody_to_widen_the_rights_of_whom_they_stand_in_for(at_screen, admin_person, nina):
    DeputyshipFactory(person=nina, deputy=admin_person, to_come=True)
    page = text_of(at_screen(admin_person).get(GRID, {"q": "nina"}))
    assert "You stand in for them, so another admin widens their rights." in page
    assert "disabled" in page
