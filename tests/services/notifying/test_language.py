"""Mails in the reader's language: nothing of another one left in them, and a catalogue that is up to date."""

import ast
import re
from datetime import UTC, datetime, timedelta
from gettext import GNUTranslations
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.utils import timezone
from django.utils.translation import templatize

from erp_integrations.checks import mails_are_in_a_language_that_there_is
from erp_integrations.models import Connection, Event, MailKind, Notice, SentMail, Verb
from erp_integrations.models.sentences import gettext
from erp_integrations.services.notifying import send_daily_summaries
from erp_integrations.services.signing_in.warning import ADDRESS
from tests import factories
from tests.services.notifying.catalogue import read_po
from tests.services.notifying.post import approver, delivered, html_of, prefer

FOLDER = Path(settings.BASE_DIR) / "erp_integrations" / "locale" / "es" / "LC_MESSAGES"
NOTIFYING = Path(settings.BASE_DIR) / "erp_integrations" / "services" / "notifying"
MAILS = sorted((Path(settings.BASE_DIR) / "templates" / "mail").iterdir())
VERBS = {MailKind.REJECTIONS: Verb.REJECTED, MailKind.FAILED_EXPORTS: Verb.FAILED, MailKind.RESENT: Verb.SUBMITTED}
# Words that no Spanish sentence has. “a”, “me” or “no” are in both languages.
ENGLISH = set(
    "the and of to is are was were be been for this that these you your who what which it its them they by on at in "
    "from with or not any more again wait waits waiting record records one day days ago sent export exports mail mails "
    "can may has have did does who why when nothing until because as long change changes company companies commitment "
    "commitments invoice invoices code codes project projects program today connection reject rejected accepted".split()
)
NAMES = {"title": "Obra", "project": "Muelle", "company": "Hormigones Núñez"}


def in_spanish():
    """Everything that every kind of mail can say, to somebody who reads Spanish: one thing, and several."""
    person = approver("grace", first_name="Graciela", last_name="Okafor")
    prefer(person, language="es")
    for day in (1, 2):
        with time_machine.travel(datetime.now(UTC) + timedelta(days=day)):
            fill(person, day)
            send_daily_summaries()
            delivered()
    return mail.outbox


def fill(person, count):
    project = factories.ProjectFactory(synced=True, name="Muelle")
    vendor = factories.VendorFactory(synced=True, name=f"Hormigones Núñez {count}")
    for _number in range(count):
        told = factories.CommitmentFactory(submitted=True, title="Obra", project=project, vendor=vendor)
        factories.VendorFactory(failed=True, name=f"Herrería {told.pk}", problem="Xero dijo «no».", submitted_by=person)
        factories.ProjectFactory(submitted=True, name="Puente", erp_id=f"known {told.pk}", submitted_at=timezone.now())
        factories.InvoiceFactory(submitted=True, commitment=told)
        factories.ChangeOrderFactory(submitted=True, commitment=told, title="Zapata")
        factories.BudgetCodeFactory(submitted=True, description="Hormigón")
        factories.StagedRecordFactory()
        factories.LeftOutCostFactory()
        for kind, verb in VERBS.items():
            event = Event.of(told, verb, detail="Falta la dirección.", by=person if count == 1 else None)
            event.save()
            Notice.objects.create(person=person, kind=kind, event=event)
    other_address = {"field": ADDRESS, "from": "antes@harborridge.example", "to": person.email}
    for kind in (MailKind.PASSWORD_RESET, MailKind.INVITATION)[:count]:
        Notice.objects.create(person=person, kind=kind)
    for told in ({"detail": gettext("A new password was set.")}, {"changes": [other_address]})[:count]:
        event = Event.of(person, Verb.CHANGED, by=factories.AdminFactory(first_name="Ada", last_name="Moreno"), **told)
        event.save()
        Notice.objects.create(person=person, kind=MailKind.LOG_IN, event=event)
    if count == 1:
        factories.ConnectionFactory(status=Connection.Status.EXPIRED, tenant_name="Puerto S. A.")


