"""Tokens and connections (Xero reference 1)."""

import base64
import hashlib
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from connectors.xero.sandbox import Sandbox
from connectors.xero.sandbox.kinds import CONNECTIONS
from tests.connectors.sandbox.caller import Caller, Clock

REDIRECT = "http://localhost:8000/xero/callback?from=app"
SCOPE = "openid offline_access accounting.invoices accounting.contacts accounting.settings"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


class Person:
    """Somebody who is sent to the consent page and brings back what it says."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.page = f"{sandbox.url}/identity/connect/authorize"

    def asked(self, **changes: str) -> dict[str, str]:
        return {
            "response_type": "code",
            "client_id": "sandbox",
            "redirect_uri": REDIRECT,
            "scope": SCOPE,
            "state": "s1",
            **changes,
        }

    def look(self, **changes: str) -> requests.Response:
        return requests.get(self.page, params=self.asked(**changes), allow_redirects=False, timeout=20)

    def decide(self, answer: str, *, origin: str = "", **changes: str) -> requests.Response:
        return requests.post(
            self.page,
            data=self.asked(**changes) | {"answer": answer},
            headers={"Origin": origin or self.sandbox.url},
            allow_redirects=False,
            timeout=20,
        )

    def code(self, **changes: str) -> str:
        return returned(self.decide("allow", **changes))["code"]

    def exchange(self, code: str, **changes: str) -> requests.Response:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT} | changes
        return self.token(form)

    def refresh(self, refresh_token: str) -> requests.Response:
        return self.token({"grant_type": "refresh_token", "refresh_token": refresh_token})

    def token(self, form: dict[str, str]) -> requests.Response:
        auth = None if "client_id" in form else ("sandbox", "sandbox-secret")
        return requests.post(f"{self.sandbox.url}/connect/token", data=form, auth=auth, timeout=20)

    def tokens(self) -> Any:
        return self.exchange(self.code()).json()

    def get(self, path: str, token: str, **headers: str) -> requests.Response:
        sent = {"Authorization": f"Bearer {token}", "Accept": "application/json"} | headers
        return requests.get(self.sandbox.url + path, headers=sent, timeout=20)


def returned(answer: requests.Response) -> dict[str, str]:
    assert answer.status_code == 302, answer.text
    assert answer.headers["Location"].startswith("http://localhost:8000/xero/callback?from=app&")
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


@pytest.fixture
def person(sandbox: Sandbox) -> Person:
    return Person(sandbox)


def test_the_consent_page_says_what_is_asked_and_for_which_organisation(person: Person) -> None:
    answer = person.look()

    assert answer.status_code == 200
    assert "Harbor Ridge Builders (stand-in)" in answer.text
    assert "Read and write bills, credit notes and purchase orders" in answer.text
    assert "<script" not in answer.text
    assert not re.search(r'(src|href)="http', answer.text)


def test_allowing_returns_a_code_and_the_state(person: Person) -> None:
    values = returned(person.decide("allow"))

    assert values["state"] == "s1"
    assert values["code"]


def test_refusing_returns_access_denied_and_the_state(person: Person) -> None:
    values = returned(person.decide("refuse"))

    assert (values["error"], values["state"]) == ("access_denied", "s1")


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "somebody"},
        {"redirect_uri": "http://127.0.0.1:8000/callback"},
        {"redirect_uri": "http://evil.example/callback"},
        {"redirect_uri": "callback"},
        {"redirect_uri": ""},
    ],
)
def test_a_wrong_client_or_address_is_shown_and_sent_nowhere(person: Person, changes: dict[str, str]) -> None:
    assert person.look(**changes).status_code == 400
    assert person.decide("allow", **changes).status_code == 400


def test_only_registered_addresses_are_accepted_where_some_are_given(clock: Clock) -> None:
    with Sandbox(redirect_uris=["https://app.example/callback"]) as sandbox:
        person = Person(sandbox)

        assert person.look(redirect_uri="https://app.example/callback").status_code == 200
        assert person.look(redirect_uri="https://app.example/callback/").status_code == 400


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "accounting.everything"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
        ({"code_challenge": CHALLENGE, "code_challenge_method": "plain"}, "invalid_request"),
    ],
)
def test_other_mistakes_are_sent_back_to_the_app(person: Person, changes: dict[str, str], error: str) -> None:
    assert returned(person.look(**changes))["error"] == error


def test_a_consent_form_from_another_site_counts_for_nothing(person: Person) -> None:
    assert person.decide("allow", origin="https://evil.example").status_code == 400


def test_a_code_is_exchanged_once_for_a_set_of_tokens(person: Person) -> None:
    code = person.code()
    tokens = person.exchange(code).json()

    assert (tokens["expires_in"], tokens["token_type"], tokens["scope"]) == (1800, "Bearer", SCOPE)
    assert tokens["id_token"].count(".") == tokens["access_token"].count(".") == 2
    assert person.exchange(code).json() == {"error": "invalid_grant"}


def test_a_code_lives_for_five_minutes(person: Person, clock: Clock) -> None:
    code = person.code()
    clock.forward(minutes=5)

    assert person.exchange(code).json() == {"error": "invalid_grant"}


def test_a_code_needs_the_same_address_again(person: Person) -> None:
    assert person.exchange(person.code(), redirect_uri="http://localhost:8000/other").status_code == 400


def test_a_public_client_proves_itself_with_its_verifier(person: Person) -> None:
    pkce = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}

    wrong = person.exchange(person.code(**pkce), client_id="sandbox", code_verifier="w" * 43)
    right = person.exchange(person.code(**pkce), client_id="sandbox", code_verifier=VERIFIER)
    refreshed = person.token(
        {"grant_type": "refresh_token", "refresh_token": right.json()["refresh_token"], "client_id": "sandbox"}
    )

    assert wrong.json() == {"error": "invalid_grant"}
    assert right.status_code == refreshed.status_code == 200


def test_a_secret_does_not_stand_in_for_an_announced_verifier(person: Person) -> None:
    code = person.code(code_challenge=CHALLENGE, code_challenge_method="S256")

    assert person.exchange(code).json() == {"error": "invalid_grant"}


def test_without_a_challenge_the_secret_is_needed(person: Person) -> None:
    assert person.exchange(person.code(), client_id="sandbox").json() == {"error": "invalid_client"}


def test_without_offline_access_there_is_no_refresh_token(person: Person) -> None:
    tokens = person.exchange(person.code(scope="accounting.invoices")).json()

    assert "refresh_token" not in tokens
    assert "id_token" not in tokens


def test_a_refresh_gives_a_new_pair_and_the_old_token_a_grace_of_thirty_minutes(person: Person, clock: Clock) -> None:
    first = person.tokens()
    second = person.refresh(first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert second["access_token"] != first["access_token"]

    clock.forward(minutes=30)
    assert person.refresh(first["refresh_token"]).status_code == 200
    clock.forward(seconds=1)
    assert person.refresh(first["refresh_token"]).json() == {"error": "invalid_grant"}
    assert person.refresh(second["refresh_token"]).status_code == 200


def test_a_refresh_whose_answer_was_lost_is_repeated_with_the_old_token(person: Person, sandbox: Sandbox) -> None:
    tokens = person.tokens()
    sandbox.faults.add("drop_after_commit", path="/connect/token")

    with pytest.raises(requests.ConnectionError):
        person.refresh(tokens["refresh_token"])

    assert person.refresh(tokens["refresh_token"]).status_code == 200


def test_refresh_tokens_can_be_made_invalid(person: Person, sandbox: Sandbox) -> None:
    tokens = person.tokens()
    sandbox.faults.add("invalidate_refresh_token")

    assert person.refresh(tokens["refresh_token"]).json() == {"error": "invalid_grant"}


def test_a_refresh_token_dies_after_sixty_days_unused(person: Person, clock: Clock) -> None:
    tokens = person.tokens()
    clock.forward(days=60)

    assert person.refresh(tokens["refresh_token"]).json() == {"error": "invalid_grant"}


@pytest.mark.parametrize("auth", [("sandbox", "wrong"), ("wrong", "sandbox-secret"), None])
def test_a_wrong_client_is_refused(sandbox: Sandbox, auth: tuple[str, str] | None) -> None:
    form = {"grant_type": "client_credentials"}

    answer = requests.post(f"{sandbox.url}/connect/token", data=form, auth=auth, timeout=20)

    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_client"})


def test_an_unknown_grant_is_refused(person: Person) -> None:
    assert person.token({"grant_type": "password"}).json() == {"error": "unsupported_grant_type"}


def test_a_custom_connection_gets_no_refresh_token_and_needs_no_tenant(caller: Caller, sandbox: Sandbox) -> None:
    tokens = Person(sandbox).token({"grant_type": "client_credentials"}).json()

    assert "refresh_token" not in tokens
    assert caller.call("GET", "Organisation").status_code == 200
    assert caller.call("GET", "Organisation", headers={"Xero-Tenant-Id": ""}).status_code == 200


@pytest.mark.parametrize("path", ["/connections", "/Connections", "/CONNECTIONS"])
def test_connections_are_a_bare_array_in_either_spelling(person: Person, sandbox: Sandbox, path: str) -> None:
    tokens = person.tokens()

    (connection,) = person.get(path, tokens["access_token"]).json()

    assert connection["tenantId"] == sandbox.organisation.tenant_id
    assert connection["tenantType"] == "ORGANISATION"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}", connection["createdDateUtc"])
    other_event = {"authEventId": "3d7e8c2e-0000-4000-8000-000000000000"}
    assert person.get(f"{path}?authEventId={other_event['authEventId']}", tokens["access_token"]).json() == []


def test_a_consent_needs_the_tenant_header(person: Person, sandbox: Sandbox) -> None:
    token, path = person.tokens()["access_token"], "/api.xro/2.0/Organisation"

    assert person.get(path, token).status_code == 403
    assert person.get(path, token, **{"Xero-Tenant-Id": "3d7e8c2e-0000-4000-8000-000000000000"}).status_code == 403
    assert person.get(path, token, **{"Xero-Tenant-Id": sandbox.organisation.tenant_id}).status_code == 200


def test_a_removed_connection_is_forbidden(person: Person, sandbox: Sandbox) -> None:
    token = person.tokens()["access_token"]
    (connection,) = person.get("/connections", token).json()
    headers = {"Authorization": f"Bearer {token}"}
    address = f"{sandbox.url}/connections/{connection['id']}"

    assert requests.delete(address, headers=headers, timeout=20).status_code == 204
    assert requests.delete(address, headers=headers, timeout=20).status_code == 404

    assert person.get("/connections", token).json() == []
    answer = person.get("/api.xro/2.0/Organisation", token, **{"Xero-Tenant-Id": sandbox.organisation.tenant_id})
    assert (answer.status_code, answer.json()["Detail"]) == (403, "AuthenticationUnsuccessful")


def test_revoking_ends_the_consent(person: Person, sandbox: Sandbox) -> None:
    tokens = person.tokens()
    address, form = f"{sandbox.url}/connect/revocation", {"token": tokens["refresh_token"]}

    assert requests.post(address, data=form, auth=("sandbox", "wrong"), timeout=20).status_code == 400
    answer = requests.post(address, data=form, auth=("sandbox", "sandbox-secret"), timeout=20)

    assert (answer.status_code, answer.content) == (200, b"")
    assert person.refresh(tokens["refresh_token"]).json() == {"error": "invalid_grant"}
    assert person.get("/connections", tokens["access_token"]).json() == []


# A person with several organisations

OTHERS = ("Harbor Ridge Property", "Harbor Ridge Holding")


@pytest.fixture
def owner() -> Iterator[Person]:
    with Sandbox(others=OTHERS) as running:
        yield Person(running)


def names(person: Person, token: str) -> set[str]:
    return {one["tenantName"] for one in person.get("/connections", token).json()}


def allow(person: Person, *tenant_ids: str) -> Any:
    form = person.asked() | {"answer": "allow", "organisation": list(tenant_ids)}
    return requests.post(
        person.page, data=form, headers={"Origin": person.sandbox.url}, allow_redirects=False, timeout=20
    )


def test_consent_page_asks_which_organisations(owner: Person) -> None:
    page = owner.look().text

    assert page.count('type="checkbox" name="organisation"') == 3
    assert all(name in page for name in OTHERS)


def test_nothing_is_allowed_until_an_organisation_is_chosen(owner: Person) -> None:
    answer = allow(owner)

    assert answer.status_code == 200
    assert "Choose at least one organisation" in answer.text
    assert allow(owner, "another").status_code == 200


def test_only_the_chosen_organisations_are_listed_and_earlier_ones_stay(owner: Person) -> None:
    main, property_id, _holding = owner.sandbox.identity.tenants
    first = owner.exchange(returned(allow(owner, main))["code"]).json()["access_token"]
    assert names(owner, first) == {"Harbor Ridge Builders (stand-in)"}

    second = owner.exchange(returned(allow(owner, property_id))["code"]).json()["access_token"]

    assert names(owner, second) == {"Harbor Ridge Builders (stand-in)", "Harbor Ridge Property"}


def test_an_organisation_that_is_allowed_again_keeps_its_connection(owner: Person) -> None:
    main = owner.sandbox.organisation.tenant_id
    token = owner.exchange(returned(allow(owner, main))["code"]).json()["access_token"]
    (before,) = owner.get("/connections", token).json()

    token = owner.exchange(returned(allow(owner, main))["code"]).json()["access_token"]

    (after,) = owner.get("/connections", token).json()
    assert (after["id"], after["createdDateUtc"]) == (before["id"], before["createdDateUtc"])
    assert after["authEventId"] != before["authEventId"]


def test_an_organisation_without_books_turns_every_call_away(owner: Person) -> None:
    _main, property_id, _holding = owner.sandbox.identity.tenants
    token = owner.exchange(returned(allow(owner, property_id))["code"]).json()["access_token"]

    assert owner.get("/api.xro/2.0/Organisation", token, **{"Xero-Tenant-Id": property_id}).status_code == 403
    main = owner.sandbox.organisation.tenant_id
    assert owner.get("/api.xro/2.0/Organisation", token, **{"Xero-Tenant-Id": main}).status_code == 403


def test_a_token_does_not_remove_what_it_does_not_see(owner: Person) -> None:
    main = owner.sandbox.organisation.tenant_id
    token = owner.exchange(returned(allow(owner, main))["code"]).json()["access_token"]
    custom = next(one for one in owner.sandbox.organisation.of(CONNECTIONS).values() if one["Flow"] == "custom")
    address = f"{owner.sandbox.url}/connections/{custom['id']}"

    assert requests.delete(address, headers={"Authorization": f"Bearer {token}"}, timeout=20).status_code == 404


def test_an_expired_token_is_told_from_a_wrong_one(person: Person, clock: Clock) -> None:
    token = person.tokens()["access_token"]
    clock.forward(minutes=30)

    expired = person.get("/api.xro/2.0/Organisation", token)
    wrong = person.get("/api.xro/2.0/Organisation", "eyJ.wrong")

    assert (expired.status_code, expired.json()["Detail"]) == (
        401,
        "TokenExpired: token expired at 11/20/2026 15:30:00",
    )
    assert (wrong.status_code, wrong.json()["detail"]) == (401, "AuthenticationUnsuccessful")
    assert wrong.headers["WWW-Authenticate"] == "Bearer error=invalid_token"


def test_a_call_without_any_token_is_answered_in_html(sandbox: Sandbox) -> None:
    answer = requests.get(f"{sandbox.url}/api.xro/2.0/Organisation", timeout=20)

    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "text/html; charset=utf-8")
    assert "oauth_problem=" in answer.text


@pytest.mark.parametrize(
    ("scope", "call", "status"),
    [
        ("accounting.contacts.read", "GET Contacts", 200),
        ("accounting.contacts.read", "PUT Contacts", 401),
        ("accounting.contacts", "GET Invoices", 401),
        ("accounting.transactions", "GET PurchaseOrders", 200),
        ("accounting.invoices", "GET Items", 200),
        ("accounting.invoices", "GET Payments", 401),
    ],
)
def test_a_scope_opens_its_own_endpoints(caller: Caller, sandbox: Sandbox, scope: str, call: str, status: int) -> None:
    caller.sign_in(sandbox, scope)
    method, path = call.split()

    answer = caller.call(method, path, {"Name": "A"} if method == "PUT" else None)

    assert answer.status_code == status
    if status == 401:
        assert answer.headers["WWW-Authenticate"] == "insufficent_scope"
