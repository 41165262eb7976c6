"""Rate limits (Xero reference 2)."""

from concurrent.futures import ThreadPoolExecutor

import requests

from connectors.xero.sandbox import Sandbox
from tests.connectors.sandbox.caller import Caller, Clock


def test_every_answer_tells_what_is_left(caller: Caller, sandbox: Sandbox) -> None:
    sandbox.limits.per_minute, sandbox.limits.per_day = 60, 5000

    headers = caller.call("GET", "Organisation").headers

    assert (headers["X-MinLimit-Remaining"], headers["X-DayLimit-Remaining"]) == ("59", "4999")
    assert headers["X-AppMinLimit-Remaining"] == "9999"
    assert headers["Xero-Correlation-Id"]


def test_the_limits_are_real_unless_a_test_raises_them() -> None:
    with Sandbox() as sandbox:
        assert (sandbox.limits.per_minute, sandbox.limits.per_day, sandbox.limits.concurrent) == (60, 5000, 5)


def test_the_minute_is_a_fixed_window(caller: Caller, sandbox: Sandbox, clock: Clock) -> None:
    sandbox.limits.per_minute = 2
    caller.get("Organisation")
    clock.forward(seconds=20)
    caller.get("Organisation")

    refused = caller.call("GET", "Organisation")
    assert (refused.status_code, refused.content) == (429, b"")
    assert (refused.headers["X-Rate-Limit-Problem"], refused.headers["Retry-After"]) == ("minute", "40")
    assert refused.headers["X-MinLimit-Remaining"] == "0"

    clock.forward(seconds=40)
    assert caller.call("GET", "Organisation").status_code == 200


def test_the_day_has_a_retry_after_of_hours(caller: Caller, sandbox: Sandbox, clock: Clock) -> None:
    sandbox.limits.day_used = sandbox.limits.per_day
    clock.forward(minutes=10)

    refused = caller.call("GET", "Organisation")

    assert (refused.headers["X-Rate-Limit-Problem"], refused.headers["Retry-After"]) == ("day", "85800")


def test_a_refused_call_is_not_counted(caller: Caller, sandbox: Sandbox) -> None:
    sandbox.limits.per_minute = 1
    caller.get("Organisation")

    caller.call("GET", "Organisation")

    assert sandbox.limits.minute_used == 1


def test_a_sixth_call_at_once_is_refused_without_retry_after(caller: Caller, sandbox: Sandbox) -> None:
    sandbox.faults.add("slow", path="Organisation", times=None, seconds=0.5)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: caller.call("GET", "Organisation"), range(6)))

    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [429]
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.headers["X-Rate-Limit-Problem"] == "concurrent"
    assert "Retry-After" not in refused.headers


def test_the_identity_service_is_not_limited(sandbox: Sandbox, caller: Caller) -> None:
    sandbox.limits.per_minute = 0

    assert caller.call("GET", "/connections").status_code == 200


def test_limits_can_be_set_over_http(sandbox: Sandbox) -> None:
    address = f"{sandbox.url}/sandbox/limits"

    shown = requests.post(address, json={"minute_used": 59, "per_minute": 60}, timeout=20).json()

    assert (shown["minute_used"], sandbox.limits.minute_used, sandbox.limits.per_minute) == (59, 59, 60)
    assert requests.post(address, json={"per_hour": 1}, timeout=20).status_code == 400
