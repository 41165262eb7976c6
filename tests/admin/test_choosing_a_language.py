"""Everybody reads the tool in the language that they chose, and types amounts that are read in one way only."""

from decimal import Decimal

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from erp_integrations.admin.amounts import AmountField, as_typed
from erp_integrations.models import MailPreference
from tests.admin.conftest import text_of

CHOOSE = reverse("choose_language")


def test_person_chooses_a_language_and_keeps_it_everywhere(at_screen, viewer):
    at_screen(viewer).post(CHOOSE, {"language": "es", "next": "/rules/"})
    assert MailPreference.of(viewer).language == "es"
    elsewhere = at_screen(viewer)
    assert '<html lang="es"' in text_of(elsewhere.get("/"))
    assert elsewhere.post(CHOOSE, {"language": "en", "next": "/rules/"})["Location"] == "/rules/"
    assert '<html lang="en"' in text_of(elsewhere.get("/"))


def test_other_wishes_about_mails_stay(at_screen, viewer):
    MailPreference.objects.create(person=viewer, resent=False)
    at_screen(viewer).post(CHOOSE, {"language": "es"})
    assert MailPreference.of(viewer).resent is False


def test_language_of_the_browser_counts_until_somebody_logs_in(client, db):
    assert '<html lang="es"' in text_of(client.get("/login/", HTTP_ACCEPT_LANGUAGE="es-MX,en;q=0.5"))
    assert '<html lang="en"' in text_of(client.get("/login/", HTTP_ACCEPT_LANGUAGE="fr"))


def test_choice_on_the_log_in_page_outlasts_the_log_in(viewer, chosen_settings):
    client = Client()
    answer = client.post(CHOOSE, {"language": "es", "next": "/login/"})
    assert answer["Location"] == "/login/"
    assert answer.cookies["django_language"]["httponly"]
    assert '<html lang="es"' in text_of(client.get("/login/"))
    client.force_login(viewer)
    assert '<html lang="es"' in text_of(client.get("/"))


def test_installation_says_what_who_chose_nothing_reads(at_screen, viewer, settings):
    settings.LANGUAGE_CODE = "es"
    assert '<html lang="es"' in text_of(at_screen(viewer).get("/", HTTP_ACCEPT_LANGUAGE="en"))


@pytest.mark.parametrize("page", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_switch_leads_to_no_other_site(client, db, page):
    assert client.post(CHOOSE, {"language": "es", "next": page})["Location"] == "/"


@pytest.mark.parametrize("language", ["fr", "", "../en"])
def test_language_that_there_is_not_is_refused(client, db, language):
    answer = client.post(CHOOSE, {"language": language})
    assert answer.status_code == 400
    assert "django_language" not in answer.cookies


def test_nobody_changes_it_by_a_link_or_from_elsewhere(viewer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(viewer)
    assert client.get(CHOOSE)["Location"] == "/"
    assert client.post(CHOOSE, {"language": "es"}).status_code == 403
    assert not MailPreference.objects.exists()


def test_error_pages_are_in_the_language_too(at_screen, viewer):
    client = at_screen(viewer)
    client.post(CHOOSE, {"language": "es"})
    assert '<html lang="es"' in text_of(client.get("/nothing/here/"))


# Amounts


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234.50", "1234.50"),
        ("1,234.50", "1234.50"),
        (" 1 234.50 ", "1234.50"),
        ("1,234", "1234"),
        ("1,234,567", "1234567"),
        ("-1,234.5", "-1234.5"),
        (".5", "0.5"),
        ("12", "12"),
    ],
)
def test_amount_is_taken_in_the_readers_format(text, amount):
    assert AmountField(max_digits=16, decimal_places=2).clean(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["1.234", "1.234,50", "1,50", "12,34", "1,23,456", "1234,567", "1'234.50", "1e3", "NaN", "٣"]
)
def test_amount_that_may_mean_another_is_refused(text):
    with pytest.raises(forms.ValidationError):
        AmountField(max_digits=16, decimal_places=2).clean(text)


@pytest.mark.parametrize("text", ["1,234", "1.234", "12.375"])
def test_quantity_that_can_be_read_in_two_ways_is_shown_back_in_both(text):
    field = AmountField(max_digits=16, decimal_places=4)
    with pytest.raises(forms.ValidationError) as refusal:
        field.clean(text)
    whole, decimals = text.replace(",", ".").split(".")
    assert f"Write {whole}{decimals} or {whole}.{decimals}0." in refusal.value.messages[0]
    assert field.clean(f"{whole}{decimals}") == Decimal(f"{whole}{decimals}")
    assert field.clean(f"{whole}.{decimals}0") == Decimal(f"{whole}.{decimals}")


@pytest.mark.parametrize("number", ["12.375", "12.5", "100", "0.0001", "1234.000"])
def test_form_shows_no_number_that_it_would_refuse(number):
    shown = str(as_typed(Decimal(number)))
    assert AmountField(max_digits=16, decimal_places=4).clean(shown) == Decimal(number)
