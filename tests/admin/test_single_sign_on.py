"""Signing in at a provider, through the tool's own pages: who is let in, and what everybody else reads."""

from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from erp_integrations.models import SignIn
from tests.admin.conftest import text_of
from tests.admin.signing_in import details_of, with_second_factor
from tests.connectors.openid.provider import CLIENT_ID, CLIENT_SECRET, Provider
from tests.factories import ApproverFactory, ViewerFactory

BEGIN, DONE = reverse("single_sign_on"), reverse("single_sign_on_done")


@pytest.fixture
def provider(settings, db):
    with Provider() as running:
        settings.OIDC_ISSUER, settings.OIDC_NAME = running.url, "Harbor Ridge ID"
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
        yield running


@pytest.fixture
def grace(db):
    return ApproverFactory(username="grace", email="grace@harborridge.example")


def answer_of(client, provider, go_on="/", **changes):
    address = client.get(BEGIN, {"next": go_on})["Location"]
    assert address.startswith(f"{provider.url}/authorize?")
    return client.get(DONE, provider.consent(address) | changes)


def problem_of(client, answer):
    """Return what the log-in page says; nobody has come in."""
    assert urlsplit(answer["Location"]).path == "/login/"
    page = text_of(client.get(answer["Location"]))
    assert client.get("/").status_code == 302
    return page


def test_button_stands_on_the_log_in_page_only_where_it_is_configured(client, settings, db):
    assert BEGIN not in text_of(client.get("/login/"))
    assert client.get(BEGIN).status_code == client.get(DONE).status_code == 404
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_NAME = "https://id.example", "erp", "Harbor Ridge ID"
    assert "Log in with Harbor Ridge ID" in text_of(client.get("/login/"))


def test_password_gives_way_to_the_button(client, provider, settings):
    settings.PASSWORD_LOGIN = False
    assert "for superusers only" in text_of(client.get("/login/"))


def test_person_is_known_by_a_verified_address_and_comes_to_the_page_that_was_asked_for(client, provider, grace):
    answer = answer_of(client, provider, go_on="/rules/")
    assert answer["Location"] == "/rules/"
    assert client.get("/rules/").status_code == 200
    sign_in = SignIn.objects.get(person=grace)
    assert (sign_in.issuer, sign_in.subject) == (provider.url, "0001")
    assert details_of(grace) == ["Linked to Harbor Ridge ID", "with Harbor Ridge ID, from 127.0.0.1"]


def test_from_then_on_the_subject_counts_whatever_the_address_is(client, provider, grace):
    answer_of(client, provider)
    provider.claims |= {"email": "okafor@harborridge.example", "email_verified": False}
    other = Client()
    assert answer_of(other, provider)["Location"] == "/"
    assert other.get("/account/").context["user"] == grace


def test_second_factor_is_the_providers_business(client, provider, grace):
    with_second_factor(grace)
    answer_of(client, provider)
    assert client.get("/").status_code == 200


def test_policy_for_forms_names_no_provider(client, provider):
    assert provider.url not in client.get("/login/")["Content-Security-Policy"]


def test_state_of_another_sign_in_is_refused(client, provider, grace):
    assert "does not belong" in problem_of(client, answer_of(client, provider, state="another"))


def test_answer_that_comes_twice_is_refused(client, provider, grace):
    given = provider.consent(client.get(BEGIN)["Location"])
    assert client.get(DONE, given)["Location"] == "/"
    client.post("/logout/")
    assert "does not belong" in problem_of(client, client.get(DONE, given))


def test_state_is_used_up_by_a_refusal_too(client, provider, grace):
    given = provider.consent(client.get(BEGIN)["Location"])
    client.get(DONE, {"error": "access_denied", "state": given["state"]})
    assert "does not belong" in problem_of(client, client.get(DONE, given))


def test_answer_in_another_browser_is_refused(client, provider, grace):
    given = provider.consent(client.get(BEGIN)["Location"])
    thief = Client()
    assert "does not belong" in problem_of(thief, thief.get(DONE, given))


