"""Everybody's own mails, and the journal of what was sent."""

import pytest
from django.urls import reverse

from erp_integrations.models import MailKind, MailPreference, SentMail
from tests.admin.conftest import text_of
from tests.admin.test_pages import inspect
from tests.factories import ApproverFactory, ViewerFactory

OWN = reverse("mail_preferences")
JOURNAL = reverse("admin:erp_integrations_sentmail_changelist")


def of(person):
    return reverse("mail_preferences_of", args=[person.pk])


@pytest.fixture
def sent(db):
    person = ApproverFactory(first_name="Grace", last_name="Okafor")
    return SentMail.objects.create(
        person=person,
        to="grace@harborridge.example",
        kind=MailKind.DAILY_SUMMARY,
        subject="ERP Integrations Daily Summary",
        outcome=SentMail.Outcome.FAILED,
        problem="The mail server did not take it: 550 unknown",
    )


def test_everybody_has_a_page_for_their_mails_and_a_way_to_it(at_screen, viewer):
    client = at_screen(viewer)
    assert OWN in text_of(client.get(reverse("admin:index")))
    page = client.get(OWN)
    assert page.status_code == 200
    assert inspect(page).forbidden == []


@pytest.mark.parametrize(
    ("person", "offered"),
    [
        ("viewer", set()),
        ("project_person", {"rejections"}),
        ("admin_person", {"lost_connection"}),
        ("approver", {"daily_summary", "rejections", "failed_exports", "lost_connection", "resent"}),
    ],
)
def test_mails_are_offered_that_a_person_can_get(request, at_screen, person, offered):
    page = text_of(at_screen(request.getfixturevalue(person)).get(OWN))
    assert {kind for kind in MailKind if f'name="{kind}"' in page} == offered
    assert 'name="language"' in page
    assert ("There are no mails about what you may do here." in page) == (not offered)


def test_choosing_leaves_mails_that_are_not_offered_as_they_are(at_screen, viewer):
    at_screen(viewer).post(OWN, {"language": "es"})
    assert MailPreference.objects.get().daily_summary


def test_mail_that_a_person_has_got_is_offered_whatever_they_may_do_now(at_screen, viewer):
    SentMail.objects.create(person=viewer, to="v@harborridge.example", kind=MailKind.REJECTIONS, subject="Rejected")
    assert 'name="rejections"' in text_of(at_screen(viewer).get(OWN))


def test_who_never_chose_has_every_mail(at_screen, approver):
    page = text_of(at_screen(approver).get(OWN))
    assert page.count("checked") == 5
    assert not MailPreference.objects.exists()


def test_person_chooses_mails_and_language(at_screen, approver):
    response = at_screen(approver).post(OWN, {"rejections": "on", "language": "es"})
    assert response.status_code == 302
    chosen = MailPreference.objects.get()
    assert (chosen.person, chosen.language) == (approver, "es")
    assert (chosen.rejections, chosen.daily_summary, chosen.resent) == (True, False, False)


def test_choosing_again_keeps_one_row(at_screen, approver):
    client = at_screen(approver)
    client.post(OWN, {"language": "es"})
    client.post(OWN, {"language": "en", "daily_summary": "on"})
    assert MailPreference.objects.get().language == "en"


def test_language_that_there_is_not_is_refused(at_screen, approver):
    assert at_screen(approver).post(OWN, {"language": "xx"}).status_code == 200
    assert not MailPreference.objects.exists()


def test_page_says_that_an_address_is_missing(at_screen, viewer):
    assert "ask an admin" in text_of(at_screen(viewer).get(OWN))


def test_nobody_reaches_it_without_logging_in(client, db):
    assert client.get(OWN).status_code == 302


def test_person_without_the_right_may_neither_see_nor_change_anothers_mails(at_screen, approver):
    other = ViewerFactory()
    client = at_screen(approver)
    assert client.get(of(other)).status_code == 403
    assert client.post(of(other), {"language": "es"}).status_code == 403
    assert not MailPreference.objects.exists()


def test_admin_chooses_for_others(at_screen, admin_person):
    other = ViewerFactory(first_name="Victor")
    client = at_screen(admin_person)
    assert of(other) in text_of(client.get(reverse("admin:auth_user_change", args=[other.pk])))
    assert "Mails of Victor" in text_of(client.get(of(other)))
    assert client.post(of(other), {"language": "es"}).status_code == 302
    assert MailPreference.objects.get().person == other


def test_admin_does_not_touch_a_superusers_mails(at_screen, admin_person, admin_user):
    assert at_screen(admin_person).post(of(admin_user), {"language": "es"}).status_code == 403


def test_person_that_there_is_not_is_not_found(at_screen, admin_person):
    assert at_screen(admin_person).get(reverse("mail_preferences_of", args=[999_999])).status_code == 404


def test_looking_changes_nothing_and_a_forged_form_is_refused(approver):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(approver)
    client.get(OWN)
    assert client.post(OWN, {"language": "es"}).status_code == 403
    assert not MailPreference.objects.exists()


def test_admin_reads_in_the_journal_whether_somebody_got_a_mail(at_screen, admin_person, sent):
    client = at_screen(admin_person)
    assert JOURNAL in text_of(client.get(reverse("admin:index")))
    page = client.get(f"{JOURNAL}?q=okafor&kind=daily_summary&outcome=failed")
    assert "550 unknown" in text_of(page)
    assert "Grace Okafor" in text_of(page)
    assert inspect(page).forbidden == []


def test_journal_of_mails_is_for_those_who_may_see_it(at_screen, approver, viewer):
    for person in (approver, viewer):
        assert at_screen(person).get(JOURNAL).status_code == 403


def test_mail_in_the_journal_is_neither_changed_nor_deleted(at_screen, admin_user, sent):
    client = at_screen(admin_user)
    page = reverse("admin:erp_integrations_sentmail_change", args=[sent.pk])
    assert client.post(page, {"subject": "x"}).status_code == 403
    assert client.post(reverse("admin:erp_integrations_sentmail_delete", args=[sent.pk])).status_code == 403
