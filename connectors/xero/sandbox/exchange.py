"""Around each call: it is recorded, faults strike before and after it, and its headers are completed."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any, cast
from uuid import uuid4

from flask import Response, request

from connectors.xero.sandbox import api
from connectors.xero.sandbox.answers import HTML_TYPE, JSON_TYPE, TEXT_TYPE, Answer, problem, to_json
from connectors.xero.sandbox.calls import Call
from connectors.xero.sandbox.faults import Fault, has, pause
from connectors.xero.sandbox.idempotency import Reply
from connectors.xero.sandbox.limits import TooMany
from connectors.xero.sandbox.refusals import Refused
from connectors.xero.sandbox.standin import StandIn

# A dict of the server's; with "drop" in it the server closes the connection without a word.
SIGNALS = "sandbox.signals"
API_HEADERS = {"Cache-Control": "max-age=0, no-cache, no-store"}
OFFLINE = "The Organisation is offline"
HTML_401 = "<html><head><title>401</title></head><body><h1>Unauthorized</h1>oauth_problem=token_rejected</body></html>"

type View = Callable[..., Response]


def observed(standin: StandIn, view: View) -> View:
    """Record each call of a view, and let faults strike around it."""

    def run(**arguments: Any) -> Response:
        call = Call(
            method=request.method,
            path=request.path,
            query=request.args.to_dict(),
            headers=dict(request.headers),
            body=request.get_data(),
        )
        standin.calls.add(call)
        faults = standin.faults.take(request.method, request.path)
        request.environ["sandbox.faults"] = faults
        with ExitStack() as stack:
            request.environ["sandbox.stack"] = stack
            response = _struck_before(faults) or _struck_after(faults, view(**arguments))
        response.headers["Xero-Correlation-Id"] = correlation_id = str(uuid4())
        if not request.environ.get(SIGNALS):
            standin.calls.finish(
                call, status=response.status_code, answer=response.get_data(), correlation_id=correlation_id
            )
        return response

    return run


def api_view(standin: StandIn) -> View:
    """Return the view of everything under /api.xro/2.0."""

    def view(**arguments: str) -> Response:
        http_request = _http_request()
        extra: tuple[tuple[str, str], ...] = ()
        try:
            if "Authorization" not in http_request.headers:
                return _response(api.encoded(http_request, api.no_bearer()), API_HEADERS, api.no_bearer().headers)
            api.check_access(standin.identity, http_request)
            request.environ["sandbox.stack"].enter_context(standin.limits.call())
            reply = api.reply_to(standin.organisation, http_request, request.environ["sandbox.faults"])
        except TooMany as too_many:
            return _too_many(too_many, standin)
        except Refused as refused:
            answer = api.refusal(refused)
            extra = answer.headers
            reply = answer.status, JSON_TYPE, to_json(answer.payload)
        return _response(reply, API_HEADERS | standin.limits.remaining(), extra)

    return view


def json_response(payload: object, status: int = 200) -> Response:
    return Response(to_json(payload), status, content_type=JSON_TYPE)


def _http_request() -> api.HttpRequest:
    raw_path = request.environ.get("REQUEST_URI", request.path).partition("?")[0]
    return api.HttpRequest(
        method=request.method,
        path=raw_path,
        query_string=request.query_string.decode("latin-1"),
        query=request.args.to_dict(),
        headers=cast("Mapping[str, str]", request.headers),
        body=request.get_data(),
    )


def _response(reply: Reply, headers: dict[str, str], extra: tuple[tuple[str, str], ...] = ()) -> Response:
    status, content_type, body = reply
    response = Response(body, status, content_type=content_type)
    response.headers.update(headers | dict(extra))
    return response


def _too_many(too_many: TooMany, standin: StandIn | None) -> Response:
    """Answer 429; the body is empty and must not be relied on (Xero reference 2)."""
    headers = {"X-Rate-Limit-Problem": too_many.problem}
    if too_many.retry_after is not None:
        headers["Retry-After"] = str(too_many.retry_after)
    return _response((429, TEXT_TYPE, b""), headers | (standin.limits.remaining() if standin else {}))


def _struck_before(faults: list[Fault]) -> Response | None:
    pause(faults, "slow_before")
    for fault in faults:
        if fault.kind == "too_many":
            return _too_many(TooMany(fault.problem, fault.retry_after), None)
    if has(faults, "drop_before"):
        return _dropped()
    if has(faults, "error_500_before"):
        return _crash()
    if has(faults, "offline_503"):
        return Response(OFFLINE, 503, content_type=TEXT_TYPE)
    if has(faults, "html_401"):
        return Response(HTML_401, 401, content_type=HTML_TYPE)
    return None


def _struck_after(faults: list[Fault], response: Response) -> Response:
    pause(faults, "slow")
    if has(faults, "drop_after_commit"):
        return _dropped()
    if has(faults, "error_500_after_commit"):
        return _crash()
    if has(faults, "truncated_json"):
        whole = response.get_data()
        response.set_data(whole[: len(whole) // 2])
    return response


def _dropped() -> Response:
    request.environ[SIGNALS]["drop"] = True
    return Response(status=500)


def _crash() -> Response:
    answer = Answer(status=500, payload=problem(500, "An error occurred", api.CRASHED_DETAIL))
    return json_response(answer.payload, answer.status)
