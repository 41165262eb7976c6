"""Faults, limits, counts of calls and the bookkeeper, over HTTP: for whoever drives the stand-in from elsewhere."""

from dataclasses import asdict
from functools import partial
from http import HTTPStatus

from flask import Flask, Response, request

from connectors.xero.sandbox.bookkeeping import InTray
from connectors.xero.sandbox.calls import Calls
from connectors.xero.sandbox.exchange import json_response
from connectors.xero.sandbox.limits import Limits
from connectors.xero.sandbox.pile import read_pile
from connectors.xero.sandbox.refusals import Malformed, Rejected
from connectors.xero.sandbox.standin import StandIn

LIMIT_NAMES = ("per_minute", "per_day", "per_app_minute", "concurrent", "minute_used", "day_used")


def add_control_views(app: Flask, standin: StandIn) -> None:
    """POST takes JSON only, which a form on another site cannot send without asking first."""
    methods = ["GET", "POST", "DELETE"]
    app.add_url_rule("/sandbox/faults", "faults", partial(_faults, standin), methods=methods)
    app.add_url_rule("/sandbox/calls", "calls", partial(_calls, standin.calls), methods=["GET", "DELETE"])
    app.add_url_rule("/sandbox/limits", "limits", partial(_limits, standin.limits), methods=["GET", "POST"])
    app.add_url_rule("/sandbox/bookkeeping", "bookkeeping", partial(_bookkeeping, standin), methods=["POST"])


def _faults(standin: StandIn) -> Response:
    if request.method == "DELETE":
        standin.faults.clear()
    if request.method == "POST":
        try:
            standin.faults.add(**request.get_json())
        except (TypeError, ValueError) as error:
            return json_response({"error": str(error)}, HTTPStatus.BAD_REQUEST)
    return json_response([asdict(fault) for fault in standin.faults])


def _calls(calls: Calls) -> Response:
    """Count what was asked, by method and endpoint; DELETE starts again from nothing."""
    if request.method == "DELETE":
        calls.clear()
    return json_response({"calls": dict(calls.by_endpoint), "sent_bytes": calls.sent_bytes})


def _limits(limits: Limits) -> Response:
    if request.method == "POST":
        wanted = request.get_json()
        if not isinstance(wanted, dict) or not wanted.keys() <= set(LIMIT_NAMES):
            return json_response({"error": f"Known: {', '.join(LIMIT_NAMES)}"}, HTTPStatus.BAD_REQUEST)
        for name, value in wanted.items():
            setattr(limits, name, int(value))
    return json_response({name: getattr(limits, name) for name in LIMIT_NAMES})


def _bookkeeping(standin: StandIn) -> Response:
    """Have the bookkeeper enter what is not entered yet, up to the first thing that is refused."""
    try:
        pile = read_pile(request.get_json())
        InTray(standin.organisation, standin.bookkeeper).work_off(pile)
    except (Rejected, Malformed, ValueError) as error:
        return json_response({"error": str(error)}, HTTPStatus.BAD_REQUEST)
    return json_response({"tasks": len(pile)})
