"""One API call from its headers to its answer: token, limits, idempotency, the write itself, the refusals."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import unquote

from connectors.xero.sandbox import idempotency
from connectors.xero.sandbox.answers import (
    HTML_TYPE,
    JSON_TYPE,
    XML_TYPE,
    Answer,
    envelope,
    problem,
    to_json,
    to_xml,
)
from connectors.xero.sandbox.calls import API_PREFIX
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.faults import Fault, distorted, has, without_tracking
from connectors.xero.sandbox.fields import read_body
from connectors.xero.sandbox.idempotency import Reply
from connectors.xero.sandbox.identity import Identity
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.refusals import (
    Crashed,
    Malformed,
    NotFound,
    NothingSent,
    Refused,
    RejectedBatch,
    UnreadableQuery,
)
from connectors.xero.sandbox.routes import ApiRequest, Handler, handler_for
from connectors.xero.sandbox.scopes import endpoint_of, is_allowed

WRITING = ("PUT", "POST")
# The query string that Xero's servers take; some 52 ids are the end of it (Xero reference 2).
LONGEST_QUERY = 2048
LARGEST_BODY = 10 * 1024 * 1024
# The files of a document travel as they are, and not as JSON.
FILE = "/Attachments/*"
CREATING_OPTIONS = "PUT TrackingCategories/*/Options"
NOT_FOUND_TEXT = "The resource you're looking for cannot be found"
CRASHED_DETAIL = (
    "An error occurred in Xero. Check the API Status page http://status.developer.xero.com for current service status."
)
NUMBERED: dict[type[Exception], tuple[int, str]] = {
    Malformed: (14, "PostDataInvalidException"),
    UnreadableQuery: (16, "QueryParseException"),
    NothingSent: (17, "NoDataProcessedException"),
}
ANSWERED: tuple[type[Exception], ...] = (*NUMBERED, RejectedBatch, NotFound, Crashed, Refused)


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """What of an HTTP request counts. `path` is as it came, still percent-encoded."""

    method: str
    path: str
    query_string: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def segments(self) -> list[str]:
        return [unquote(segment) for segment in self.path[len(API_PREFIX) :].strip("/").split("/")]

    @property
    def url(self) -> str:
        return f"{self.path}?{self.query_string}"


def check_access(identity: Identity, request: HttpRequest) -> None:
    """Raise Refused when the token, its scope or the tenant does not let this request in."""
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    token = identity.authorise(
        bearer.strip() if scheme.lower() == "bearer" else None, request.headers.get("Xero-Tenant-Id", "").lower()
    )
    try:
        route, _, _ = handler_for(request.method, request.segments)
    except NotFound:
        return
    if not is_allowed(token["Scope"], request.method, endpoint_of(route)):
        raise Refused(401, "Unauthorized", "InsufficientScope")


def reply_to(organisation: Organisation, request: HttpRequest, faults: list[Fault]) -> Reply:
    """Carry a request out, or give the answer again that was kept under its idempotency key."""
    key = request.headers.get("Idempotency-Key", "") if request.method in WRITING else ""
    if request.method == "GET":
        return encoded(request, answer_to(organisation, request, faults))
    with organisation.changing():
        if not key:
            return encoded(request, answer_to(organisation, request, faults))
        fingerprint = idempotency.fingerprint(request.method, request.url, request.body)
        if earlier := idempotency.earlier_reply(organisation, key, fingerprint):
            return earlier
        reply = encoded(request, answer_to(organisation, request, faults))
        idempotency.keep_reply(organisation, key, fingerprint, reply)
        return reply


def answer_to(organisation: Organisation, request: HttpRequest, faults: list[Fault]) -> Answer:
    try:
        route, handler, ids = handler_for(request.method, request.segments)
        if len(request.query_string) > LONGEST_QUERY:
            raise Refused(414, "URI Too Long", "The query string is too long")
        api_request = ApiRequest(
            organisation=organisation,
            ids=ids,
            query=request.query,
            if_modified_since=request.headers.get("If-Modified-Since"),
            body=_body(request) if request.method in WRITING and not route.endswith(FILE) else {},
            content=_content(request) if route.endswith(FILE) else b"",
            content_type=request.headers.get("Content-Type", ""),
        )
        if organisation.choke_on and _mentions(api_request.body, organisation.choke_on):
            raise Crashed
        return _carried_out(route, handler, api_request, faults)
    except ANSWERED as error:
        return answer_of(error)


def _carried_out(route: str, handler: Handler, request: ApiRequest, faults: list[Fault]) -> Answer:
    if route == CREATING_OPTIONS and has(faults, "no_option_id"):
        unsaved = {"Name": request.body.get("Name", ""), "Status": "ACTIVE"}
        return Answer(payload=envelope({"Options": [unsaved]}, request.organisation.now()))
    if has(faults, "drop_tracking"):
        request = ApiRequest(
            organisation=request.organisation,
            ids=request.ids,
            query=request.query,
            if_modified_since=request.if_modified_since,
            body=without_tracking(request.body),
        )
    answer = handler(request)
    return replace(answer, payload=distorted(answer.payload, faults))


def _mentions(value: object, text: str) -> bool:
    if isinstance(value, dict):
        return any(_mentions(child, text) for child in value.values())
    if isinstance(value, list):
        return any(_mentions(child, text) for child in value)
    return text in str(value)


def _content(request: HttpRequest) -> bytes:
    if len(request.body) > LARGEST_BODY:
        raise Refused(413, "Payload Too Large", "The request body is too large")
    return request.body


def _body(request: HttpRequest) -> Document:
    _content(request)
    if "json" not in request.headers.get("Content-Type", ""):
        raise Malformed("Data at the root level is invalid. Line 1, position 1.")
    return read_body(request.body)


def answer_of(error: Exception) -> Answer:
    """Turn a refusal into the answer that Xero gives."""
    if numbered := NUMBERED.get(type(error)):
        number, name = numbered
        return Answer(status=400, payload={"ErrorNumber": number, "Type": name, "Message": str(error)})
    if isinstance(error, RejectedBatch):
        return Answer(
            status=400,
            payload={
                "ErrorNumber": 10,
                "Type": "ValidationException",
                "Message": "A validation exception occurred",
                "Elements": error.elements,
            },
        )
    if isinstance(error, NotFound):
        return Answer(status=404, text=NOT_FOUND_TEXT)
    if isinstance(error, Refused):
        return refusal(error)
    return Answer(status=500, payload=problem(500, "An error occurred", CRASHED_DETAIL))


def refusal(refused: Refused) -> Answer:
    """Return an answer of the Title/Detail form; without any bearer Xero answers in HTML (Xero reference 1.7)."""
    payload = problem(refused.status, refused.title, refused.detail)
    if refused.detail == "AuthenticationUnsuccessful" and refused.status == HTTPStatus.UNAUTHORIZED:
        lowered = {name.lower(): value for name, value in payload.items() if name in ("Title", "Status", "Detail")}
        headers = (("WWW-Authenticate", "Bearer error=invalid_token"),)
        return Answer(status=401, payload=lowered | {"instance": payload["Instance"]}, headers=headers)
    if refused.detail == "InsufficientScope":
        return Answer(status=401, payload=payload, headers=(("WWW-Authenticate", "insufficent_scope"),))
    return Answer(status=refused.status, payload=payload)


def no_bearer() -> Answer:
    return Answer(
        status=401,
        text="oauth_problem=consumer_key_unknown&oauth_problem_advice=Consumer%20key%20was%20not%20recognised",
        content_type=HTML_TYPE,
        headers=(("WWW-Authenticate", 'OAuth Realm="api.xero.com"'),),
    )


def encoded(request: HttpRequest, answer: Answer) -> Reply:
    """Encode a payload as JSON where JSON was asked for by name, else as XML, which is Xero's default."""
    if answer.payload is None:
        return answer.status, answer.content_type, answer.content or answer.text.encode()
    if "application/json" in request.headers.get("Accept", "").lower():
        return answer.status, JSON_TYPE, to_json(answer.payload)
    return answer.status, XML_TYPE, to_xml(answer.payload)