def words_of(text):
    without_addresses = re.sub(r"https?://\S+|\S+@\S+|<style.*?</style>", " ", text)
    return set(re.findall(r"[^\W\d_]+", without_addresses.lower()))


def test_no_mail_in_spanish_has_an_english_word_left(chosen_settings):
    mails = in_spanish()
    assert {row.kind for row in SentMail.objects.all()} == set(MailKind)
    assert len(mails) == 15
    for one in mails:
        visible = re.sub(r"<[^>]*>", " ", html_of(one))
        for part in (one.subject, one.body, visible):
            assert not words_of(part) & ENGLISH, part


def test_english_is_what_people_read_who_chose_nothing(chosen_settings):
    approver()
    factories.VendorFactory(submitted=True)
    send_daily_summaries()
    (one,) = delivered()
    assert one.subject == "ERP Integrations Daily Summary"
    assert words_of(one.body) & ENGLISH


def test_installation_may_have_another_language_of_its_own(chosen_settings, settings):
    settings.MAIL_LANGUAGE = "es"
    approver()
    prefer(approver("henry"), language="en")
    factories.VendorFactory(submitted=True)
    send_daily_summaries()
    assert [one.subject for one in delivered()] == [
        "Resumen diario de integraciones ERP",
        "ERP Integrations Daily Summary",
    ]


def test_language_of_the_installation_that_there_is_not_is_said(settings):
    settings.MAIL_LANGUAGE = "fr"
    (error,) = mails_are_in_a_language_that_there_is()
    assert "en, es" in error.hint


def test_one_readers_language_does_not_reach_the_next(chosen_settings):
    prefer(approver("grace"), language="es")
    approver("henry")
    factories.VendorFactory(submitted=True)
    send_daily_summaries()
    assert [one.subject for one in delivered()] == [
        "Resumen diario de integraciones ERP",
        "ERP Integrations Daily Summary",
    ]


def test_screens_stay_in_english_until_they_are_translated(client, chosen_settings):
    client.force_login(approver())
    page = client.get("/erp_integrations/commitment/", headers={"accept-language": "es"}).content.decode()
    assert "Commitments" in page
    assert "Compromisos" not in page


# The catalogue


@pytest.fixture(scope="module")
def catalogue():
    return read_po((FOLDER / "django.po").read_text(encoding="utf-8"))


def messages_of_templates():
    for path in MAILS:
        calls = templatize(path.read_text(encoding="utf-8"), origin=path.name)
        for call in re.findall(r"(?:gettext|_)\(u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")", calls):
            yield ast.literal_eval(call)


def messages_of_code():
    for path in NOTIFYING.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "gettext_lazy"):
                yield from (one.value for one in node.args if isinstance(one, ast.Constant))


def test_every_sentence_of_the_mails_is_in_the_catalogue(catalogue):
    known = {one for identity in catalogue for one in identity.split("\0")}
    said = {*messages_of_templates(), *messages_of_code()}
    assert len(said) > 25
    assert said - known == set()


def test_every_message_of_the_catalogue_is_translated(catalogue):
    assert [identity for identity, said in catalogue.items() if not all(said)] == []


def test_placeholders_are_the_same_in_both_languages(catalogue):
    def names(text):
        return set(re.findall(r"%\((\w+)\)s", text))

    for identity, said in catalogue.items():
        for source, translation in zip(identity.split("\0"), said, strict=True):
            # One thing need not be named: “este registro” has no gender to get wrong.
            may_be_fewer = "\0" in identity and source == identity.split("\0")[0]
            assert names(translation) <= names(source), identity
            assert may_be_fewer or names(translation) == names(source), identity


def test_compiled_catalogue_says_what_the_written_one_says(catalogue):
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = dict(vars(GNUTranslations(file))["_catalog"])
    compiled.pop("")
    written = {}
    for identity, said in catalogue.items():
        first = identity.split("\0")[0]
        written |= {first: said[0]} if "\0" not in identity else {(first, form): text for form, text in enumerate(said)}
    assert compiled == written, "run `make messages`"
