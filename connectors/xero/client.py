"""Carries bytes to Xero and back: time-outs, quota, call journal, and what an answer means for the caller.

It knows no resource. Xero reference 2 (limits, statuses) and 3.8 (idempotency). Nothing is retried here: a GET that
failed is asked again by the next run, and a write is looked for before it is sent again.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import NoReturn

import requests

from connectors.errors import ConnectorError, NotConnected, NotFound, OutcomeUnknown, Refused, TryLater, Unreadable
from connectors.ports import Answer, Call, CallLog, Keep, Quota, forget
from connectors.sentences import gettext as _
from connectors.sentences import gettext_noop
from connectors.xero.auth import XeroAuth
from connectors.xero.messages import messages_of
from connectors.xero.redacting import redacted

CONNECT_SECONDS, READ_SECONDS, TOTAL_SECONDS = 5, 40, 50
CHUNK = 65_536
# Xero's own spelling: the token is good, and does not let us do this (Xero reference 1.7).
SCOPE_IS_LACKING = "insufficent_scope"
OFFLINE_FOR = timedelta(minutes=2)
# A 429 for too many calls at once bears no Retry-After (Xero reference, pitfall 9).
CROWDED_FOR = timedelta(seconds=5)
UNREACHABLE_FOR = timedelta(minutes=1)
# What stands on an element that was refused where others of its batch were stored (Xero reference 3.7).
REFUSED_ELEMENT = b'"ValidationErrors"'
# A wait this long is a day limit, whatever it is called.
LONGEST_WAIT = timedelta(days=1)
# What Xero calls its limits.
LIMITS = {"minute": gettext_noop("a minute"), "day": gettext_noop("a day"), "concurrent": gettext_noop("at once")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """A request that changes something there."""

    method: str
    path: str
    body: bytes
    key: str
    params: Mapping[str, str]
    not_after: datetime
    keep: Keep = forget
    content_type: str = "application/json"


class ElementsRefused(Refused):
    """A 400 that lists elements: those it does not list may have been stored all the same (Xero reference 3.7)."""


class XeroClient:
    """One organisation, over one HTTP session."""

    def __init__(self, api_url: str, tenant_id: str, *, auth: XeroAuth, quota: Quota, log: CallLog) -> None:
        self.root = f"{api_url}/api.xro/2.0/"
        self.auth = auth
        self.quota = quota
        self.log = log
        self.session = requests.Session()
        self.session.headers.update({"Accept": "application/json", "Xero-Tenant-Id": tenant_id})

    def get(self, path: str, params: Mapping[str, str] | None = None, *, since: datetime | None = None) -> bytes:
        """Return the body of a GET; nothing at all where nothing changed since a time.

        `since` becomes If-Modified-Since: UTC, seconds, no Z (Xero reference 3.5).
        """
        headers = {"If-Modified-Since": since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")} if since else {}
        try:
            return self.exchange(requests.Request("GET", self.root + path, params=dict(params or {}), headers=headers))
        except OutcomeUnknown as lost:
            # Reading twice harms nobody, so for a GET a lost answer is only a delay.
            raise Unreadable(str(lost), until=datetime.now(UTC) + UNREACHABLE_FOR) from lost

    def write(self, write: Write) -> bytes:
        """Send a write once and return the body of the answer; raises every kind of `ConnectorError`."""
        headers = {"Content-Type": write.content_type, "Idempotency-Key": write.key}
        return self.exchange(
            requests.Request(
                write.method, self.root + write.path, params=dict(write.params), data=write.body, headers=headers
            ),
            not_after=write.not_after,
            keep=write.keep,
        )

    def exchange(self, request: requests.Request, *, not_after: datetime | None = None, keep: Keep = forget) -> bytes:
        answer = self.call(request, not_after)
        keep(as_it_came(answer))
        if answer.status_code == HTTPStatus.UNAUTHORIZED and not lacks_scope(answer):
            # An access token may end early. The request was turned away at the door, so it can be sent once more.
            self.auth.renew(used=answer.request.headers["Authorization"])
            answer = self.call(request, not_after)
            keep(as_it_came(answer))
        if answer.status_code in (HTTPStatus.OK, HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED):
            return answer.content
        self.raise_for(answer)

    def call(self, request: requests.Request, not_after: datetime | None) -> requests.Response:
        """Send one request under the quota, with its line in the journal whatever happens."""
        request.auth = self.auth
        prepared = self.session.prepare_request(request)
        with self.quota.call():
            started_at, clock = datetime.now(UTC), time.monotonic()
            # Getting a token and a place may have taken long, and whoever waits for us may have given us up.
            if not_after and started_at > not_after:
                raise TryLater(_("It took too long to get ready, so nothing was sent."), until=started_at)
            answer, error = None, None
            try:
                answer = self.transmit(prepared, clock + TOTAL_SECONDS)
            except requests.RequestException as lost:
                error = lost
            self.log.record(journal_line(prepared, answer, error, started_at, time.monotonic() - clock))
            if answer is None:
                raise connection_error(error) from error
        self.quota.observe(
            minute_remaining=number_in(answer, "X-MinLimit-Remaining"),
            day_remaining=number_in(answer, "X-DayLimit-Remaining"),
        )
        return answer

    def transmit(self, prepared: requests.PreparedRequest, deadline: float) -> requests.Response:
        """Send, and read the whole answer before a deadline: the time-out of a socket begins anew with each byte."""
        timeout = (CONNECT_SECONDS, READ_SECONDS)
        answer = self.session.send(prepared, timeout=timeout, allow_redirects=False, stream=True)
        content = bytearray()
        for chunk in answer.iter_content(CHUNK):
            content += chunk
            if time.monotonic() > deadline:
                answer.close()
                raise requests.ReadTimeout("The answer took too long.")
        answer._content = bytes(content)
        return answer

    def raise_for(self, answer: requests.Response) -> NoReturn:
        status = answer.status_code
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise self.too_many(answer)
        if lacks_scope(answer):
            raise Refused(
                _("The connection to Xero does not include this. An admin connects again and agrees to it all.")
            )
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            self.auth.store.mark_disconnected()
            raise NotConnected(_("Xero does not let this connection in any more. Connect to the organisation again."))
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            raise TryLater(_("The organisation is offline at Xero."), until=datetime.now(UTC) + OFFLINE_FOR)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise OutcomeUnknown(
                _("Xero answered with an error of its own (status %(status)s).") % {"status": int(status)}
            )
        if status == HTTPStatus.NOT_FOUND:
            raise NotFound(*messages_of(answer.content, status))
        refusal = ElementsRefused if b'"Elements"' in answer.content else Refused
        raise refusal(*messages_of(answer.content, status))

    def too_many(self, answer: requests.Response) -> TryLater:
        """Return when to come back, and stop every process from calling before then (Xero reference 2)."""
        problem = answer.headers.get("X-Rate-Limit-Problem", "").lower()
        seconds = number_in(answer, "Retry-After")
        wait = timedelta(seconds=seconds) if seconds is not None else CROWDED_FOR
        until = datetime.now(UTC) + min(wait, LONGEST_WAIT)
        text = _("Xero's limit of calls (%(limit)s) is used up until %(moment)s.")
        reason = text % {"limit": _(LIMITS[problem]) if problem in LIMITS else problem or _("unnamed"), "moment": until}
        self.quota.block(until, reason=reason)
        return TryLater(reason, until=until)


def connection_error(error: requests.RequestException | None) -> ConnectorError:
    """Tell what was surely not sent from what may have been (design: a lost answer is not a refusal)."""
    if isinstance(error, requests.ConnectTimeout) or never_connected(error):
        return TryLater(_("Xero cannot be reached."), until=datetime.now(UTC) + UNREACHABLE_FOR)
    return OutcomeUnknown(_("The connection broke before Xero answered."))


def never_connected(error: BaseException | None) -> bool:
    """Whether urllib3 gave up while still opening the connection, so that no byte of the request left."""
    reason = getattr(error.args[0], "reason", None) if error and error.args else None
    return type(reason).__name__ in ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError")


def lacks_scope(answer: requests.Response) -> bool:
    return SCOPE_IS_LACKING in answer.headers.get("WWW-Authenticate", "")


def as_it_came(answer: requests.Response) -> Answer:
    return Answer(
        status=answer.status_code,
        body=answer.content,
        received_at=datetime.now(UTC),
        correlation_id=answer.headers.get("Xero-Correlation-Id", ""),
    )


def journal_line(
    request: requests.PreparedRequest,
    answer: requests.Response | None,
    error: Exception | None,
    started_at: datetime,
    duration: float,
) -> Call:
    return Call(
        method=request.method or "",
        path=request.path_url,
        status=answer.status_code if answer is not None else 0,
        started_at=started_at,
        duration=duration,
        idempotency_key=request.headers.get("Idempotency-Key", ""),
        correlation_id=answer.headers.get("Xero-Correlation-Id", "") if answer is not None else "",
        minute_remaining=number_in(answer, "X-MinLimit-Remaining"),
        day_remaining=number_in(answer, "X-DayLimit-Remaining"),
        error=type(error).__name__ if error else "",
        answer=refusal_in(answer),
    )


def refusal_in(answer: requests.Response | None) -> str:
    """Return what a refusal says, of the whole or of single elements, as far as it may be kept."""
    if answer is None:
        return ""
    refuses_some = answer.request.method != "GET" and REFUSED_ELEMENT in answer.content
    return redacted(answer.content) if refuses_some or answer.status_code >= HTTPStatus.BAD_REQUEST else ""


def number_in(answer: requests.Response | None, header: str) -> int | None:
    value = answer.headers.get(header, "") if answer is not None else ""
    return int(value) if value.isdigit() else None
