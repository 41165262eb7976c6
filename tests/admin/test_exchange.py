"""The page that says what goes to Xero, what comes back, and what never does (R13-R16)."""

from typing import Any

from django.urls import reverse

from erp_integrations.models import EXPORTED_MODELS, IntegrationSettings, JobCost, Payment
from tests.admin.conftest import list_url, text_of


def test_page_names_what_never_goes(at_screen, viewer):
    page = text_of(at_screen(viewer).get(reverse("exchange")))
    for never in ("Prime contracts and their change orders", "Owner invoices", "Budgets", "Time cards"):
        assert never in page


def test_page_names_every_type_that_is_exchanged(at_screen, viewer):
    page = text_of(at_screen(viewer).get(reverse("exchange"))).casefold()
    exchanged: tuple[Any, ...] = (*EXPORTED_MODELS, Payment, JobCost)
    for model in exchanged:
        assert f"<td>{model._meta.verbose_name}</td>".casefold() in page


def test_page_is_led_to_from_the_start_the_sidebar_and_the_settings(at_screen, admin_person):
    client = at_screen(admin_person)
    for url in ("/", list_url(IntegrationSettings)):
        page = text_of(client.get(url, follow=True))
        assert page.count(f'href="{reverse("exchange")}"') == 2, url


def test_page_is_for_those_who_are_logged_in(client, db):
    assert client.get(reverse("exchange"))["Location"].startswith("/login/")
