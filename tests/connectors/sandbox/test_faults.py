"""Troubles to order (Xero reference 8)."""

import time

import pytest
import requests

from connectors.xero.sandbox import Sandbox
from tests.connectors.sandbox.caller import JOB, Caller, bill, line


def test_a_connection_dropped_before_stores_nothing(caller: Caller, sandbox: Sandbox) -> None:
    body = bill(caller)
    sandbox.faults.add("drop_before", method="PUT", path="Invoices")

    with pytest.raises(requests.ConnectionError):
        caller.call("PUT", "Invoices", body)

    assert not sandbox.organisation.invoices
    assert caller.call("PUT", "Invoices", body).status_code == 200


def test_a_connection_dropped_after_has_stored_and_the_key_brings_the_answer(caller: Caller, sandbox: Sandbox) -> None:
    body, key = bill(caller), {"Idempotency-Key": "k1"}
    sandbox.faults.add("drop_after_commit", method="PUT", path="Invoices")

    with pytest.raises(requests.ConnectionError):
        caller.call("PUT", "Invoices", body, headers=key)
    answer = caller.put("Invoices", body, headers=key)

    assert list(sandbox.organisation.invoices) == [answer["Invoices"][0]["InvoiceID"]]
    assert [call.status for call in sandbox.calls_to("PUT", "Invoices")] == [0, 200]


@pytest.mark.parametrize(("kind", "stored"), [("error_500_before", 0), ("error_500_after_commit", 1)])
def test_a_500_may_come_before_or_after_storing(caller: Caller, sandbox: Sandbox, kind: str, stored: int) -> None:
    body = bill(caller)
    sandbox.faults.add(kind, path="Invoices")

    answer = caller.call("PUT", "Invoices", body)

    assert (answer.status_code, answer.json()["Title"]) == (500, "An error occurred")
    assert len(sandbox.organisation.invoices) == stored


def test_an_offline_organisation_answers_503_in_text(caller: Caller, sandbox: Sandbox) -> None:
    sandbox.faults.add("offline_503")

    answer = caller.call("GET", "Items")

    assert (answer.status_code, answer.text) == (503, "The Organisation is offline")


@pytest.mark.parametrize(("kind", "stored"), [("slow", 1), ("slow_before", 0)])
def test_a_slow_answer_is_processed_before_or_after_the_wait(
    caller: Caller, sandbox: Sandbox, kind: str, stored: int
) -> None:
    body = bill(caller)
    sandbox.faults.add(kind, path="Invoices", seconds=0.6)

    started = time.perf_counter()
    with pytest.raises(requests.ReadTimeout):
        caller.session.put(f"{caller.url}/api.xro/2.0/Invoices", json=body, timeout=0.2)

    assert time.perf_counter() - started < 0.5
    assert len(sandbox.organisation.invoices) == stored


@pytest.mark.parametrize(
    ("problem", "retry_after"), [("minute", 7), ("day", 40_000), ("concurrent", None), ("appminute", 3)]
)
def test_a_429_of_any_kind_can_be_ordered(
    caller: Caller, sandbox: Sandbox, problem: str, retry_after: int | None
) -> None:
    sandbox.faults.add("too_many", problem=problem, retry_after=retry_after)

    answer = caller.call("GET", "Items")

    assert (answer.status_code, answer.headers["X-Rate-Limit-Problem"]) == (429, problem)
    assert answer.headers.get("Retry-After") == (None if retry_after is None else str(retry_after))


def test_a_truncated_answer_does_not_parse_though_the_bill_is_stored(caller: Caller, sandbox: Sandbox) -> None:
    body = bill(caller)
    sandbox.faults.add("truncated_json", path="Invoices")

    answer = caller.call("PUT", "Invoices", body)

    assert answer.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        answer.json()
    assert len(sandbox.organisation.invoices) == 1


def test_a_401_may_be_a_page(caller: Caller, sandbox: Sandbox) -> None:
    sandbox.faults.add("html_401")

    answer = caller.call("GET", "Items")

    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "text/html; charset=utf-8")


def test_values_nobody_knows_and_fields_nobody_expects_can_come(caller: Caller, sandbox: Sandbox) -> None:
    sandbox.faults.add("unknown_enum", path="Organisation")
    sandbox.faults.add("extra_fields", path="Organisation")

    (organisation,) = caller.get("Organisation")["Organisations"]

    assert organisation["Class"] == "NEBULA"
    assert "FutureField" in organisation


def test_tracking_can_be_dropped_without_a_word(caller: Caller, sandbox: Sandbox) -> None:
    caller.option("J-1")
    sandbox.faults.add("drop_tracking", path="Invoices")

    created = caller.bill(LineItems=[line(Tracking=[{"Name": JOB, "Option": "J-1"}])])

    assert created["LineItems"][0]["Tracking"] == []


