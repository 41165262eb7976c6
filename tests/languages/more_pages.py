"""Pages of people's rights, of signing in, of the connection and of evidence, in the states that they have."""

from collections.abc import Iterator
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from erp_integrations.models import EXPORTED_MODELS, Consent, SubcontractorInvoice
from erp_integrations.services.signing_in.passwords import link_arguments
from tests import factories
from tests.admin.conftest import act
from tests.admin.signing_in import code_of, log_in, with_second_factor
from tests.languages.world import LOCKED_ADDRESS

# Looked at as they are.
ALONE = (
    "account",
    "accountant_report",
    "approvers",
    "connect_xero_connected",
    "deputies",
    "disconnect_xero",
    "evidence",
    "getting_started",
    "locked_log_ins",
    "password_reset",
    "password_reset_complete",
    "password_reset_done",
)
# One of them for each person.
OF_A_PERSON = ("approver_limits", "approver_presets", "mail_preferences_of", "signing_in_of", "take_mark_off")
# Shown below, with what leads to them.
SHOWN = {
    "attach_evidence",
    "connect_xero_choose",
    "password_reset_confirm",
    "recovery_codes",
    "second_factor",
    "second_factor_code",
    "second_factor_off",
}
WRONG_CODE = {"code": "000000"}
# What Xero sent back with a consent for two organisations.
ORGANISATIONS = [["one", "Harbor Ridge Builders"], ["two", "Harbor Ridge Builders"]]
PERIODS = ("?since=2026-01-01&until=2099-12-31", "?since=2026-12-31&until=2026-01-01", "?since=nonsense")


def looked_at(people: Any) -> Iterator[str]:
    yield from (reverse(name) for name in ALONE)
    yield from (reverse("evidence") + period for period in PERIODS)
    yield from (reverse(name, args=[person.pk]) for name in OF_A_PERSON for person in people)
    for invoice in SubcontractorInvoice.objects.filter(state="synced")[:1]:
        yield reverse("attach_evidence", args=["subcontractorinvoice", invoice.pk])
    yield reverse("admin:login") + "?ended=elsewhere"
    yield reverse("password_reset_confirm", args=["x", "x"])


def answers(client: Client, person: Any) -> Iterator[tuple[str, Any]]:
    yield from of_rights(client, person)
    yield from of_holds(client)
    yield from of_the_choice(client, person)
    yield from of_strangers()
    yield from of_the_second_factor(client)


def of_rights(client: Client, admin: Any) -> Iterator[tuple[str, Any]]:
    person = factories.ApproverFactory(email="henry@harborridge.example")
    for name in ("deputies", "getting_started"):
        yield f"post to {name}", client.post(reverse(name), {})
    yield "own deputy", client.post(reverse("deputies"), deputy_of(admin, admin), follow=True)
    yield "deputy", client.post(reverse("deputies"), deputy_of(person, factories.ApproverFactory()), follow=True)
    limits = reverse("approver_limits", args=[person.pk])
    yield "wrong limit", client.post(limits, {"highest_amount": "much"})
    yield "limit", client.post(limits, {"highest_amount": "10"}, follow=True)
    grid = {"person": person.pk, f"was-{person.pk}": "", f"right-{person.pk}": "1", f"shown-{person.pk}": "long ago"}
    yield "grid as it was long ago", client.post(reverse("approvers"), grid, follow=True)
    yield "grid unchanged", client.post(reverse("approvers"), {"person": person.pk}, follow=True)
    preset = {"preset": "viewer", "shown": "long ago"}
    yield "preset", client.post(reverse("approver_presets", args=[person.pk]), preset, follow=True)
    for step in ("invite", "second-factor", "sessions", "unlink"):
        yield step, client.post(reverse("signing_in_step", args=[person.pk, step]), follow=True)
    yield "step not needed", client.post(reverse("mark_step", args=["vendors"]), {"note": ""}, follow=True)


def deputy_of(person: Any, deputy: Any) -> dict[str, Any]:
    return {"person": person.pk, "deputy": deputy.pk, "first_day": "2099-01-01", "last_day": "2099-01-02"}


def of_holds(client: Client) -> Iterator[tuple[str, Any]]:
    for model in EXPORTED_MODELS:
        waiting = factories.FACTORIES[model](submitted=True)
        yield f"hold {model}", act(client, "hold", waiting)
        yield f"held {model}", act(client, "hold", waiting, note="The lien waiver is missing.")
        yield f"release {model}", act(client, "release", waiting)


def of_the_choice(client: Client, person: Any) -> Iterator[tuple[str, Any]]:
    consent = Consent.begin(person, client.session.session_key, "state", "verifier")
    consent.answered_at, consent.tokens, consent.organisations = timezone.now(), "tokens", ORGANISATIONS
    consent.save()
    yield "choice of the organisation", client.get(reverse("connect_xero_choose"))


def of_strangers() -> Iterator[tuple[str, Any]]:
    """Yield what is shown to those who are not let in, or not to everything."""
    stranger, client = factories.UserFactory(email="victor@harborridge.example"), Client()
    yield "wrong password", log_in(client, stranger, "wrong")
    yield "locked out", log_in(Client(REMOTE_ADDR=LOCKED_ADDRESS), stranger, "wrong")
    yield "no cookie", Client(enforce_csrf_checks=True).post(reverse("admin:login"), {})
    yield "no address", client.post(reverse("password_reset"), {"email": "nonsense"})
    link = reverse("password_reset_confirm", args=link_arguments(stranger))
    yield "new password", client.get(link, follow=True)
    chosen = reverse("password_reset_confirm", args=[link_arguments(stranger)[0], "set-password"])
    yield "two new passwords", client.post(chosen, {"new_password1": "a", "new_password2": "b"})
    client.force_login(stranger)
    yield "evidence kept from somebody", client.get(reverse("evidence"))
    yield "deputies of somebody without rights", client.get(reverse("deputies"))
    yield "people kept from somebody", client.get(reverse("approvers"))


def of_the_second_factor(client: Client) -> Iterator[tuple[str, Any]]:
    page = reverse("second_factor")
    yield "no second factor", client.get(page)
    yield "key", client.post(page, follow=True)
    yield "wrong code for the key", client.post(page, WRONG_CODE)
    person = factories.ViewerFactory()
    with_second_factor(person)
    asked = Client()
    asked.force_login(person)
    yield "code wanted", asked.get(reverse("second_factor_code"))
    yield "wrong code", asked.post(reverse("second_factor_code"), WRONG_CODE)
    asked.post(reverse("second_factor_code"), {"code": code_of(person, later=1)})
    yield "second factor", asked.get(page)
    yield "account with a second factor", asked.get(reverse("account"))
    for name in ("recovery_codes", "second_factor_off"):
        yield f"wrong code at {name}", asked.post(reverse(name), WRONG_CODE)