def test_refusal_of_the_provider_is_told(client, provider, grace):
    state = provider.consent(client.get(BEGIN)["Location"])["state"]
    assert "did not let you in" in problem_of(client, client.get(DONE, {"error": "access_denied", "state": state}))


def test_answer_without_a_code_is_told(client, provider, grace):
    assert "sent no code" in problem_of(client, answer_of(client, provider, code=""))


def test_code_that_the_provider_does_not_take_is_told(client, provider, grace):
    provider.refuses_code = True
    assert "did not let you in" in problem_of(client, answer_of(client, provider))


@pytest.mark.parametrize(
    "lie", [{"aud": "another"}, {"nonce": "another"}, {"iss": "https://another.example"}, {"exp": 1_000_000_000}]
)
def test_answer_that_proves_nothing_lets_nobody_in(client, provider, grace, lie):
    provider.lie = lambda claims: claims | lie
    assert "could not be trusted" in problem_of(client, answer_of(client, provider))
    assert not SignIn.objects.exists()


@pytest.mark.parametrize("signature", ["none", "another key", "public key"])
def test_signature_of_somebody_else_lets_nobody_in(client, provider, grace, signature):
    provider.signs_with = signature
    assert "could not be trusted" in problem_of(client, answer_of(client, provider))


def test_provider_that_is_away_is_told(client, provider, grace):
    provider.close()
    assert "does not answer" in problem_of(client, client.get(BEGIN))


def test_address_that_is_not_verified_links_nobody(client, provider, grace):
    provider.claims["email_verified"] = False
    assert "has not verified your e-mail address" in problem_of(client, answer_of(client, provider))
    assert not SignIn.objects.exists()


def test_unknown_person_is_told_whom_to_ask(client, provider):
    assert "Ask an admin to add you" in problem_of(client, answer_of(client, provider))
    assert not get_user_model().objects.exists()


def test_address_of_two_people_is_nobodys(client, provider, grace):
    ViewerFactory(email="Grace@harborridge.example")
    assert "Several people" in problem_of(client, answer_of(client, provider))


def test_person_who_is_switched_off_stays_out(client, provider, grace):
    grace.is_active = False
    grace.save()
    assert "switched off" in problem_of(client, answer_of(client, provider))
    assert not SignIn.objects.exists()


def test_another_identity_with_the_same_address_is_not_let_in(client, provider, grace):
    answer_of(client, provider)
    client.post("/logout/")
    provider.claims["sub"] = "0002"
    assert "belongs to another log-in" in problem_of(client, answer_of(client, provider))


def test_admin_undoes_a_link(client, provider, grace, at_screen, admin_person):
    answer_of(client, provider)
    at_screen(admin_person).post(reverse("signing_in_step", args=[grace.pk, "unlink"]))
    provider.claims["sub"] = "0002"
    assert answer_of(Client(), provider)["Location"] == "/"
    assert SignIn.objects.get(person=grace).subject == "0002"


def test_people_are_made_without_any_right_where_that_is_wanted(client, provider, settings):
    settings.OIDC_CREATE_PEOPLE = True
    ViewerFactory(username="Grace")
    provider.claims |= {"preferred_username": "grace", "given_name": "Grace", "family_name": "Okafor"}
    assert answer_of(client, provider)["Location"] == "/"
    person = get_user_model().objects.get(email="grace@harborridge.example")
    assert (person.username, person.get_full_name()) == ("grace-2", "Grace Okafor")
    assert not person.get_all_permissions()
    assert not person.is_superuser
    assert not person.has_usable_password()
    assert client.get("/").status_code == 200
    assert client.get("/erp_integrations/commitment/").status_code == 403


def test_nobody_is_led_to_another_host(client, provider, grace):
    assert answer_of(client, provider, go_on="https://evil.example/")["Location"] == "/"
