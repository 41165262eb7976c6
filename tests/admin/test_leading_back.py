"""Addresses behind a button, opened from the history or reloaded."""

import pytest
from django.test import Client
from django.urls import resolve

from tests.admin.conftest import list_url, page_url, text_of
from tests.factories import ApproverFactory, PaymentFactory, UserFactory, VendorFactory
from tests.matrix.addresses import ADDRESSES, NOT_GET, filled
from tests.matrix.scene import scene_for

BUTTONS = [route for route, address in ADDRESSES.items() if address.get == NOT_GET]
TOLD = "Nothing was changed: this is done with its button, not by opening its address."
# Whose buttons stand on every page.
SILENT = {"language/", "logout/"}


@pytest.fixture
def owner(connected, at_screen):
    person = UserFactory(is_superuser=True)
    return person, at_screen(person)


def test_every_button_leads_back_to_a_page_that_says_so(owner):
    person, client = owner
    scene = scene_for(person)
    for route in BUTTONS:
        url = filled(route, ADDRESSES[route].values, scene)
        page = client.get(url, follow=True)
        assert page.redirect_chain, url
        assert page.redirect_chain[0][1] == 302, url
        assert page.status_code == 200, url
        assert (TOLD in text_of(page)) is (route not in SILENT), url


@pytest.mark.parametrize("method", ["head", "put", "delete"])
def test_other_methods_are_refused_on_a_page_of_the_tool(owner, method):
    person, client = owner
    scene = scene_for(person)
    for route in BUTTONS:
        answer = getattr(client, method)(filled(route, ADDRESSES[route].values, scene))
        assert (answer.status_code, "POST" in answer["Allow"]) == (405, True), route


def test_posting_to_what_is_only_looked_at_is_refused_on_a_page_of_the_tool(owner):
    answer = owner[1].post("/schedules/")
    assert (answer.status_code, answer["Allow"]) == (405, "GET")
    assert '<a class="button button-main button-wide" href="/">To the start page</a>' in text_of(answer)


def test_list_is_as_it_was_when_its_button_was_pressed(owner):
    where = f"{list_url(VendorFactory._meta.model)}refresh/?worklist=synced&q=Cascade+Concrete"
    assert owner[1].get(where)["Location"] == where.replace("refresh/", "")


def test_payment_that_is_gone_is_not_found_on_its_page(owner):
    payment = PaymentFactory()
    url = page_url(payment).replace("change/", "remove/")
    payment.delete()
    assert resolve(url).view_name == "admin:erp_integrations_payment_remove"
    assert owner[1].get(url)["Location"] == url.replace("remove/", "change/")


def test_who_may_not_see_the_page_learns_nothing_of_it(owner, at_screen):
    there = page_url(PaymentFactory()).replace("change/", "remove/")
    gone = there.replace("1", "999")
    client = at_screen(UserFactory())
    for url in (there, gone):
        assert client.get(url).status_code == 403
        assert TOLD not in text_of(client.get("/"))


def test_strangers_are_asked_to_sign_in_and_find_the_list_afterwards(db):
    client = Client()
    url = f"{list_url(VendorFactory._meta.model)}link-all/"
    assert client.get(url)["Location"].startswith(f"/login/?next={url}")
    client.force_login(ApproverFactory())
    assert client.get(url)["Location"] == f"{list_url(VendorFactory._meta.model)}?worklist=not_sent"
