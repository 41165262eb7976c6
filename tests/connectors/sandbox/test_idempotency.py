"""Idempotency-Key (Xero reference 3.8)."""

from connectors.xero.sandbox import Sandbox
from tests.connectors.sandbox.caller import Caller, Clock, bill, line

KEY = {"Idempotency-Key": "export-1"}


def test_a_repeated_key_gives_the_first_answer_again_and_stores_once(caller: Caller, sandbox: Sandbox) -> None:
    body = bill(caller)

    first = caller.call("PUT", "Invoices", body, headers=KEY)
    second = caller.call("PUT", "Invoices", body, headers=KEY)

    assert first.content == second.content
    assert len(sandbox.organisation.invoices) == 1


def test_a_key_is_forgotten_after_six_minutes(caller: Caller, sandbox: Sandbox, clock: Clock) -> None:
    body = bill(caller)
    caller.put("Invoices", body, headers=KEY)

    clock.forward(minutes=5, seconds=59)
    caller.put("Invoices", body, headers=KEY)
    assert len(sandbox.organisation.invoices) == 1

    clock.forward(seconds=1)
    caller.put("Invoices", body, headers=KEY)
    assert len(sandbox.organisation.invoices) == 2


def test_errors_are_given_again_even_when_their_cause_is_gone(caller: Caller) -> None:
    body = bill(caller, LineItems=[line(ItemCode="T-1")])
    assert caller.call("PUT", "Invoices", body, headers=KEY).status_code == 400

    caller.put("Items", {"Code": "T-1"})

    assert caller.call("PUT", "Invoices", body, headers=KEY).status_code == 400
    assert caller.call("PUT", "Invoices", body, headers={"Idempotency-Key": "export-2"}).status_code == 200


def test_a_key_with_another_request_is_refused(caller: Caller, sandbox: Sandbox) -> None:
    caller.put("Invoices", bill(caller), headers=KEY)

    other_body = caller.call("PUT", "Invoices", bill(caller, InvoiceNumber="other"), headers=KEY)
    other_url = caller.call("PUT", "Invoices?unitdp=4", bill(caller), headers=KEY)
    other_method = caller.call("POST", "Invoices", bill(caller), headers=KEY)

    for answer in (other_body, other_url, other_method):
        assert answer.status_code == 400
        assert answer.json()["Detail"] == "Idempotency Key export-1 is used with a different request"
    assert len(sandbox.organisation.invoices) == 1


def test_a_key_longer_than_128_characters_is_refused(caller: Caller) -> None:
    assert caller.call("PUT", "Invoices", bill(caller), headers={"Idempotency-Key": "k" * 129}).status_code == 400


def test_a_replay_counts_against_the_limits(caller: Caller, sandbox: Sandbox) -> None:
    body = bill(caller)
    caller.put("Invoices", body, headers=KEY)
    used = sandbox.limits.minute_used

    caller.put("Invoices", body, headers=KEY)

    assert sandbox.limits.minute_used == used + 1