def test_an_option_may_be_answered_without_an_id_and_not_be_there(caller: Caller, sandbox: Sandbox) -> None:
    sandbox.faults.add("no_option_id")

    answer = caller.put(f"TrackingCategories/{caller.category()['TrackingCategoryID']}/Options", {"Name": "J-1"})

    # The list of categories above was no such request, so the fault waited for this one.
    assert answer["Options"] == [{"Name": "J-1", "Status": "ACTIVE"}]
    assert caller.category()["Options"] == []


def test_one_element_can_bring_the_whole_batch_down(caller: Caller, sandbox: Sandbox) -> None:
    sandbox.organisation.choke_on = "Núñez & Sons"
    good, poison = {"Name": "Good"}, {"Name": "Núñez & Sons"}

    answer = caller.call("POST", "Contacts?summarizeErrors=false", {"Contacts": [good, poison]})

    assert answer.status_code == 500
    assert not sandbox.organisation.contacts.find("Name", "Good")
    assert caller.call("POST", "Contacts", good).status_code == 200


def test_access_tokens_can_be_expired(caller: Caller, sandbox: Sandbox) -> None:
    sandbox.faults.add("expire_access_tokens")

    assert caller.call("GET", "Items").status_code == 401
    caller.sign_in(sandbox)
    assert caller.call("GET", "Items").status_code == 200


def test_the_organisation_can_be_disconnected_and_connected_again(caller: Caller, sandbox: Sandbox) -> None:
    sandbox.faults.add("disconnect_tenant")
    assert caller.call("GET", "Items").status_code == 403
    assert caller.get("/connections") == []

    sandbox.faults.add("reconnect_tenant")
    assert caller.call("GET", "Items").status_code == 200


def test_a_fault_skips_then_strikes_so_many_times(caller: Caller, sandbox: Sandbox) -> None:
    sandbox.faults.add("offline_503", method="get", path="items", skip=1, times=2)

    statuses = [caller.call("GET", "Items").status_code for _ in range(4)]

    assert statuses == [200, 503, 503, 200]
    assert not list(sandbox.faults)


def test_a_fault_strikes_only_what_it_is_for(caller: Caller, sandbox: Sandbox) -> None:
    sandbox.faults.add("offline_503", method="PUT", path="Items", times=None)
    sandbox.faults.add("offline_503", path="/connect/token")

    assert caller.call("GET", "Items").status_code == 200
    assert caller.call("PUT", "Contacts", {"Name": "A"}).status_code == 200
    assert caller.call("POST", "/connect/token").status_code == 503
    assert [caller.call("PUT", "Items", {"Code": "A"}).status_code for _ in range(3)] == [503] * 3


def test_faults_can_be_ordered_and_cleared_over_http(caller: Caller, sandbox: Sandbox) -> None:
    address = f"{sandbox.url}/sandbox/faults"
    ordered = requests.post(address, json={"kind": "offline_503", "path": "Items", "times": None}, timeout=20).json()
    assert ordered[0]["kind"] == "offline_503"
    assert caller.call("GET", "Items").status_code == 503

    assert requests.delete(address, timeout=20).json() == []

    assert caller.call("GET", "Items").status_code == 200


@pytest.mark.parametrize("wrong", [{"kind": "flood"}, {"kind": "slow", "colour": "red"}, {}])
def test_an_unknown_fault_cannot_be_ordered(sandbox: Sandbox, wrong: dict) -> None:
    assert requests.post(f"{sandbox.url}/sandbox/faults", json=wrong, timeout=20).status_code == 400
    assert not list(sandbox.faults)


def test_every_call_is_recorded_in_order_with_its_body(caller: Caller, sandbox: Sandbox) -> None:
    sandbox.calls.clear()
    caller.call("GET", "Items", headers={"If-Modified-Since": "2026-01-01T00:00:00"})
    caller.put("Items?unitdp=4", {"Code": "T-1"}, headers={"Idempotency-Key": "k1"})

    listed, written = sandbox.calls

    assert (listed.method, listed.path, listed.status) == ("GET", "/api.xro/2.0/Items", 200)
    assert listed.headers["If-Modified-Since"] == "2026-01-01T00:00:00"
    assert (written.query, written.json(), written.headers["Idempotency-Key"]) == (
        {"unitdp": "4"},
        {"Code": "T-1"},
        "k1",
    )
    assert sandbox.calls.sent_bytes == listed.sent + written.sent > 0
    assert sandbox.calls.by_endpoint["PUT Items"] == 1
