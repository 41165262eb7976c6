"""Whose log-in somebody else changes is told so by mail, in their language."""

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.urls import reverse

from erp_integrations.models import MailKind, Notice, SentMail
from erp_integrations.services import granting
from erp_integrations.services.signing_in import second_factor
from tests.factories import AdminFactory
from tests.services.notifying.post import MailServer, approver, delivered, prefer

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(db):
    return AdminFactory(first_name="Ada", last_name="Moreno", email="ada@harborridge.example")


@pytest.fixture
def grace(db):
    return approver("grace")


def give_password(person, by):
    person.set_password("correct horse battery")
    person.save()
    granting.password_was_set(person, by=by)


def take_password(person, by):
    person.set_unusable_password()
    person.save()
    granting.password_was_set(person, by=by)


def give_address(person, by):
    person.email = "new@harborridge.example"
    granting.save_person(person, by=by)


WAYS = {
    "password": (give_password, "A new password was set."),
    "no password": (take_password, "The password was taken away."),
    "second factor": (lambda person, by: second_factor.reset(person, by=by), "Second factor taken away by an admin"),
    "address": (give_address, "grace@harborridge.example → new@harborridge.example"),
}


@pytest.mark.parametrize(("way", "said"), WAYS.values(), ids=WAYS)
def test_mail_says_what_was_changed_by_whom_and_what_to_do(grace, ada, way, said):
    way(grace, ada)
    one = delivered()[0]
    assert one.to == ["grace@harborridge.example"]
    assert one.subject == "Somebody else changed how you log in"
    for told in (said, "Ada Moreno, ", "tell another admin at once", "log-in grace"):
        assert told in one.body


def test_changed_address_is_told_to_the_old_one_and_the_new_one(grace, ada):
    give_address(grace, ada)
    assert [one.to for one in delivered()] == [["grace@harborridge.example"], ["new@harborridge.example"]]
    assert {row.kind for row in SentMail.objects.all()} == {MailKind.LOG_IN}


def test_address_that_is_taken_away_is_still_written_to_and_so_is_who_is_switched_off(grace, ada):
    grace.email, grace.is_active = "", False
    granting.save_person(grace, by=ada)
    assert [one.to for one in delivered()] == [["grace@harborridge.example"]]


def test_warning_is_in_the_language_of_whoever_reads_it(grace, ada):
    prefer(grace, language="es")
    give_password(grace, ada)
    assert "Se puso una contraseña nueva." in delivered()[0].body


def test_link_to_a_new_password_is_there_for_whoever_may_have_one(grace, ada):
    give_password(grace, ada)
    assert reverse("password_reset") in delivered()[0].body
    take_password(grace, ada)
    assert reverse("password_reset") not in delivered()[1].body


@pytest.mark.parametrize("by", ["themselves", "the program"])
def test_what_nobody_else_did_warns_nobody(ada, by):
    who = ada if by == "themselves" else None
    give_password(ada, who)
    give_address(ada, who)
    assert not delivered()


def test_what_does_not_concern_the_log_in_warns_nobody(grace, ada):
    grace.first_name = "Graciela"
    granting.save_person(grace, by=ada)
    granting.save_person(User(username="nina", email="nina@harborridge.example"), by=ada)
    assert not Notice.objects.exists()


def test_mail_that_the_old_address_did_not_get_is_tried_again(grace, ada, settings):
    give_address(grace, ada)
    with MailServer(lambda address: "550 no" if "grace" in address else "250 fine") as server:
        settings.MAILERS = server.mailers
        delivered()
        assert server.addresses == ["new@harborridge.example"]
    notice = Notice.objects.get()
    assert (notice.mail, notice.attempts) == (None, 1)
    assert not mail.outbox
