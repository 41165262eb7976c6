"""Users and their rights."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from erp_integrations.models import Event, Verb
from erp_integrations.services.granting import fingerprint, give, use_preset
from tests.admin.conftest import text_of
from tests.factories import AdminFactory, UserFactory, ViewerFactory

ADD = reverse("admin:auth_user_add")


def page(person):
    return reverse("admin:auth_user_change", args=[person.pk])


def right(codename):
    return Permission.objects.get(codename=codename, content_type__app_label="erp_integrations")


def test_admin_gives_a_usual_set_of_rights(at_screen, admin_person):
    person = UserFactory()
    data = {"username": person.username, "is_active": "on", "preset": "approver"}
    assert at_screen(admin_person).post(page(person), data).status_code == 302
    assert type(person).objects.get(pk=person.pk).has_perm("erp_integrations.export_commitment")


def test_admin_ticks_single_rights(at_screen, admin_person):
    person = ViewerFactory()
    data = {
        "username": person.username,
        "is_active": "on",
        "user_permissions": [right("view_commitment").pk, right("export_commitment").pk],
    }
    at_screen(admin_person).post(page(person), data)
    person = type(person).objects.get(pk=person.pk)
    assert person.has_perm("erp_integrations.export_commitment")
    assert not person.has_perm("erp_integrations.view_vendor")


def test_new_person_may_log_in_with_the_chosen_set(at_screen, admin_person, client, django_user_model):
    word = "correct horse battery"
    data = {"username": "nina", "usable_password": "true", "password1": word, "password2": word, "preset": "viewer"}
    assert at_screen(admin_person).post(ADD, data).status_code == 302
    assert client.login(username="nina", password=word)
    assert client.get("/erp_integrations/commitment/").status_code == 200


def test_form_of_a_new_person_says_what_happens_here(at_screen, admin_person, settings):
    told = text_of(at_screen(admin_person).get(ADD))
    form = told[told.index('id="user_form"') :]
    for words in ("As ticked below", "authenticat", "LDAP", "edit more user options", "Your password"):
        assert words not in form
    assert "by a link in an invitation" in form
    [length] = [
        options["OPTIONS"]["min_length"] for options in settings.AUTH_PASSWORD_VALIDATORS if "OPTIONS" in options
    ]
    assert f"at least {length} characters" in form


def test_password_is_set_for_the_new_person_only_where_no_mail_can_bring_an_invitation(
    at_screen, admin_person, settings
):
    client = at_screen(admin_person)
    for way, chosen in (("smtp", "false"), ("console", "true")):
        settings.EMAIL = {**settings.EMAIL, "EMAIL_BACKEND": f"django.core.mail.backends.{way}.EmailBackend"}
        assert re.search(rf'value="{chosen}"[^>]* checked', text_of(client.get(ADD)))


def test_where_passwords_are_not_used_the_form_names_the_provider(at_screen, admin_person, settings):
    settings.PASSWORD_LOGIN, settings.OIDC_NAME = False, "Harbor ID"
    assert "None: they log in with Harbor ID" in text_of(at_screen(admin_person).get(ADD))


def test_nobody_gives_themselves_rights(at_screen, admin_person):
    client = at_screen(admin_person)
    assert 'name="user_permissions"' not in text_of(client.get(page(admin_person)))
    sly = {"username": admin_person.username, "preset": "approver", "is_superuser": "on", "is_active": "on"}
    client.post(page(admin_person), sly | {"user_permissions": [right("export_commitment").pk]})
    person = type(admin_person).objects.get(pk=admin_person.pk)
    assert person.is_active
    assert not person.is_superuser
    assert not person.has_perm("erp_integrations.export_commitment")


def test_nobody_but_a_superuser_touches_a_superuser(at_screen, admin_person, admin_user):
    client = at_screen(admin_person)
    assert client.post(page(admin_user), {"username": "taken"}).status_code == 403
    assert client.post(f"/auth/user/{admin_user.pk}/password/", {"password1": "x", "password2": "x"}).status_code == 403


def test_nobody_but_a_superuser_makes_one(at_screen, admin_person):
    person = UserFactory()
    data = {"username": person.username, "is_active": "on", "is_superuser": "on"}
    at_screen(admin_person).post(page(person), data)
    person.refresh_from_db()
    assert not person.is_superuser


def test_rights_beside_the_table_are_kept(at_screen, admin_person):
    person = UserFactory()
    hidden = right("view_commitmentline")
    person.user_permissions.add(hidden)
    at_screen(admin_person).post(page(person), {"username": person.username, "is_active": "on"})
    assert hidden in person.user_permissions.all()


@pytest.mark.parametrize("path", ["/auth/user/", "/auth/user/add/"])
def test_others_do_not_see_users(at_screen, approver, viewer, path):
    for person in (approver, viewer):
        assert at_screen(person).get(path).status_code == 403


def test_group_holds_rights_from_the_same_table(at_screen, admin_user):
    data = {"name": "Accounting", "permissions": [right("export_commitment").pk]}
    assert at_screen(admin_user).post(reverse("admin:auth_group_add"), data).status_code == 302
    person = AdminFactory()
    assert "Accounting" in text_of(at_screen(person).get("/auth/group/"))


def test_admin_gives_no_function_to_somebody_who_is_marked_as_view_only(at_screen, admin_person):
    person = UserFactory()
    use_preset(person, "viewer", by=None)
    data = {"username": person.username, "is_active": "on", "user_permissions": [right("export_commitment").pk]}
    response = at_screen(admin_person).post(page(person), data, follow=True)
    assert "is marked as view-only, so no function can be given" in text_of(response)
    assert not type(person).objects.get(pk=person.pk).has_perm("erp_integrations.export_commitment")


def test_page_does_not_undo_what_another_admin_did_meanwhile(at_screen, admin_person):
    person, client = ViewerFactory(), at_screen(admin_person)
    shown = fingerprint(person)
    give(person, [right("export_commitment")], by=AdminFactory())
    data = {"username": person.username, "is_active": "on", "shown": shown, "first_name": "Nina"}
    assert "Somebody else changed what" in text_of(client.post(page(person), data, follow=True))
    person = type(person).objects.get(pk=person.pk)
    assert person.has_perm("erp_integrations.export_commitment")
    assert person.first_name == ""


def test_page_posts_how_the_person_stood_when_it_was_made(at_screen, admin_person):
    person = ViewerFactory()
    assert f'name="shown" value="{fingerprint(person)}"' in text_of(at_screen(admin_person).get(page(person)))


def test_admin_gives_rights_to_themselves_where_the_settings_allow_it(at_screen, admin_person, chosen_settings):
    chosen_settings.forbid_widening_own_rights = False
    chosen_settings.save()
    data = {"username": admin_person.username, "preset": "approver", "is_superuser": "on"}
    at_screen(admin_person).post(page(admin_person), data)
    person = type(admin_person).objects.get(pk=admin_person.pk)
    assert person.has_perm("erp_integrations.export_commitment")
    assert not person.is_superuser


def test_password_that_an_admin_sets_stands_among_the_events(at_screen, admin_person):
    person, word = UserFactory(), "correct horse battery"
    data = {"usable_password": "true", "password1": word, "password2": word, "set-password": "1"}
    url = reverse("admin:auth_user_password_change", args=[person.pk])
    assert at_screen(admin_person).post(url, data).status_code == 302
    person.refresh_from_db()
    assert person.check_password(word)
    assert Event.history_of(person)[0].detail == "A new password was set."


def test_new_person_stands_among_the_events_once(at_screen, admin_person, django_user_model):
    data = {"username": "nina", "usable_password": "false", "preset": "approver"}
    assert at_screen(admin_person).post(ADD, data).status_code == 302
    person = django_user_model.objects.get(username="nina")
    assert [event.verb for event in Event.history_of(person)] == [Verb.CHANGED, Verb.CREATED]
    assert LogEntry.objects.count() == 0


def test_group_gives_no_function_to_a_marked_member(at_screen, admin_user):
    person, group = UserFactory(username="victor"), Group.objects.create(name="Accounting")
    use_preset(person, "viewer", by=None)
    person.groups.add(group)
    url = reverse("admin:auth_group_change", args=[group.pk])
    data = {"name": "Accounting", "permissions": [right("export_commitment").pk]}
    answer = text_of(at_screen(admin_user).post(url, data, follow=True))
    assert "it has people who are marked as view-only: victor." in answer
    assert not group.permissions.exists()


@pytest.mark.parametrize("change", [{"name": "Finance"}, {"permissions": ["export_commitment"]}])
def test_older_page_of_a_group_does_not_undo_what_another_admin_did_meanwhile(at_screen, admin_user, change):
    group, client = Group.objects.create(name="Accounting"), at_screen(admin_user)
    url = reverse("admin:auth_group_change", args=[group.pk])
    shown = client.get(url).context["adminform"].form["shown"].value()
    Group.objects.update(name=change.get("name", group.name))
    group.permissions.set([right(name) for name in change.get("permissions", ())])
    data = {"name": "Bookkeeping", "permissions": [right("view_vendor").pk], "shown": shown}
    assert "Somebody else changed the group" in text_of(client.post(url, data, follow=True))
    group.refresh_from_db()
    held = [held.codename for held in group.permissions.all()]
    assert (group.name, held) == (change.get("name", "Accounting"), change.get("permissions", []))
    shown = client.get(url).context["adminform"].form["shown"].value()
    client.post(url, {**data, "shown": shown})
    group.refresh_from_db()
    assert group.name == "Bookkeeping"


def test_renamed_group_stands_among_the_events(at_screen, admin_user):
    group = Group.objects.create(name="Accounting")
    at_screen(admin_user).post(reverse("admin:auth_group_change", args=[group.pk]), {"name": "Finance"})
    assert Event.objects.get().changes == [{"field": "name", "from": "Accounting", "to": "Finance"}]


def test_deleted_group_stands_among_the_events(at_screen, admin_user):
    group = Group.objects.create(name="Accounting")
    at_screen(admin_user).post(reverse("admin:auth_group_delete", args=[group.pk]), {"post": "yes"})
    assert Event.objects.get(verb=Verb.DELETED).record_name == "Accounting"
