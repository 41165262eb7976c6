"""New passwords by mail: who gets a link, who learns nothing, and that it works once. And invitations."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from erp_integrations.models import MailKind, MailPreference, Notice, SentMail, SignIn
from erp_integrations.services.notifying import send_notices
from erp_integrations.services.signing_in.passwords import invite
from tests.admin.conftest import text_of
from tests.admin.signing_in import details_of, log_in, with_second_factor
from tests.admin.test_pages import inspect
from tests.factories import AdminFactory, UserFactory, ViewerFactory

ASK = reverse("password_reset")
NEW = "a wholly different one"


@pytest.fixture
def person(db):
    return ViewerFactory(email="victor@harborridge.example")


@pytest.fixture
def newcomer(db):
    person = UserFactory(email="nina@harborridge.example")
    person.set_unusable_password()
    person.save()
    return person


def ask(client, email="victor@harborridge.example"):
    answer = client.post(ASK, {"email": email}, follow=True)
    send_notices()
    return answer


def link_in_mail():
    *_others, last = mail.outbox
    (link,) = set(re.findall(r"http://localhost:8000(/reset/\S+/\S+/)", last.body))
    return link


def choose(client, link, password=NEW):
    page = client.get(link, follow=True)
    address = page.redirect_chain[-1][0] if page.redirect_chain else link
    return client.post(address, {"new_password1": password, "new_password2": password}, follow=True)


def test_log_in_page_leads_to_it(client, db):
    assert ASK in text_of(client.get("/login/"))
    assert inspect(client.get(ASK)).forbidden == []


def test_link_in_the_mail_sets_a_new_password(client, person):
    assert "on its way" in text_of(ask(client))
    assert mail.outbox[0].to == [person.email]
    assert "Your password is changed" in text_of(choose(client, link_in_mail()))
    assert log_in(client, person, NEW)["Location"] == "/"
    assert "New password asked for, from 127.0.0.1" in details_of(person)
    assert "Password changed, from 127.0.0.1" in details_of(person)


def test_link_works_once(client, person):
    ask(client)
    link = link_in_mail()
    choose(client, link)
    assert "does not work any more" in text_of(client.get(link, follow=True))
    choose(client, link, "yet another one again")
    assert log_in(client, person, NEW).status_code == 302


def test_link_works_for_two_hours(client, person):
    ask(client)
    link = link_in_mail()
    with time_machine.travel(timezone.now() + timedelta(hours=2, minutes=1)):
        assert "does not work any more" in text_of(client.get(link, follow=True))


def test_link_is_in_no_table(client, person):
    ask(client)
    link = link_in_mail()
    assert link.split("/")[3] not in str(list(SentMail.objects.values())) + str(list(Notice.objects.values()))
    assert link.split("/")[3] not in str(details_of(person))


def without_tokens(response):
    """Each page has a token of its own against forgery."""
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", text_of(response))


def test_who_asks_does_not_learn_who_is_here(client, person):
    there, not_there = ask(client), ask(client, "nobody@harborridge.example")
    assert without_tokens(there) == without_tokens(not_there)
    assert there.redirect_chain == not_there.redirect_chain
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("state", ["switched off", "without a password", "passwords are off"])
def test_who_may_have_no_password_gets_no_link(client, person, settings, state):
    if state == "passwords are off":
        settings.PASSWORD_LOGIN = False
    elif state == "switched off":
        person.is_active = False
    else:
        person.set_unusable_password()
    person.save()
    assert "on its way" in text_of(ask(client))
    assert not mail.outbox


def test_nobody_is_flooded_with_links(client, person):
    for _number in range(3):
        ask(client)
    assert len(mail.outbox) == 1
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        ask(client)
    assert len(mail.outbox) == 2


def test_mail_is_in_the_persons_language(client, person):
    MailPreference.objects.create(person=person, language="es")
    ask(client)
    assert 'lang="es"' in mail.outbox[0].alternatives[0].content


def test_weak_password_is_refused(client, person):
    ask(client)
    assert "too common" in text_of(choose(client, link_in_mail(), "password12"))


def test_person_who_was_switched_off_since_chooses_nothing(client, person):
    ask(client)
    person.is_active = False
    person.save()
    assert "does not work any more" in text_of(client.get(link_in_mail(), follow=True))


def test_new_password_takes_no_second_factor_away(client, person):
    with_second_factor(person)
    ask(client)
    choose(client, link_in_mail())
    log_in(client, person, NEW)
    assert client.get("/")["Location"].startswith(reverse("second_factor_code"))


def test_these_mails_cannot_be_switched_off(at_screen, client, person):
    ask(client)
    assert 'name="password_reset"' not in text_of(at_screen(person).get(reverse("mail_preferences")))


def test_admin_invites_somebody_who_chooses_a_password(client, at_screen, admin_person, newcomer):
    screen = at_screen(admin_person)
    page = reverse("signing_in_of", args=[newcomer.pk])
    assert page in text_of(screen.get(reverse("admin:auth_user_change", args=[newcomer.pk])))
    assert "Send an invitation" in text_of(screen.get(page))
    assert inspect(screen.get(page)).forbidden == []
    screen.post(reverse("signing_in_step", args=[newcomer.pk, "invite"]))
    send_notices()
    assert newcomer.username in mail.outbox[0].body
    assert SentMail.objects.get().kind == MailKind.INVITATION
    choose(client, link_in_mail())
    assert log_in(client, newcomer, NEW).status_code == 302
    assert "Invited" in details_of(newcomer)


def test_who_was_invited_may_ask_for_a_newer_link(client, newcomer, admin_person):
    ask(client, newcomer.email)
    assert not mail.outbox
    invite(newcomer, by=admin_person)
    send_notices()
    ask(client, newcomer.email)
    assert len(mail.outbox) == 2


def test_who_has_a_password_is_not_invited(person, admin_person):
    with pytest.raises(PermissionDenied):
        invite(person, by=admin_person)
    assert not SignIn.objects.exists()


@pytest.mark.parametrize("step", ["invite", "second-factor", "sessions", "unlink"])
def test_steps_are_for_those_who_may_change_people(at_screen, approver, newcomer, step):
    url = reverse("signing_in_step", args=[newcomer.pk, step])
    assert at_screen(approver).post(url).status_code == 403
    assert at_screen(AdminFactory()).get(url)["Location"] == reverse("signing_in_of", args=[newcomer.pk])
    assert not SignIn.objects.filter(person=newcomer).exists()


@pytest.mark.parametrize("step", ["invite", "second_factor.reset", "sessions.end_sessions_of", "single_sign_on.unlink"])
def test_each_step_is_refused_by_its_service_as_well(newcomer, approver, admin_user, step):
    from erp_integrations.services.signing_in import passwords, second_factor, sessions, single_sign_on

    steps = {
        "invite": passwords.invite,
        "second_factor.reset": second_factor.reset,
        "sessions.end_sessions_of": sessions.end_sessions_of,
        "single_sign_on.unlink": single_sign_on.unlink,
    }
    for target, by in ((newcomer, approver), (admin_user, AdminFactory())):
        with pytest.raises(PermissionDenied):
            steps[step](target, by=by)


def test_nobody_but_a_superuser_sees_how_a_superuser_signs_in(at_screen, admin_person, admin_user):
    assert at_screen(admin_person).get(reverse("signing_in_of", args=[admin_user.pk])).status_code == 403


def test_step_that_there_is_not_is_not_found(at_screen, admin_person, newcomer):
    assert at_screen(admin_person).post(reverse("signing_in_step", args=[newcomer.pk, "nonsense"])).status_code == 404


def test_password_that_an_admin_sets_stands_among_the_events(at_screen, admin_person, person):
    url = reverse("admin:auth_user_password_change", args=[person.pk])
    answer = at_screen(admin_person).post(url, {"usable_password": "true", "password1": NEW, "password2": NEW})
    assert answer.status_code == 302
    assert details_of(person) == ["A new password was set."]
